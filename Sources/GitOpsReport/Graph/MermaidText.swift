import GitOpsManifest

/// Text for a quoted label of Mermaid.
enum MermaidText {
    /// A label in quotes; longer ones are cut.
    ///
    /// All characters that Mermaid, Markdown or HTML could give a meaning are written as Mermaid's entities (`#60;`).
    static func label(_ text: String, length: Int = 60) -> String {
        let short = MarkdownText.shortened(PrintableText.escaped(text), to: length)
        // A number with a dot or a dash at the start would make a list of it.
        let startsWithLetter = short.unicodeScalars.first?.properties.isAlphabetic ?? true
        let escaped = short.unicodeScalars.reduce(into: "") { result, scalar in
            if isPlain(scalar, startsWithLetter: startsWithLetter) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "#\(scalar.value);"
            }
        }
        return "\"\(escaped.isEmpty ? " " : escaped)\""
    }

    private static func isPlain(_ scalar: Unicode.Scalar, startsWithLetter: Bool) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", " ", "/", ",": true
        case ".", "-", ":": startsWithLetter
        default: scalar.value > 0x7F
        }
    }
}
