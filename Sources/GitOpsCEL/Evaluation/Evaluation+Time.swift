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

    /// `getHours` and its like. Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md#datetime-functions.
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

    // MARK: Spelling

    /// RFC 3339 in UTC, with as many digits of the fraction as there are.
    static func text(ofTimestamp value: Value) -> String {
        let date = CalendarDate(seconds: value.integer)
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let time = [date.secondOfDay / 3600, date.secondOfDay / 60 % 60, date.secondOfDay % 60]
        var text = padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2) + "T"
        text += time.map { padded($0, 2) }.joined(separator: ":")
        if value.count > 0 {
            var fraction = padded(Int(value.count), 9)
            while fraction.hasSuffix("0") { fraction.removeLast() }
            text += "." + fraction
        }
        return text + "Z"
    }

    /// Seconds, with a fraction where there is one.
    static func text(ofDuration nanoseconds: Int64) -> String {
        // cel-go prints the seconds as a floating-point number without an exponent.
        let seconds = Double(nanoseconds / 1_000_000_000) + Double(nanoseconds % 1_000_000_000) / 1e9
        return GoNumber.fixed(seconds) + "s"
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
        // Years are counted from March, so that the leap day is the last of a year.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let marchDay = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * marchDay + 2) / 153
        day = marchDay - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        dayOfYear = marchMonth < 10 ? marchDay + 59 + (isLeap ? 1 : 0) : marchDay - 306
    }
}

extension GoNumber {
    /// As `strconv.FormatFloat(value, 'f', -1, 64)` writes it.
    static func fixed(_ value: Double) -> String {
        guard value.isFinite else { return text(value) }
        let (digits, exponent) = decimalDigits(value.magnitude)
        let sign = value.sign == .minus ? "-" : ""
        if value == 0 { return sign + "0" }
        if exponent < 0 {
            return sign + "0." + String(repeating: "0", count: -exponent - 1) + String(decoding: digits, as: UTF8.self)
        }
        let padding = [UInt8](repeating: UInt8(ascii: "0"), count: max(0, exponent + 1 - digits.count))
        let all = digits + padding
        let fraction = all[(exponent + 1)...]
        return sign + String(decoding: all[...exponent], as: UTF8.self)
            + (fraction.isEmpty ? "" : "." + String(decoding: fraction, as: UTF8.self))
    }
}
