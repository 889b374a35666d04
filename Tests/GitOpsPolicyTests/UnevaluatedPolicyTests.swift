import GitOpsReport
import Testing

@testable import GitOpsPolicy

@Suite("Policies of other engines")
struct UnevaluatedPolicyTests {
    private static func object(_ apiVersion: String, _ kind: String) -> String {
        "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: labels}\nspec: {}\n"
    }

    @Test(
        "are unknown, each with its place",
        arguments: [
            ("kyverno.io/v1", "ClusterPolicy", "Kyverno"), ("kyverno.io/v2beta1", "Policy", "Kyverno"),
            ("policies.kyverno.io/v1alpha1", "ValidatingPolicy", "Kyverno"),
            ("policies.kyverno.io/v1", "NamespacedImageValidatingPolicy", "Kyverno"),
            ("constraints.gatekeeper.sh/v1beta1", "K8sRequiredLabels", "Gatekeeper"),
            ("mutations.gatekeeper.sh/v1", "Assign", "Gatekeeper"),
            ("policies.kubewarden.io/v1", "ClusterAdmissionPolicy", "Kubewarden"),
            ("policies.kubewarden.io/v1", "AdmissionPolicyGroup", "Kubewarden"),
        ])
    func unknown(apiVersion: String, kind: String, engine: String) throws {
        let check = PolicyCheckTests.check(Self.object(apiVersion, kind), PolicyFixture.deployment())
        let finding = try #require(check.findings.first)
        #expect(check.findings.count == 1 && finding.verdict == .unknown)
        #expect(finding.message.hasPrefix("\(engine) policies are not evaluated yet: what \(kind) labels says"))
        #expect(finding.places.first?.description.hasPrefix("policies.yaml:1") == true)
        #expect(check.report.verdict == .unknown)
    }

    @Test(
        "and nothing else is",
        arguments: [
            ("kyverno.io/v2", "ClusterCleanupPolicy"), ("kyverno.io/v2", "PolicyException"),
            ("policies.kyverno.io/v1", "DeletingPolicy"), ("templates.gatekeeper.sh/v1", "ConstraintTemplate"),
            ("example.com/v1", "ClusterPolicy"),
        ])
    func others(apiVersion: String, kind: String) {
        #expect(PolicyCheckTests.check(Self.object(apiVersion, kind), PolicyFixture.deployment()).findings == [])
    }

    @Test(
        "webhooks and kinds of other groups are unknown beside a policy that is evaluated",
        arguments: [
            ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "asked by the API server alone"),
            ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "asked by the API server alone"),
            ("policies.example.com/v1", "ValidatingAdmissionPolicy", "of policies.example.com are not evaluated"),
        ])
    func webhooks(apiVersion: String, kind: String, message: String) {
        let valid = PolicyFixture.policy("p", "validations: [{expression: 'true'}]") + PolicyFixture.binding()
        let other = Self.object(apiVersion, kind).replacing("spec: {}", with: "webhooks: [{name: a.example.com}]")
        let check = PolicyCheckTests.check(valid + other, PolicyFixture.deployment())
        #expect(check.findings.map(\.verdict) == [.unknown])
        #expect(check.findings.first?.message.contains(message) == true)
    }

    @Test("a configuration without webhooks says nothing")
    func noWebhooks() {
        let text = Self.object("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration")
        #expect(PolicyCheckTests.check(text, PolicyFixture.deployment()).findings == [])
    }
}
