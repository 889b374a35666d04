/// The parts of a written quantity: sign, digits before and after the point, suffix.
///
/// The scan follows `parseQuantityString` in `quantity.go`, leniency included: `5.`, `.5`, and even a suffix or a sign
/// without any digit, which reads as zero.
struct QuantityScanner {
    let isNegative: Bool
    /// From the first digit that is not a leading zero to the end of the fraction, the point included.
    let number: UnsafeBufferPointer<UInt8>
    /// The digits read as one number; without meaning beyond eighteen of them.
    let mantissa: UInt64
    /// Digits before the point, leading zeros left out.
    let wholeDigits: Int
    /// Digits after the point, trailing zeros included.
    let fractionDigits: Int
    /// Whether any digit was written, leading zeros included.
    let hasDigits: Bool
    let suffix: QuantitySuffix

    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(QuantityError) {
        guard let first = bytes.first else { throw .empty }
        var position = 0
        isNegative = first == UInt8(ascii: "-")
        if isNegative || first == UInt8(ascii: "+") { position = 1 }

        let firstDigit = position
        while position < bytes.count, bytes[position] == UInt8(ascii: "0") { position += 1 }
        let start = position
        var mantissa: UInt64 = 0
        Self.readDigits(bytes, at: &position, into: &mantissa)
        wholeDigits = position - start
        var written = position - firstDigit
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            let fraction = position
            Self.readDigits(bytes, at: &position, into: &mantissa)
            fractionDigits = position - fraction
            written += fractionDigits
        } else {
            fractionDigits = 0
        }
        number = UnsafeBufferPointer(rebasing: bytes[start..<position])
        self.mantissa = mantissa
        hasDigits = written > 0

        let suffixStart = position
        while position < bytes.count, Self.isSuffixLetter(bytes[position]) { position += 1 }
        if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
            position += 1
        }
        while position < bytes.count, bytes[position].isDecimalDigit { position += 1 }
        guard position == bytes.count else { throw .unexpectedByte(bytes[position], offset: position) }
        suffix = try QuantitySuffix(bytes, from: suffixStart)
    }

    /// Reads digits up to the next other byte. More than eighteen wrap around, and are then not used.
    private static func readDigits(
        _ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int, into mantissa: inout UInt64
    ) {
        while position < bytes.count, bytes[position].isDecimalDigit {
            mantissa = mantissa &* 10 &+ UInt64(bytes[position] &- UInt8(ascii: "0"))
            position += 1
        }
    }

    private static func isSuffixLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "u"),
            UInt8(ascii: "m"), UInt8(ascii: "k"), UInt8(ascii: "K"), UInt8(ascii: "M"), UInt8(ascii: "G"),
            UInt8(ascii: "T"), UInt8(ascii: "P"):
            return true
        default:
            return false
        }
    }
}
