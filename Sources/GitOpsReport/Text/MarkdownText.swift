import GitOpsManifest

/// Text in which neither Markdown nor HTML nor a table gives a character a meaning.
enum MarkdownText {
    /// Running text. Names of people are not called (`@`), issues are not linked (`#`), addresses do not become links.
    static func escaped(_ text: String) -> String {
        // By scalars: a character may hide `<` behind a mark that joins it.
        PrintableText.escaped(text).unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "|", "`", "*", "_", "~", "[", "]", "(", ")", "!", "@", "#", "\\", "$", ":", "{", "}", "\"", "'":
                result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    /// The same as HTML code.
    static func code(_ text: String) -> String { "<code>\(escaped(text))</code>" }

    /// A text cut to a number of characters, with a mark.
    static func shortened(_ text: String, to length: Int) -> String {
        guard text.unicodeScalars.count > length else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(max(0, length - 1)))) + "…"
    }
}
