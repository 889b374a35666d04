import Foundation
import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsCEL

/// Expressions about `object` that are made at random: most can be checked, many fail when they are evaluated.
private struct RandomExpression {
    private static let paths = [
        "object", "object.spec", "object.spec.replicas", "object.spec.containers", "object.spec.containers[0].name",
        "object.metadata.labels", "object.metadata.labels.app", "object.nothing", "object.spec.ratio", "object.text",
        "object.?spec.?replicas", "object.list", "object.map", "object[?'text']", "object.list[7]", "object['']",
    ]
    private static let constants = [
        "1", "0", "-1", "9223372036854775807", "2u", "18446744073709551615u", "1.5", "0.0", "double('NaN')", "''",
        "'a'",
        "'web'", "'äöü'", "'10Mi'", "'^a+$'", "'['", "b'\\xff'", "true", "false", "null", "[]", "[1, 2, 3]",
        "['b', 'a']",
        "{}", "{'a': 1}", "{1: 'x', 2u: 'y'}", "duration('1h')", "timestamp('2024-01-01T00:00:00Z')", "int", "string",
        "optional.none()", "optional.of(1)", "quantity('1Gi')", "ip('10.0.0.1')", "cidr('10.0.0.0/8')",
        "url('https://a/b')",
        "semver('1.2.3')",
    ]
    private static let members = [
        "size()", "contains(%)", "startsWith(%)", "endsWith(%)", "matches(%)", "split(%)", "replace(%, %)", "join(%)",
        "substring(%)", "charAt(%)", "indexOf(%)", "lowerAscii()", "trim()", "format([%])", "isSorted()", "sum()",
        "min()",
        "max()", "hasValue()", "value()", "orValue(%)", "or(%)", "add(%)", "compareTo(%)", "isGreaterThan(%)",
        "asInteger()", "containsIP(%)", "find(%)", "findAll(%)", "getFullYear()", "getHours(%)", "getSeconds()",
        "family()",
        "getHost()", "major()", "first()", "last()", "lastIndexOf(%)", "distinct()", "flatten()", "reverse()", "sort()",
    ]
    private static let functions = [
        "size(%)", "int(%)", "uint(%)", "double(%)", "string(%)", "bytes(%)", "bool(%)", "dyn(%)", "type(%)",
        "duration(%)", "timestamp(%)", "quantity(%)", "isQuantity(%)", "ip(%)", "isIP(%)", "cidr(%)", "url(%)",
        "isURL(%)", "semver(%)", "optional.of(%)", "optional.ofNonZeroValue(%)", "sets.contains(%, %)",
        "sets.equivalent(%, %)", "!(%)", "-(%)",
    ]
    private static let operators = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "&&", "||"]
    private static let macros = ["all", "exists", "exists_one", "filter", "map"]

    static func text(_ depth: Int, _ locals: Int, _ generator: inout SeededGenerator) -> String {
        if depth == 0 || Int.random(in: 0..<6, using: &generator) == 0 {
            switch Int.random(in: 0..<(locals > 0 ? 4 : 3), using: &generator) {
            case 0, 1: return "dyn(\(generator.pick(paths)))"
            case 2: return "dyn(\(generator.pick(constants)))"
            default: return "x\(Int.random(in: 0..<locals, using: &generator))"
            }
        }
        switch Int.random(in: 0..<10, using: &generator) {
        case 0...2:
            let left = text(depth - 1, locals, &generator)
            return "(\(left)) \(generator.pick(operators)) (\(text(depth - 1, locals, &generator)))"
        case 3, 4: return filled("(%).\(generator.pick(members))", depth, locals, &generator)
        case 5: return filled("dyn(\(generator.pick(functions)))", depth, locals, &generator)
        case 6:
            return filled("(%) ? (%) : (%)", depth, locals, &generator)
        case 7: return filled("[%, %]", depth, locals, &generator)
        case 8: return filled("{'k': %, 'l': %}", depth, locals, &generator)
        default:
            let range = text(depth - 1, locals, &generator)
            let body = text(depth - 1, locals + 1, &generator)
            return "(\(range)).\(generator.pick(macros))(x\(locals), \(body))"
        }
    }

    private static func filled(
        _ form: String, _ depth: Int, _ locals: Int, _ generator: inout SeededGenerator
    ) -> String {
        form.split(separator: "%", omittingEmptySubsequences: false).enumerated().reduce(into: "") { result, part in
            if part.offset > 0 { result += text(depth - 1, locals, &generator) }
            result += part.element
        }
    }

    static let object = """
        metadata: {name: web, labels: {app: web, "": empty}}
        spec:
          replicas: 3
          ratio: 0.5
          containers: [{name: a, image: "a:1"}, {name: b}, null, 7]
        text: "aÄ\\u0000b"
        list: [1, 2.5, text, null, [1], {a: 1}, 18446744073709551615]
        map: {a: 1, b: [], c: {d: null}}
        """
}

