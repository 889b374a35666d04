/// Why a timestamp was not read.
public enum TimestampError: Error, Hashable, Sendable {
    /// What should stand at an offset in bytes, and does not.
    case expected(Part, offset: Int)

    /// A number beyond its calendar range; it starts at an offset in bytes.
    case outOfRange(Part, offset: Int)

    /// The parts of a timestamp.
    public enum Part: String, Hashable, Sendable {
        /// Four digits.
        case year
        /// 01 to 12.
        case month
        /// 01 to the last day of the month.
        case day
        /// 0 to 23.
        case hour
        /// 00 to 59.
        case minute
        /// 00 to 59; leap seconds are not known.
        case second
        /// Six digits after a point.
        case fraction
        /// `Z`, or hours and minutes with a sign.
        case offset
        /// One of `-`, `T` and `:` between the numbers.
        case separator
        /// Nothing more.
        case end
    }
}

extension TimestampError: CustomStringConvertible {
    /// What is wrong, what was expected and what to do.
    public var description: String {
        switch self {
        case .expected(let part, let offset):
            return "the timestamp should have its \(part.rawValue) at offset \(offset): "
                + "write one such as 2024-05-01T12:00:00Z"
        case .outOfRange(let part, let offset):
            return "the timestamp's \(part.rawValue) at offset \(offset) is out of range: write a date of the calendar"
        }
    }
}
