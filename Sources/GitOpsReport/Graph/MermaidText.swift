import GitOpsManifest

/// Text for a quoted label of Mermaid.
enum MermaidText {
    /// A label in quotes; longer ones are cut.
    ///
    /// All characters that Mermaid, Markdown or HTML could give a meaning are written as Mermaid's entities (`#60;`).
    static func label(_ text: String, length: Int = 60) -> String {
        let short = ShortText.cut(PrintableText.escaped(text), to: length)
        // A number with a dot or a dash at the start would make a list of it, `www.` a link.
        let startsWithLetter = short.unicodeScalars.first?.properties.isAlphabetic ?? true
        var escaped = ""
        var previous: Unicode.Scalar = " "
        for scalar in short.unicodeScalars {
            let isLink = scalar == "." && (previous == "w" || previous == "W")
            if isPlain(scalar, startsWithLetter: startsWithLetter), !isLink {
                escaped.unicodeScalars.append(scalar)
            } else {
                escaped += "#\(scalar.value);"
            }
            previous = scalar
        }
        return "\"\(escaped.isEmpty ? " " : escaped)\""
    }

    private static func isPlain(_ scalar: Unicode.Scalar, startsWithLetter: Bool) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", " ", "/", ",": true
        case ".", "-": startsWithLetter
        default: scalar.value > 0x7F
        }
    }
}
