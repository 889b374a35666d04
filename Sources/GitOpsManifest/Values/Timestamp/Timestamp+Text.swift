extension Timestamp: CustomStringConvertible {
    /// The instant in UTC without a fraction, as `metav1.Time` is written.
    public var description: String { formatted(.seconds) }

    /// The instant in UTC, as the Kubernetes type of this precision is written; finer digits are cut.
    public func formatted(_ precision: Precision) -> String {
        // A read timestamp lies within the years 0 to 9999, a day more or less.
        let (day, rest) = floorDivision(seconds, 86_400)
        let date = GregorianCalendar.date(daysSince1970: Int(day))
        let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
        var text = padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
        text += "T" + padded(Int(hour), 2) + ":" + padded(Int(minute), 2) + ":" + padded(Int(second), 2)
        if precision == .microseconds { text += "." + padded(Int(nanoseconds / 1_000), 6) }
        return text + "Z"
    }

    private func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value.magnitude)
        let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
        return (value < 0 ? "-" : "") + zeros + digits
    }

    private func floorDivision(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
