import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsCEL

/// What an expression gives: its value, or that it fails.
private func outcome(_ text: String) throws -> String {
    switch try EvaluationFixture.evaluate(text).result {
    case .success(let value): "\(value)"
    case .failure(let error): error.kind.isFinal ? "limit" : "error"
    }
}

@Suite("Laws of the language")
struct LanguageLawTests {
    private static let conditions = [
        "true", "false", "dyn(1)", "dyn('a')", "1 / 0 == 1", "{}.a", "[1][2] == 1", "!dyn(1)",
    ]

    @Test("sides of && and || may change places, errors among them", arguments: conditions, conditions)
    func commutativity(left: String, right: String) throws {
        for sign in ["&&", "||"] {
            #expect(try outcome("(\(left)) \(sign) (\(right))") == outcome("(\(right)) \(sign) (\(left))"))
        }
        let negated = try outcome("!((\(left)) && (\(right)))")
        #expect(try negated == outcome("!(\(left)) || !(\(right))"))
    }

    @Test("comprehensions are the loops of a program", arguments: 0..<60 as Range<UInt64>)
    func comprehensions(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let numbers = (0..<Int.random(in: 0...9, using: &random)).map { _ in Int64.random(in: -5...5, using: &random) }
        let limit = Int64.random(in: -5...5, using: &random)
        let environment = Environment.specification
        func value(_ text: String) throws -> CELValue {
            try EvaluationFixture.evaluate(text, in: environment, ["l": .list(numbers.map { .int($0) })]).result.get()
        }
        func list(_ numbers: [Int64]) -> CELValue { .list(numbers.map { .int($0) }) }
        let above = numbers.filter { $0 > limit }
        #expect(try value("l.all(x, x > \(limit))") == .bool(above.count == numbers.count), "seed \(seed)")
        #expect(try value("l.exists(x, x > \(limit))") == .bool(!above.isEmpty), "seed \(seed)")
        #expect(try value("l.exists_one(x, x > \(limit))") == .bool(above.count == 1), "seed \(seed)")
        #expect(try value("l.filter(x, x > \(limit))") == list(above), "seed \(seed)")
        #expect(try value("l.map(x, x * x)") == list(numbers.map { $0 * $0 }), "seed \(seed)")
        #expect(try value("l.map(x, x > \(limit), x * 2)") == list(above.map { $0 * 2 }), "seed \(seed)")
        let indexed = numbers.enumerated().map { Int64($0.offset) + $0.element }
        #expect(try value("l.transformList(i, x, i + x)") == list(indexed), "seed \(seed)")
        #expect(
            try value("l.map(x, l.filter(y, y > x).size()).filter(n, n == 0).size()")
                == .int(Int64(numbers.filter { $0 == numbers.max() }.count)), "seed \(seed)")
    }

    @Test("numbers of different types are in one order", arguments: 0..<40 as Range<UInt64>)
    func order(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let edges = [
            "0", "-1", "9223372036854775807", "-9223372036854775808", "9007199254740993", "0u", "1u",
            "18446744073709551615u", "9223372036854775807u", "9223372036854775808u", "0.0", "-0.0", "0.5", "-0.5",
            "9007199254740992.0", "9007199254740994.0", "9223372036854775807.0", "18446744073709551615.0", "1e300",
            "-1e300",
            "5e-324", "double('Infinity')", "-double('Infinity')",
        ]
        let three = (0..<3).map { _ in random.pick(edges) }
        func holds(_ left: String, _ sign: String, _ right: String) throws -> Bool {
            try outcome("dyn(\(left)) \(sign) dyn(\(right))") == "\(CELValue.bool(true))"
        }
        for left in three {
            for right in three {
                let signs = try ["<", "==", ">"].filter { try holds(left, $0, right) }
                #expect(signs.count == 1, "\(left) \(right) \(signs)")
                #expect(try holds(left, "<=", right) == !holds(left, ">", right), "\(left) \(right)")
                #expect(try holds(left, "<", right) == holds(right, ">", left), "\(left) \(right)")
                #expect(try holds(left, "!=", right) == !holds(left, "==", right), "\(left) \(right)")
            }
        }
        let (a, b, c) = (three[0], three[1], three[2])
        if try holds(a, "<=", b), try holds(b, "<=", c) { #expect(try holds(a, "<=", c), "\(three)") }
    }

    @Test("an evaluation costs no more than was estimated", arguments: 0..<300 as Range<UInt64>)
    func costs(seed: UInt64) throws {
        var generator = WellTyped(random: SeededGenerator(seed: seed))
        let text = generator.expression(generator.random.pick(WellTyped.types), 4)
        var environment = Environment()
        for (name, type) in [("number", .integer), ("text", .string), ("texts", .list(.string))] as [(String, CELType)]
        {
            environment.declare(name, type)
        }
        var options = CostOptions { path, _ in path == ["number"] ? nil : SizeEstimate(0, 3) }
        options.presenceCost = 1
        let tree = try ExpressionParser(options: environment.parserOptions).parse(ExpressionSource(text))
        guard !Self.readsMadeValue(tree) else { return }
        let checked = try environment.check(tree)
        var builder = ProgramBuilder()
        let expression = try builder.add(checked)
        var evaluator = Evaluator(builder.build())
        evaluator.bind("number", to: .int(7))
        evaluator.bind("text", to: .string("abc"))
        evaluator.bind("texts", to: .list([.string("a"), .string("bc"), .string("")]))
        _ = try? evaluator.evaluate(expression)
        let cost = evaluator.cost
        #expect(cost <= checked.estimatedCost(options).maximum, "seed \(seed): \(text)")
    }

    /// Whether a part is taken of a value that the expression makes, rather than of a variable.
    private static func readsMadeValue(_ tree: ExpressionTree) -> Bool {
        tree.nodes.contains { node in
            guard case .call(let name, let operands) = node.kind, tree.text(name) == "_[_]",
                let container = tree.operands(operands).first?.expression
            else { return false }
            return switch tree[container].kind {
            case .identifier, .select: false
            case .call(let inner, _): tree.text(inner) != "_[_]" && tree.text(inner) != "_?_:_"
            default: true
            }
        }
    }

    /// The qualifier of a relative attribute is counted besides the attribute, and estimated as one call. An index that is
    /// not there makes no difference. Source: `Observe` of cel-go interpreter/runtimecost.go, and `costCall` of
    /// checker/cost.go.
    @Test(
        "a part of a value that the expression makes costs one more than estimated, there or not",
        arguments: [
            ("[number][0]", 12, 13), ("[number][1]", 12, 13), ("{'a': number}['a']", 32, 33),
            ("{'a': number}['b']", 32, 33), ("{'a': number}.a", 32, 33),
            ("texts[0]", 2, 2), ("texts[7]", 2, 2), ("texts[number - 7]", 4, 4), ("texts[number]", 3, 2),
        ] as [(String, UInt64, UInt64)])
    func costsOfParts(text: String, estimate: UInt64, cost: UInt64) throws {
        var environment = Environment()
        environment.declare("number", .integer)
        environment.declare("texts", .list(.string))
        let tree = try ExpressionParser(options: environment.parserOptions).parse(ExpressionSource(text))
        let checked = try environment.check(tree)
        var builder = ProgramBuilder()
        let expression = try builder.add(checked)
        var evaluator = Evaluator(builder.build())
        evaluator.bind("number", to: .int(7))
        evaluator.bind("texts", to: .list([.string("a")]))
        _ = try? evaluator.evaluate(expression)
        let counted = evaluator.cost
        #expect(counted == cost)
        #expect(checked.estimatedCost(CostOptions { _, _ in SizeEstimate(1) }).maximum == estimate)
    }
}

