import GitOpsGate
import GitOpsManifest
import GitOpsReport
import Testing

@Suite("The gate: what is not shown")
struct GateSecrecyTests {
    /// No format has the password of these tests.
    private static func expectSecrecy(_ result: GateResult, location: SourceLocation = #_sourceLocation) {
        for format in FindingRenderer.Format.allCases {
            let text = GateRenderer(format: format, showsExisting: true).render(result)
            #expect(!text.contains("hunter2"), "\(format)", sourceLocation: location)
        }
    }

    @Test("values of keys that are named like passwords are not shown, in whatever kind they stand")
    func sensitiveValues() async throws {
        let map = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: m, namespace: shop}
            data:
              db_password: 99887766
              port: 8080
            """
        let result = try await GateFixture.result(base: [:], head: ["m.yaml": map])
        let lines = result.report.findings.flatMap(\.places).compactMap(\.line)
        #expect(lines.contains { $0.contains("8080") })
        #expect(!lines.contains { $0.contains("99887766") })
    }

    @Test("addresses are shown without credentials, and the values of charts are not shown")
    func credentials() async throws {
        let application = """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: web, namespace: argocd}
            spec:
              project: default
              source:
                repoURL: "http://user:hunter2@git.example.com/web.git?token=hunter2"
                path: .
                helm: {parameters: [{name: password, value: hunter2}], values: "login: hunter2"}
              destination: {server: "https://u:hunter2@cluster", namespace: "*"}
            """
        var configuration = GateConfiguration()
        configuration.validation.isEnabled = false
        let result = try await GateFixture.result(configuration, base: [:], head: ["web.yaml": application])
        let finding = try #require(result.report.findings.first { $0.rule.id == "argocd-plain-source" })
        #expect(finding.message.contains("http://***@git.example.com/web.git?token=***"))
        Self.expectSecrecy(result)
    }

    @Test("lines of Secrets are not shown")
    func secrets() async throws {
        var configuration = GateFixture.quiet
        configuration.validation.isEnabled = true
        let head = GateFixture.base.merging(["db.yaml": GateFixture.secret + "unknown: hunter2\n"]) { $1 }
        let result = try await GateFixture.result(configuration, base: GateFixture.base, head: head)
        #expect(GateFixture.rules(result, .new).contains("schema-unknown-field"))
        Self.expectSecrecy(result)
    }

    @Test("a line that an object shares with another is not shown: that may be a Secret too broken to be known as one")
    func sharedLines() async throws {
        var configuration = GateFixture.quiet
        configuration.validation.isEnabled = true
        let secret = #"{"apiVersion":"v1","kind":"Secret","metadata":{},"stringData":{"p":"hunter2"}}"#
        let other = #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"y"}}"#
        let object = #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"x"},"unknown":1}"#
        for (list, isShown) in [
            (#"{"apiVersion":"v1","kind":"List","items":[\#(secret),\#(object)]}"#, false),
            (#"{"apiVersion":"v1","kind":"List","items":[\#(object),\#(secret)]}"#, false),
            ("apiVersion: v1\nkind: List\nitems:\n- \(secret)\n- \(object) # a comment\n", true),
            ("apiVersion: v1\nkind: List\nitems:\n- \(other)\n- \(object)\n", true),
        ] {
            let result = try await GateFixture.result(configuration, base: nil, head: ["list.yaml": list])
            let finding = try #require(result.report.findings.first { $0.rule.id == "schema-unknown-field" })
            #expect((finding.places[0].line != nil) == isShown)
            Self.expectSecrecy(result)
        }
    }

    @Test("values of variables are not shown, on however many lines they stand")
    func variables() async throws {
        var configuration = GateFixture.quiet
        configuration.controls.isEnabled = true
        let indentation = "\n          "
        for variables in [
            "[{name: API_TOKEN, value: hunter2hunter2}]",
            "\(indentation)  - {name: API_TOKEN, value: hunter2hunter2}",
            "\(indentation)  - name: API_TOKEN\(indentation)    value: hunter2hunter2",
        ] {
            let web = GateFixture.web + "\(indentation)env: \(variables)\n"
            let result = try await GateFixture.result(
                configuration, base: GateFixture.base, head: GateFixture.base.merging(["web.yaml": web]) { $1 })
            #expect(GateFixture.rules(result, .new).contains("workload-secret-in-environment"))
            Self.expectSecrecy(result)
        }
    }
}
