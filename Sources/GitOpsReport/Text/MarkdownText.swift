import GitOpsManifest

/// Text in which neither Markdown nor HTML nor a table gives a character a meaning.
package enum MarkdownText {
    /// Running text. Names of people are not called (`@`), issues are not linked (`#`), addresses do not become links.
    package static func escaped(_ text: String) -> String {
        var result = ""
        var previous: Unicode.Scalar?
        var isNumber = true
        // By scalars: a character may hide `<` behind a mark that joins it.
        for scalar in PrintableText.escaped(text).unicodeScalars {
            if mayMean(scalar, after: previous, isNumber: isNumber) {
                result += entity(scalar)
            } else {
                result.unicodeScalars.append(scalar)
            }
            isNumber = isNumber && scalar.properties.numericType == .decimal
            previous = scalar
        }
        return result
    }

    /// Whether a character has a meaning behind another one; `isNumber` when all before it are digits, or there are none.
    private static func mayMean(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?, isNumber: Bool) -> Bool {
        switch scalar {
        case "&", "<", ">", "|", "`", "*", "_", "~", "[", "]", "(", ")", "!", "@", "#", "\\", "$", ":", "{", "}", "\"",
            "'":
            true
        // `www.` begins a link, a number with a dot a list.
        case ".": previous == "w" || previous == "W" || isNumber
        // At the start of a line: lists, rules, headings, code.
        case "-", "+", "=", " ": previous == nil
        default: false
        }
    }

    private static func entity(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        default: "&#\(scalar.value);"
        }
    }

    /// The same as HTML code.
    package static func code(_ text: String) -> String { "<code>\(escaped(text))</code>" }
}
