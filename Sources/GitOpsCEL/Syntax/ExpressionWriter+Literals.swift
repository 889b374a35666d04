extension ExpressionWriter {
    func literal(_ kind: ExpressionKind) -> String {
        switch kind {
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .unsigned(let value): "\(value)u"
        case .double(let value): "\(value)"
        case .string(let text): Self.quoted(tree.text(text))
        case .bytes(let index): Self.quoted(tree.byteLiterals[Int(index)])
        case .identifier(let name): tree.text(name)
        default: "null"
        }
    }

    /// A field's name, in backquotes when it is not a name by itself.
    func fieldName(_ id: TextID) -> String {
        let name = tree.text(id)
        let isWord =
            name.utf8.first.map { ByteClass.of($0) == .letter } ?? false
            && name.utf8.allSatisfy(ByteClass.isPartOfWord)
        return isWord && !["in", "true", "false", "null"].contains(name) ? name : "`\(name)`"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let control where control.value < 0x20 || control.value == 0x7F:
                result += "\\x" + hexadecimal(UInt8(truncatingIfNeeded: control.value))
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func quoted(_ bytes: [UInt8]) -> String {
        let parts = bytes.map { byte in
            let isPlain = (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            return isPlain ? String(UnicodeScalar(byte)) : "\\x" + hexadecimal(byte)
        }
        return "b\"\(parts.joined())\""
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
}
