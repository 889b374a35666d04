/// Text in quotes as Go's `%q` writes it.
///
/// Source: `strconv.Quote`.
enum GoQuotedText {
    static func quoted(_ text: String) -> String {
        var text = text
        return text.withUTF8 { quoted($0) }
    }

    static func quoted(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        var text = "\""
        var rest = bytes[...]
        while let first = rest.first {
            guard let (scalar, length) = scalar(rest) else {
                text += "\\x\(hexadecimal(UInt32(first), digits: 2))"
                rest = rest.dropFirst()
                continue
            }
            text += escaped(scalar)
            rest = rest.dropFirst(length)
        }
        return text + "\""
    }

    private static func scalar(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> (Unicode.Scalar, Int)? {
        var decoder = UTF8()
        var iterator = bytes.prefix(4).makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return (scalar, UTF8.width(scalar))
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
        default:
            if isPrintable(scalar) { return String(Character(scalar)) }
            if scalar.value < 0x20 || scalar.value == 0x7F { return "\\x\(hexadecimal(scalar.value, digits: 2))" }
            if scalar.value < 0x10000 { return "\\u\(hexadecimal(scalar.value, digits: 4))" }
            return "\\U\(hexadecimal(scalar.value, digits: 8))"
        }
    }

    /// Letters, marks, numbers, punctuation, symbols and the ASCII blank. Source: `unicode.IsPrint`.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
