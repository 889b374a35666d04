import GitOpsCEL
import GitOpsManifest
import Testing

@testable import GitOpsPolicy

/// What rules of definitions may cost by their estimates.
@Suite struct RuleCostTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let schema: String
        let rule: String
        let cost: UInt64
        var testDescription: String { "\(rule) of \(schema)" }

        init(_ schema: String, _ rule: String, _ cost: UInt64) {
            self.schema = schema
            self.rule = rule
            self.cost = cost
        }
    }

    private static func list(_ items: String, _ most: Int? = nil) -> String {
        "type: array, items: {\(items)}" + (most.map { ", maxItems: \($0)" } ?? "")
    }

    private static func map(_ values: String, _ most: Int? = nil) -> String {
        "type: object, additionalProperties: {\(values)}" + (most.map { ", maxProperties: \($0)" } ?? "")
    }

    private static func text(_ most: Int? = nil) -> String {
        "type: string" + (most.map { ", maxLength: \($0)" } ?? "")
    }

    private static func compiled(_ schema: String, _ rule: String) throws -> CompiledRules {
        let root = try Document(
            yaml:
                "{\(schema), x-kubernetes-validations: [{rule: '\(rule.split(separator: "'").joined(separator: "''"))'}]}"
        ).root
        return CompiledRules(root, origin: Origin(path: "crd.yaml"), environment: Environment())
    }

    /// Figures of apiextensions-apiserver `pkg/apiserver/schema/cel/compilation_test.go`.
    static let cases: [Case] = [
        Case(list("type: number"), "self.all(x, true)", 4_718_591),
        Case(list("type: number", 10), "self.all(x, true)", 32),
        Case(list("type: string"), "self.all(x, true)", 3_145_727),
        Case(list("type: boolean"), "self.all(x, true)", 1_887_437),
        Case(list("type: array, items: {type: number}"), "self.all(x, true)", 3_145_727),
        Case(list("type: array, items: {type: number}", 100), "self.all(x, true)", 302),
        Case(map("type: number"), "self.all(x, true)", 1_348_169),
        Case(map("type: string"), "self.all(x, true)", 1_179_647),
        Case(map("type: boolean", 100), "self.all(x, true)", 302),
        Case(map("x-kubernetes-int-or-string: true"), "self.all(x, true)", 1_348_169),
        Case(text(), "self.contains('test')", 314_574), Case(text(10), "self.contains('test')", 5),
        Case(text(), "self.startsWith('test')", 2),
        Case(text(), #"size(self + "hello") > size("hello")"#, 314_578),
        Case(text(4), #"size(self + "hello") > size("hello")"#, 7),
        Case(text(), #"self.matches("x")"#, 314_574), Case(text(50), #"self.matches("x")"#, 22),
        Case(list("type: string"), "self[1] == self[1]", 314_577),
        Case(list("type: number", 10), "self.all(x, self.all(y, true))", 352),
        Case(list("type: number", 10), "self.all(x, self.all(y, self.all(z, true)))", 3_552),
        Case(list("type: number"), "self.all(x, x == 0.0)", 6_291_454),
        Case(list("x-kubernetes-int-or-string: true"), "self.all(x, true)", 4_718_591),
        Case(list("x-kubernetes-int-or-string: true"), "self[0] == 5", 3),
        Case(list("type: string, format: duration"), "self.all(x, true)", 2_359_295),
        Case(list("type: string, format: date"), "self.all(x, true)", 725_936),
        Case(list("type: string, format: date-time"), "self.all(x, true)", 428_963),
        Case(text(0), #"self == "x""#, 1), Case("type: string, format: byte", #"self == b"x""#, 2),
    ]

    @Test("One evaluation costs at most what the API server estimates", arguments: cases)
    func estimates(_ test: Case) throws {
        let compiled = try Self.compiled(test.schema, test.rule)
        #expect(compiled.rules[0].map(\.estimatedCost) == [test.cost])
        #expect(compiled.issues.isEmpty)
    }

    private static func issues(_ spec: String) -> [String] {
        let set = PolicyFixture.set(CustomResourceRuleTests.definition(spec))
        return CustomResourceRules(definitionsIn: set).issues.map { "\($0.path): \($0.message)" }
    }

    private static let schema = "spec.versions[0].schema.openAPIV3Schema"
    private static let advice =
        "(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are "
        + "declared)"

    @Test(
        "A rule that may cost too much is refused with the factor",
        arguments: [(12_000_000, "1.200000x"), (20_000_000, "2.0x"), (2_000_000_000, "more than 100x")])
    func expressionLimit(_ most: Int, _ factor: String) {
        let rule = "x-kubernetes-validations: [{rule: 'self == 1.0'}]"
        let found = Self.issues("{type: array, maxItems: \(most), items: {type: number, \(rule)}}")
        let path = "\(Self.schema).properties.spec.items.x-kubernetes-validations[0].rule"
        #expect(found.first == "\(path): estimated rule cost exceeds budget by factor of \(factor) \(Self.advice)")
    }

    @Test("A rule in a list without limit is counted as often as items fit into a request")
    func unlimitedList() {
        let rule = "x-kubernetes-validations: [{rule: 'self.all(x, self.all(y, true))'}]"
        let inner = "{type: array, maxItems: 10, items: {type: number}, \(rule)}"
        // 352 for each of 1,048,576 lists.
        let found = Self.issues("{type: array, items: \(inner)}")
        #expect(found.contains { $0.contains("estimated rule cost exceeds budget by factor of 36.9x") }, "\(found)")
        #expect(Self.issues("{type: array, maxItems: 100, items: \(inner)}").isEmpty)
    }

    @Test("All rules of a version together are limited")
    func totalLimit() {
        func found(_ count: Int) -> [String] {
            let rules = Array(repeating: "{rule: 'self.all(x, x == 0.0)'}", count: count).joined(separator: ", ")
            return Self.issues("{type: array, items: {type: number}, x-kubernetes-validations: [\(rules)]}")
        }
        #expect(found(15).isEmpty)
        let issues = found(16)
        #expect(issues.count == 5)
        #expect(
            issues.last
                == "\(Self.schema): x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema "
                + "exceeds budget by factor of 1.006633x \(Self.advice)")
        #expect(
            issues.first?.hasSuffix(
                "rule: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema")
                == true)
    }

    @Test("A message is estimated for one value")
    func messages() {
        let rule = "x-kubernetes-validations: [{rule: 'true', messageExpression: 'self.map(x, x + self[0])[0]'}]"
        let found = Self.issues("{type: array, items: {type: string}, \(rule)}")
        #expect(
            found.contains { $0.contains("estimated messageExpression cost exceeds budget by factor of ") }, "\(found)")
    }
}
