import GitOpsGate
import GitOpsManifest
import GitOpsReport
import Testing

@Suite("Changes of what controllers deploy")
struct SourceChangeTests {
    private static let delivered = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: web, namespace: argocd}
        spec:
          project: shop
          source:
            repoURL: https://git.example.com/shop/web
            targetRevision: v1.2.3
            path: deploy
          destination: {server: https://kubernetes.default.svc, namespace: shop}
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata: {name: shop, namespace: flux-system}
        spec:
          interval: 5m
          url: https://git.example.com/shop/infra
          ref: {tag: v2.0.0}
          verify: {mode: HEAD, secretRef: {name: keys}}
        """

    private static func result(
        _ before: String, _ after: String, _ configure: (inout GateConfiguration) -> Void = { _ in }
    ) async throws -> GateResult {
        var configuration = GateConfiguration()
        configuration.validation.unknownKinds = .ignore
        configure(&configuration)
        let changed = delivered.replacing(before, with: after)
        try #require(changed != delivered)
        return try await GateFixture.result(
            configuration, base: ["a.yaml": delivered], head: ["a.yaml": changed])
    }

    @Test(
        "what has a controller deploy something nobody has looked at fails by default",
        arguments: [
            ("example.com/shop/web", "example.com/other/web"),
            ("https://git.example.com/shop/infra", "https://evil.example/infra"),
            ("targetRevision: v1.2.3", "targetRevision: main"), ("ref: {tag: v2.0.0}", "ref: {branch: main}"),
            ("  verify: {mode: HEAD, secretRef: {name: keys}}", ""), ("url: https:", "url: http:"),
        ])
    func loosened(before: String, after: String) async throws {
        let result = try await Self.result(before, after)
        let finding = try #require(result.report.findings.first { $0.rule.id == "change-source-loosened" })
        #expect(finding.severity == .high && finding.verdict == .fail && finding.status == .new && !result.passes)
        #expect(finding.places.first?.position != nil)
        let silent = try await Self.result(before, after) { $0.changes.severities[.sourceLoosened] = .low }
        #expect(silent.report.findings.allSatisfy { $0.rule.id != finding.rule.id || $0.verdict == .warn })
    }

    @Test(
        "another version, folder or destination is a warning, and fails where the configuration says so",
        arguments: [
            ("targetRevision: v1.2.3", "targetRevision: v1.2.4"), ("tag: v2.0.0", "tag: v2.1.0"),
            ("tag: v2.0.0", "commit: 4f1c2aa09d3e4f1c2aa09d3e4f1c2aa09d3e4f1c"), ("path: deploy", "path: production"),
            ("namespace: shop}", "namespace: kube-system}"), ("project: shop", "project: web"),
            ("https://git.example.com/shop/web", "git@git.example.com:shop/web.git"),
        ])
    func changed(before: String, after: String) async throws {
        let result = try await Self.result(before, after)
        let finding = try #require(result.report.findings.first { $0.rule.id == "change-source" })
        #expect(finding.verdict == .warn && finding.severity == .low)
        #expect(!result.report.findings.contains { $0.rule.id == "change-source-loosened" })
        #expect(result.passes)
        #expect(try await !Self.result(before, after) { $0.changes.severities[.source] = .medium }.passes)
    }

    @Test("a new object is no other source, and a second definition of one is")
    func added() async throws {
        var configuration = GateConfiguration()
        configuration.validation.unknownKinds = .ignore
        let new = try await GateFixture.result(configuration, base: [:], head: ["a.yaml": Self.delivered])
        #expect(!new.report.findings.contains { $0.rule.id.hasPrefix("change-source") })
        let second = Self.delivered.replacing("example.com/shop", with: "example.com/other")
        let result = try await GateFixture.result(
            configuration, base: ["a.yaml": Self.delivered], head: ["a.yaml": Self.delivered, "z.yaml": second])
        let finding = try #require(result.report.findings.first { $0.rule.id == "change-source-loosened" })
        #expect(finding.places.first?.origin.path == "z.yaml" && finding.verdict == .fail)
    }

    @Test("both classes have keys of their own in the file")
    func configuration() throws {
        let text = """
            apiVersion: gate.swift-gitops.dev/v1alpha1
            kind: GateConfiguration
            changes: {source: none, sourceLoosened: critical}
            """
        let configuration = try GateConfiguration(SourceText(text, name: ".gitops.yaml"))
        #expect(configuration.changes.severities[.source] == nil)
        #expect(configuration.changes.severities[.sourceLoosened] == .critical)
        #expect(GateConfiguration.template.contains("\n  sourceLoosened: high\n  source: low\n"))
    }
}
