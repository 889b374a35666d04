// Numbers and strings.
extension JSONReader {
    mutating func scanNumber() throws(DocumentError) -> NodeRecord {
        let start = offset
        let isNegative = base[offset] == UInt8(ascii: "-")
        if isNegative { offset += 1 }
        let firstDigit = offset
        var magnitude: UInt64 = 0
        var overflows = false
        while offset < end, case let digit = base[offset] &- UInt8(ascii: "0"), digit <= 9 {
            let (product, tooLarge) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(digit))
            overflows = overflows || tooLarge || carries
            magnitude = sum
            offset += 1
        }
        guard offset > firstDigit else { throw syntaxError("a digit was expected after '-'") }
        if base[firstDigit] == UInt8(ascii: "0"), offset - firstDigit > 1 {
            offset = firstDigit
            throw syntaxError("a number may not begin with 0")
        }
        var isInteger = !overflows
        if offset < end, base[offset] == UInt8(ascii: ".") {
            isInteger = false
            offset += 1
            try scanDigits(after: "'.'")
        }
        if offset < end, base[offset] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            offset += 1
            if offset < end, base[offset] == UInt8(ascii: "+") || base[offset] == UInt8(ascii: "-") { offset += 1 }
            try scanDigits(after: "the exponent's 'e'")
        }
        if isInteger {
            if !isNegative { return ScalarSpelling.integer(magnitude) }
            if magnitude <= UInt64(Int64.max) { return ScalarSpelling.signed(-Int64(magnitude)) }
            if magnitude == UInt64(Int64.max) + 1 { return ScalarSpelling.signed(.min) }
        }
        return ScalarSpelling.number(
            UnsafeBufferPointer(start: base + start, count: offset - start), offset: start, flags: [])
    }

    mutating func scanDigits(after what: String) throws(DocumentError) {
        let first = offset
        while offset < end, base[offset] &- UInt8(ascii: "0") <= 9 { offset += 1 }
        if offset == first { throw syntaxError("a digit was expected after \(what)") }
    }

    // MARK: Strings

    enum ScannedString {
        case source(Int, Int)
        case pool(Int)
    }

    mutating func scanString() throws(DocumentError) -> ScannedString {
        offset += 1
        let start = offset
        try skipPlainBytes()
        guard offset < end else { throw syntaxError("the string has no closing quote") }
        if base[offset] == UInt8(ascii: "\"") {
            offset += 1
            return .source(start, offset - 1 - start)
        }
        return try scanEscapedString(from: start)
    }

    /// Moves to the next quote or backslash.
    @inline(__always)
    mutating func skipPlainBytes() throws(DocumentError) {
        while offset < end {
            // Eight bytes at a time, straight to the first that is a quote, a backslash, a control character or beyond
            // ASCII.
            if offset + 8 <= end {
                let special = Self.specialBytes(UnsafeRawPointer(base + offset).loadUnaligned(as: UInt64.self))
                offset += special.trailingZeroBitCount >> 3
                if special == 0 { continue }
            }
            let byte = base[offset]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            if byte < 0x20 { throw syntaxError("a control character must be escaped in a string") }
            if byte < 0x80 {
                offset += 1
            } else {
                guard let length = UTF8Sequence.length(base + offset, available: end - offset) else {
                    throw syntaxError("the bytes are not UTF-8")
                }
                offset += length
            }
        }
    }

    /// Has its lowest bit in the first byte of `word` that is a quote, a backslash, a control character or beyond ASCII;
    /// bits above that may be wrong, because borrows run upwards. 0 when no byte is special.
    @inline(__always)
    static func specialBytes(_ word: UInt64) -> UInt64 {
        let word = UInt64(littleEndian: word)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let special =
            ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((word &- ones &* 0x20) & ~word) | word
        return special & 0x8080_8080_8080_8080
    }

    mutating func scanEscapedString(from start: Int) throws(DocumentError) -> ScannedString {
        let poolStart = assembler.poolCount
        var runStart = start
        while offset < end {
            if base[offset] == UInt8(ascii: "\"") {
                assembler.appendToPool(UnsafeBufferPointer(start: base + runStart, count: offset - runStart))
                offset += 1
                return .pool(poolStart)
            }
            assembler.appendToPool(UnsafeBufferPointer(start: base + runStart, count: offset - runStart))
            try readEscape()
            runStart = offset
            try skipPlainBytes()
        }
        throw syntaxError("the string has no closing quote")
    }

    mutating func readEscape() throws(DocumentError) {
        offset += 1
        guard offset < end else { throw syntaxError("the string has no closing quote") }
        let byte = base[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): assembler.appendToPool(byte)
        case UInt8(ascii: "b"): assembler.appendToPool(0x08)
        case UInt8(ascii: "f"): assembler.appendToPool(0x0C)
        case UInt8(ascii: "n"): assembler.appendToPool(0x0A)
        case UInt8(ascii: "r"): assembler.appendToPool(0x0D)
        case UInt8(ascii: "t"): assembler.appendToPool(0x09)
        case UInt8(ascii: "u"): appendScalar(try readUnicodeEscape())
        default:
            offset -= 1
            throw syntaxError("the escape is none of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
        }
    }

    /// A surrogate without its other half becomes U+FFFD, as in Go.
    mutating func readUnicodeEscape() throws(DocumentError) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let first = try readHexDigits()
        guard first & 0xF800 == 0xD800 else { return Unicode.Scalar(first) ?? replacement }
        guard first < 0xDC00, end - offset >= 6, base[offset] == UInt8(ascii: "\\"),
            base[offset + 1] == UInt8(ascii: "u")
        else { return replacement }
        let saved = offset
        offset += 2
        let second = try readHexDigits()
        guard second & 0xFC00 == 0xDC00 else {
            offset = saved
            return replacement
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
    }

    mutating func readHexDigits() throws(DocumentError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard offset < end, let digit = Character(Unicode.Scalar(base[offset])).hexDigitValue else {
                throw syntaxError("four hexadecimal digits were expected after \\u")
            }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }

    mutating func appendScalar(_ scalar: Unicode.Scalar) {
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { assembler.appendToPool(byte) }
    }
}
