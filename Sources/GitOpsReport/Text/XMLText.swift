import GitOpsManifest

/// Text for XML 1.0, which has no spelling at all for some characters.
enum XMLText {
    /// For an attribute in double quotes or the text of an element, on one line.
    static func escaped(_ text: String) -> String {
        PrintableText.escaped(text).unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            // Not characters of XML. Source: XML 1.0, production 2.
            case "\u{FFFE}", "\u{FFFF}": result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    /// ` name="value"`.
    static func attribute(_ name: String, _ value: String) -> String { " \(name)=\"\(escaped(value))\"" }

    /// Lines of an element, each escaped.
    static func lines(_ lines: [String]) -> String { lines.map(escaped).joined(separator: "\n") }
}
