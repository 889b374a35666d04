/// How `string()` and `format` write instants and durations.
enum TimeText {
    /// An instant in UTC as Go's layout `RFC3339Nano` writes it: without trailing zeros of the fraction.
    static func timestamp(seconds: Int64, nanoseconds: UInt32) -> String {
        let day = Int(seconds.floorDivided(by: 86_400))
        let rest = Int(seconds.floorRemainder(by: 86_400))
        let date = civilDate(daysSince1970: day)
        var text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
        text += "T\(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))"
        if nanoseconds != 0 {
            var digits = Substring(padded(Int(nanoseconds), 9))
            while digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
            text += "." + digits
        }
        return text + "Z"
    }

    /// Seconds with as many digits as needed: `3900s`, `0.001s`.
    static func duration(nanoseconds: Int64) -> String {
        // The sum of whole seconds and a fraction, each a double, as `Duration.Seconds` of Go adds them.
        let whole = Double(nanoseconds / 1_000_000_000)
        let fraction = Double(nanoseconds % 1_000_000_000) / 1e9
        return DecimalText.shortest(whole + fraction) + "s"
    }

    /// Source: the algorithm `civil_from_days` of http://howardhinnant.github.io/date_algorithms.html.
    private static func civilDate(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = Int(Int64(shifted).floorDivided(by: 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value.magnitude)
        let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
        return (value < 0 ? "-" : "") + zeros + digits
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    fileprivate func floorRemainder(by divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
