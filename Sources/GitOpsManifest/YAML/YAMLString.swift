/// In which styles a string can be written so that it is read back as the same string.
package enum YAMLString {
    /// Whether the text can stand without quotes, as a value or a key in block style.
    package static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last, last != UInt8(ascii: " "), last != UInt8(ascii: ":")
        else {
            return false
        }
        switch first {
        case UInt8(ascii: " "), UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "#"), UInt8(ascii: "&"),
            UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "'"),
            UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "="),
            UInt8(ascii: "<"):
            return false
        case UInt8(ascii: "-"):
            if bytes.count == 1 || bytes[1] == UInt8(ascii: " ") || bytes.starts(with: "---".utf8) { return false }
        case UInt8(ascii: "."):
            if bytes.starts(with: "...".utf8) { return false }
        default: break
        }
        guard hasPlainCharacters(bytes) else { return false }
        return YAMLScalar.resolve(bytes) == .string && !looksLikeDateOrSexagesimal(bytes)
    }

    private static func hasPlainCharacters(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var previous: UInt8 = 0
        for byte in bytes {
            if byte < 0x20 || byte == 0x7F { return false }
            if byte == UInt8(ascii: " "), previous == UInt8(ascii: ":") { return false }
            if byte == UInt8(ascii: "#"), previous == UInt8(ascii: " ") { return false }
            previous = byte
        }
        return isPrintableBeyondASCII(bytes)
    }

    /// Dates and base-60 numbers are strings to Kubernetes and something else to other readers of YAML 1.1.
    private static func looksLikeDateOrSexagesimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = bytes.first,
            first &- UInt8(ascii: "0") <= 9 || first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
        else { return false }
        if bytes.count >= 8, bytes[4] == UInt8(ascii: "-"), bytes.prefix(4).allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 })
        {
            return true
        }
        return bytes.contains(UInt8(ascii: ":"))
            && bytes.allSatisfy { $0 &- UInt8(ascii: "0") <= 9 || ":._+-".utf8.contains($0) }
    }

    /// Whether the text can stand without quotes between brackets as well.
    static func isPlainInFlow(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        isPlain(bytes) && !bytes.contains { ",[]{}?:".utf8.contains($0) }
    }

    /// Whether the text can stand in single quotes, on one line.
    static func canBeSingleQuoted(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { !mustBeEscaped($0) }
    }

    /// Whether the text, which has several lines, can be a literal block scalar.
    package static func canBeLiteral(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = bytes.first, first != UInt8(ascii: " "), first != UInt8(ascii: "\n"),
            first != UInt8(ascii: "\t"),
            bytes.contains(UInt8(ascii: "\n"))
        else { return false }
        for byte in bytes
        where (byte < 0x20 && byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\t")) || byte == 0x7F {
            return false
        }
        return isPrintableBeyondASCII(bytes)
    }

    /// No C1 controls, line and paragraph separators, byte order marks or non-characters.
    private static func isPrintableBeyondASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return true }
        return String(decoding: bytes, as: UTF8.self).unicodeScalars.allSatisfy { !mustBeEscaped($0) }
    }

    private static func mustBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        // What reverses the direction of text would let a value look like another one.
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        case 0x10000...: scalar.value & 0xFFFE == 0xFFFE
        default: false
        }
    }

    /// Appends the text in double quotes, with escapes that libyaml and yaml.v2 both know.
    package static func writeDoubleQuoted(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\"": output.append(contentsOf: "\\\"".utf8)
            case "\\": output.append(contentsOf: "\\\\".utf8)
            case "\n": output.append(contentsOf: "\\n".utf8)
            case "\t": output.append(contentsOf: "\\t".utf8)
            case "\r": output.append(contentsOf: "\\r".utf8)
            default:
                if mustBeEscaped(scalar) {
                    output.append(contentsOf: escape(scalar.value).utf8)
                } else {
                    output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                }
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func escape(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        let (letter, width) = value < 0x100 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
    }
}
