import GitOpsManifest
import GitOpsReport
import GitOpsSchema
import Testing

@testable import GitOpsPolicy

/// Rules of custom resources, over a definition with the schema of each test.
@Suite struct CustomResourceRuleTests {
    /// A definition whose `spec` has the given schema, in flow style.
    static func definition(_ spec: String, root: String = "") -> String {
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: tools.example.org}
        spec:
          group: example.org
          names: {kind: Tool, plural: tools}
          scope: Namespaced
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                \(root)
                properties:
                  spec: \(spec)
        ---

        """
    }

    static func tool(_ spec: String) -> Node {
        let set = PolicyFixture.set("apiVersion: example.org/v1\nkind: Tool\nmetadata: {name: saw}\nspec: \(spec)\n")
        return set.manifests[0].root
    }

    static func violations(_ schema: String, _ spec: String, old: String? = nil, root: String = "") -> [RuleViolation] {
        let rules = CustomResourceRules(definitionsIn: PolicyFixture.set(definition(schema, root: root)))
        return rules.validate(tool(spec), old: old.map(tool)) ?? []
    }

    static func texts(_ schema: String, _ spec: String, old: String? = nil) -> [String] {
        violations(schema, spec, old: old).map { "\($0.severity) \($0)" }
    }

    /// An object with a rule about whole numbers `a` and `b`.
    static func numbers(_ rule: String) -> String {
        "{type: object, x-kubernetes-validations: [\(rule)], properties: {a: {type: integer}, b: {type: integer}}}"
    }

    @Test func rulesInAllOfInsideAllOfAreAsked() {
        let inner = "{allOf: [{x-kubernetes-validations: [{rule: 'self.a < 5', message: inner}]}]}"
        let schema = "{type: object, properties: {a: {type: integer}}, allOf: [\(inner)]}"
        #expect(Self.texts(schema, "{a: 7}") == ["refused spec: inner"])
        #expect(Self.texts(schema, "{a: 3}") == [])
    }

    @Test func reservedWordsAfterADotNeedNoUnderscores() {
        let schema =
            "{type: object, properties: {namespace: {type: string}}, "
            + "x-kubernetes-validations: [{rule: 'self.namespace == \"a\"', message: m}, "
            + "{rule: 'self.__namespace__ == \"a\"', message: second}]}"
        #expect(Self.texts(schema, "{namespace: b}") == ["refused spec: m", "refused spec: second"])
        #expect(Self.texts(schema, "{namespace: a}") == [])
        let old = CustomResourceRules(
            definitionsIn: PolicyFixture.set(Self.definition(schema)), kubernetes: KubernetesVersion(minor: 30))
        #expect(old.issues.map(\.message) == ["compilation failed: undefined field 'namespace'"])
    }

    @Test func itemsThatCannotBeToldApartHaveNoOldValue() {
        func messages(_ list: String) -> [String] {
            let items =
                "{type: object, required: [k], properties: {k: {type: string, maxLength: 2, x-kubernetes-validations: "
                + "[{rule: 'self == oldSelf'}]}}}"
            let spec = "{type: object, properties: {l: {type: array, maxItems: 2, \(list), items: \(items)}}}"
            return CustomResourceRules(definitionsIn: PolicyFixture.set(Self.definition(spec))).issues.map(\.message)
        }
        #expect(messages("x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k]") == [])
        #expect(
            messages("x-kubernetes-list-type: atomic") == [
                "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                    + "spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.l"
            ])
    }

    @Test func optionalOldSelfOfARuleWithoutOldSelfIsRefused() {
        let set = PolicyFixture.set(Self.definition(Self.numbers("{rule: 'true', optionalOldSelf: true}")))
        #expect(
            CustomResourceRules(definitionsIn: set).issues.map(\.message)
                == ["may not be set if oldSelf is not used in rule"])
    }

    @Test(
        arguments: [
            ("rule: ''", "rule", "rule is not specified"), ("rule: ' '", "rule", "rule is not specified"),
            ("message: m", "rule", "rule is not specified"),
            ("rule: 'true', message: ' '", "message", "must be non-empty if specified"),
            ("rule: 'true', message: \"a\\nb\"", "message", "must not contain line breaks"),
            ("rule: \"true &&\\n true\"", "message", "message must be specified if rule contains line breaks"),
            (
                "rule: 'true', messageExpression: ' '", "messageExpression",
                "messageExpression must be non-empty if specified"
            ),
            (
                "rule: 'true', reason: Bad", "reason",
                "unsupported value \"Bad\": supported values: \"FieldValueDuplicate\", \"FieldValueForbidden\", "
                    + "\"FieldValueInvalid\", \"FieldValueRequired\""
            ),
            ("rule: 'true', fieldPath: .nope", "fieldPath", "must be a valid path"),
            ("rule: 'true', fieldPath: a", "fieldPath", "must be a valid path"),
            ("rule: 'true', fieldPath: .a.b", "fieldPath", "must be a valid path"),
            ("rule: 'true', fieldPath: '.l[0]'", "fieldPath", "must be a valid path"),
            ("rule: 'true', fieldPath: \".l['0']\"", "fieldPath", "must be a valid path"),
        ] as [(String, String, String)])
    func fieldsOfRulesAreChecked(rule: String, field: String, message: String) {
        let issues = Self.fieldIssues(rule)
        #expect(issues.map(\.message) == [message])
        #expect(issues.allSatisfy { $0.path.description.hasSuffix("x-kubernetes-validations[0].\(field)") })
        #expect(issues.allSatisfy { $0.place.position?.line == 17 })
    }

    @Test(arguments: [
        "rule: 'true', message: \"m\\n\"", "rule: \"true &&\\n true\", message: m", "rule: \"true\\n\"",
        "rule: 'true', message: ''", "rule: 'true', fieldPath: ''", "rule: 'true', fieldPath: .a",
        "rule: 'true', fieldPath: \"['a']\"", "rule: 'true', fieldPath: .o.b", "rule: 'true', fieldPath: .m.any",
        "rule: 'true', fieldPath: \".m['any']\"", "rule: 'true', reason: FieldValueRequired",
    ])
    func fieldsOfRulesThatTheServerTakesAreTaken(rule: String) {
        #expect(Self.fieldIssues(rule).map(\.message) == [])
    }

    private static func fieldIssues(_ rule: String) -> [PolicyIssue] {
        let schema =
            "{type: object, x-kubernetes-validations: [{\(rule)}], properties: {a: {type: integer}, "
            + "l: {type: array, items: {type: string}}, o: {type: object, properties: {b: {type: string}}}, "
            + "m: {type: object, additionalProperties: {type: string}}}}"
        return CustomResourceRules(definitionsIn: PolicyFixture.set(definition(schema))).issues
    }

    @Test func fieldPathsInAllOfAreThoseOfThePart() {
        func issues(_ part: String) -> [String] {
            let schema = "{type: object, properties: {a: {type: integer}}, allOf: [\(part)]}"
            return CustomResourceRules(definitionsIn: PolicyFixture.set(Self.definition(schema))).issues.map(\.message)
        }
        let rule = "x-kubernetes-validations: [{rule: 'true', fieldPath: .a}]"
        #expect(issues("{\(rule)}") == ["must be a valid path"])
        #expect(issues("{properties: {a: {minimum: 1}}, \(rule)}") == [])
    }

    @Test func aKindWithoutDefinitionIsNotKnown() {
        let rules = CustomResourceRules(definitionsIn: PolicyFixture.set(Self.definition("{type: object}")))
        let other = PolicyFixture.set(PolicyFixture.deployment()).manifests[0].root
        #expect(rules.validate(other) == nil)
        #expect(rules.validate(Self.tool("{}"))?.isEmpty == true)
    }

    @Test(arguments: [
        ("{rule: 'self.a <= self.b', message: ' a is too much '}", "refused spec: a is too much"),
        ("{rule: 'self.a <= self.b'}", "refused spec: failed rule: self.a <= self.b"),
        (
            "{rule: 'self.a <= self.b', message: no, messageExpression: '\"at most \" + string(self.b)'}",
            "refused spec: at most 1"
        ),
        ("{rule: 'self.a <= self.b', message: fixed, messageExpression: '\"\"'}", "refused spec: fixed"),
        ("{rule: 'self.a <= self.b', message: fixed, messageExpression: 'string(1 / 0)'}", "refused spec: fixed"),
        ("{rule: 'self.a <= self.b', message: m, fieldPath: .a}", "refused spec.a: m"),
        ("{rule: 'self.a / 0 == 1'}", "refused spec: division by zero evaluating rule: self.a / 0 == 1"),
        ("{rule: 'self.a == 2'}", nil),
        ("{rule: '  '}", "unknown spec: rule compile error: rule is not specified"),
    ])
    func whatARuleSays(_ rule: String, _ expected: String?) {
        #expect(Self.texts(Self.numbers(rule), "{a: 2, b: 1}") == [expected].compactMap { $0 })
    }

    @Test(arguments: RuleViolation.Reason.allCases)
    func aRuleGivesItsReason(_ reason: RuleViolation.Reason) {
        let found = Self.violations(Self.numbers("{rule: 'false', reason: \(reason.rawValue)}"), "{a: 1}")
        #expect(found.map(\.problem) == [.failed(reason)])
    }

    @Test func violationsStandWhereTheFieldIsWritten() {
        let set = PolicyFixture.set(
            "apiVersion: example.org/v1\nkind: Tool\nmetadata: {name: saw}\nspec:\n  b: 1\n  a: 2\n")
        func position(_ rule: String) -> SourcePosition? {
            let rules = CustomResourceRules(
                definitionsIn: PolicyFixture.set(Self.definition(Self.numbers(rule))))
            return rules.validate(set.manifests[0].root)?.first?.position
        }
        #expect(position("{rule: 'false', fieldPath: .a}")?.line == 6)
        #expect(position("{rule: 'false'}")?.line == 5)
    }

    @Test func rulesOfMembersEntriesAndItemsAreAsked() {
        let rule = "x-kubernetes-validations: [{rule: 'self > 0', message: positive}]"
        let schema = """
            {type: object, properties: {one: {type: integer, \(rule)},
            map: {type: object, additionalProperties: {type: integer, \(rule)}},
            list: {type: array, items: {type: integer, \(rule)}}}}
            """.replacing("\n", with: " ")
        #expect(
            Self.texts(schema, "{one: 0, map: {k: 0, l: 1}, list: [1, 0]}") == [
                "refused spec.one: positive", "refused spec.map.k: positive", "refused spec.list[1]: positive",
            ])
    }

    @Test func rulesOfAllOfSeeTheFieldsOfTheSchemaAroundIt() {
        let schema =
            "{type: object, properties: {a: {type: integer}, b: {type: integer, x-kubernetes-validations: "
            + "[{rule: 'self < 9', message: own}]}}, "
            + "allOf: [{x-kubernetes-validations: [{rule: 'self.a < self.b', message: order}]}, "
            + "{properties: {a: {x-kubernetes-validations: [{rule: 'self > 5', message: big}]}}}]}"
        #expect(
            Self.texts(schema, "{a: 3, b: 9}").sorted() == ["refused spec.a: big", "refused spec.b: own"])
        #expect(Self.texts(schema, "{a: 8, b: 7}") == ["refused spec: order"])
    }

    @Test func nullIsNotAskedAndCountsAsAbsent() {
        let schema =
            "{type: object, x-kubernetes-validations: [{rule: '!has(self.a)', message: there}], properties: "
            + "{a: {type: integer, nullable: true, x-kubernetes-validations: [{rule: 'self > 5', message: small}]}}}"
        #expect(Self.texts(schema, "{a: null}").isEmpty)
        #expect(Self.texts(schema, "{a: 1}") == ["refused spec: there", "refused spec.a: small"])
    }

    @Test func rulesSeeDefaults() {
        let schema =
            "{type: object, x-kubernetes-validations: [{rule: 'self.a == 7', message: '7', fieldPath: .a}], "
            + "properties: {a: {type: integer, default: 7}}}"
        #expect(Self.texts(schema, "{}").isEmpty)
        #expect(Self.texts(schema, "{a: 8}") == ["refused spec.a: 7"])
    }

    @Test(arguments: [
        "self.a__dash__b == 1", "self.?a__dash__b.orValue(0) == 1", "has(self.a__dash__b)", "self.a__dot__b == 2",
        "self.__namespace__ == 'ns'", "self.x__underscores__y == 3", "self.list.all(i, i.a__slash__b == 4)",
        "self.map['a__dash__b'] == 5", "has(self.map.a__dash__b)", "!has(self.map['a__dash__b.'].x) || true",
    ])
    func namesThatAreNoIdentifiersAreEscaped(_ rule: String) {
        let schema =
            "{type: object, x-kubernetes-validations: [{rule: \"\(rule)\", message: wrong}], properties: "
            + "{a-b: {type: integer}, a.b: {type: integer}, namespace: {type: string}, x__y: {type: integer}, "
            + "list: {type: array, items: {type: object, properties: {a/b: {type: integer}}}}, "
            + "map: {type: object, additionalProperties: {type: integer}}}}"
        let isTyped = !rule.contains(".x)")
        let found = Self.violations(
            schema, "{a-b: 1, a.b: 2, namespace: ns, x__y: 3, list: [{a/b: 4}], map: {a__dash__b: 5}}")
        #expect(found.map(\.problem) == (isTyped ? [] : [.notCompiled]))
    }

    @Test(arguments: [
        ("type: number", "2", "self == 2.0"), ("type: string, format: byte", "YWI=", "self == b'ab'"),
        ("type: string, format: duration", "1m", "self == duration('60s')"),
        ("type: string, format: date", "'2024-02-29'", "self.getMonth() == 1"),
        ("type: string, format: date-time", "'2024-02-29T10:00:00Z'", "self.getHours() == 10"),
        ("x-kubernetes-int-or-string: true", "80", "self == 80"),
        ("x-kubernetes-int-or-string: true", "http", "self == 'http'"),
    ])
    func formatsGiveTypes(_ type: String, _ value: String, _ rule: String) {
        let schema = "{type: object, properties: {v: {\(type), x-kubernetes-validations: [{rule: \"\(rule)\"}]}}}"
        #expect(Self.texts(schema, "{v: \(value)}").isEmpty)
    }
}
