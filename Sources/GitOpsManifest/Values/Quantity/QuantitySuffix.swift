/// What stands after the number of a quantity: a power of ten or of two, and the format it stands for.
struct QuantitySuffix: Equatable {
    enum Base { case two, ten }

    let base: Base
    let exponent: Int
    let format: Quantity.Format

    /// The suffixes by name. Source: `newSuffixer` in `k8s.io/apimachinery/pkg/api/resource/suffix.go`.
    ///
    /// The order of each list is that of its exponents: -9, -6, … 18, and 10, 20, … 60.
    static let decimalLetters: StaticString = "num kMGTPE"
    static let binaryLetters: StaticString = "KMGTPE"

    /// The letter of 10^`exponent`, for -9, -6, … 18; `nil` for no letter at 0.
    static func decimalLetter(_ exponent: Int) -> Unicode.Scalar? {
        let index = exponent / 3 + 3
        guard index != 3, index >= 0, index < decimalLetters.utf8CodeUnitCount else { return nil }
        return Unicode.Scalar(decimalLetters.utf8Start[index])
    }

    /// The first letter of the suffix of 1024^`power`, for 1 to 6.
    static func binaryLetter(_ power: Int) -> Unicode.Scalar? {
        guard power > 0, power <= binaryLetters.utf8CodeUnitCount else { return nil }
        return Unicode.Scalar(binaryLetters.utf8Start[power - 1])
    }

    /// Reads what stands behind the number, from a position to the end.
    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) throws(QuantityError) {
        switch bytes.count - start {
        case 0:
            self.init(base: .ten, exponent: 0, format: .decimalSI)
            return
        case 1:
            if let index = Self.index(of: bytes[start], in: Self.decimalLetters) {
                self.init(base: .ten, exponent: (index - 3) * 3, format: .decimalSI)
                return
            }
        default:
            let first = bytes[start]
            if bytes.count - start == 2, bytes[start + 1] == UInt8(ascii: "i"),
                let index = Self.index(of: first, in: Self.binaryLetters)
            {
                self.init(base: .two, exponent: (index + 1) * 10, format: .binarySI)
                return
            }
            if first == UInt8(ascii: "e") || first == UInt8(ascii: "E") {
                let exponent = try Self.exponent(bytes, from: start + 1)
                self.init(base: .ten, exponent: exponent, format: .decimalExponent)
                return
            }
        }
        throw .unknownSuffix(offset: start)
    }

    private init(base: Base, exponent: Int, format: Quantity.Format) {
        self.base = base
        self.exponent = exponent
        self.format = format
    }

    private static func index(of letter: UInt8, in letters: StaticString) -> Int? {
        guard letter != UInt8(ascii: " ") else { return nil }
        for index in 0..<letters.utf8CodeUnitCount where letters.utf8Start[index] == letter { return index }
        return nil
    }

    /// Reads `[+-]digits` to the end.
    ///
    /// Kubernetes cuts a larger exponent to 32 bits, so that `1e4294967296` is 1; here it is refused.
    private static func exponent(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int
    ) throws(QuantityError) -> Int {
        let negative = bytes[start] == UInt8(ascii: "-")
        let firstDigit = negative || bytes[start] == UInt8(ascii: "+") ? start + 1 : start
        guard firstDigit < bytes.count else { throw .unknownSuffix(offset: start - 1) }
        var value = 0
        for position in firstDigit..<bytes.count {
            guard let digit = bytes[position].decimalDigit else { throw .unknownSuffix(offset: start - 1) }
            value = value * 10 + Int(digit)
            guard value <= Int(Int32.max) else { throw .exponentOutOfRange(offset: start) }
        }
        return negative ? -value : value
    }
}