private struct Answer: Equatable {
    var text: String
    var cost: UInt64

    init(_ evaluator: inout Evaluator, _ expression: Program.Expression) {
        do throws(EvaluationError) {
            text = "\(try evaluator.evaluate(expression))"
        } catch {
            text = "\(error.kind): \(error.message)"
        }
        cost = evaluator.cost
    }
}

@Suite("Laws of evaluation")
struct EvaluationLawTests {
    private static func environment() -> Environment {
        var environment = Environment()
        environment.declare("object", .dynamic)
        return environment
    }

    private static let limits = EvaluationLimits(expressionCost: 100_000, budget: .max, scratchBytes: 1 << 20)

    @Test("what expressions share changes neither results nor costs, nor does it crash", arguments: 0..<20)
    func sharing(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let environment = Self.environment()
        let root = try Document(yaml: RandomExpression.object).root
        var sources: [ExpressionSource] = []
        var alone: [Answer] = []
        for _ in 0..<400 {
            let source = ExpressionSource(RandomExpression.text(4, 0, &generator))
            var builder = ProgramBuilder()
            guard let expression = try? builder.add(source, in: environment) else { continue }
            var evaluator = Evaluator(builder.build(), limits: Self.limits)
            evaluator.bind("object", to: root)
            sources.append(source)
            alone.append(Answer(&evaluator, expression))
        }
        // Enough of them can be checked, and some have values.
        #expect(sources.count > 30 && alone.contains { !$0.text.contains(": ") }, "seed \(seed)")
        var builder = ProgramBuilder()
        for source in sources { try builder.add(source, in: environment) }
        let program = builder.build()
        var evaluator = Evaluator(program, limits: Self.limits)
        for round in 0..<2 {
            evaluator.bind("object", to: root)
            for (index, expression) in program.all.enumerated() {
                let together = Answer(&evaluator, expression)
                // Memory is for one document, so that expressions together may come to its end earlier.
                if together.text.hasPrefix("memoryLimit") { continue }
                #expect(together == alone[index], "seed \(seed), round \(round): \(sources[index].text)")
            }
        }
    }

    @Test("a program gives the same answers in many tasks at once")
    func tasks() async throws {
        var generator = SeededGenerator(seed: 7)
        var builder = ProgramBuilder()
        let environment = Self.environment()
        for _ in 0..<200 {
            _ = try? builder.add(ExpressionSource(RandomExpression.text(3, 0, &generator)), in: environment)
        }
        let program = builder.build()
        let root = try Document(yaml: RandomExpression.object).root
        @Sendable func answers() -> [Answer] {
            var evaluator = Evaluator(program, limits: Self.limits)
            evaluator.bind("object", to: root)
            return program.all.map { Answer(&evaluator, $0) }
        }
        let expected = answers()
        #expect(expected.count > 50)
        await withTaskGroup(of: [Answer].self) { group in
            for _ in 0..<8 { group.addTask { answers() } }
            for await found in group { #expect(found == expected) }
        }
    }

    @Test("decisive nodes change no answer and lie in the document", arguments: 0..<5)
    func decisive(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let environment = Self.environment()
        let root = try Document(yaml: RandomExpression.object).root
        for _ in 0..<100 {
            var builder = ProgramBuilder()
            let source = ExpressionSource(RandomExpression.text(4, 0, &generator))
            guard let expression = try? builder.add(source, in: environment) else { continue }
            var evaluator = Evaluator(builder.build(), limits: Self.limits)
            evaluator.bind("object", to: root)
            let before = Answer(&evaluator, expression)
            for node in evaluator.decisiveNodes(of: expression) {
                #expect(node.node.document.root == root, "seed \(seed): \(source.text)")
            }
            evaluator.bind("object", to: root)
            #expect(Answer(&evaluator, expression) == before, "seed \(seed): \(source.text)")
        }
    }
}

@Suite("Limits of evaluation")
struct EvaluationLimitTests {
    private static func kind(
        _ text: String, _ limits: EvaluationLimits, in environment: Environment = .specification
    ) throws -> EvaluationError.Kind? {
        var builder = ProgramBuilder()
        let expression = try builder.add(ExpressionSource(text), in: environment)
        var evaluator = Evaluator(builder.build(), limits: limits)
        do throws(EvaluationError) {
            _ = try evaluator.evaluate(expression)
            return nil
        } catch {
            return error.kind
        }
    }

