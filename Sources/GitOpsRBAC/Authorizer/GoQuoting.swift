/// Texts in double quotes as Go's verb `%q` writes them, which the API server uses in its reasons.
///
/// Source: `appendQuotedWith` in `strconv/quote.go` of Go.
enum GoQuoting {
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars { result += escaped(scalar) }
        return result + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\u{7}": return "\\a"
        case "\u{8}": return "\\b"
        case "\u{C}": return "\\f"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\u{B}": return "\\v"
        default: break
        }
        if isPrintable(scalar) { return String(Character(scalar)) }
        let digits = String(scalar.value, radix: 16)
        func padded(_ count: Int) -> String { String(repeating: "0", count: max(0, count - digits.count)) + digits }
        if scalar.value < 0x20 || scalar.value == 0x7F { return "\\x" + padded(2) }
        return scalar.value < 0x10000 ? "\\u" + padded(4) : "\\U" + padded(8)
    }

    /// Letters, marks, numbers, punctuation, symbols, and of the blanks the ASCII one alone.
    ///
    /// Source: `IsPrint` in `strconv/quote.go`.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .spaceSeparator: scalar == " "
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
