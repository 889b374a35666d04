/// How the clauses `%f` and `%e` write numbers.
///
/// The older rules, which Kubernetes has, print as a locale would; the newer ones, of the specification, as Go does.
enum NumberFormats {
    /// Digits after the point unless told otherwise.
    static let usualPrecision = 6

    /// With commas between thousands: `12,345.678000`.
    ///
    /// Source: `message.Printer` of golang.org/x/text for English.
    static func localFixed(_ value: Double, precision: Int) -> String {
        if let special = localSpecial(value) { return special }
        let digits = max(DecimalText.exactDigits(of: value), leastFraction(precision))
        let text = DecimalText.fixed(value.magnitude, precision: min(precision, digits))
        let parts = text.utf8.split(separator: UInt8(ascii: "."))
        var whole = ""
        let wholeDigits = Array(parts[0])
        for (index, digit) in wholeDigits.enumerated() {
            if index > 0, (wholeDigits.count - index) % 3 == 0 { whole += "," }
            whole.unicodeScalars.append(Unicode.Scalar(digit))
        }
        let fraction = parts.count > 1 ? localFraction(Array(parts[1]), precision) : ""
        return (value < 0 ? "-" : "") + whole + fraction
    }

    /// With a power of ten in superscript: `1.234568×10⁰⁴`.
    static func localScientific(_ value: Double, precision: Int) -> String {
        if let special = localSpecial(value) { return special }
        let digits = max(DecimalText.mostSignificantDigits, leastFraction(precision))
        let text = DecimalText.scientific(value.magnitude, precision: min(precision, digits))
        let halves = text.utf8.split(separator: UInt8(ascii: "e"))
        let mantissa = halves[0].split(separator: UInt8(ascii: "."))
        let fraction = mantissa.count > 1 ? localFraction(Array(mantissa[1]), precision) : ""
        var power = ""
        for byte in halves[1] {
            switch byte {
            case UInt8(ascii: "+"): continue
            case UInt8(ascii: "-"): power += "⁻"
            default: power += Self.superscripts[Int(byte - UInt8(ascii: "0"))]
            }
        }
        let sign = value < 0 ? "-" : ""
        return "\(sign)\(String(decoding: mantissa[0], as: UTF8.self))\(fraction)×10\(power)"
    }

    private static let superscripts = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]

    private static func localSpecial(_ value: Double) -> String? {
        if value.isNaN { return "NaN" }
        return value.isInfinite ? (value < 0 ? "-∞" : "∞") : nil
    }

    /// The printer counts the zeros it must add in eight bits, so that some are missing beyond 255 digits.
    private static func leastFraction(_ precision: Int) -> Int { Int(UInt8(truncatingIfNeeded: precision)) }

    /// The digits without the zeros that the printer leaves out.
    private static func localFraction(_ digits: [UInt8], _ precision: Int) -> String {
        var digits = digits
        while digits.count > leastFraction(precision), digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return digits.isEmpty ? "" : "." + String(decoding: digits, as: UTF8.self)
    }

    static func fixed(_ value: Double, precision: Int) -> String {
        special(value) ?? DecimalText.fixed(value, precision: precision)
    }

    static func scientific(_ value: Double, precision: Int) -> String {
        special(value) ?? DecimalText.scientific(value, precision: precision)
    }

    static func shortest(_ value: Double) -> String { special(value) ?? DecimalText.shortest(value) }

    private static func special(_ value: Double) -> String? {
        if value.isNaN { return "NaN" }
        return value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : nil
    }
}
