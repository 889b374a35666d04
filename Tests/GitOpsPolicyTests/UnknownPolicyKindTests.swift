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

    @Test(
        "a kind of policies in a group that does not have it is an error",
        arguments: [
            "v1", "admissionregistration/v1", "admissionregistration.k8s.io", "admissionregistration.k8s.oi/v1",
            "admissionregistration.kubernetes.io/v1",
        ])
    func groups(apiVersion: String) throws {
        for kind in ["ValidatingAdmissionPolicy", "MutatingAdmissionPolicyBinding"] {
            let text = "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: a}\n"
            let set = PolicySet(ManifestSet(SourceText(text, name: "a.yaml")))
            let issue = try #require(set.issues.first)
            #expect(issue.kind == .error && issue.message.contains("write admissionregistration.k8s.io/v1"))
            #expect("\(issue.place)" == "a.yaml:1:13" && set.unevaluated.isEmpty)
        }
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
