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
        let check = PolicySet(ManifestSet()).check(simulation)
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

    // MARK: Definitions whose rules cannot be read

    private static func found(version: String, more: String = "", object: String = "example.org/v1\nkind: Tool")
        -> [Finding]
    {
        let definition = PolicyFixture.set(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: tools.example.org}
            spec:
              group: example.org
              names: {kind: Tool, plural: tools}
              scope: Namespaced
              \(version)
            \(more)
            """, name: "crd.yaml")
        let tool = PolicyFixture.set(
            "apiVersion: \(object)\nmetadata: {name: saw, namespace: shop}\nspec: {a: 3}\n", name: "tool.yaml")
        let check = PolicySet(ManifestSet()).check(
            AdmissionSimulation(head: tool, definitions: definition))
        return CustomResourceRules(definitionsIn: definition).findings(check)
    }

    private static let rule = "x-kubernetes-validations: [{rule: 'self > 5'}]"
    private static func schema(_ spec: String, _ name: String = "schema: {openAPIV3Schema: ") -> String {
        "versions: [{name: v1, served: true, storage: true, \(name){type: object, properties: {spec: \(spec)}}}}]"
    }
    private static func integer(_ a: String) -> String {
        schema("{type: object, properties: {a: {type: integer, \(a)}}}")
    }

    @Test(
        "a definition of which the API server refuses what may hide a rule is an error, and unknown for its objects",
        arguments: [
            (integer("x-kubernetes-validations: {rule: 'self > 5'}"), "an array is expected, this is an object"),
            (integer("x-kubernetes-validation: [{rule: 'self > 5'}]"), "did you mean 'x-kubernetes-validations'?"),
            (integer("anyOf: [{\(rule)}]"), "rules are not allowed inside anyOf, oneOf and not"),
            (integer("oneOf: [{allOf: [{\(rule)}]}]"), "rules are not allowed inside anyOf, oneOf and not"),
            (integer("not: {\(rule)}"), "rules are not allowed inside anyOf, oneOf and not"),
            (
                schema("{type: object, properties: [a: {type: integer, \(rule)}]}"),
                "an object is expected, this is an array"
            ),
            ("versions: [{name: v1, served: true, storage: true}]", "the version has no schema"),
            (
                schema("{type: object}", "schema: {openAPIv3Schema: "), "did you mean 'openAPIV3Schema'?"
            ),
            (schema("{type: object}", "Schema: {openAPIV3Schema: "), "did you mean 'schema'?"),
            ("version: v1\n  Versions: []", "did you mean 'versions'?"),
            ("versions: []", "the definition has no version"),
        ])
    func refusedDefinitions(version: String, message: String) throws {
        let found = Self.found(version: version)
        #expect(Set(found.map(\.verdict)) == [.error, .unknown], "\(found)")
        #expect(found.contains { $0.verdict == .error && $0.message.contains(message) }, "\(found.map(\.message))")
        #expect(found.allSatisfy { $0.places.allSatisfy { $0.position != nil } })
        let unknown = try #require(found.first { $0.verdict == .unknown })
        #expect(unknown.places.map(\.origin.path) == ["tool.yaml", "crd.yaml"])
    }

    @Test(
        "an object in a version or a kind that its definition does not serve is unknown, with what was meant",
        arguments: [
            ("example.org/v2\nkind: Tool", "no matches for kind Tool in example.org/v2", "write example.org/v1"),
            ("example.org/v1beta1\nkind: Tool", "its definition does not serve the version", "write example.org/v1"),
            ("example.org/v1\nkind: tool", "no matches for kind tool in example.org/v1", "did you mean Tool?"),
        ])
    func unserved(object: String, message: String, advice: String) throws {
        let schema = "schema: {openAPIV3Schema: {type: object}}"
        let versions =
            "versions: [{name: v1, served: true, storage: true, \(schema)}, "
            + "{name: v1beta1, served: false, storage: false, \(schema)}]"
        let found = Self.found(version: versions, object: object)
        #expect(found.map(\.verdict) == [.unknown])
        let finding = try #require(found.first)
        #expect(finding.message.contains(message) && finding.message.contains(advice), "\(finding.message)")
        #expect(finding.places.first?.position?.line == (advice.hasPrefix("did") ? 2 : 1))
    }

    @Test("an object of another kind of the group may have its definition elsewhere, and a patch is no definition")
    func others() {
        let version = Self.integer("minimum: 1")
        #expect(Self.found(version: version, object: "example.org/v1\nkind: Nail").isEmpty)
        let patch = """
            ---
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: tools.example.org, annotations: {a: b}}
            spec: {conversion: {strategy: None}}
            """
        #expect(Self.found(version: version, more: patch).isEmpty)
    }

    @Test("rules of a definition that is refused for something else are asked all the same")
    func partlyRefused() {
        let found = Self.found(
            version: Self.schema("{type: object, properties: {a: {type: integer, \(Self.rule), minimun: 2}}}"))
        #expect(found.map(\.verdict) == [.error, .unknown, .fail])
    }

    @Test("a definition that is there again is a warning with both places")
    func duplicates() {
        let text = CustomResourceRuleTests.definition("{type: object}")
        let twice = PolicyFixture.set(text + text, name: "crd.yaml")
        let found = CustomResourceRules.duplicates(in: twice)
        #expect(found.map(\.verdict) == [.warn] && found[0].message.contains("is defined again at crd.yaml:"))
        #expect(found[0].places.count == 2 && found[0].places[0].position != found[0].places[1].position)
        let once = PolicyFixture.set(text, name: "a.yaml")
        #expect(CustomResourceRules.duplicates(in: once, replacedBy: PolicyFixture.set(text, name: "b.yaml")).isEmpty)
        let other = PolicyFixture.set(CustomResourceRuleTests.definition("{type: string}"), name: "b.yaml")
        #expect(CustomResourceRules.duplicates(in: once, replacedBy: other).count == 1)
    }
}
