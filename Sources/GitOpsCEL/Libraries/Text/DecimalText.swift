#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Doubles in decimal digits.
enum DecimalText {
    /// The most digits after the point that are asked for: what a locale's printer of Go can hold.
    static let largestPrecision = 32_767

    /// The exact value rounded to so many digits after the point, half to even: `%.2f`.
    static func fixed(_ value: Double, precision: Int) -> String { printed("%.*f", value, precision) }

    /// One digit before the point, and an exponent of two digits at least: `%.2e`.
    static func scientific(_ value: Double, precision: Int) -> String { printed("%.*e", value, precision) }

    /// The fewest digits that are read back as the same double, without an exponent.
    static func shortest(_ value: Double) -> String {
        var text = Substring(value.magnitude.description)
        var power = 0
        if let mark = text.firstIndex(of: "e") {
            power = Int(text[text.index(after: mark)...]) ?? 0
            text = text[..<mark]
        }
        var digits = text.utf8.filter { $0 != UInt8(ascii: ".") }
        var point =
            (text.utf8.firstIndex(of: UInt8(ascii: ".")) ?? text.utf8.endIndex)
            .utf16Offset(in: text) - text.startIndex.utf16Offset(in: text) + power
        while point > digits.count { digits.append(UInt8(ascii: "0")) }
        while point < 1 {
            digits.insert(UInt8(ascii: "0"), at: 0)
            point += 1
        }
        var fraction = digits[point...]
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        let sign = value.sign == .minus ? "-" : ""
        let whole = String(decoding: digits[..<point], as: UTF8.self)
        return sign + whole + (fraction.isEmpty ? "" : "." + String(decoding: fraction, as: UTF8.self))
    }

    private static func printed(_ format: String, _ value: Double, _ precision: Int) -> String {
        let precision = Int32(max(0, min(precision, largestPrecision)))
        // The largest double has 309 digits before the point.
        return String(unsafeUninitializedCapacity: Int(precision) + 330) { buffer in
            buffer.withMemoryRebound(to: CChar.self) { buffer in
                withVaList([precision, value]) { arguments in
                    max(0, min(buffer.count, Int(vsnprintf(buffer.baseAddress, buffer.count, format, arguments))))
                }
            }
        }
    }
}
