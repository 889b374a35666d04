import GitOpsManifest
import GitOpsPolicy
import Testing

@Suite("Kinds of policies")
struct UnknownPolicyKindTests {
    @Test(
        "an object of the group of policies whose kind is misspelt is an error, with the nearest kind",
        arguments: [
            ("validatingAdmissionPolicy", "ValidatingAdmissionPolicy"),
            ("ValidatingAdmissionPolicyBindings", "ValidatingAdmissionPolicyBinding"),
            ("MutatingAdmissionPolicies", "MutatingAdmissionPolicy"),
        ])
    func misspelt(kind: String, nearest: String) throws {
        let text = "apiVersion: admissionregistration.k8s.io/v1\nkind: \(kind)\nmetadata: {name: a}\n"
        let issue = try #require(PolicySet(ManifestSet(SourceText(text, name: "a.yaml"))).issues.first)
        #expect(issue.kind == .error && issue.message.contains("did you mean \(nearest)?"), "\(issue.message)")
        #expect("\(issue.place)" == "a.yaml:2:7")
    }

    @Test("webhooks and objects of other groups are nothing to complain about")
    func others() {
        let text = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: a}
            ---
            apiVersion: example.com/v1
            kind: ValidatingAdmissionPolicies
            metadata: {name: a}
            """
        #expect(PolicySet(ManifestSet(SourceText(text, name: "a.yaml"))).issues.isEmpty)
    }
}
