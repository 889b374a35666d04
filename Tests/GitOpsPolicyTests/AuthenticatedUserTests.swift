import GitOpsPolicy
import Testing

@Suite("Groups of users")
struct AuthenticatedUserTests {
    @Test(
        "a user has the groups that the API server adds, once",
        arguments: [
            ("ann", [], ["system:authenticated"]),
            ("ann", ["ops"], ["ops", "system:authenticated"]),
            ("ann", ["system:authenticated"], ["system:authenticated"]),
            ("system:anonymous", [], ["system:unauthenticated"]),
            ("system:anonymous", ["system:unauthenticated"], ["system:unauthenticated"]),
            (
                "system:serviceaccount:ci:bot", ["foo"],
                ["foo", "system:serviceaccounts", "system:serviceaccounts:ci", "system:authenticated"]
            ),
            ("system:serviceaccount:ci", [], ["system:authenticated"]),
            ("system:serviceaccount:ci:bot:x", [], ["system:authenticated"]),
        ] as [(String, [String], [String])])
    func groups(username: String, given: [String], expected: [String]) {
        #expect(UserInfo.authenticated(username: username, groups: given).groups == expected)
    }
}
