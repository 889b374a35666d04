/// Why a value is neither a number nor a percentage.
public enum PercentageError: Error, Hashable, Sendable {
    /// The text does not end in `%`.
    case notAPercentage(String)

    /// What stands before `%` is not a whole number of 64 bits.
    case notANumber(String)

    /// The scaled value does not fit 64 bits.
    case outOfRange(String)
}

extension PercentageError: CustomStringConvertible {
    /// What is wrong, what was expected and what to do.
    public var description: String {
        switch self {
        case .notAPercentage(let text):
            return "\"\(text)\" is no percentage: write a number without quotes, or a percentage such as \"25%\""
        case .notANumber(let text):
            return "\"\(text)\" has no whole number before %: write a percentage such as \"25%\""
        case .outOfRange(let text): return "\"\(text)\" of the total is out of range: write a smaller percentage"
        }
    }
}

extension IntOrString {
    /// The whole number before the `%`, `nil` for a number or for text that is no percentage.
    public var percentage: Int? {
        guard case .string(let text) = self, text.utf8.last == UInt8(ascii: "%"),
            let value = Int64(goDecimal: text.dropLast())
        else { return nil }
        return Int(exactly: value)
    }

    /// The number itself, or the percentage of a total, as `maxUnavailable` and `maxSurge` are resolved.
    ///
    /// Percentages go through floating point, as in Kubernetes, which shows only beyond 2^53.
    ///
    /// Source: `GetScaledValueFromIntOrPercent` in `intstr.go`.
    ///
    /// - Parameters:
    ///   - total: what a hundred percent stand for.
    ///   - roundUp: whether a fraction goes to the next larger number rather than to the next smaller one.
    /// - Throws: ``PercentageError`` when this is text that is no percentage.
    public func scaled(to total: Int, roundUp: Bool) throws(PercentageError) -> Int {
        switch self {
        case .int(let value):
            return Int(value)
        case .string(let text):
            guard text.utf8.last == UInt8(ascii: "%") else { throw .notAPercentage(text) }
            guard let percentage else { throw .notANumber(text) }
            let share = Double(percentage) * Double(total) / 100
            guard share >= -0x1p63, share < 0x1p63 else { throw .outOfRange(text) }
            // By hand: `rounded` would make every program that links this module need the C mathematics library.
            let whole = Int(share)
            if roundUp { return Double(whole) < share ? whole + 1 : whole }
            return Double(whole) > share ? whole - 1 : whole
        }
    }
}
