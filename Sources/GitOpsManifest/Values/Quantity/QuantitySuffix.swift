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

    /// Reads all of `bytes` as a suffix; `offset` is where they start in the quantity, for the error.
    init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, offset: Int) throws(QuantityError) {
        switch bytes.count {
        case 0:
            self.init(base: .ten, exponent: 0, format: .decimalSI)
            return
        case 1:
            if let index = Self.index(of: bytes[bytes.startIndex], in: Self.decimalLetters) {
                self.init(base: .ten, exponent: (index - 3) * 3, format: .decimalSI)
                return
            }
        default:
            let first = bytes[bytes.startIndex]
            if bytes.count == 2, bytes[bytes.startIndex + 1] == UInt8(ascii: "i"),
                let index = Self.index(of: first, in: Self.binaryLetters)
            {
                self.init(base: .two, exponent: (index + 1) * 10, format: .binarySI)
                return
            }
            if first == UInt8(ascii: "e") || first == UInt8(ascii: "E") {
                let exponent = try Self.exponent(bytes.dropFirst(), offset: offset + 1)
                self.init(base: .ten, exponent: exponent, format: .decimalExponent)
                return
            }
        }
        throw .unknownSuffix(offset: offset)
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

    /// Reads `[+-]digits`. Kubernetes cuts a larger exponent to 32 bits, so that `1e4294967296` is 1; that is refused.
    private static func exponent(
        _ bytes: Slice<UnsafeBufferPointer<UInt8>>, offset: Int
    ) throws(QuantityError) -> Int {
        var digits = bytes
        let negative = digits.first == UInt8(ascii: "-")
        if negative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        guard !digits.isEmpty else { throw .unknownSuffix(offset: offset - 1) }
        var value = 0
        for byte in digits {
            guard let digit = byte.decimalDigit else { throw .unknownSuffix(offset: offset - 1) }
            value = value * 10 + Int(digit)
            guard value <= Int(Int32.max) else { throw .exponentOutOfRange(offset: offset) }
        }
        return negative ? -value : value
    }
}
