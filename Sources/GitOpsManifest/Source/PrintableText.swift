/// Text from a manifest, made harmless for a terminal or a log.
package enum PrintableText {
    /// Control and invisible formatting characters become visible escapes, so that a name cannot move the cursor, change
    /// colours or reverse the direction of text. Complexity: O(length).
    package static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if isHidden(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    /// The same for a text of JSON, with JSON's own escapes: such characters stand only in its strings. Line breaks
    /// between values stay.
    package static func escapedInJSON(_ text: String) -> String {
        func isEscaped(_ scalar: Unicode.Scalar) -> Bool { scalar != "\n" && isHidden(scalar) }
        guard text.unicodeScalars.contains(where: isEscaped) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            guard isEscaped(scalar) else { return result.unicodeScalars.append(scalar) }
            for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            }
        }
    }

    /// Lines of a log in which a runner of GitHub Actions finds no command, whatever names stand in them.
    ///
    /// A runner takes a line for a command that begins with `::` behind spaces, and one that has `##[` anywhere.
    /// Source: `ActionCommand.cs` of github.com/actions/runner. Complexity: O(length).
    package static func withoutCommands(_ lines: String) -> String {
        guard mayHaveCommand(lines) else { return lines }
        return lines.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { withoutCommand(Array($0)) }.joined(separator: "\n")
    }

    private static func withoutCommand(_ line: [Unicode.Scalar]) -> String {
        let start = line.firstIndex { !$0.properties.isWhitespace } ?? line.endIndex
        var result = ""
        for (index, scalar) in line.enumerated() {
            let next = line[index...].prefix(3)
            let isCommand = index == start && next.starts(with: "::".unicodeScalars)
            if isCommand || next.elementsEqual("##[".unicodeScalars) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func mayHaveCommand(_ text: String) -> Bool {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == previous, byte == UInt8(ascii: ":") || byte == UInt8(ascii: "#") { return true }
            previous = byte
        }
        return false
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value >= 0x20, scalar.value < 0x7F { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}
