import GitOpsManifest
import GitOpsReport
import GitOpsSchema
import Testing

@testable import GitOpsPolicy

@Suite("Reading policies")
struct PolicyReadingTests {
    struct Refused: Sendable, CustomStringConvertible {
        let spec: String
        var rules = "[{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]"
        let path: String
        var description: String { "\(path) of \(spec)" }
    }

    static let valid = "validations: [{expression: \"true\"}]"

    static let refused: [Refused] = [
        Refused(spec: "failurePolicy: fail\n\(valid)", path: "spec.failurePolicy"),
        Refused(spec: "variables: []", path: "spec"),
        Refused(spec: "validations: [{message: x}]", path: "spec.validations[0].expression"),
        Refused(spec: "validations: [{expression: \"  \"}]", path: "spec.validations[0].expression"),
        Refused(spec: "validations: [{expression: 5}]", path: "spec.validations[0].expression"),
        Refused(spec: "validations: [true]", path: "spec.validations[0]"),
        Refused(spec: "validations: {expression: x}", path: "spec.validations"),
        Refused(spec: "validations: [{expression: \"true\", message: \"a\\nb\"}]", path: "spec.validations[0].message"),
        Refused(spec: "validations: [{expression: \"true\", message: \" \"}]", path: "spec.validations[0].message"),
        Refused(
            spec: "validations: [{expression: \"true\", messageExpression: \" \"}]",
            path: "spec.validations[0].messageExpression"),
        Refused(spec: "validations: [{expression: \"true\", reason: Teapot}]", path: "spec.validations[0].reason"),
        Refused(spec: "paramKind: {kind: ConfigMap}\n\(valid)", path: "spec.paramKind.apiVersion"),
        Refused(spec: "matchConditions: [{expression: \"true\"}]\n\(valid)", path: "spec.matchConditions[0].name"),
        Refused(
            spec: "matchConditions: [{name: a, expression: \"true\"}, {name: a, expression: \"true\"}]\n\(valid)",
            path: "spec.matchConditions[1]"),
        Refused(spec: "variables: [{name: 1a, expression: \"1\"}]\n\(valid)", path: "spec.variables[0].name"),
        Refused(spec: "variables: [{name: a.b, expression: \"1\"}]\n\(valid)", path: "spec.variables[0].name"),
        Refused(spec: "auditAnnotations: [{key: a}]", path: "spec.auditAnnotations[0].valueExpression"),
        Refused(spec: "auditAnnotations: [{key: a/b, valueExpression: \"'v'\"}]", path: "spec.auditAnnotations[0].key"),
        Refused(spec: "auditAnnotations: [{key: a-, valueExpression: \"'v'\"}]", path: "spec.auditAnnotations[0].key"),
        Refused(spec: valid, rules: "[]", path: "spec.matchConstraints.resourceRules"),
        Refused(
            spec: valid, rules: "[{apiGroups: [apps], apiVersions: [v1], resources: [deployments]}]",
            path: "spec.matchConstraints.resourceRules[0].operations"),
        Refused(
            spec: valid, rules: "[{apiGroups: [apps, \"*\"], apiVersions: [v1], operations: [CREATE], resources: [a]}]",
            path: "spec.matchConstraints.resourceRules[0].apiGroups"),
        Refused(
            spec: valid, rules: "[{apiGroups: [apps], apiVersions: [v1], operations: [PATCH], resources: [a]}]",
            path: "spec.matchConstraints.resourceRules[0].operations"),
        Refused(
            spec: valid, rules: "[{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [\"*\", a]}]",
            path: "spec.matchConstraints.resourceRules[0].resources"),
        Refused(
            spec: valid,
            rules: "[{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [a], scope: Global}]",
            path: "spec.matchConstraints.resourceRules[0].scope"),
        Refused(
            spec: valid,
            rules: "[{apiGroups: [\"\"], apiVersions: [v1], operations: [CREATE], resources: [pods/*, pods/log]}]",
            path: "spec.matchConstraints.resourceRules[0].resources"),
        Refused(
            spec: valid, rules: "[{apiGroups: [\"\"], apiVersions: [v1], operations: [CREATE], resources: [\"\"]}]",
            path: "spec.matchConstraints.resourceRules[0].resources"),
        Refused(
            spec: valid, rules: "[{apiGroups: [apps], apiVersions: [\"\"], operations: [CREATE], resources: [a]}]",
            path: "spec.matchConstraints.resourceRules[0].apiVersions"),
        Refused(
            spec: valid,
            rules:
                "[{apiGroups: [a], apiVersions: [v1], operations: [CREATE], resources: [a], resourceNames: [b, b]}]",
            path: "spec.matchConstraints.resourceRules[0].resourceNames"),
        Refused(
            spec: valid,
            rules: "[{apiGroups: [a], apiVersions: [v1], operations: [CREATE], resources: [a], resourceNames: [b/c]}]",
            path: "spec.matchConstraints.resourceRules[0].resourceNames"),
        Refused(
            spec: "matchConditions: [{name: a b, expression: \"true\"}]\n\(valid)", path: "spec.matchConditions[0].name"
        ),
        Refused(spec: "variables: [{name: if, expression: \"1\"}]\n\(valid)", path: "spec.variables[0].name"),
        Refused(spec: "paramKind: {apiVersion: a/b/c, kind: A}\n\(valid)", path: "spec.paramKind.apiVersion"),
        Refused(spec: "paramKind: {apiVersion: v1, kind: 1A}\n\(valid)", path: "spec.paramKind.kind"),
    ]

