import GitOpsGate
import GitOpsManifest
import GitOpsReport
import Testing

@Suite("Changes of what guards the cluster")
struct GuardrailTests {
    private static let guarded = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: restricted}}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: deny, namespace: shop}
        spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: no-evil}
        spec:
          matchConstraints:
            resourceRules:
              - {apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps]}
          validations: [{expression: "!('evil' in object.data)"}]
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: no-evil}
        spec: {policyName: no-evil, validationActions: [Deny]}
        """

    private static func result(
        _ change: (String) -> String, _ configure: (inout GateConfiguration) -> Void = { _ in }
    ) async throws -> GateResult {
        var configuration = GateConfiguration()
        configure(&configuration)
        return try await GateFixture.result(
            configuration, base: ["a.yaml": Self.guarded], head: ["a.yaml": change(Self.guarded)])
    }

    @Test(
        "what surely loosens a guardrail fails by default",
        arguments: [
            ("\"!('evil' in object.data)\"", "\"true\""), ("resources: [configmaps]", "resources: [secrets]"),
            ("[Deny]", "[Audit]"), ("enforce: restricted", "enforce: privileged"),
            ("pod-security.kubernetes.io/enforce: restricted", ""), ("[Ingress, Egress]", "[Ingress]"),
        ])
    func loosened(before: String, after: String) async throws {
        let result = try await Self.result { $0.replacing(before, with: after) }
        let finding = try #require(result.report.findings.first { $0.rule.id == "change-guardrail-loosened" })
        #expect(finding.severity == .high && finding.verdict == .fail && finding.status == .new && !result.passes)
        #expect(!result.report.findings.contains { $0.rule.id == "change-guardrail" && $0.subject == finding.subject })
    }

    @Test("so does a guardrail that goes", arguments: 1...3)
    func removed(document: Int) async throws {
        let result = try await Self.result { text in
            var documents = text.split(separator: "---\n").map(String.init)
            documents.remove(at: document)
            return documents.joined(separator: "---\n")
        }
        #expect(result.report.findings.contains { $0.rule.id == "change-guardrail-loosened" && $0.verdict == .fail })
    }

    @Test("a second definition that loosens a guardrail is no new object")
    func second() async throws {
        let binding = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: no-evil}
            spec: {policyName: no-evil, validationActions: [Warn]}
            """
        let result = try await GateFixture.result(
            base: ["a.yaml": Self.guarded], head: ["a.yaml": Self.guarded, "z.yaml": binding])
        let finding = try #require(result.report.findings.first { $0.rule.id == "change-guardrail-loosened" })
        #expect(finding.places.first?.origin.path == "z.yaml" && finding.verdict == .fail)
    }

    @Test("another change of a guardrail is a warning, and fails where the configuration says so")
    func changed() async throws {
        func change(_ text: String) -> String { text.replacing("'evil' in", with: "'devil' in") }
        let result = try await Self.result(change)
        let finding = try #require(result.report.findings.first { $0.rule.id == "change-guardrail" })
        #expect(finding.verdict == .warn && result.passes)
        #expect(try await !Self.result(change) { $0.changes.severities[.guardrail] = .medium }.passes)
        let silent = try await Self.result(change) { $0.changes.severities[.guardrail] = nil }
        #expect(!silent.report.findings.contains { $0.rule.id == "change-guardrail" })
    }

    @Test("a guardrail that is tightened, and one that is new, pass")
    func tightened() async throws {
        #expect(try await Self.result { $0.replacing("[configmaps]", with: "[configmaps, secrets]") }.passes)
        let result = try await GateFixture.result(base: [:], head: ["a.yaml": Self.guarded])
        #expect(!result.report.findings.contains { $0.rule.id.hasPrefix("change-guardrail") })
    }

    @Test("both classes have keys of their own in the file")
    func configuration() throws {
        let text = """
            apiVersion: gate.swift-gitops.dev/v1alpha1
            kind: GateConfiguration
            changes: {guardrail: medium, guardrailLoosened: critical}
            """
        let configuration = try GateConfiguration(SourceText(text, name: ".gitops.yaml"))
        #expect(configuration.changes.severities[.guardrail] == .medium)
        #expect(configuration.changes.severities[.guardrailLoosened] == .critical)
        #expect(GateConfiguration.jsonSchema.contains("\"guardrailLoosened\""))
    }
}
