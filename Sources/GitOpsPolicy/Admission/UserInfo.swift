public import GitOpsManifest
import GitOpsRBAC

/// Who sends a request.
///
/// Source: `k8s.io/api/authentication/v1`, `UserInfo`.
public struct UserInfo: Sendable, Hashable {
    /// The name: `ann`, `system:serviceaccount:argocd:argocd-application-controller`.
    public var username: String
    /// The groups, all of them: nothing is added; ``authenticated(username:groups:)`` adds what the API server does.
    public var groups: [String]
    /// What identifies the user over time; empty when there is nothing.
    public var uid: String
    /// What the authenticator adds.
    public var extra: [String: [String]]

    /// A user from its parts.
    public init(username: String, groups: [String] = [], uid: String = "", extra: [String: [String]] = [:]) {
        self.username = username
        self.groups = groups
        self.uid = uid
        self.extra = extra
    }

    /// A user as the API server sees one that has been authenticated: with the groups that it puts everybody into, and
    /// service accounts into those of their namespace.
    ///
    /// Source: `k8s.io/apiserver/pkg/authentication/group/authenticated_group_adder.go` and
    /// `pkg/authentication/serviceaccount/util.go`, `MakeGroupNames`.
    public static func authenticated(username: String, groups: [String] = []) -> UserInfo {
        let subject = Subject.user(username)
        let given = Set(groups.map { ExactText($0) })
        let authenticated = "system:authenticated"
        let isTold = given.contains(ExactText(authenticated)) || given.contains(ExactText("system:unauthenticated"))
        let added = subject.implicitGroups.filter {
            !given.contains(ExactText($0)) && !(isTold && $0 == authenticated)
        }
        return UserInfo(username: username, groups: groups + added)
    }

    /// The `userInfo` of an AdmissionReview; members of other types are left out.
    public init(_ node: Node) {
        self.init(
            username: node["username"]?.string ?? "", groups: node["groups"]?.elements.compactMap(\.string) ?? [],
            uid: node["uid"]?.string ?? "")
        for (key, values) in node.members(of: "extra") {
            extra[key] = values.elements.compactMap(\.string)
        }
    }
}

extension UserInfo {
    /// Writes the object as it is given to expressions: what is empty is left out, as Go's JSON leaves it out.
    func append(to builder: inout DocumentBuilder) {
        builder.beginObject()
        if !username.isEmpty { builder.member("username", username) }
        if !uid.isEmpty { builder.member("uid", uid) }
        if !groups.isEmpty {
            builder.key("groups")
            builder.appendTexts(groups)
        }
        if !extra.isEmpty {
            builder.key("extra")
            builder.beginObject()
            for key in extra.keys.sorted(by: { $0.precedesByBytes($1) }) {
                builder.key(key)
                builder.appendTexts(extra[key] ?? [])
            }
            builder.end()
        }
        builder.end()
    }
}

extension DocumentBuilder {
    mutating func member(_ name: String, _ value: String) {
        key(name)
        append(value)
    }

    mutating func appendTexts(_ texts: [String]) {
        beginArray()
        for text in texts { append(text) }
        end()
    }
}