    @Test("what the API server refuses is an issue at its field", arguments: refused)
    func issues(row: Refused) throws {
        let set = PolicyFixture.set(PolicyFixture.policy("p", row.spec, rules: row.rules))
        let policy = ValidatingAdmissionPolicy(try #require(set.manifests.first))
        let issue = try #require(policy.issues.first)
        #expect(issue.path.description == row.path)
        #expect(issue.kind == .error)
        #expect(issue.place.position != nil)
        // A list without a usable entry is missing as well.
        #expect(
            policy.issues.count
                == (policy.validations.isEmpty && policy.auditAnnotations.isEmpty && issue.path.description != "spec"
                    ? 2 : 1))
    }

    @Test(
        "a field that no policy has is a warning with the nearest name, and the policy still loads",
        arguments: [
            ("matchCondition: []\n\(valid)", "spec.matchCondition", "matchConditions"),
            ("validations: [{expression: \"true\", mesage: x}]", "spec.validations[0].mesage", "message"),
            ("matchConstraint: {}\n\(valid)", "spec.matchConstraint", "matchConstraints"),
        ])
    func unknownFields(spec: String, path: String, nearest: String) throws {
        let policies = PolicySet(PolicyFixture.set(PolicyFixture.policy("p", spec)))
        let issue = try #require(policies.issues.first)
        #expect(policies.issues.count == 1)
        #expect(issue.kind == .warning)
        #expect(issue.path.description == path)
        #expect(issue.message.contains("did you mean \(nearest)?"))
        #expect(issue.place.position != nil)
        #expect(policies.obstacles == [[]])
    }

    @Test("a field beside spec is a warning as well")
    func unknownFieldsOfTheObject() throws {
        let text = PolicyFixture.policy().replacing("spec:", with: "failurePolicy: Ignore\nspec:")
        let issues = PolicySet(PolicyFixture.set(text)).issues
        #expect(issues.map(\.kind) == [.warning])
        #expect(issues.map(\.path.description) == ["failurePolicy"])
    }

    @Test(
        "what the API server takes has no issue",
        arguments: [
            "[pods, \"*\"]", "[pods/log, pods/*]", "[\"*/scale\", pods/log]", "[pods, pods/*, services/status]",
        ])
    func accepted(resources: String) throws {
        let rules = "[{apiGroups: [\"\"], apiVersions: [v1], operations: [CREATE], resources: \(resources)}]"
        let set = PolicyFixture.set(PolicyFixture.policy("p", Self.valid, rules: rules))
        #expect(ValidatingAdmissionPolicy(try #require(set.manifests.first)).issues.isEmpty)
    }

    @Test("line breaks of messages are those of the API server")
    func lineBreaks() throws {
        for (text, count) in [("a\\rb", 1), ("a\\u2028b", 0), ("a\\n", 0)] {
            let spec = "validations: [{expression: \"true\", message: \"\(text)\"}]"
            let set = PolicyFixture.set(PolicyFixture.policy("p", spec))
            #expect(ValidatingAdmissionPolicy(try #require(set.manifests.first)).issues.count == count, "\(text)")
        }
    }

