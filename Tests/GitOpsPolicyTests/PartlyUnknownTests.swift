import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

@Suite("Policies of which a part is unknown")
struct PartlyUnknownTests {
    private static let unknown = "object.metadata.uid != ''"

    private static func findings(
        _ spec: String, binding: String = "validationActions: [Deny]", more: String = "",
        _ document: String = PolicyFixture.deployment()
    ) -> [String] {
        let policies = PolicyFixture.policy("p", spec) + PolicyFixture.binding("b", binding) + more
        let check = PolicyCheckTests.check(policies, document)
        #expect(check.sums.isExact)
        #expect(Set(check.findings.map(\.fingerprint)).count == check.findings.count)
        return check.findings.map { "\($0.verdict) \($0.message)" }
    }

    @Test("a validation that is certainly false is told beside one that is unknown, in their order")
    func validations() throws {
        let found = Self.findings(
            """
            validations:
            - {expression: "\(Self.unknown)"}
            - {expression: "object.spec.replicas > 5", message: too few}
            - {expression: "object.spec.replicas < 5"}
            """)
        try #require(found.count == 2)
        #expect(found[0].hasPrefix("unknown the policy reads object.metadata.uid"))
        #expect(found[1] == "fail too few")
    }

    @Test("where nothing is refused for certain the binding is unknown, told once")
    func unknown() {
        let found = Self.findings(
            "validations: [{expression: \"\(Self.unknown)\"}, {expression: \"request.userInfo.username == 'a'\"}]")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("unknown the policy reads object.metadata.uid") == true)
    }

    @Test("where nobody knows whether the policy or the binding is about the object, it stays unknown")
    func matching() {
        let selector = "{namespaceSelector: {matchLabels: {team: a}}}"
        let both = "validations: [{expression: \"false\"}, {expression: \"\(Self.unknown)\"}]"
        let bound = Self.findings(
            both, binding: "validationActions: [Deny]\nmatchResources: \(selector)")
        #expect(bound.count == 1 && bound[0].hasPrefix("unknown Namespace shop is not among"), "\(bound)")
        let condition = Self.findings("matchConditions: [{name: c, expression: \"\(Self.unknown)\"}]\n\(both)")
        #expect(condition.count == 1 && condition[0].hasPrefix("unknown the policy reads object"), "\(condition)")
    }

    @Test("of several parameters each is judged for itself")
    func parameters() {
        let params = ["a": "1", "b": "5"].sorted { $0.key < $1.key }.map { name, limit in
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: \(name), namespace: shop}, data: {x: '\(limit)'}}\n---\n"
        }
        let found = Self.findings(
            """
            paramKind: {apiVersion: v1, kind: ConfigMap}
            validations: [{expression: "params.data.x == '1' ? \(Self.unknown) : object.spec.replicas > 5"}]
            """,
            binding: "validationActions: [Deny]\nparamRef: {selector: {}, parameterNotFoundAction: Deny}",
            more: params.joined())
        #expect(found.map { $0.prefix(7) } == ["unknown", "fail fa"], "\(found)")
    }

    @Test(
        "who applies the manifests, and what they may, is missing only where it decides",
        arguments: [
            ("object.spec.replicas == 1 || request.userInfo.username == 'a'", "none"),
            ("object.spec.replicas == 2 && request.userInfo.username == 'a'", "fail"),
            (
                "object.spec.replicas == 2 || 'a' in request.userInfo.groups",
                "unknown the policy reads request.userInfo"
            ),
            ("request.userInfo.username == 'a'", "unknown the policy reads request.userInfo, and nobody told who"),
            ("authorizer.group('').resource('pods').check('get').allowed()", "unknown the policy asks the authorizer"),
            ("authorizer.requestResource.check('get').allowed()", "unknown the policy asks the authorizer"),
            ("object.spec.replicas == 1 || authorizer.requestResource.check('get').allowed()", "none"),
        ])
    func requester(expression: String, verdict: String) {
        let found = Self.findings("validations: [{expression: \"\(expression)\"}]").first ?? "none"
        #expect(found.hasPrefix(verdict), "\(found)")
    }

    @Test("a policy that only warns tells both")
    func warning() {
        let found = Self.findings(
            "validations: [{expression: \"false\"}, {expression: \"\(Self.unknown)\"}]",
            binding: "validationActions: [Warn]")
        #expect(found.map { $0.prefix(7) } == ["warn fa", "unknown"], "\(found)")
    }
}
