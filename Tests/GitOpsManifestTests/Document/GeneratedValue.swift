import GitOpsManifest
import GitOpsTestSupport

/// A random value, written in many spellings of JSON and YAML.
indirect enum GeneratedValue {
    case null
    case boolean(Bool)
    case integer(Int64)
    case double(Double)
    case string(String)
    case array([GeneratedValue])
    case object([(String, GeneratedValue)])

    static let strings = [
        "", "web", "yes", "null", "1", "0x1", "1.0", "é", "e\u{301}", "日本語", "🎉", "a: b", "- a", "#", "a #b", "'", "\"",
        "\\", "line\nbreak", "tab\tbreak", "\u{1}", "~", "<<", "*a", "&a", "?", "[", "{", ",", "%", "@", "`", " ",
        "end ",
        "very long text that a folded scalar may break", "\u{85}", "\u{2028}", "true", "name", "nested/slash", "~1",
    ]
    static let numbers: [Double] = [
        0.5, -1.5, 1e-7, 1e21, 1e300, .leastNonzeroMagnitude, 1.797_693_134_862_315_7e308, 123_456_789.5, 2, -3, 1e18,
    ]
    static let names = [
        "name", "spec", "metadata", "own", "", "é", "a.b", "a b", "a\"b", "[0]", "x=y", "1", "true", "yes",
        "kubernetes.io/x",
        "labels", "tab\t", "🎉", "<<", "other", "containers", "k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8", "k9",
        "k10",
    ]

    static func random(depth: Int, using generator: inout SeededGenerator) -> GeneratedValue {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &generator) {
        case 0: return .null
        case 1: return .boolean(.random(using: &generator))
        case 2: return .integer([0, 1, -1, 80, .max, .min, 1 << 53].randomElement(using: &generator) ?? 0)
        case 3: return .double(numbers.randomElement(using: &generator) ?? 0)
        case 4, 5: return .string(strings.randomElement(using: &generator) ?? "")
        case 6, 7:
            return .array(
                (0..<Int.random(in: 0...4, using: &generator)).map { _ in random(depth: depth - 1, using: &generator) })
        default:
            let names = names.shuffled(using: &generator).prefix(
                Int.random(in: 0...24, using: &generator) / (4 - min(depth, 3)))
            return .object(names.map { ($0, random(depth: depth - 1, using: &generator)) })
        }
    }

    /// JSON with random spellings: order of members, blanks, numbers, escapes.
    func json(using generator: inout SeededGenerator) -> String {
        let blank = ["", "", " ", "\n", "\t "].randomElement(using: &generator) ?? ""
        switch self {
        case .null: return "null" + blank
        case .boolean(let value): return "\(value)" + blank
        case .integer(let value): return Self.spellings(of: value).randomElement(using: &generator) ?? "\(value)"
        case .double(let value):
            return ["\(value)", "\(value)".replacing("e", with: "E")].randomElement(using: &generator) ?? ""
        case .string(let text): return Self.quoted(text, escaping: .random(using: &generator))
        case .array(let elements):
            return "[\(blank)" + elements.map { $0.json(using: &generator) }.joined(separator: ",\(blank)") + "]"
        case .object(let members):
            let texts = members.shuffled(using: &generator).map { name, value in
                Self.quoted(name, escaping: .random(using: &generator)) + "\(blank):" + value.json(using: &generator)
            }
            return "{\(blank)" + texts.joined(separator: ",\(blank)") + "\(blank)}"
        }
    }

    /// Block YAML: quoted texts, members in random order.
    func yaml(indentation: Int = 0, using generator: inout SeededGenerator) -> String {
        let margin = String(repeating: " ", count: indentation)
        switch self {
        case .array(let elements) where !elements.isEmpty:
            return elements.map { element in
                "\n\(margin)- " + element.yaml(indentation: indentation + 2, using: &generator)
            }.joined()
        case .object(let members) where !members.isEmpty:
            return members.shuffled(using: &generator).map { name, value in
                "\n\(margin)\(Self.quoted(name, escaping: false)): "
                    + value.yaml(indentation: indentation + 2, using: &generator)
            }.joined()
        case .integer(let value) where value > 0:
            return ["\(value)", "0x" + String(value, radix: 16), "0b" + String(value, radix: 2), "+\(value)"]
                .randomElement(using: &generator) ?? ""
        case .null: return ["~", "null", "", "Null"].randomElement(using: &generator) ?? ""
        case .boolean(let value):
            return (value ? ["true", "yes", "On", "Y"] : ["false", "no", "OFF", "n"]).randomElement(using: &generator)
                ?? ""
        case .string(let text): return Self.quoted(text, escaping: false)
        default: return json(using: &generator).replacing("\t", with: " ")
        }
    }

    private static func spellings(of value: Int64) -> [String] {
        value.magnitude < 1 << 53 ? ["\(value)", "\(value).0", "\(value)e0", "\(value).00E+0"] : ["\(value)"]
    }

    static func quoted(_ text: String, escaping: Bool) -> String {
        var result = "\""
        for unit in text.unicodeScalars {
            switch unit {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where escaping || unit.value < 0x20 || [0x85, 0x2028].contains(unit.value):
                for code in String(unit).utf16 {
                    let digits = String(code, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: result.unicodeScalars.append(unit)
            }
        }
        return result + "\""
    }
}
