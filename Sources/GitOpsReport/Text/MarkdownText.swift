import GitOpsManifest

/// Text in which neither Markdown nor HTML nor a table gives a character a meaning.
enum MarkdownText {
    /// Running text. Names of people are not called (`@`), issues are not linked (`#`), addresses do not become links.
    static func escaped(_ text: String) -> String {
        var result = ""
        var previous: Unicode.Scalar?
        // By scalars: a character may hide `<` behind a mark that joins it.
        for scalar in PrintableText.escaped(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "|", "`", "*", "_", "~", "[", "]", "(", ")", "!", "@", "#", "\\", "$", ":", "{", "}", "\"", "'":
                result += "&#\(scalar.value);"
            // `www.` begins a link.
            case "." where previous == "w" || previous == "W": result += "&#46;"
            // At the start of a line, almost everything but a letter may begin a list, a rule or code.
            case _ where previous == nil && !scalar.properties.isAlphabetic: result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return result
    }

    /// The same as HTML code.
    static func code(_ text: String) -> String { "<code>\(escaped(text))</code>" }
}
