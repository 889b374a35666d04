import GitOpsCEL
import Testing

/// A text of a variable's type in tables: `int`, `[string]`, `{string: [int]}`.
indirect enum Shape: Sendable {
    case integer, unsigned, double, boolean, string, bytes, timestamp, duration, message
    case list(Shape)
    case map(Shape)

    var type: CELType {
        switch self {
        case .integer: .integer
        case .unsigned: .unsigned
        case .double: .double
        case .boolean: .boolean
        case .string: .string
        case .bytes: .bytes
        case .timestamp: .timestamp
        case .duration: .duration
        case .message: .object("test.Message")
        case .list(let element): .list(element.type)
        case .map(let value): .map(key: .string, value: value.type)
        }
    }
}

struct VariableCase: Sendable, CustomTestStringConvertible {
    let expression: String
    let variables: [(String, CELType)]
    let hints: [String: UInt64]
    let estimate: ClosedRange<UInt64>
    let presenceCost: UInt64

    init(
        _ expression: String, _ variables: [String: Shape] = [:], hints: [String: UInt64] = [:],
        cost estimate: ClosedRange<UInt64>, presenceCost: UInt64 = 1
    ) {
        self.expression = expression
        self.variables = variables.map { ($0.key, $0.value.type) }
        self.hints = hints
        self.estimate = estimate
        self.presenceCost = presenceCost
    }

    var testDescription: String { "\(expression) \(hints)" }
}

