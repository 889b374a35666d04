extension Timestamp {
    /// Reads an RFC 3339 timestamp such as `2024-05-01T12:00:00Z` or `2024-05-01T14:00:00.5+02:00`.
    ///
    /// As lenient as Go's `time.Parse`, which Kubernetes uses: an hour may have one digit, a fraction may follow a
    /// comma, and digits past the nanosecond are cut. As strict, too: `T` and `Z` are capitals, and there is no
    /// sixtieth second.
    ///
    /// - Throws: ``TimestampError`` with the offset of what was not understood.
    /// - Complexity: O(n) in the bytes, without allocation.
    public init(parsing text: String, precision: Precision = .seconds) throws(TimestampError) {
        self = try text.readingUTF8 { bytes throws(TimestampError) in
            try Timestamp(parsing: bytes, precision: precision)
        }
    }

    /// Reads a timestamp from UTF-8 bytes; see ``init(parsing:precision:)-(String,_)``.
    public init(parsing bytes: some Collection<UInt8>, precision: Precision = .seconds) throws(TimestampError) {
        self = try bytes.readingBytes { bytes throws(TimestampError) in
            try Timestamp(parsing: bytes, precision: precision)
        }
    }

    /// Reads a timestamp from UTF-8 bytes in place; see ``init(parsing:precision:)-(String,_)``.
    public init(
        parsing bytes: UnsafeBufferPointer<UInt8>, precision: Precision = .seconds
    ) throws(TimestampError) {
        var scanner = TimestampScanner(bytes: bytes)
        let year = try scanner.number(.year, digits: 4, in: 0...9999)
        try scanner.separator("-")
        let month = try scanner.number(.month, digits: 2, in: 1...12)
        try scanner.separator("-")
        let day = try scanner.number(.day, digits: 2, in: 1...GregorianCalendar.days(inMonth: month, ofYear: year))
        try scanner.separator("T")
        let hour = try scanner.hour()
        try scanner.separator(":")
        let minute = try scanner.number(.minute, digits: 2, in: 0...59)
        try scanner.separator(":")
        let second = try scanner.number(.second, digits: 2, in: 0...59)
        let nanoseconds = try scanner.fraction(precision)
        let offset = try scanner.offset()
        guard scanner.position == bytes.count else { throw .expected(.end, offset: scanner.position) }

        let days = GregorianCalendar.daysSince1970(year: year, month: month, day: day)
        let secondOfDay = hour * 3600 + minute * 60 + second
        self.init(seconds: Int64(days * 86_400 + secondOfDay - offset), nanoseconds: Int32(nanoseconds))
    }
}
