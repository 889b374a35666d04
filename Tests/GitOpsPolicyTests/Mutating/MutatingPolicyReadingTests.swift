import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

@Suite("Reading mutating policies")
struct MutatingPolicyReadingTests {
    private static func issues(_ yaml: String, _ version: KubernetesVersion = .newest) -> [String] {
        PolicySet(
            PolicyFixture.set(yaml, name: "policies.yaml"), options: PolicySetOptions(kubernetes: version)
        ).issues.map { "\($0)" }
    }

    private static let good = MutationFixture.apply("Object{}")

    @Test("a policy of any version is read")
    func versions() {
        for version in ["v1", "v1beta1", "v1alpha1"] {
            let text = Self.good.replacing("k8s.io/v1", with: "k8s.io/\(version)")
            #expect(Self.issues(text).isEmpty)
            #expect(PolicySet(PolicyFixture.set(text)).mutating.policies.count == 1)
        }
    }

    @Test(
        "a version of Kubernetes that does not serve the kind makes the policy unusable; one that has it switched off warns",
        arguments: [
            ("v1", 35, "served from Kubernetes 1.36 on", true), ("v1", 36, "", false),
            ("v1beta1", 33, "served from Kubernetes 1.34 on", true),
            ("v1beta1", 34, "unless the feature gate MutatingAdmissionPolicy is on", false),
            ("v1alpha1", 31, "served from Kubernetes 1.32 on", true),
            ("v1alpha1", 32, "unless the feature gate MutatingAdmissionPolicy is on", false),
            ("v3", 36, "is no version of MutatingAdmissionPolicy", true),
        ])
    func gate(version: String, minor: Int, text: String, isUnusable: Bool) throws {
        let yaml = Self.good.replacing("k8s.io/v1", with: "k8s.io/\(version)")
        let kubernetes = try #require(KubernetesVersion("1.\(minor)"))
        let set = PolicySet(PolicyFixture.set(yaml), options: PolicySetOptions(kubernetes: kubernetes))
        let messages = set.issues.map(\.message)
        #expect(text.isEmpty ? messages.isEmpty : messages.first?.contains(text) == true, "\(messages)")
        #expect(set.mutating.obstacles[0].isEmpty != isUnusable)
    }

    private static let mistakes: [(was: String, becomes: String, issue: String)] = [
        ("  reinvocationPolicy: Never\n", "", "spec.reinvocationPolicy: is required; write Never or IfNeeded"),
        ("Never", "Always", "policies.yaml:7:23: spec.reinvocationPolicy: is \"Always\""),
        ("patchType: ApplyConfiguration", "patchType: Merge", "spec.mutations[0].patchType: is \"Merge\""),
        ("patchType: ApplyConfiguration, ", "", "spec.mutations[0].patchType: is required"),
        ("patchType: ApplyConfiguration", "patchType: JSONPatch", "spec.mutations[0].jsonPatch: is required"),
        (
            "patchType: ApplyConfiguration", "patchType: ApplyConfiguration, jsonPatch: {expression: '[]'}",
            "spec.mutations[0].jsonPatch: does not go with patchType ApplyConfiguration"
        ),
        ("CREATE", "DELETE", "spec.matchConstraints.resourceRules[0].operations: has DELETE"),
        ("\"Object{}\"", "\"\"", "spec.mutations[0].applyConfiguration.expression: is required"),
        ("policyName: m", "policyName: other", "no policy \"other\" is in the set"),
        (
            "\"Object{}\"", "\"Object{\"",
            "policies.yaml:9:78: spec.mutations[0].applyConfiguration.expression: compilation failed"
        ),
        (
            "\"Object{}\"", "\"Object{spec: variables.none}\"",
            "policies.yaml:9:93: spec.mutations[0].applyConfiguration.expression: compilation failed: "
                + "undefined field 'none'"
        ),
        ("\"Object{}\"", "\"object\"", "must evaluate to Object but got dyn"),
        ("\"Object{}\"", "\"{'a': 1}\"", "must evaluate to Object but got map(string, int)"),
        ("\"Object{}\"", "\"Object.spec{}\"", "must evaluate to Object but got Object.spec"),
    ]

    @Test("what the server would refuse is told with its place", arguments: mistakes)
    func refused(was: String, becomes: String, issue: String) {
        let issues = Self.issues(Self.good.replacing(was, with: becomes))
        #expect(issues.contains { $0.contains(issue) }, "\(issues)")
    }

    @Test("a JSON patch is a list of JSONPatch")
    func patchTypes() {
        let text = MutationFixture.patch("EXPRESSION")
        func issues(_ expression: String) -> [String] { Self.issues(text.replacing("EXPRESSION", with: expression)) }
        #expect(issues("[JSONPatch{op: 'remove', path: '/spec'}]").isEmpty)
        #expect(issues("[1]").first?.contains("must evaluate to list(JSONPatch) but got list(int)") == true)
        #expect(issues("Object{}").first?.contains("must evaluate to list(JSONPatch) but got Object") == true)
    }

    @Test("the types of patches are known to mutations, and to nothing else")
    func elsewhere() {
        let condition = MutationFixture.apply(
            "Object{}", "m", "matchConditions: [{name: a, expression: \"Object{} == Object{}\"}]")
        #expect(!Self.issues(condition).isEmpty)
        #expect(
            !Self.issues(PolicyFixture.policy("p", "validations: [{expression: \"Object{} == Object{}\"}]")).isEmpty)
    }

    @Test("a policy without mutations is refused")
    func empty() {
        #expect(Self.issues(MutationFixture.policy([])).contains { $0.contains("spec.mutations: is required") })
    }
}
