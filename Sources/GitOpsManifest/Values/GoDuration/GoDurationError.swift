/// Why a duration was not read.
public enum GoDurationError: Error, Hashable, Sendable {
    /// The text is empty.
    case empty

    /// There is no number where one should be, at an offset in bytes from the start.
    case missingNumber(offset: Int)

    /// The number that ends at an offset in bytes has no unit.
    case missingUnit(offset: Int)

    /// The unit that starts at an offset in bytes is none of Go's.
    case unknownUnit(offset: Int)

    /// The span does not fit 64 bits of nanoseconds, which is about 292 years.
    case outOfRange
}

extension GoDurationError: CustomStringConvertible {
    /// What is wrong, what was expected and what to do.
    public var description: String {
        let form = "numbers with units, such as 1h30m, 500ms or 0"
        switch self {
        case .empty: return "the duration is empty: write \(form)"
        case .missingNumber(let offset): return "the duration has no number at offset \(offset): write \(form)"
        case .missingUnit(let offset):
            return "the duration has no unit at offset \(offset): add one of ns, us, ms, s, m, h"
        case .unknownUnit(let offset):
            return "the duration has an unknown unit at offset \(offset): use one of ns, us, ms, s, m, h"
        case .outOfRange: return "the duration is longer than 292 years: write a shorter one"
        }
    }
}
