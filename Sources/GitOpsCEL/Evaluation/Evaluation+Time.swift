import GitOpsManifest

extension Evaluation {
    /// 0001-01-01T00:00:00Z.
    static var firstSecond: Int64 { -62_135_596_800 }
    /// 9999-12-31T23:59:59Z.
    static var lastSecond: Int64 { 253_402_300_799 }

    /// A timestamp and a duration together.
    mutating func shift(_ timestamp: Value, by nanoseconds: Int64, isBack: Bool) -> Value {
        var (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        if isBack { (seconds, rest) = (-seconds, -rest) }
        var (sum, fraction) = (timestamp.integer + seconds, Int64(timestamp.count) + rest)
        if fraction < 0 { (sum, fraction) = (sum - 1, fraction + 1_000_000_000) }
        if fraction >= 1_000_000_000 { (sum, fraction) = (sum + 1, fraction - 1_000_000_000) }
        guard (Self.firstSecond...Self.lastSecond).contains(sum) else {
            return fail(.overflow, "timestamp overflow")
        }
        return .timestamp(seconds: sum, nanoseconds: UInt32(fraction))
    }

    /// The duration from one timestamp to another.
    mutating func difference(_ left: Value, _ right: Value) -> Value {
        let seconds = left.integer - right.integer
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = whole.addingReportingOverflow(Int64(left.count) - Int64(right.count))
        return overflow || carry ? fail(.overflow, "duration overflow") : .duration(nanoseconds: sum)
    }

    // MARK: Parts of timestamps and durations

    /// `getHours` and its like. Source:
    /// https://github.com/google/cel-spec/blob/master/doc/langdef.md#datetime-functions.
    mutating func timePart(_ function: StandardFunction, _ arguments: UnsafeBufferPointer<Value>) -> Value {
        let value = arguments[0]
        if value.tag == .duration, arguments.count == 1 { return durationPart(function, value.nanoseconds) }
        guard value.tag == .timestamp else { return noSuchOverload() }
        var offset: Int64 = 0
        if arguments.count == 2 {
            guard arguments[1].tag == .string else { return noSuchOverload() }
            let name = arguments[1].text
            guard let found = TimeZoneOffset.seconds(of: name, at: value.integer) else {
                return fail(.invalidArgument, "unknown time zone \(name)")
            }
            offset = Int64(found)
        }
        return .integer(Self.part(function, CalendarDate(seconds: value.integer + offset), value.count))
    }

    private static func part(_ function: StandardFunction, _ date: CalendarDate, _ nanoseconds: UInt32) -> Int64 {
        switch function {
        case .getFullYear: Int64(date.year)
        case .getMonth: Int64(date.month - 1)
        case .getDayOfYear: Int64(date.dayOfYear)
        case .getDate: Int64(date.day)
        case .getDayOfMonth: Int64(date.day - 1)
        case .getDayOfWeek: Int64(date.dayOfWeek)
        case .getHours: Int64(date.secondOfDay / 3600)
        case .getMinutes: Int64(date.secondOfDay / 60 % 60)
        case .getSeconds: Int64(date.secondOfDay % 60)
        default: Int64(nanoseconds / 1_000_000)
        }
    }

    private mutating func durationPart(_ function: StandardFunction, _ nanoseconds: Int64) -> Value {
        switch function {
        case .getHours: .integer(nanoseconds / 3_600_000_000_000)
        case .getMinutes: .integer(nanoseconds / 60_000_000_000)
        case .getSeconds: .integer(nanoseconds / 1_000_000_000)
        case .getMilliseconds: .integer(nanoseconds / 1_000_000)
        default: noSuchOverload()
        }
    }
}

/// A day of the proleptic Gregorian calendar and a second of it.
struct CalendarDate {
    var year: Int
    var month: Int
    var day: Int
    /// From 0.
    var dayOfYear: Int
    /// From 0, a Sunday.
    var dayOfWeek: Int
    var secondOfDay: Int

    init(seconds: Int64) {
        let second = Int(seconds)
        let days = second >= 0 ? second / 86_400 : (second - 86_399) / 86_400
        secondOfDay = second - days * 86_400
        dayOfWeek = ((days % 7) + 11) % 7
        (year, month, day) = GregorianCalendar.date(daysSince1970: days)
        dayOfYear = days - GregorianCalendar.daysSince1970(year: year, month: 1, day: 1)
    }
}
