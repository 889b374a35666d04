/// Reads JSON values, byte by byte, into documents (RFC 8259).
///
/// The reader is a loop, not a recursion: depth costs no stack. Strings without escapes stay where they are in the
/// source. Bytes that are not UTF-8 are an error.
struct JSONReader {
    private let source: SourceText
    private let base: UnsafePointer<UInt8>
    private let end: Int
    private let limits: ReadingLimits
    private(set) var assembler: TreeAssembler
    private(set) var offset: Int
    private var valueStart = 0
    private var line: UInt32

    /// Reads with the buffers of `assembler`, which the caller may take back afterwards.
    init(source: SourceText, options: ReadingOptions, assembler: consuming TreeAssembler) {
        self.source = source
        limits = options.limits
        base = source.storage.base
        end = source.storage.count
        assembler.begin(source)
        self.assembler = assembler
        offset = 0
        line = 1
        if end >= 3, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF { offset = 3 }
    }

    /// The next value, or `nil` when only blanks are left.
    mutating func next(index: Int) throws(DocumentError) -> Document? {
        skipBlanks()
        guard offset < end else { return nil }
        assembler.reset()
        valueStart = offset
        try readValue()
        return assembler.finish(sourceRange: valueStart..<offset, format: .json, index: index)
    }

    /// Moves to the next line that begins with `{` or `[`: where a stream of lines can be read on.
    ///
    /// That is the line of the error itself when the value before it was left open.
    mutating func skipToNextLine() -> Bool {
        if offset > valueStart, base[offset - 1] == UInt8(ascii: "\n"), isAtOpening { return true }
        while offset < end {
            let isLineFeed = base[offset] == UInt8(ascii: "\n")
            offset += 1
            if isLineFeed {
                line += 1
                if isAtOpening { return true }
            }
        }
        return false
    }

    private var isAtOpening: Bool {
        offset < end && (base[offset] == UInt8(ascii: "{") || base[offset] == UInt8(ascii: "["))
    }

    // MARK: Structure

