import GitOpsManifest
import GitOpsReport
import GitOpsSchema
import Testing

@testable import GitOpsPolicy

extension CustomResourceRuleTests {
    @Test func aRuleThatDoesNotCompileIsUnknownWithItsPlace() throws {
        let schema =
            "\n            {type: object, x-kubernetes-validations: [{rule: self.aa == 1}], "
            + "properties: {a: {type: integer}}}"
        let found = Self.violations(schema, "{a: 1}")
        let violation = try #require(found.first)
        #expect(violation.severity == .unknown && violation.problem == .notCompiled)
        #expect(violation.message.contains("undefined field 'aa'"), "\(violation.message)")
        #expect(violation.rule?.position?.line == 18)
        #expect(violation.rule?.position.map { $0.column > 50 } == true)
    }

    @Test func definitionsTellWhatDoesNotCompile() {
        let schema = Self.numbers("{rule: self.a}, {rule: 'true', messageExpression: self.a}, {rule: 'true'}")
        let rules = CustomResourceRules(definitionsIn: PolicyFixture.set(Self.definition(schema)))
        #expect(
            rules.issues.map(\.message) == [
                "cel expression must evaluate to a bool", "messageExpression must evaluate to a string",
            ])
        #expect(rules.issues.first?.path.description.hasSuffix("x-kubernetes-validations[0].rule") == true)
        #expect(rules.issues.allSatisfy { $0.place.position?.line == 17 })
    }

    @Test func rulesAboutValuesWithoutATypeAreRefused() {
        let schema = "{x-kubernetes-preserve-unknown-fields: true, x-kubernetes-validations: [{rule: 'false'}]}"
        let rules = CustomResourceRules(definitionsIn: PolicyFixture.set(Self.definition(schema)))
        #expect(
            rules.issues.map(\.message.isEmpty) == [false]
                && rules.issues[0].message.contains("unable to convert structural schema to CEL declarations"))
        #expect(rules.issues.first?.path.description.hasSuffix("properties.spec.x-kubernetes-validations") == true)
        #expect(Self.violations(schema, "{a: 1}").isEmpty)
    }

    @Test func aMessageThatCostsTooMuchEndsTheRules() {
        let list =
            "{type: array, items: {type: integer}, x-kubernetes-validations: [{rule: 'false', messageExpression: "
            + "'self.all(a, self.all(b, self.all(c, a + b + c >= 0))) ? \"a\" : \"b\"'}, {rule: 'false'}]}"
        let numbers = (0..<200).map(String.init).joined(separator: ",")
        let schema = "{type: object, properties: {l: \(list)}}"
        let found = Self.violations(schema, "{l: [\(numbers)]}")
        #expect(found.map(\.problem) == [.costBudget] && found.map(\.severity) == [.refused])
        #expect(found.first?.message.contains("exceeds limit for messageExpression: \"self.all(") == true)
        let same = Self.violations(schema, "{l: [\(numbers)]}", old: "{l: [\(numbers)]}")
        #expect(same.map(\.severity) == [.warning])
    }

    @Test func aRuleThatIsNoConditionIsUnknown() {
        let found = Self.texts(Self.numbers("{rule: 'self.a'}"), "{a: 1}")
        #expect(found == ["unknown spec: rule compile error: cel expression must evaluate to a bool"])
    }

    @Test func costEndsTheRules() {
        let list =
            "{type: array, items: {type: integer}, x-kubernetes-validations: [{rule: "
            + "'self.all(a, self.all(b, self.all(c, a + b + c >= 0)))', message: m}, {rule: 'false'}]}"
        let numbers = (0..<200).map(String.init).joined(separator: ",")
        let found = Self.violations("{type: object, properties: {l: \(list)}}", "{l: [\(numbers)]}")
        #expect(found.map(\.problem) == [.costBudget])
    }

    @Test func whatTheSchemaRefusesKeepsRulesFromBeingAsked() {
        let set = PolicyFixture.set(
            Self.definition("{type: object, required: [b], x-kubernetes-validations: [{rule: 'false'}]}"))
        let validator = SchemaValidator(schema: Schema(definitionsIn: set))
        let tool = Self.tool("{}")
        let found = CustomResourceRules(definitionsIn: set).validate(tool, after: validator.validate(tool) ?? [])
        #expect(found?.map(\.problem) == [.notChecked])
    }

    @Test func rulesOfTheRootSeeTheNameOfTheObject() {
        let root = "x-kubernetes-validations: [{rule: 'self.metadata.name == self.spec.id', message: name}]"
        let schema = "{type: object, properties: {id: {type: string}}}"
        #expect(Self.violations(schema, "{id: saw}", root: root).isEmpty)
        #expect(Self.violations(schema, "{id: axe}", root: root).map(\.description) == ["name"])
        // What a schema says about metadata takes nothing away.
        let declared = schema + "\n          metadata: {type: object, properties: {name: {type: string}}}"
        let both =
            "x-kubernetes-validations: [{rule: '!has(self.metadata.generateName) && self.metadata.name != \"saw\"', "
            + "message: both}]"
        #expect(Self.violations(declared, "{id: saw}", root: both).map(\.description) == ["both"])
    }

    @Test(
        arguments: [
            ("metadata: {type: object, properties: {name: {type: string, RULES}}}", "metadata.name", "saw"),
            ("kind: {type: string, RULES}", "kind", "Tool"), ("apiVersion: {type: string, RULES}", "apiVersion", "v1"),
        ])
    func rulesOfWhatEveryResourceHasAreAsked(_ property: String, _ path: String, _ part: String) {
        func found(_ rule: String) -> [String] {
            let rules = "x-kubernetes-validations: [{rule: '\(rule)', message: m}]"
            let schema = "{type: object}\n          " + property.replacing("RULES", with: rules)
            return Self.violations(schema, "{}").map(\.description)
        }
        #expect(found("self.endsWith(\"\(part)\")") == [])
        #expect(found("!self.endsWith(\"\(part)\")") == ["\(path): m"])
    }

    @Test(arguments: [
        (".a.b", ["a", "b"]), (".a['b.c']", ["a", "b.c"]), ("['it\\'s']", ["it's"]), ("a", nil), (".", nil),
        ("[0]", nil),
        (".a[", nil), ("['\\x']", nil),
    ])
    func fieldPathsAreRead(_ text: String, _ names: [String]?) {
        #expect(RuleFieldPath.steps(text) == names?.map { FieldPath.Step.field($0) })
    }
}
