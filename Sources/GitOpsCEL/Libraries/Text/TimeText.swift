/// How `string()` and `format` write instants and durations.
enum TimeText {
    /// An instant in UTC as Go's layout `RFC3339Nano` writes it: without trailing zeros of the fraction.
    static func timestamp(seconds: Int64, nanoseconds: UInt32) -> String {
        let date = CalendarDate(seconds: seconds)
        let second = date.secondOfDay
        var text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
        text += "T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
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

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value.magnitude)
        let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
        return (value < 0 ? "-" : "") + zeros + digits
    }
}
