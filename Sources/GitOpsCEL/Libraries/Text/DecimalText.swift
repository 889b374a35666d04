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
    ///
    /// Complexity: O(precision); only digits that the value has are computed.
    static func fixed(_ value: Double, precision: Int) -> String {
        let digits = min(precision, exactDigits(of: value))
        var text = printed("%.*f", value, digits)
        text.append(zeros: precision - digits, afterPoint: digits > 0, at: text.endIndex)
        return text
    }

    /// One digit before the point, and an exponent of two digits at least: `%.2e`.
    ///
    /// Complexity: O(precision); only digits that a double can have are computed.
    static func scientific(_ value: Double, precision: Int) -> String {
        let digits = min(precision, mostSignificantDigits - 1)
        var text = printed("%.*e", value, digits)
        let mark = text.utf8.lastIndex(of: UInt8(ascii: "e")) ?? text.endIndex
        text.append(zeros: precision - digits, afterPoint: digits > 0, at: mark)
        return text
    }

    /// How many digits after the point the exact value has: one for each power of two below the point.
    static func exactDigits(of value: Double) -> Int {
        guard value.isFinite, value != 0 else { return 0 }
        return max(0, value.significandWidth - Int(value.exponent))
    }

    /// The digits of the longest exact value, that of the largest subnormal double.
    static let mostSignificantDigits = 767

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

    /// Those of the smallest double.
    static let mostDigitsAfterPoint = 1_074

    private static func printed(_ format: String, _ value: Double, _ precision: Int) -> String {
        let precision = Int32(max(0, min(precision, mostDigitsAfterPoint)))
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

extension String {
    /// Puts zeros behind the digits that end at an index.
    fileprivate mutating func append(zeros count: Int, afterPoint hasPoint: Bool, at end: Index) {
        guard count > 0 else { return }
        let zeros = String(repeating: "0", count: min(count, DecimalText.largestPrecision))
        insert(contentsOf: hasPoint ? zeros : "." + zeros, at: end)
    }
}