@Suite("Expressions that were not checked")
struct UncheckedExpressionTests {
    private static func evaluate(_ text: String, _ bindings: [String: CELValue] = [:]) throws -> CELValue {
        let environment = Environment.specification
        let tree = try ExpressionParser(options: environment.parserOptions).parse(ExpressionSource(text))
        var builder = ProgramBuilder()
        let expression = try builder.add(unchecked: tree, in: environment)
        var evaluator = Evaluator(builder.build())
        for (name, value) in bindings { evaluator.bind(name, to: value) }
        return try evaluator.evaluate(expression)
    }

    @Test(
        "have the values that checked ones have",
        arguments: [
            "1 + 2 * 3", "[1, 2].map(x, x + 1)", "'a'.size() + size('b')", "{'a': 1}.a", "has({'a': 1}.b)",
            "type(1) == int",
            "math.greatest(1, 2)", "optional.of(1).orValue(2)", "[1, 2].all(i, x, i < x)", "cel.bind(x, 2, x * x)",
            "'%d'.format([3])", "duration('1h') > duration('1m')", "1 in [1, 2u]", "true ? 1 : 'a'", "lists.range(2)",
        ])
    func values(text: String) throws {
        let loose = text == "true ? 1 : 'a'" ? "true ? dyn(1) : dyn('a')" : text
        #expect(try Self.evaluate(text) == EvaluationFixture.evaluate(loose).result.get())
    }

