/// Reads the parts of a timestamp one after the other. Source: Go's `time.Parse` in `format.go`.
struct TimestampScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// A number of exactly so many digits.
    mutating func number(
        _ part: TimestampError.Part, digits: Int, in range: ClosedRange<Int>
    ) throws(TimestampError) -> Int {
        let start = position
        var value = 0
        for _ in 0..<digits {
            guard let digit = next?.decimalDigit else { throw .expected(part, offset: start) }
            value = value * 10 + Int(digit)
            position += 1
        }
        guard range.contains(value) else { throw .outOfRange(part, offset: start) }
        return value
    }

    /// One or two digits: Go's hour is the one number that may be short.
    mutating func hour() throws(TimestampError) -> Int {
        let isShort = position + 1 < bytes.count && !bytes[position + 1].isDecimalDigit
        return try number(.hour, digits: isShort ? 1 : 2, in: 0...23)
    }

    mutating func separator(_ character: Unicode.Scalar) throws(TimestampError) {
        guard let next, UInt32(next) == character.value else { throw .expected(.separator, offset: position) }
        position += 1
    }

    /// Nanoseconds.
    mutating func fraction(_ precision: Timestamp.Precision) throws(TimestampError) -> Int {
        let start = position
        let hasPoint = next == UInt8(ascii: ".") || next == UInt8(ascii: ",")
        let hasDigits = hasPoint && position + 1 < bytes.count && bytes[position + 1].isDecimalDigit
        switch precision {
        case .microseconds:
            guard hasDigits else { throw .expected(.fraction, offset: start) }
            position += 1
            return try number(.fraction, digits: 6, in: 0...999_999) * 1_000
        case .seconds:
            guard hasDigits else { return 0 }
            position += 1
            return nanoseconds()
        }
    }

    private mutating func nanoseconds() -> Int {
        var value = 0
        var unit = 100_000_000
        while let digit = next?.decimalDigit {
            value += Int(digit) * unit
            unit /= 10
            position += 1
        }
        return value
    }

    /// Seconds east of Greenwich. Go lets offsets reach 24 hours and 60 minutes.
    mutating func offset() throws(TimestampError) -> Int {
        let start = position
        let sign: Int
        switch next {
        case UInt8(ascii: "Z"):
            position += 1
            return 0
        case UInt8(ascii: "+"): sign = 1
        case UInt8(ascii: "-"): sign = -1
        default: throw .expected(.offset, offset: start)
        }
        position += 1
        let hours = try number(.offset, digits: 2, in: 0...24)
        guard next == UInt8(ascii: ":") else { throw .expected(.offset, offset: start) }
        position += 1
        let minutes = try number(.offset, digits: 2, in: 0...60)
        return sign * (hours * 3600 + minutes * 60)
    }
}
