/// Why a quantity was not read or not computed.
public enum QuantityError: Error, Hashable, Sendable {
    /// The text is empty.
    case empty

    /// A byte that cannot stand there, at an offset in bytes from the start.
    case unexpectedByte(UInt8, offset: Int)

    /// There is no digit where the number should be.
    case noDigits

    /// The text after the number is neither a suffix nor an exponent; it starts at an offset in bytes.
    case unknownSuffix(offset: Int)

    /// The decimal exponent does not fit 32 bits.
    case exponentOutOfRange(offset: Int)

    /// The exact sum would span more decimal digits than the limit.
    case tooManyDigits(limit: Int)
}

extension QuantityError: CustomStringConvertible {
    /// What is wrong, what was expected and what to do.
    public var description: String {
        let form = "a number with an optional suffix such as 100m, 2, 1.5, 512Mi, 10G or 1e3"
        switch self {
        case .empty:
            return "the quantity is empty: write \(form)"
        case .unexpectedByte(let byte, let offset):
            return "the quantity has an unexpected byte \(byte) at offset \(offset): write \(form), without spaces"
        case .noDigits:
            return "the quantity has no digits: write \(form)"
        case .unknownSuffix(let offset):
            return "the quantity has an unknown suffix at offset \(offset): use one of n, u, m, k, M, G, T, P, E, "
                + "Ki, Mi, Gi, Ti, Pi, Ei, or an exponent such as e3"
        case .exponentOutOfRange(let offset):
            return "the exponent at offset \(offset) is out of range: use one from -2147483648 to 2147483647"
        case .tooManyDigits(let limit):
            return "the exact result has more than \(limit) digits: add quantities of more similar size"
        }
    }
}