    @Test(
        "fail where the checker would have refused them",
        arguments: [
            ("1 + 'a'", EvaluationError.Kind.noSuchOverload), ("nothing", .noSuchAttribute),
            ("nothing.more", .noSuchAttribute),
            ("missing(1)", .noSuchOverload), ("'a'.missing()", .noSuchOverload), ("!1", .noSuchOverload),
            ("1.all(x, true)", .noSuchOverload),
        ] as [(String, EvaluationError.Kind)])
    func failures(text: String, kind: EvaluationError.Kind) throws {
        let error = #expect(throws: EvaluationError.self) { try Self.evaluate(text) }
        #expect(error?.kind == kind)
    }

    @Test("names with dots are variables where they are bound, and fields elsewhere")
    func names() throws {
        #expect(try Self.evaluate("a.b", ["a": .map([.init(.string("b"), .int(1))])]) == .int(1))
        #expect(try Self.evaluate("[1].map(a, a)", ["a": .int(9)]) == .list([.int(1)]))
    }
}

@Suite("Named expressions")
struct NamedExpressionTests {
    @Test("are evaluated once, at a cost of their own, and fail by their name")
    func definitions() throws {
        var environment = Environment.specification
        environment.declare("object", .dynamic)
        environment.declare(ObjectType("test.variables", fields: ["a": .dynamic, "b": .dynamic]))
        environment.declare("variables", .object("test.variables"))
        var builder = ProgramBuilder()
        try builder.define("variables.a", ExpressionSource("object.list.map(x, x * 2)"), in: environment)
        try builder.define("variables.b", ExpressionSource("object.none"), in: environment)
        let first = try builder.add(ExpressionSource("variables.a.all(x, x > 0)"), in: environment)
        let second = try builder.add(ExpressionSource("variables.a.size() == 2"), in: environment)
        let third = try builder.add(ExpressionSource("variables.b == 1"), in: environment)
        var evaluator = Evaluator(builder.build())
        evaluator.bind("object", to: try Document(yaml: "list: [1, 2]").root)
        let isFirstTrue = evaluator.isTrue(first)
        let cost = evaluator.cost
        let isTrueAgain = evaluator.isTrue(first)
        let costAgain = evaluator.cost
        #expect(isFirstTrue && isTrueAgain && costAgain < cost)
        let isSecondTrue = evaluator.isTrue(second)
        #expect(isSecondTrue)
        do throws(EvaluationError) {
            _ = try evaluator.holds(third)
            Issue.record("there is no such field")
        } catch {
            #expect(error.message == "composited variable \"b\" fails to evaluate: no such key: none")
        }
        evaluator.bind("object", to: try Document(yaml: "list: [-1]").root)
        let isTrueOfOther = evaluator.isTrue(first)
        #expect(!isTrueOfOther)
    }
}

@Suite("One program in many tasks")
struct SharedProgramTests {
    @Test("gives every task the answers of one alone, document after document, with what decided them")
    func tasks() async throws {
        var builder = ProgramBuilder()
        var environment = Environment.specification
        environment.declare("object", .dynamic)
        let texts = HostileExpression.real + DecisiveTexts.all
        for text in texts { _ = try? builder.add(ExpressionSource(text), in: environment) }
        let program = builder.build()
        #expect(program.count > 20)
        let documents = try (0..<5).map { number in
            try Document(
                yaml: "{metadata: {name: n\(number), labels: {app: web}}, text: t\(number), list: [\(number)], spec: "
                    + "{replicas: \(number), containers: [{name: a, image: 'registry/a:\(number)'}, {name: b\(number)}]}}"
            )
        }
        @Sendable func answers() -> [String] {
            var evaluator = Evaluator(program)
            return documents.flatMap { document in
                evaluator.bind("object", to: document.root)
                return program.all.map { expression in
                    let answer: String
                    do throws(EvaluationError) {
                        answer = "\(try evaluator.evaluate(expression))"
                    } catch {
                        answer = error.message
                    }
                    let nodes = DecisiveNodeTests.texts(evaluator.decisiveNodes(of: expression))
                    return "\(answer) \(evaluator.cost) \(nodes)"
                }
            }
        }
        let expected = answers()
        await withTaskGroup(of: [String].self) { group in
            for _ in 0..<8 { group.addTask { answers() } }
            for await found in group { #expect(found == expected) }
        }
    }

    /// Patterns that are no constants, and values of libraries: what an evaluation keeps besides numbers.
    private enum DecisiveTexts {
        static let all = [
            "object.spec.containers.all(c, has(c.image) && c.image.matches('^' + object.metadata.name))",
            "object.spec.containers.map(c, c.name).all(n, n.find('[a-z]+') == n)",
            "quantity(string(object.spec.replicas) + 'Mi').isLessThan(quantity('20Mi'))",
        ]
    }
}
