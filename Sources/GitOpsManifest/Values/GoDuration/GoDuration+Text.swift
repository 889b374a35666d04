extension GoDuration: CustomStringConvertible, LosslessStringConvertible {
    /// Reads a duration, `nil` when the text is none; see ``init(parsing:)-(String)`` for the reason.
    public init?(_ description: String) {
        guard let duration = try? GoDuration(parsing: description) else { return nil }
        self = duration
    }

    /// The spelling of Go's `Duration.String`: `1h0m0s`, `1m30s`, `1.5s`, `100ms`, `1µs`, `0s`.
    public var description: String {
        let total = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        switch total {
        case 0: return "0s"
        case ..<1_000: return sign + "\(total)ns"
        case ..<1_000_000: return sign + Self.decimal(total, unit: 1_000) + "µs"
        case ..<1_000_000_000: return sign + Self.decimal(total, unit: 1_000_000) + "ms"
        default: break
        }
        let minute: UInt64 = 60_000_000_000
        var text = Self.decimal(total % minute, unit: 1_000_000_000) + "s"
        let minutes = total / minute
        if minutes > 0 {
            text = "\(minutes % 60)m" + text
            if minutes >= 60 { text = "\(minutes / 60)h" + text }
        }
        return sign + text
    }

    /// `value` divided by a power of ten, without zeros at the end of the fraction.
    private static func decimal(_ value: UInt64, unit: UInt64) -> String {
        let (whole, rest) = value.quotientAndRemainder(dividingBy: unit)
        guard rest > 0 else { return String(whole) }
        // The digit put in front keeps the zeros that begin the fraction.
        var fraction = String(unit + rest).dropFirst()
        while fraction.utf8.last == UInt8(ascii: "0") { fraction.removeLast() }
        return "\(whole).\(fraction)"
    }
}
