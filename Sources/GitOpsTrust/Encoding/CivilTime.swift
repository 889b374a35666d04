/// Dates of the Gregorian calendar in UTC.
enum CivilTime {
    /// Seconds since 1970-01-01T00:00:00Z of a date whose parts are within their ranges.
    static func seconds(
        _ year: Int64, _ month: Int64, _ day: Int64, _ hour: Int64, _ minute: Int64, _ second: Int64
    ) -> Int64 {
        days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// Counted in years that begin in March, so that the leap day is last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
