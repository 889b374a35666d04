import GitOpsManifest
import GitOpsTestSupport

/// Two JSON texts, the second made from the first by a few changes.
struct GeneratedPair {
    let base: Document
    let desired: Document

    /// - Parameters:
    ///   - seed: decides the first value, and the changes unless they have a seed of their own.
    ///   - changes: decides what the second value has otherwise.
    init(seed: UInt64, changes: UInt64? = nil) throws {
        var random = SeededGenerator(seed: seed)
        let value = Value.make(depth: 4, &random)
        var other = value
        if let changes { random = SeededGenerator(seed: changes) }
        for _ in 0..<Int.random(in: 0...4, using: &random) { other = other.changed(&random) }
        base = try Document(json: value.json)
        desired = try Document(json: other.shuffled(&random).json)
    }

    indirect enum Value {
        case scalar(String)
        case array([Value])
        case object([(String, Value)])

        static let names = ["name", "spec", "data", "a/b", "a~b", "", "x", "y", "kind", "\u{FC}", "u\u{308}"]
        static let scalars = [
            "null", "true", "false", "0", "1", "1.5", "-3", "\"\"", "\"a\"", "\"b\"", "\"1\"", "1e3", "1000",
            "\"\u{E9}\"", "\"e\u{301}\"",
        ]

        static func make(depth: Int, _ random: inout SeededGenerator) -> Value {
            switch Int.random(in: 0..<(depth > 0 ? 6 : 2), using: &random) {
            case 2, 3:
                return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in make(depth: depth - 1, &random) })
            case 4:
                let named = (0..<Int.random(in: 0...4, using: &random)).map { index in
                    Value.object([("name", .scalar("\"item\(index)\"")), ("x", make(depth: depth - 1, &random))])
                }
                return .array(named)
            case 5:
                let chosen = names.shuffled(using: &random).prefix(Int.random(in: 0...4, using: &random))
                return .object(chosen.map { ($0, make(depth: depth - 1, &random)) })
            default: return .scalar(scalars.randomElement(using: &random) ?? "0")
            }
        }

        func changed(_ random: inout SeededGenerator) -> Value {
            switch self {
            case .scalar: return Value.make(depth: 2, &random)
            case .array(var elements):
                switch Int.random(in: 0..<5, using: &random) {
                case 0:
                    elements.insert(
                        Value.make(depth: 2, &random), at: Int.random(in: 0...elements.count, using: &random))
                case 1 where !elements.isEmpty: elements.remove(at: Int.random(in: 0..<elements.count, using: &random))
                case 2: elements.shuffle(using: &random)
                case 3, 4:
                    guard !elements.isEmpty else { return Value.make(depth: 1, &random) }
                    let index = Int.random(in: 0..<elements.count, using: &random)
                    elements[index] = elements[index].changed(&random)
                default: break
                }
                return .array(elements)
            case .object(var members):
                switch Int.random(in: 0..<4, using: &random) {
                case 0:
                    let name = Value.names.randomElement(using: &random) ?? "x"
                    members.removeAll { $0.0 == name }
                    members.append((name, Value.make(depth: 2, &random)))
                case 1 where !members.isEmpty: members.remove(at: Int.random(in: 0..<members.count, using: &random))
                default:
                    guard !members.isEmpty else { return Value.make(depth: 1, &random) }
                    let index = Int.random(in: 0..<members.count, using: &random)
                    members[index].1 = members[index].1.changed(&random)
                }
                return .object(members)
            }
        }

        /// The same value with members in another order.
        func shuffled(_ random: inout SeededGenerator) -> Value {
            switch self {
            case .scalar: return self
            case .array(let elements): return .array(elements.map { $0.shuffled(&random) })
            case .object(let members):
                return .object(members.map { ($0.0, $0.1.shuffled(&random)) }.shuffled(using: &random))
            }
        }

        var json: String {
            switch self {
            case .scalar(let text): text
            case .array(let elements): "[" + elements.map(\.json).joined(separator: ",") + "]"
            case .object(let members):
                "{" + members.map { "\"\($0.0)\":\($0.1.json)" }.joined(separator: ",") + "}"
            }
        }
    }
}
