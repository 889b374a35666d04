import GitOpsCEL
import GitOpsManifest
import GitOpsTestSupport
import Testing

/// Expressions of known types, made at random.
struct WellTyped {
    var random: SeededGenerator

    static let types: [CELType] = [.integer, .string, .boolean, .double, .list(.integer), .list(.string), .duration]

    mutating func expression(_ type: CELType, _ depth: Int) -> String {
        guard depth > 0 else { return literal(type) }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return literal(type)
        case 1:
            return
                "(\(expression(.boolean, depth - 1)) ? \(expression(type, depth - 1)) : \(expression(type, depth - 1)))"
        case 2: return "[\(expression(type, depth - 1))][\(expression(.integer, depth - 1))]"
        default: return operation(type, depth - 1)
        }
    }

    private mutating func literal(_ type: CELType) -> String {
        switch type {
        case .integer: random.pick(["1", "number", "-3"])
        case .string: random.pick(["'a'", "text"])
        case .boolean: random.pick(["true", "false"])
        case .double: random.pick(["1.5", "1e3"])
        case .duration: "duration('1s')"
        case .list(.integer): random.pick(["[1, 2]", "[number]"])
        default: random.pick(["['a']", "[text]", "texts"])
        }
    }

    private mutating func operation(_ type: CELType, _ depth: Int) -> String {
        switch type {
        case .integer:
            let operand = random.pick(Self.types.filter { $0 == .string || $0 == .list(.integer) })
            return random.pick([
                "(\(expression(.integer, depth)) + \(expression(.integer, depth)))",
                "\(expression(operand, depth)).size()", "\(expression(.list(.integer), depth)).sum()",
            ])
        case .string:
            return
                "(\(expression(.string, depth)) + string(\(expression(random.pick(Self.types.filter { ![.list(.integer), .list(.string)].contains($0) }), depth))))"
        case .boolean:
            let operand = random.pick(Self.types)
            return random.pick([
                "(\(expression(operand, depth)) == \(expression(operand, depth)))",
                "(\(expression(.boolean, depth)) && \(expression(.boolean, depth)))",
                "\(expression(.list(.integer), depth)).exists(e, e > \(expression(.integer, depth)))",
            ])
        case .double: return "(\(expression(.double, depth)) * double(\(expression(.integer, depth))))"
        case .duration: return "(\(expression(.duration, depth)) + \(expression(.duration, depth)))"
        case .list(.integer): return "\(expression(.list(.string), depth)).map(s, s.size())"
        default: return "\(expression(.list(.integer), depth)).map(i, string(i))"
        }
    }
}

@Suite struct LawsOfTheChecker {
    private static let checking = Checking(
        Environment(), ["number": .integer, "text": .string, "texts": .list(.string)])

    @Test("A well-typed expression is accepted with its type", arguments: 0..<300 as Range<UInt64>)
    func accepted(seed: UInt64) throws {
        var generator = WellTyped(random: SeededGenerator(seed: seed))
        let type = generator.random.pick(WellTyped.types)
        let expression = generator.expression(type, 4)
        #expect(try Self.checking.type(expression) == type.description, "seed \(seed): \(expression)")
    }

    @Test("An argument of another type is refused", arguments: 0..<200 as Range<UInt64>)
    func refused(seed: UInt64) {
        var generator = WellTyped(random: SeededGenerator(seed: seed))
        let left = generator.random.pick(WellTyped.types)
        let right = generator.random.pick(WellTyped.types.filter { $0 != left })
        let expression = "\(generator.expression(left, 3)) == \(generator.expression(right, 3))"
        let issue = Self.checking.issues(expression).first
        #expect(
            issue?.message == "found no matching overload for '_==_' applied to '(\(left), \(right))'",
            "seed \(seed): \(expression)")
    }

    @Test(
        "Text that parses never makes the checker fail otherwise than with issues",
        arguments: 0..<2_000 as Range<UInt64>)
    func arbitrary(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = [
            "a", "object", ".", ".", "?", "[", "]", "(", ")", "{", "}", ":", ",", "1", "'x'", "+", "==", "in", "&&",
            "has",
            ".map(x,", ".all(x,", "size", "optional.of(", "null", "type(", "google", "Object", "int", "%", "!", "-",
        ]
        let text = (0..<Int.random(in: 1...12, using: &random)).map { _ in random.pick(words) }.joined(separator: "")
        let issues = Self.checking.issues(text)
        #expect(issues.allSatisfy { $0.byteOffset >= 0 && $0.byteOffset <= text.utf8.count }, "seed \(seed): \(text)")
    }
}
