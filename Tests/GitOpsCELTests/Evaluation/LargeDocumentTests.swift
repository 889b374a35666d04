import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsCEL

@Suite("Large documents")
struct LargeDocumentTests {
    private static let names = [
        "name", "metadata", "", "a", "ä", "a\u{308}", "a b", "app.kubernetes.io/name", "\u{1F600}",
    ]

    /// An object with so many keys, among them strange ones, as JSON.
    private static func object(keys: [String]) -> String {
        let entries = keys.enumerated().map { "\(quoted($1)): \"\($0)\"" }
        return "{\"data\": {\(entries.joined(separator: ", "))}}"
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.unicodeScalars.map { $0 == "b" ? "\\u0062" : "\($0)" }.joined() + "\""
    }

    @Test("members are found by names known only now, however many there are", arguments: 0..<60 as Range<UInt64>)
    func lookups(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var environment = Environment()
        environment.declare("object", .dynamic)
        environment.declare("key", .string)
        environment.declare("other", .dynamic)
        var builder = ProgramBuilder()
        let texts = [
            "object.data[key]", "key in object.data ? object.data[key] : '-'", "object.data[?key].orValue('-')",
            "has(object.data.name) ? object.data.name : '-'", "object.data == other.data",
        ]
        let expressions = try texts.map { try builder.add(ExpressionSource($0), in: environment) }
        var evaluator = Evaluator(builder.build())
        for _ in 0..<3 {
            let count = random.pick([0, 5, 31, 32, 33, 70, 300, 2_000])
            let keys = Self.names.filter { _ in Bool.random(using: &random) } + (0..<count).map { "key\($0 * 7)" }
            let document = try Document(yaml: Self.object(keys: keys.shuffled(using: &random)))
            let other = try Document(yaml: Self.object(keys: keys.shuffled(using: &random)))
            evaluator.bind("object", to: document.root)
            evaluator.bind("other", to: other.root)
            let data = document.root["data"]
            for _ in 0..<12 {
                let key = random.pick([random.pick(Self.names), "key\(Int.random(in: 0...2_100, using: &random))", "b"])
                evaluator.bind("key", to: .string(key))
                let expected = data?[key]?.string
                let name = data?["name"]?.string ?? "-"
                for _ in 0..<4 {
                    #expect(
                        (try? evaluator.evaluate(expressions[0])) == expected.map { .string($0) }, "seed \(seed) \(key)"
                    )
                    let shown = CELValue.string(expected ?? "-")
                    #expect(try evaluator.evaluate(expressions[1]) == shown, "seed \(seed) \(key)")
                    #expect(try evaluator.evaluate(expressions[2]) == shown, "seed \(seed) \(key)")
                    #expect(try evaluator.evaluate(expressions[3]) == .string(name), "seed \(seed)")
                }
                let isSame = try Self.isSame(data, other.root["data"])
                #expect(try evaluator.evaluate(expressions[4]) == .bool(isSame), "seed \(seed)")
            }
        }
    }

    private static func isSame(_ left: Node?, _ right: Node?) throws -> Bool {
        let (left, right) = (try #require(left), try #require(right))
        return left.members.count == right.members.count
            && left.members.allSatisfy { right[$0.key]?.string == $0.value.string }
    }

    /// A map with this many entries, of which the last is empty.
    private static func evaluator(_ text: String, entries: Int) throws -> Evaluator {
        let entries = (0..<entries).map { "k\($0): \($0 == entries - 1 ? "''" : "v")" }
        return try EvaluationFixture.evaluator([text], object: "data: {\(entries.joined(separator: ", "))}")
    }

    @Test(
        "loops that look up a member in each turn take time that grows with the members", .timeLimit(.minutes(15)),
        arguments: [
            ("object.data.all(k, object.data[k] != '')", ["data.k39999"]),
            ("object.data.all(k, object.data.k39999 == '' && k != 'k39999')", ["data.k39999"]),
        ])
    func loops(text: String, decisive: [String]) throws {
        var evaluator = try Self.evaluator(text, entries: 40_000)
        let holds = evaluator.isTrue(evaluator.program.all[0])
        let nodes = DecisiveNodeTests.texts(evaluator.decisiveNodes(of: evaluator.program.all[0]))
        let isComplete = evaluator.hasAllDecisiveNodes
        #expect(!holds && nodes == decisive && isComplete)
    }

    @Test("a search for what decided says when a limit ended it")
    func limits() throws {
        var many = try EvaluationFixture.evaluator(
            ["object.list.exists_one(x, x == 'a')"],
            object: "list: [\(Array(repeating: "a", count: 50).joined(separator: ","))]")
        let some = many.decisiveNodes(of: many.program.all[0])
        let hasAll = many.hasAllDecisiveNodes
        #expect(some.count == 32 && !hasAll)

        let text = String(repeating: "!(", count: 20) + "object.list.all(x, x == 1)" + String(repeating: ")", count: 20)
        var environment = Environment()
        environment.declare("object", .dynamic)
        var builder = ProgramBuilder()
        let deep = try builder.add(ExpressionSource(text), in: environment)
        let program = builder.build()
        let document = try Document(yaml: "list: [\(Array(repeating: "1", count: 99).joined(separator: ",")), 2]")
        for (expressionCost, isComplete) in [(10_000, true), (700, false)] as [(UInt64, Bool)] {
            var evaluator = Evaluator(
                program, limits: EvaluationLimits(expressionCost: expressionCost, budget: 100_000))
            evaluator.bind("object", to: document.root)
            #expect(try evaluator.evaluate(deep) == .bool(false))
            let nodes = DecisiveNodeTests.texts(evaluator.decisiveNodes(of: deep))
            let hasAll = evaluator.hasAllDecisiveNodes
            #expect(hasAll == isComplete && nodes == (isComplete ? ["list[99]"] : []))
        }
    }

    @Test("lists with keys are united in the memory that the result takes")
    func unions() throws {
        let elements = (0..<200).map { "{name: n\($0)}" }.joined(separator: ", ")
        let document = try Document(yaml: "[\(elements)]")
        var environment = Environment()
        environment.declare("self", .list(.dynamic))
        var builder = ProgramBuilder()
        let expression = try builder.add(ExpressionSource("(self + self).size() == 200"), in: environment)
        var evaluator = Evaluator(
            builder.build(), limits: EvaluationLimits(expressionCost: 100_000, budget: 100_000, scratchBytes: 1 << 16))
        evaluator.bind("self", to: document.root, types: [DeclaredType(.list, listKind: .map, mapKeys: ["name"])])
        let isUnited = evaluator.isTrue(expression)
        #expect(isUnited)
    }
}
