import GitOpsManifest
import GitOpsSchema
import Testing

@testable import GitOpsPolicy

extension CustomResourceRuleTests {
    static let transition = numbers("{rule: 'self.a >= oldSelf.a', message: no decrease}")

    @Test func transitionRulesNeedAnOldValue() {
        #expect(Self.texts(Self.transition, "{a: 1}").isEmpty)
        #expect(Self.texts(Self.transition, "{a: 1}", old: "{a: 2}") == ["refused spec: no decrease"])
        #expect(Self.texts(Self.transition, "{a: 2}", old: "{a: 1}").isEmpty)
        #expect(Self.texts(Self.transition, "{a: 1}", old: "null").isEmpty)
    }

    @Test func anOptionalOldValueMayBeMissing() {
        let schema = Self.numbers(
            "{rule: 'oldSelf.hasValue() ? self.a == oldSelf.value().a : self.a == 1', optionalOldSelf: true, message: m}"
        )
        #expect(Self.texts(schema, "{a: 2}") == ["refused spec: m"])
        #expect(Self.texts(schema, "{a: 1}").isEmpty)
        #expect(Self.texts(schema, "{a: 2}", old: "{a: 2}").isEmpty)
        #expect(Self.texts(schema, "{a: 2}", old: "{a: 3}") == ["refused spec: m"])
    }

    @Test(arguments: [
        ("x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [id],", ["refused spec.list[1]: same"]),
        ("x-kubernetes-list-type: atomic,", []), ("", []),
    ])
    func itemsBelongTogetherInListsThatAreMaps(_ listType: String, _ expected: [String]) {
        let schema =
            "{type: object, properties: {list: {type: array, \(listType) items: {type: object, required: [id], "
            + "properties: {id: {type: string}, v: {type: integer}}, "
            + "x-kubernetes-validations: [{rule: 'self.v == oldSelf.v', message: same}]}}}}"
        let found = Self.texts(
            schema, "{list: [{id: new, v: 9}, {id: a, v: 2}]}", old: "{list: [{id: a, v: 1}, {id: gone, v: 5}]}")
        #expect(found == expected)
    }

    @Test(arguments: ["granular", "atomic"])
    func entriesOfMapsBelongTogetherByName(_ mapType: String) {
        let schema =
            "{type: object, properties: {m: {type: object, x-kubernetes-map-type: \(mapType), additionalProperties: "
            + "{type: integer, x-kubernetes-validations: [{rule: 'self == oldSelf', message: same}]}}}}"
        #expect(Self.texts(schema, "{m: {a: 2, b: 1}}", old: "{m: {a: 1, c: 1}}") == ["refused spec.m.a: same"])
    }

    @Test func whatDidNotChangeOnlyWarns() {
        let schema = Self.numbers("{rule: 'self.a < 5', message: small}")
        #expect(Self.texts(schema, "{a: 9, b: 1}", old: "{a: 9, b: 1}") == ["warning spec: small"])
        #expect(Self.texts(schema, "{a: 9, b: 2}", old: "{a: 9, b: 1}") == ["refused spec: small"])
        let transition = Self.numbers("{rule: 'self.a < oldSelf.a', message: falls}")
        #expect(Self.texts(transition, "{a: 9}", old: "{a: 9}") == ["refused spec: falls"])
    }

    @Test(arguments: [29, 30])
    func olderServersRefuseWhatDidNotChange(_ minor: Int) {
        func rules(_ rule: String) -> CustomResourceRules {
            CustomResourceRules(
                definitionsIn: PolicyFixture.set(Self.definition(Self.numbers(rule))),
                kubernetes: KubernetesVersion(minor: minor))
        }
        let tool = Self.tool("{a: 9}")
        let found = rules("{rule: 'self.a < 5', message: small}").validate(tool, old: tool) ?? []
        #expect(found.map(\.severity) == [minor < 30 ? .refused : .warning])
        // A member that is dropped makes the old value an ordinary one.
        let optional = rules("{rule: 'oldSelf.hasValue()', message: first, optionalOldSelf: true}")
        #expect(optional.issues.isEmpty == (minor >= 30))
        #expect(rules("{rule: 'self.a < 10', optionalOldSelf: true}").issues.isEmpty == (minor < 30))
    }

    @Test(arguments: [
        ("x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k]", "warning"),
        ("x-kubernetes-list-type: atomic", "refused"),
    ])
    func itemsOfListsThatAreMapsMayChangePlaces(_ listType: String, _ severity: String) {
        let items = "{type: object, required: [k], properties: {k: {type: string}, v: {type: integer}}}"
        let schema =
            "{type: object, properties: {l: {type: array, \(listType), items: \(items), x-kubernetes-validations: "
            + "[{rule: 'false', message: never}]}}}"
        let old = "{l: [{k: b}, {k: a, v: 1}]}"
        #expect(Self.texts(schema, "{l: [{k: a, v: 1}, {k: b}]}", old: old) == ["\(severity) spec.l: never"])
        #expect(Self.texts(schema, "{l: [{k: a, v: 2}, {k: b}]}", old: old) == ["refused spec.l: never"])
        #expect(Self.texts(schema, old, old: old) == ["warning spec.l: never"])
    }

    @Test func itemsWithoutTheirKeysHaveNoOldValue() {
        let rule = "x-kubernetes-validations: [{rule: 'self.v == oldSelf.v', message: same}]"
        let items = "{type: object, \(rule), properties: {k: {type: string}, v: {type: integer}}}"
        let schema =
            "{type: object, properties: {l: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], "
            + "items: \(items)}}}"
        #expect(Self.texts(schema, "{l: [{v: 2}]}", old: "{l: [{v: 1}]}") == [])
        #expect(Self.texts(schema, "{l: [{k: a, v: 2}]}", old: "{l: [{k: a, v: 1}]}") == ["refused spec.l[0]: same"])
    }

    @Test func whatTheSchemaDoesNotDeclareIsNeverTheSame() {
        let schema =
            "{type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: integer}}, "
            + "x-kubernetes-validations: [{rule: 'false', message: never}]}"
        #expect(Self.texts(schema, "{a: 1}", old: "{a: 1}") == ["warning spec: never"])
        #expect(Self.texts(schema, "{a: 1, z: 1}", old: "{a: 1, z: 1}") == ["refused spec: never"])
        let root = "x-kubernetes-validations: [{rule: 'false', message: never}]"
        #expect(Self.violations("{type: object}", "{}", old: "{}", root: root).map(\.severity) == [.refused])
    }
}
