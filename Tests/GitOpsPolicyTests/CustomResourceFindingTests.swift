import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

@Suite("Custom resources in a check")
struct CustomResourceFindingTests {
    private static func findings(
        _ rules: String, _ spec: String = "{a: 3}", definitionsAmongDocuments: Bool = false
    ) -> [Finding] {
        let definition = PolicyFixture.set(
            CustomResourceRuleTests.definition(CustomResourceRuleTests.numbers(rules)), name: "crd.yaml")
        let object = PolicyFixture.set(
            "apiVersion: example.org/v1\nkind: Tool\nmetadata: {name: saw, namespace: shop}\nspec: \(spec)\n",
            name: "tool.yaml")
        let simulation =
            definitionsAmongDocuments
            ? AdmissionSimulation(head: definition.appending(object))
            : AdmissionSimulation(head: object, definitions: definition)
        let check = PolicySet(ManifestSet()).check(simulation, threads: 1)
        return CustomResourceRules(definitionsIn: definition).findings(check)
    }

    @Test(
        "a rule that cannot be used is an error of the definition and unknown for its objects",
        arguments: [true, false])
    func unusable(definitionsAmongDocuments: Bool) throws {
        let found = Self.findings(
            "{rule: 'self.a < 5'}, {rule: 'self.b2 < 5'}", definitionsAmongDocuments: definitionsAmongDocuments)
        #expect(found.map(\.verdict) == [.error, .unknown])
        #expect(found.map { $0.places[0].origin.path } == ["crd.yaml", "tool.yaml"])
        #expect(found.allSatisfy { $0.places.allSatisfy { $0.position != nil } })
        #expect(found[1].places.last?.origin.path == "crd.yaml")
        #expect(found[1].places.last?.position == found[0].places[0].position)
        #expect(found[1].message.contains("did you mean 'b'"))
    }

    @Test(
        "a rule without its text, or with a field that does not exist, is unknown for its objects",
        arguments: [
            ("{rul: 'self.a < 5'}", "rule is not specified"), ("{rule: ''}", "rule is not specified"),
            ("{rule: 'self.a < 5', mesage: m}", "the rule has no field \"mesage\""),
        ])
    func fields(rule: String, message: String) throws {
        let unknown = try #require(Self.findings(rule).last)
        #expect(unknown.verdict == .unknown)
        #expect(unknown.message.contains(message), "\(unknown)")
        #expect(unknown.places.last?.origin.path == "crd.yaml" && unknown.places.last?.position != nil)
    }

    @Test("what a rule refuses fails, beside one that is unknown")
    func failing() {
        let found = Self.findings("{rule: 'self.a < 2', message: too much}, {rule: 'self.b2 < 5'}")
        #expect(found.map(\.verdict) == [.error, .fail, .unknown])
        #expect(found[1].message == "too much")
        #expect(found[1].places.map(\.origin.path) == ["tool.yaml", "crd.yaml"])
    }

    @Test("an object that satisfies all rules gives no finding")
    func passing() {
        #expect(Self.findings("{rule: 'self.a < 5'}").isEmpty)
        #expect(Self.findings("{rule: 'self.a < 5'}", definitionsAmongDocuments: true).isEmpty)
    }
}
