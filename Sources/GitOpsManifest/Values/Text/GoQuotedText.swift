extension String {
    /// The text in double quotes, as Go's `strconv.Quote` and the verb `%q` write it, which the messages of Kubernetes use.
    ///
    /// Source: `appendQuotedWith` in `strconv/quote.go`. Complexity: O(length).
    package var goQuoted: String {
        unicodeScalars.reduce(into: "\"") { $0 += $1.escapedInGo } + "\""
    }

    /// The same of bytes that may be no UTF-8.
    package init(goQuoting bytes: UnsafeBufferPointer<UInt8>) {
        var text = "\""
        var rest = bytes[...]
        while let first = rest.first {
            var decoder = UTF8()
            var iterator = rest.prefix(4).makeIterator()
            if case .scalarValue(let scalar) = decoder.decode(&iterator) {
                text += scalar.escapedInGo
                rest = rest.dropFirst(UTF8.width(scalar))
            } else {
                text += "\\x" + UInt32(first).hexadecimal(digits: 2)
                rest = rest.dropFirst()
            }
        }
        self = text + "\""
    }
}

extension Unicode.Scalar {
    fileprivate var escapedInGo: String {
        switch self {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\u{7}": "\\a"
        case "\u{8}": "\\b"
        case "\u{C}": "\\f"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\u{B}": "\\v"
        case _ where isPrintableInGo: String(Character(self))
        case _ where value < 0x80: "\\x" + value.hexadecimal(digits: 2)
        case _ where value < 0x1_0000: "\\u" + value.hexadecimal(digits: 4)
        default: "\\U" + value.hexadecimal(digits: 8)
        }
    }

    /// Letters, marks, numbers, punctuation, symbols, and of the blanks the ASCII one alone.
    ///
    /// Source: `IsPrint` in `unicode/graphic.go`.
    private var isPrintableInGo: Bool {
        if isASCII { return value >= 0x20 && value < 0x7F }
        return switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            false
        default: true
        }
    }
}

extension UInt32 {
    fileprivate func hexadecimal(digits: Int) -> String {
        let text = String(self, radix: 16)
        return String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
    }
}
