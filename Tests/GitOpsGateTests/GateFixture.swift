import GitOpsGate
import GitOpsManifest
import GitOpsReport

/// Two states of a small shop, and what a gate says about the way from one to the other.
struct GateFixture {
    static let web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              automountServiceAccountToken: false
              containers:
                - name: web
                  image: registry.example.com/shop/web:1.2.3
        """

    static let privileged = web + "\n          securityContext: {privileged: true}\n"

    static let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"

    static let secret =
        "apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: shop}\nstringData: {password: hunter2}\n"

    static let base = ["ns.yaml": namespace, "web.yaml": web]

    /// The rules of findings with a status.
    static func rules(_ result: GateResult, _ status: FindingStatus) -> Set<String> {
        Set(result.report.findings.filter { $0.status == status }.map(\.rule.id))
    }

    static func set(_ files: [String: String]) -> ManifestSet {
        files.sorted { $0.key < $1.key }.reduce(ManifestSet()) { set, file in
            set.appending(ManifestSet(SourceText(file.value, name: file.key)))
        }
    }

    static var now: Timestamp {
        get throws { try Timestamp(parsing: "2026-06-01T00:00:00Z") }
    }

    /// Only what a test is about is on.
    static var quiet: GateConfiguration {
        var configuration = GateConfiguration()
        configuration.controls.isEnabled = false
        configuration.access.isEnabled = false
        configuration.changes.isEnabled = false
        configuration.validation.isEnabled = false
        configuration.policies.isEnabled = false
        configuration.podSecurity.isEnabled = false
        return configuration
    }

    static func result(
        _ configuration: GateConfiguration = GateConfiguration(), base: [String: String]?, head: [String: String],
        threads: Int = 0
    ) async throws -> GateResult {
        try await Gate(configuration, threads: threads).evaluate(
            GateInput(base: base.map(set), head: set(head)), now: now)
    }
}
