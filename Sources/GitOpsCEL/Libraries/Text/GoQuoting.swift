extension String {
    /// The text between double quotes, as Go's `strconv.Quote` and the verb `%q` write it.
    ///
    /// Complexity: O(n).
    var goQuoted: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\u{07}": result += "\\a"
            case "\u{08}": result += "\\b"
            case "\u{0C}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0B}": result += "\\v"
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case _ where scalar.isPrintableInGo: result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x80: result += "\\x" + scalar.value.hexadecimal(digits: 2)
            case _ where scalar.value < 0x1_0000: result += "\\u" + scalar.value.hexadecimal(digits: 4)
            default: result += "\\U" + scalar.value.hexadecimal(digits: 8)
            }
        }
        return result + "\""
    }
}

extension Unicode.Scalar {
    /// What Go's `unicode.IsPrint` holds to be printable: of the blanks, only the ASCII one.
    fileprivate var isPrintableInGo: Bool {
        if isASCII { return value >= 0x20 && value < 0x7F }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber,
            .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
            return true
        default: return false
        }
    }
}

extension UInt32 {
    fileprivate func hexadecimal(digits: Int) -> String {
        let text = String(self, radix: 16)
        return String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
    }
}
