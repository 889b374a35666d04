import GitOpsManifest

/// What literals mean.
///
/// See `unescape.go` of [cel-go](https://github.com/google/cel-go/blob/master/parser/unescape.go).
enum LiteralDecoding {
    /// Why a literal means nothing.
    enum Failure: Error {
        /// A surrogate, or more than U+10FFFF.
        case invalidCodePoint
        /// An escape that names a character stands in bytes.
        case characterInBytes

        var message: String {
            switch self {
            case .invalidCodePoint: "invalid unicode code point"
            case .characterInBytes: "unable to unescape string"
            }
        }

        var suggestion: String {
            switch self {
            case .invalidCodePoint: "escapes name characters up to 10FFFF, without D800 to DFFF"
            case .characterInBytes: "in bytes write \\x or octal escapes instead of \\u and \\U"
            }
        }
    }

    /// The magnitude of an integer, decimal or hexadecimal; `nil` when it does not fit 64 bits.
    static func magnitude(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64? {
        let isHexadecimal = digits.count > 2 && digits[digits.startIndex + 1] == UInt8(ascii: "x")
        let radix: UInt64 = isHexadecimal ? 16 : 10
        var value: UInt64 = 0
        for digit in isHexadecimal ? digits.dropFirst(2) : digits {
            let (product, overflow) = value.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit.hexadecimalDigit ?? 0))
            if overflow || carry { return nil }
            value = sum
        }
        return value
    }

    /// The text between the quotes, and whether it has to be decoded.
    struct Body {
        var range: Range<Int>
        var isRaw: Bool

        init(_ bytes: UnsafeBufferPointer<UInt8>, token: Token) {
            var start = Int(token.start)
            if token.kind == .bytes { start += 1 }
            isRaw = bytes[start] | 0x20 == UInt8(ascii: "r")
            if isRaw { start += 1 }
            let quote = bytes[start]
            let end = Int(token.end)
            let isLong = end - start >= 6 && bytes[start + 1] == quote && bytes[start + 2] == quote
            range = isLong ? start + 3..<end - 3 : start + 1..<end - 1
        }

        /// Whether the bytes in the source are not the value.
        func needsDecoding(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
            bytes[range].contains { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\\") && !isRaw }
        }
    }

    /// The value of a string or of bytes: escapes are resolved, every kind of line break becomes a line feed.
    static func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, _ body: Body, isBytes: Bool
    ) throws(Failure) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(body.range.count)
        var offset = body.range.lowerBound
        while offset < body.range.upperBound {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\r") {
                result.append(UInt8(ascii: "\n"))
                let isPair = offset + 1 < body.range.upperBound && bytes[offset + 1] == UInt8(ascii: "\n")
                offset += isPair ? 2 : 1
            } else if byte == UInt8(ascii: "\\"), !body.isRaw {
                offset = try decodeEscape(bytes, at: offset, isBytes: isBytes, into: &result)
            } else {
                result.append(byte)
                offset += 1
            }
        }
        return result
    }

    /// Decodes an escape that the lexer has found to be whole; gives the offset after it.
    private static func decodeEscape(
        _ bytes: UnsafeBufferPointer<UInt8>, at start: Int, isBytes: Bool, into result: inout [UInt8]
    ) throws(Failure) -> Int {
        let letter = bytes[start + 1]
        let digits: Range<Int>
        var radix: UInt32 = 16
        switch letter {
        case UInt8(ascii: "x"), UInt8(ascii: "X"): digits = start + 2..<start + 4
        case UInt8(ascii: "u"): digits = start + 2..<start + 6
        case UInt8(ascii: "U"): digits = start + 2..<start + 10
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            digits = start + 1..<start + 4
            radix = 8
        default:
            result.append(simpleEscape(letter))
            return start + 2
        }
        let value = digits.reduce(UInt32(0)) { $0 &* radix | UInt32(bytes[$1].hexadecimalDigit ?? 0) }
        if isBytes {
            if digits.count > 3 { throw .characterInBytes }
            result.append(UInt8(truncatingIfNeeded: value))
        } else {
            guard let scalar = Unicode.Scalar(value) else { throw .invalidCodePoint }
            result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
        return digits.upperBound
    }

    private static func simpleEscape(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "a"): 0x07
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "v"): 0x0B
        default: letter
        }
    }
}