    @Test("a whole policy has all its parts and no issue")
    func whole() throws {
        let set = PolicyFixture.set(
            PolicyFixture.policy(
                "p",
                """
                failurePolicy: Ignore
                paramKind: {apiVersion: v1, kind: ConfigMap}
                matchConditions: [{name: mine, expression: "true"}]
                variables: [{name: a, expression: "1"}]
                validations:
                - {expression: "a", message: " m ", messageExpression: "'x'", reason: Forbidden}
                auditAnnotations: [{key: k, valueExpression: "'v'"}]
                """))
        let policy = ValidatingAdmissionPolicy(try #require(set.manifests.first))
        #expect(policy.issues.isEmpty)
        #expect(policy.failurePolicy == .ignore)
        #expect(policy.paramKind?.kind == "ConfigMap")
        #expect(policy.matchConditions.map(\.name) == ["mine"])
        #expect(policy.variables.map(\.name) == ["a"])
        #expect(policy.validations.first?.messageExpression?.text == "'x'")
        #expect(policy.validations.first?.reason == "Forbidden")
        #expect(policy.auditAnnotations.first?.key == "k")
        #expect(policy.validations.first?.expression.node.position?.line == 12)
        #expect(policy.matchConstraints?.matchPolicy == .equivalent)
    }

    @Test(
        "older versions and the prototype's group are read alike",
        arguments: [
            "admissionregistration.k8s.io/v1beta1", "admissionregistration.k8s.io/v1alpha1",
            "admissionregistration.x-k8s.io/v1alpha1",
        ])
    func versions(apiVersion: String) throws {
        let text = (PolicyFixture.policy() + PolicyFixture.binding())
            .replacing("admissionregistration.k8s.io/v1", with: apiVersion)
        let policies = PolicySet(PolicyFixture.set(text))
        #expect(policies.policies.count == 1)
        #expect(policies.bindings.map(\.count) == [1])
    }

    @Test(
        "what the API server refuses of a binding is an issue at its field",
        arguments: [
            ("validationActions: []", "spec.validationActions"),
            ("paramRef: {name: a, parameterNotFoundAction: Deny}", "spec.validationActions"),
            ("validationActions: [Deny, Warn]", "spec.validationActions"),
            ("validationActions: [Deny, Deny]", "spec.validationActions"),
            ("validationActions: [deny]", "spec.validationActions"),
            ("validationActions: [Deny]\nparamRef: {parameterNotFoundAction: Deny}", "spec.paramRef"),
            (
                "validationActions: [Deny]\nparamRef: {name: a, selector: {}, parameterNotFoundAction: Deny}",
                "spec.paramRef"
            ),
            ("validationActions: [Deny]\nparamRef: {name: a}", "spec.paramRef.parameterNotFoundAction"),
            ("validationActions: [Deny]\nparamRef: {name: a/b, parameterNotFoundAction: Deny}", "spec.paramRef.name"),
            (
                "validationActions: [Deny]\nparamRef: {name: a, parameterNotFoundAction: Ignore}",
                "spec.paramRef.parameterNotFoundAction"
            ),
            (
                "validationActions: [Deny]\nmatchResources: {namespaceSelector: {matchLabels: {a: \"b c\"}}}",
                "spec.matchResources.namespaceSelector"
            ),
        ])
    func bindingIssues(spec: String, path: String) throws {
        let set = PolicyFixture.set(PolicyFixture.binding("b", policy: "p", spec))
        let binding = ValidatingAdmissionPolicyBinding(try #require(set.manifests.first))
        #expect(binding.issues.map(\.path.description) == [path])
    }

    @Test("a binding without its policy and a policy defined twice are told")
    func warnings() throws {
        let text =
            PolicyFixture.policy() + PolicyFixture.policy() + PolicyFixture.binding("lost", policy: "other")
        let policies = PolicySet(PolicyFixture.set(text))
        #expect(policies.policies.count == 1)
        #expect(policies.issues.map(\.kind) == [.warning, .warning])
    }
}