/// Source: https://github.com/google/cel-go/blob/master/checker/cost_test.go.
let variableCases: [VariableCase] = [
    .init("'Hello World!'", cost: 0...0),
    .init("input", ["input": .list(.integer)], cost: 1...1),
    .init("input['key']", ["input": .map(.string)], cost: 2...2),
    .init("input.number", ["input": .message], cost: 2...2),
    .init("has(input.number)", ["input": .message], cost: 1...1, presenceCost: 0),
    .init("has(input.number)", ["input": .message], cost: 2...2),
    .init("has(input.a.b)", ["input": .map(.map(.message))], cost: 3...3),
    .init("has(input.a.b)", ["input": .map(.map(.message))], cost: 2...2, presenceCost: 0),
    .init("[1, 2, 3]", cost: 10...10),
    .init("{'a': 1, 'b': 2, 'c': 3}", cost: 30...30),
    .init("input.all(x, true)", ["input": .list(.message)], hints: ["input": 100], cost: 2...302),
    .init(
        "input.all(x, x.all(y, true))", ["input": .list(.list(.message))],
        hints: ["input": 50, "input.@items": 10], cost: 2...1752),
    .init("[1, 2, 3].all(x, true)", cost: 20...20),
    .init("input.matches('[0-9]')", ["input": .string], hints: ["input": 500], cost: 3...103),
    .init("'123'.matches('[0-9]')", cost: 2...2),
    .init("true || false", cost: 0...0),
    .init("a || b || c || d", ["a": .boolean, "b": .boolean, "c": .boolean, "d": .boolean], cost: 1...4),
    .init("true && false", cost: 0...0),
    .init("a && b && c && d", ["a": .boolean, "b": .boolean, "c": .boolean, "d": .boolean], cost: 1...4),
    .init("1 < 2", cost: 1...1), .init("1 <= 2", cost: 1...1), .init("1 == 2", cost: 1...1),
    .init("2 > 1", cost: 1...1), .init("2 >= 1", cost: 1...1),
    .init("2 in [1, 2, 3]", cost: 13...13),
    .init("1 + 1", cost: 1...1), .init("1 - 1", cost: 1...1), .init("1 / 1", cost: 1...1), .init("1 * 1", cost: 1...1),
    .init("1 % 1", cost: 1...1),
    .init("true ? 1 : 2", cost: 0...0),
    .init("size('123')", cost: 1...1), .init("size(b'123')", cost: 1...1),
    .init("string(input)", ["input": .bytes], hints: ["input": 500], cost: 1...51),
    .init("string(input) == string(input)", ["input": .bytes], hints: ["input": 500], cost: 3...152),
    .init("bytes(input)", ["input": .string], hints: ["input": 500], cost: 1...51),
    .init("bytes(input) == bytes(input)", ["input": .string], hints: ["input": 500], cost: 3...302),
    .init("string(1)", cost: 1...1),
    .init(
        "input.contains(other)", ["input": .string, "other": .string], hints: ["input": 500, "other": 500],
        cost: 2...2502),
    .init("input.matches('\\\\d+a\\\\d+b')", ["input": .string], hints: ["input": 500], cost: 3...103),
    .init("input.startsWith(other)", ["input": .string, "other": .string], hints: ["other": 500], cost: 2...52),
    .init("input.endsWith(other)", ["input": .string, "other": .string], hints: ["other": 500], cost: 2...52),
    .init("input.size()", ["input": .string], cost: 2...2), .init("size(input)", ["input": .string], cost: 2...2),
    .init(
        "(x > 2 ? one : other).all(y, true)",
        ["x": .integer, "one": .list(.message), "other": .list(.message)], hints: ["one": 1, "other": 1], cost: 4...7),
    .init("input.all(k, input[k].number > 3)", ["input": .map(.message)], hints: ["input": 10], cost: 2...82),
    .init(
        "input.all(k, input[k].all(x, true))", ["input": .map(.map(.message))],
        hints: ["input": 5, "input.@values": 10], cost: 2...187),
    .init(
        "input.all(k, k.contains(k))", ["input": .map(.map(.message))], hints: ["input": 5, "input.@keys": 10],
        cost: 2...32),
    .init(
        "input.all(k, input[k].all(k, true) && k.contains(k))", ["input": .map(.map(.message))],
        hints: ["input": 2, "input.@values": 2, "input.@keys": 5], cost: 2...34),
    .init(
        "(a + b).all(x, true)", ["a": .list(.integer), "b": .list(.integer)], hints: ["a": 10, "b": 10], cost: 4...64),
    .init("'abcdefg'.contains(a + b)", ["a": .string, "b": .string], hints: ["a": 10, "b": 10], cost: 2...6),
    .init("a.size() == b.size()", ["a": .list(.integer), "b": .list(.integer)], cost: 5...5),
    .init(
        "x > y ? a.size() : b.size()",
        ["x": .integer, "y": .integer, "a": .list(.integer), "b": .list(.integer)], cost: 5...5),
    .init(
        "([x, y] + a + b).size()", ["x": .integer, "y": .integer, "a": .list(.integer), "b": .list(.integer)],
        hints: ["a": 10, "b": 20], cost: 17...17),
    .init(
        "[a, b].exists(l, l.exists(v, v.startsWith('hi')))", ["a": .list(.string), "b": .list(.string)],
        hints: ["a": 10, "a.@items": 64, "b": 20, "b.@items": 128], cost: 21...265),
    .init(
        "a.endsWith('abcdefghijklmnopqrstuvwxyz') == b.endsWith('abcdefghijklmnopqrstuvwxyz')",
        ["a": .string, "b": .string], cost: 9...9),
    .init("((5 != 6) == (1 == 2)) == ((3 <= 4) == (9 != 9))", cost: 7...7),
    .init("string(a) == string(b)", ["a": .timestamp, "b": .timestamp], cost: 5...1_844_674_407_370_955_268),
    .init("a == b", ["a": .timestamp, "b": .timestamp], cost: 3...3),
    .init("a != b", ["a": .duration, "b": .duration], cost: 3...3),
    .init("[1,2,3,4,5].filter(x, x % 2 == 0)", cost: 41...101),
    .init("[1,2,3,4,5].map(x, x)", cost: 86...86),
    .init("[1,2,3,4,5].map(x, x).filter(x, x % 2 == 0)", cost: 117...177),
    .init("[1,2,3,4,5].map(x, x).exists(x, x == 5) == true", cost: 108...118),
    .init("[1,2,3,4,5].map(x, x).map(x, x)", cost: 162...162),
    .init("[1,2,3,4,5].map(x, x)[4]", cost: 87...87),
    .init("[[1,2],[1,2],[1,2],[1,2],[1,2]][4]", cost: 61...61),
    .init("{'a': [1,2], 'b': [1,2], 'c': [1,2], 'd': [1,2], 'e': [1,2]}.b", cost: 81...81),
    .init("[[1, 1], [2, 2], [3, 3], [4, 4], [5, 5]].all(y, y.all(y, y == 1))", cost: 76...136),
    .init("[1,2,3,4,5].map(x, [x, x]).all(y, y.all(y, y == 1))", cost: 157...217),
    .init(
        "['a', 'ab', 'abc', 'abcd', 'abcde'].map(x, [x, x]).all(y, y.all(y, y.startsWith('a')))", cost: 157...217),
    .init(
        "input.map(x, [x, x]).all(y, y.all(y, y.startsWith('a')))", ["input": .list(.string)],
        hints: ["input": 5, "input.@items": 10], cost: 13...208),
    .init("[1,2,3,4,5].map(x, x).map(x, x) + [1]", cost: 173...173),
    .init("[1,2,3].all(i, i in [1,2,3].map(j, j + j))", cost: 20...230),
    .init("dyn([1,2,3]).all(i, i in dyn([1,2,3]).map(j, j + j))", cost: 21...234),
    .init("{'hello': 'hi'}['hello'] != {'hello': 'bye'}['hello']", cost: 63...63),
    .init("['hello', 'hi'][0] != ['hello', 'bye'][1]", cost: 23...23),
    .init("type(1)", cost: 1...1),
    .init("type(self.a)", ["self": .map(.integer)], cost: 3...3),
    .init("type(self.a) == int", ["self": .map(.integer)], cost: 5...1_844_674_407_370_955_268),
    .init("type(1) == int", cost: 3...1_844_674_407_370_955_266),
    .init("self.a == 1.0", ["self.a": .double], cost: 2...2),
    .init("self.a == 1.0", ["self": .map(.double)], cost: 3...3),
    .init(
        "self.a == timestamp('2011-08-18T00:00:00.000+01:00') + duration('19h3m37s10ms')",
        ["self": .map(.timestamp)], cost: 6...6),
    .init(
        "timestamp(self.a) == timestamp('2011-08-18T00:00:00.000+01:00') + duration('19h3m37s10ms')",
        ["self": .map(.timestamp)], cost: 7...7),
    .init("self.a != self.b", ["self": .map(.boolean)], cost: 5...5),
    .init("self.a != true", ["self": .map(.boolean)], cost: 3...3),
]