    private static let digits = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"

    @Test("loops in loops end by their cost")
    func loops() throws {
        let text = (0..<9).reversed().reduce("true") { "\(Self.digits).all(x\($1), \($0))" }
        #expect(try Self.kind(text, EvaluationLimits()) == .costLimit)
    }

    @Test("texts that double end by their memory")
    func doubling() throws {
        let text = (0..<40).reversed().reduce("x40") { "cel.bind(x\($1 + 1), x\($1) + x\($1), \($0))" }
        let whole = "cel.bind(x0, 'abcdefgh', \(text))"
        let limits = EvaluationLimits(expressionCost: .max, budget: .max, scratchBytes: 1 << 20)
        #expect(try Self.kind(whole, limits) == .memoryLimit)
    }

    @Test("the cost of all expressions about a document has a limit of its own")
    func budget() throws {
        var environment = Environment()
        environment.declare("object", .dynamic)
        var builder = ProgramBuilder()
        for number in 0..<10 {
            try builder.add(ExpressionSource("\(Self.digits).all(x, x < \(number + 100))"), in: environment)
        }
        let program = builder.build()
        var evaluator = Evaluator(program, limits: EvaluationLimits(expressionCost: 1_000, budget: 200))
        evaluator.bind("object", to: try Document(yaml: "a: 1").root)
        let answers = program.all.map { evaluator.isTrue($0) }
        #expect(answers.first == true && answers.last == false)
        // Another document has the whole budget again.
        evaluator.bind("object", to: try Document(yaml: "a: 2").root)
        #expect(evaluator.isTrue(program.all[0]) || !program.variables.contains("object"))
    }

    @Test("long texts are searched in time that grows with them")
    func search() throws {
        var environment = Environment.specification
        for name in ["text", "part"] { environment.declare(name, .string) }
        var builder = ProgramBuilder()
        let expression = try builder.add(ExpressionSource("text.contains(part)"), in: environment)
        let limits = EvaluationLimits(expressionCost: .max, budget: .max)
        var evaluator = Evaluator(builder.build(), limits: limits)
        evaluator.bind("text", to: .string(String(repeating: "a", count: 2_000_000)))
        evaluator.bind("part", to: .string(String(repeating: "a", count: 500_000) + "b"))
        #expect(try evaluator.holds(expression) == false)
    }

    @Test("expressions that nobody could match are searched in time that grows with the text")
    func expressions() throws {
        let text = "'" + String(repeating: "a", count: 5_000) + "c'.matches('(a|a)*(a|aa)+$b|(a+)+b')"
        #expect(try Self.kind(text, EvaluationLimits()) == nil)
    }

    @Test("the deepest expression that is accepted fits the stack of a thread")
    func stack() async throws {
        let texts = [
            String(repeating: "-(", count: 240) + "dyn(1)" + String(repeating: ")", count: 240),
            String(repeating: "[", count: 240) + "dyn(1)" + String(repeating: "]", count: 240),
            (0..<60).reversed().reduce("dyn(true)") { "[1].all(x\($1), \($0))" },
            (0..<200).reduce("dyn('a')") { text, _ in "(\(text) + 'a')" },
        ]
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            let thread = Thread {
                for text in texts {
                    var builder = ProgramBuilder()
                    // Refused, or evaluated: either way the thread lives.
                    guard let expression = try? builder.add(ExpressionSource(text), in: .specification) else {
                        continue
                    }
                    var evaluator = Evaluator(builder.build())
                    _ = evaluator.isTrue(expression)
                }
                done.resume()
            }
            thread.stackSize = 512 << 10
            thread.start()
        }
    }
}