    @inline(__always)
    private mutating func skipBlanks() {
        while offset < end {
            let byte = base[offset]
            if byte > 0x20 { return }
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            case UInt8(ascii: "\n"): line &+= 1
            default: return
            }
            offset += 1
        }
    }

    private mutating func readValue() throws(DocumentError) {
        while true {
            skipBlanks()
            let byte = base[offset]
            if offset < end, byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                try open(byte == UInt8(ascii: "{") ? .object : .array)
                skipBlanks()
                if offset < end, base[offset] == (byte == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                    offset += 1
                    try assembler.close(end: offset)
                } else {
                    if byte == UInt8(ascii: "{") { try readKey() }
                    continue
                }
            } else {
                try readScalar()
            }
            if try readSeparators() { return }
        }
    }

    /// After a value: closes containers and steps over commas. Returns whether the outermost value is complete.
    private mutating func readSeparators() throws(DocumentError) -> Bool {
        while let container = assembler.current {
            skipBlanks()
            let byte = offset < end ? base[offset] : 0
            let closing = container.kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]")
            if byte == closing {
                offset += 1
                try assembler.close(end: offset)
            } else if byte == UInt8(ascii: ",") {
                offset += 1
                if container.kind == .object {
                    skipBlanks()
                    try readKey()
                }
                return false
            } else {
                throw syntaxError(
                    "',' or '\(Character(Unicode.Scalar(closing)))' was expected\(offset < end ? "" : " before the end")"
                )
            }
        }
        return true
    }

    private mutating func open(_ kind: NodeRecord.Kind) throws(DocumentError) {
        guard assembler.depth < limits.effectiveDepth else { throw limitError(.depth, limits.effectiveDepth) }
        guard assembler.nodeCount < limits.values else { throw limitError(.values, limits.values) }
        assembler.begin(kind, flags: .flow, start: offset, line: line)
        offset += 1
    }

    private mutating func readKey() throws(DocumentError) {
        let start = offset
        guard offset < end, base[offset] == UInt8(ascii: "\"") else {
            throw syntaxError("a member name in double quotes was expected")
        }
        let symbol: Symbol
        switch try scanString() {
        case .source(let from, let count):
            try checkKey(count)
            symbol = assembler.symbol(at: from, count: count)
        case .pool(let from):
            try checkKey(assembler.pool.count - from)
            symbol = assembler.symbol(copying: String(decoding: assembler.pool[from...], as: UTF8.self))
        }
        skipBlanks()
        guard offset < end, base[offset] == UInt8(ascii: ":") else {
            throw syntaxError("':' was expected after the member name")
        }
        offset += 1
        assembler.setKey(symbol, start: start)
    }

    private func checkKey(_ count: Int) throws(DocumentError) {
        if count > limits.keyBytes { throw limitError(.keyBytes, limits.keyBytes) }
    }

    private mutating func readScalar() throws(DocumentError) {
        let start = offset
        guard assembler.nodeCount < limits.values else { throw limitError(.values, limits.values) }
        guard offset < end else { throw syntaxError("a value was expected before the end") }
        let record: NodeRecord
        switch base[offset] {
        case UInt8(ascii: "\""):
            switch try scanString() {
            case .source(let from, let count): record = assembler.string(at: from, count: count)
            case .pool(let from): record = assembler.pooledString(from: from)
            }
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): record = try scanNumber()
        case UInt8(ascii: "t"): record = try word("true", ScalarSpelling.yes)
        case UInt8(ascii: "f"): record = try word("false", ScalarSpelling.no)
        case UInt8(ascii: "n"): record = try word("null", ScalarSpelling.null)
        default: throw syntaxError("a value was expected")
        }
        assembler.append(record, start: start, end: offset, line: line)
    }

    private mutating func word(_ text: StaticString, _ record: NodeRecord) throws(DocumentError) -> NodeRecord {
        let count = text.utf8CodeUnitCount
        guard end - offset >= count, bytesEqual(base + offset, text.utf8Start, count) else {
            throw syntaxError("a value was expected; strings stand in double quotes")
        }
        offset += count
        return record
    }

    // MARK: Numbers

    private mutating func scanNumber() throws(DocumentError) -> NodeRecord {
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

    private mutating func scanDigits(after what: String) throws(DocumentError) {
        let first = offset
        while offset < end, base[offset] &- UInt8(ascii: "0") <= 9 { offset += 1 }
        if offset == first { throw syntaxError("a digit was expected after \(what)") }
    }

    // MARK: Strings

    private enum ScannedString {
        case source(Int, Int)
        case pool(Int)
    }

    private mutating func scanString() throws(DocumentError) -> ScannedString {
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
    private mutating func skipPlainBytes() throws(DocumentError) {
        while offset < end {
            // Eight bytes at a time while none is a quote, a backslash, a control character or beyond ASCII.
            while offset + 8 <= end {
                let word = UnsafeRawPointer(base + offset).loadUnaligned(as: UInt64.self)
                guard Self.isPlain(word) else { break }
                offset += 8
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

    @inline(__always)
    private static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let special =
            ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((word &- ones &* 0x20) & ~word) | word
        return special & tops == 0
    }

    private mutating func scanEscapedString(from start: Int) throws(DocumentError) -> ScannedString {
        let poolStart = assembler.pool.count
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

    private mutating func readEscape() throws(DocumentError) {
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
    private mutating func readUnicodeEscape() throws(DocumentError) -> Unicode.Scalar {
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

    private mutating func readHexDigits() throws(DocumentError) -> UInt32 {
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

    private mutating func appendScalar(_ scalar: Unicode.Scalar) {
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { assembler.appendToPool(byte) }
    }

    // MARK: Errors

    private func syntaxError(_ text: String) -> DocumentError {
        DocumentError(.syntax(.json, text), source: source, position: source.position(atByte: offset, line: Int(line)))
    }

    private func limitError(_ limit: DocumentError.Limit, _ maximum: Int) -> DocumentError {
        DocumentError(
            .limitExceeded(limit, maximum: maximum), source: source,
            position: source.position(atByte: offset, line: Int(line)))
    }
}
