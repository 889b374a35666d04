/// Writes values as YAML in the mixed hand of many authors: comments, flow collections, block scalars, both quotes, list
/// items with and without indentation.
struct YAMLText {
    private(set) var output = ""
    private var random: SplitMix64
    /// Whether the items of a list stand further right than its name; every file keeps to one of the two.
    private let indentsItems: Bool

    init(random: SplitMix64) {
        self.random = random
        indentsItems = self.random.chance(50)
    }

    /// Writes one more document of the file.
    mutating func writeDocument(_ value: Value, comment: String?) {
        if !output.isEmpty || random.chance(50) { output += "---\n" }
        if let comment { output += "# \(comment)\n" }
        writeMembers(of: value, column: 0)
    }

    private mutating func writeMembers(of value: Value, column: Int) {
        guard case .object(let members) = value else { return }
        for (index, member) in members.enumerated() {
            if index > 0 || column == 0 { indent(column) }
            writeMember(member, column: column)
        }
    }

    private mutating func writeMember(_ member: Value.Member, column: Int) {
        if random.chance(1) {
            output += "# \(member.name) is set by the platform team; see the runbook before changing it\n"
            indent(column)
        }
        output += Self.isPlain(member.name) ? member.name : "\"\(member.name)\""
        output += ":"
        switch member.value {
        case .object(let members) where members.isEmpty: output += " {}\n"
        case .list(let elements) where elements.isEmpty: output += " []\n"
        case .object(let members) where isShort(members.map(\.value)) && random.chance(15):
            writeFlow(member.value)
        case .list(let elements) where isShort(elements) && random.chance(25):
            writeFlow(member.value)
        case .object:
            output += "\n"
            indent(column + 2)
            writeMembers(of: member.value, column: column + 2)
        case .list(let elements):
            output += "\n"
            writeItems(elements, column: indentsItems ? column + 2 : column)
        default:
            output += " "
            writeScalar(member.value, column: column + 2)
        }
    }

    private mutating func writeItems(_ elements: [Value], column: Int) {
        for element in elements {
            indent(column)
            output += "- "
            if case .object(let members) = element, !members.isEmpty {
                writeMembers(of: element, column: column + 2)
            } else {
                writeScalar(element, column: column + 2)
            }
        }
    }

    private func isShort(_ values: [Value]) -> Bool {
        values.count <= 4
            && values.allSatisfy { value in
                if case .string(let text) = value { return text.utf8.count < 24 && !text.contains("\n") }
                return value.isScalar
            }
    }

    /// JSON is YAML in flow style.
    private mutating func writeFlow(_ value: Value) {
        output += " "
        JSONText.write(value, to: &output)
        endLine()
    }

    private mutating func writeScalar(_ value: Value, column: Int) {
        guard case .string(let text) = value else {
            JSONText.write(value, to: &output)
            return endLine()
        }
        if text.contains("\n") { return writeLiteral(text, column: column) }
        if text.utf8.count > 80, Self.isPlain(text), random.chance(50) { return writeFolded(text, column: column) }
        switch random.number(0...9) {
        case 0: JSONText.writeString(text, to: &output)
        case 1: output += "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
        default: if Self.isPlain(text) { output += text } else { JSONText.writeString(text, to: &output) }
        }
        endLine()
    }

    private mutating func writeLiteral(_ text: String, column: Int) {
        output += text.hasSuffix("\n") ? "|\n" : "|-\n"
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if text.hasSuffix("\n") { lines.removeLast() }
        for line in lines {
            if !line.isEmpty { indent(column) }
            output += line + "\n"
        }
    }

    private mutating func writeFolded(_ text: String, column: Int) {
        output += ">-\n"
        var width = 0
        for word in text.split(separator: " ") {
            if width == 0 {
                indent(column)
            } else if width > 70 {
                output += "\n"
                indent(column)
                width = 0
            } else {
                output += " "
            }
            output += word
            width += word.utf8.count + 1
        }
        output += "\n"
    }

    private mutating func endLine() { output += random.chance(2) ? "  # keep in step with staging\n" : "\n" }

    private mutating func indent(_ column: Int) {
        for _ in 0..<column { output += " " }
    }

    private static let words: Set<String> = ["y", "yes", "on", "n", "no", "off", "true", "false", "null"]

    /// Whether a text means itself without quotes: a cautious subset of what YAML allows.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, first | 0x20 >= 0x61, first | 0x20 <= 0x7A, text.utf8.last != 0x20 else {
            return false
        }
        if words.contains(text.lowercased()) { return false }
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: " ") where previous == byte: return false
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: "/"),
                UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "("),
                UInt8(ascii: ")"):
                break
            default: return false
            }
            previous = byte
        }
        return true
    }
}
