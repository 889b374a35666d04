import GitOpsGate
import GitOpsManifest
import GitOpsReport
import Testing

@Suite("The gate: schemas and definitions")
struct GateSchemaTests {
    private static func definition(_ rule: String, group: String = "shop.example.com") -> String {
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: orders.shop.example.com}
        spec:
          group: \(group)
          scope: Namespaced
          names: {kind: Order, plural: orders}
          versions:
            - name: v1
              served: true
              storage: true
              schema:
                openAPIV3Schema:
                  type: object
                  properties: {spec: {type: object, x-kubernetes-validations: [{rule: "\(rule)"}]}}
        """
    }

    @Test("definitions that cannot be used are unknown, with their places and whether they are new")
    func definitions() async throws {
        var configuration = GateFixture.quiet
        configuration.validation.isEnabled = true
        let broken = ["crd.yaml": Self.definition("true", group: "''").replacing("  group: ''\n", with: "")]
        let old = GateFixture.base.merging(broken) { $1 }
        let result = try await GateFixture.result(configuration, base: GateFixture.base, head: old)
        let finding = try #require(result.report.findings.first { $0.rule.id == "schema-definition-unusable" })
        #expect(finding.status == .new && finding.verdict == .unknown && finding.places[0].origin.path == "crd.yaml")
        #expect(!result.passes && !result.isIncomplete)
        configuration.failOn.unknown = .new
        let same = try await GateFixture.result(configuration, base: old, head: old)
        #expect(same.passes && GateFixture.rules(same, .existing).contains("schema-definition-unusable"))
        var input = GateInput(base: GateFixture.set(GateFixture.base), head: GateFixture.set(GateFixture.base))
        input.definitions = GateFixture.set(["crds/order.yaml": Self.definition("self.size( > 1")])
        configuration.failOn.unknown = .all
        let beside = try await Gate(configuration).evaluate(input, now: GateFixture.now)
        let rule = try #require(beside.report.findings.first { $0.rule.id == "schema-definition" })
        #expect(rule.verdict == .unknown && rule.places[0].position?.line == 15 && !beside.passes)
    }

    @Test(
        "of a value that another program fills in nobody says that the server refuses it",
        arguments: [("${SIZE}", "schema-placeholder"), ("$(size)", "schema-placeholder"), ("large", "schema-invalid")])
    func placeholders(value: String, rule: String) async throws {
        var configuration = GateFixture.quiet
        configuration.validation.isEnabled = true
        let web = GateFixture.web.replacing("spec:\n  selector", with: "spec:\n  replicas: \"\(value)\"\n  selector")
        let result = try await GateFixture.result(configuration, base: GateFixture.base, head: ["web.yaml": web])
        #expect(GateFixture.rules(result, .new) == [rule] && !result.passes)
        #expect(result.verdict == (rule == "schema-invalid" ? .fail : .unknown))
    }

    @Test("how a patch is merged is no field to be removed")
    func directives() async throws {
        var configuration = GateFixture.quiet
        configuration.validation.isEnabled = true
        let patch = "apiVersion: v1\nkind: Namespace\nmetadata: {name: old}\n$patch: delete\n"
        let head = GateFixture.base.merging(["patch.yaml": patch]) { $1 }
        let result = try await GateFixture.result(configuration, base: GateFixture.base, head: head)
        #expect(result.report.findings.filter { $0.status == .new }.map(\.verdict) == [.warn] && result.passes)
    }
}