private func check(_ text: String, _ environment: Environment) throws -> CheckedExpression {
    try environment.check(ExpressionParser(options: environment.parserOptions).parse(ExpressionSource(text)))
}

@Suite("Estimated costs")
struct CostEstimateTests {
    @Test("are those of cel-go's tests", arguments: variableCases)
    func ofVariables(_ example: VariableCase) throws {
        var environment = Environment.specification
        environment.declare(ObjectType("test.Message", fields: ["number": .integer]))
        for (name, type) in example.variables { environment.declare(name, type) }
        let hints = example.hints
        var options = CostOptions { path, type in
            if let path, let hint = hints[path.joined(separator: ".")] { return SizeEstimate(0, hint) }
            return type == .bytes ? SizeEstimate(0, 12) : nil
        }
        options.presenceCost = example.presenceCost
        let cost = try check(example.expression, environment).estimatedCost(options)
        #expect(cost == CostEstimate(example.estimate.lowerBound, example.estimate.upperBound))
    }

    private static let published = PublishedCost.kubernetes + PublishedCost.comprehensions

    @Test("are those of the API server's tests", arguments: published)
    func ofLibraries(_ example: PublishedCost) throws {
        let options = CostOptions { _, type in
            type == .string || type == .bytes ? SizeEstimate(0, 12) : nil
        }
        let cost = try check(example.expression, costEnvironment()).estimatedCost(options)
        #expect(cost == CostEstimate(example.estimate.lowerBound, example.estimate.upperBound))
    }

    @Test("never overflow")
    func hugeSizes() throws {
        var environment = Environment.specification
        environment.declare("list", .list(.list(.list(.string))))
        let text = "list.all(a, list.all(b, list.all(c, list.all(d, a == b && c == d))))"
        #expect(try check(text, environment).estimatedCost().maximum == .max)
    }
}

@Suite("Costs of calls of libraries")
struct LibraryCostTests {
    @Test("are those of the API server's tests", arguments: PublishedCost.kubernetes)
    func ofCalls(_ example: PublishedCost) throws {
        // Operators are the evaluator's.
        guard !example.expression.contains(" && "), !example.expression.contains(" > 0") else { return }
        let always = ExpressionAuthorizer { _ in AuthorizationAnswer(isAllowed: true) }
        let result = LibraryInterpreter.run(example.expression, in: costEnvironment(), authorizer: always)
        #expect(!result.result.hasPrefix("error: "), "\(result.result)")
        #expect(result.cost == example.actual)
    }
}

/// Every library, and the variable `authorizer`.
func costEnvironment() -> Environment {
    var environment = Environment.specification
    environment.declareMutations()
    environment.declare("authorizer", .authorizer)
    return environment
}
