extension GoDuration {
    /// Reads a duration such as `1h`, `1.5h`, `-1m30s`, `1µs` or `0`.
    ///
    /// A fraction finer than a nanosecond is cut, with the floating point arithmetic that Go uses for it.
    ///
    /// Source: Go's `time.ParseDuration`.
    ///
    /// - Throws: ``GoDurationError`` with the offset of what was not understood.
    /// - Complexity: O(n) in the bytes, without allocation.
    public init(parsing text: String) throws(GoDurationError) {
        self = try text.readingUTF8 { bytes throws(GoDurationError) in try GoDuration(parsing: bytes) }
    }

    /// Reads a duration from UTF-8 bytes; see ``init(parsing:)-(String)``.
    public init(parsing bytes: some Collection<UInt8>) throws(GoDurationError) {
        self = try bytes.readingBytes { bytes throws(GoDurationError) in try GoDuration(parsing: bytes) }
    }

    /// Reads a duration from UTF-8 bytes in place; see ``init(parsing:)-(String)``.
    public init(parsing bytes: UnsafeBufferPointer<UInt8>) throws(GoDurationError) {
        guard let first = bytes.first else { throw .empty }
        let negative = first == UInt8(ascii: "-")
        var position = negative || first == UInt8(ascii: "+") ? 1 : 0
        guard position < bytes.count else { throw .missingNumber(offset: position) }
        if position + 1 == bytes.count, bytes[position] == UInt8(ascii: "0") {
            self = .zero
            return
        }
        // 2^63 nanoseconds is allowed below zero only, so the sum is kept without a sign.
        var total: UInt64 = 0
        while position < bytes.count {
            let (sum, overflow) = total.addingReportingOverflow(try Self.part(bytes, at: &position))
            guard !overflow, sum <= Self.limit else { throw .outOfRange }
            total = sum
        }
        guard let nanoseconds = Int64(negative: negative, magnitude: total) else { throw .outOfRange }
        self.init(nanoseconds: nanoseconds)
    }

    /// 2^63.
    private static let limit: UInt64 = 1 << 63

    /// Reads one number with its unit, at most ``limit`` nanoseconds.
    private static func part(
        _ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int
    ) throws(GoDurationError) -> UInt64 {
        let start = position
        let whole = try wholeNumber(bytes, at: &position)
        var digits = position - start
        var fraction = Fraction()
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            let point = position
            fraction = Fraction(bytes, at: &position)
            digits += position - point
        }
        guard digits > 0 else { throw .missingNumber(offset: start) }

        let unitStart = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "."), !bytes[position].isDecimalDigit {
            position += 1
        }
        guard position > unitStart else { throw .missingUnit(offset: unitStart) }
        guard let unit = unit(bytes[unitStart..<position]) else { throw .unknownUnit(offset: unitStart) }
        guard whole <= limit / unit else { throw .outOfRange }
        let sum = whole * unit + fraction.nanoseconds(of: unit)
        guard sum <= limit else { throw .outOfRange }
        return sum
    }

    private static func wholeNumber(
        _ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int
    ) throws(GoDurationError) -> UInt64 {
        var value: UInt64 = 0
        while position < bytes.count, let digit = bytes[position].decimalDigit {
            guard value <= limit / 10 else { throw .outOfRange }
            value = value * 10 + digit
            guard value <= limit else { throw .outOfRange }
            position += 1
        }
        return value
    }

    /// Nanoseconds of a unit; micro is accepted as the sign U+00B5 and as the Greek letter U+03BC.
    private static func unit(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64? {
        if name.elementsEqual("ns".utf8) { return 1 }
        if name.elementsEqual("us".utf8) || name.elementsEqual("\u{B5}s".utf8) || name.elementsEqual("\u{3BC}s".utf8) {
            return 1_000
        }
        if name.elementsEqual("ms".utf8) { return 1_000_000 }
        if name.elementsEqual("s".utf8) { return 1_000_000_000 }
        if name.elementsEqual("m".utf8) { return 60_000_000_000 }
        if name.elementsEqual("h".utf8) { return 3_600_000_000_000 }
        return nil
    }

    /// The digits after a decimal point, as far as 63 bits hold them.
    private struct Fraction {
        var digits: UInt64 = 0
        var scale = 1.0

        init() {}

        init(_ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int) {
            var isFull = false
            while position < bytes.count, let digit = bytes[position].decimalDigit {
                position += 1
                guard !isFull, digits <= (limit - 1) / 10, digits * 10 + digit <= limit else {
                    isFull = true
                    continue
                }
                digits = digits * 10 + digit
                scale *= 10
            }
        }

        /// Below one unit, hence far from the edge of 64 bits.
        func nanoseconds(of unit: UInt64) -> UInt64 {
            UInt64(Double(digits) * (Double(unit) / scale))
        }
    }
}
