/// Reads JSON values, byte by byte, into documents (RFC 8259).
///
/// The reader is a loop, not a recursion: depth costs no stack. Strings without escapes stay where they are in the
/// source. Bytes that are not UTF-8 are an error.
struct JSONReader: ~Copyable {
    let source: SourceText
    let base: UnsafePointer<UInt8>
    let end: Int
    let limits: ReadingLimits
    var assembler: TreeAssembler
    var offset: Int
    var valueStart = 0
    var line: UInt32

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

    /// Gives the buffers back.
    consuming func takeAssembler() -> TreeAssembler { assembler }

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

    var isAtOpening: Bool {
        offset < end && (base[offset] == UInt8(ascii: "{") || base[offset] == UInt8(ascii: "["))
    }

    // MARK: Structure

    @inline(__always)
    mutating func skipBlanks() {
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

    mutating func readValue() throws(DocumentError) {
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
    mutating func readSeparators() throws(DocumentError) -> Bool {
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

    mutating func open(_ kind: NodeRecord.Kind) throws(DocumentError) {
        guard assembler.depth < limits.effectiveDepth else { throw limitError(.depth, limits.effectiveDepth) }
        guard assembler.nodeCount < limits.values else { throw limitError(.values, limits.values) }
        assembler.begin(kind, flags: .flow, start: offset, line: line)
        offset += 1
    }

    mutating func readKey() throws(DocumentError) {
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
            let count = assembler.poolCount - from
            try checkKey(count)
            symbol = assembler.symbol(inPoolAt: from, count: count)
        }
        skipBlanks()
        guard offset < end, base[offset] == UInt8(ascii: ":") else {
            throw syntaxError("':' was expected after the member name")
        }
        offset += 1
        assembler.setKey(symbol, start: start)
    }

    func checkKey(_ count: Int) throws(DocumentError) {
        if count > limits.keyBytes { throw limitError(.keyBytes, limits.keyBytes) }
    }

    mutating func readScalar() throws(DocumentError) {
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

    mutating func word(_ text: StaticString, _ record: NodeRecord) throws(DocumentError) -> NodeRecord {
        let count = text.utf8CodeUnitCount
        guard end - offset >= count, bytesEqual(base + offset, text.utf8Start, count) else {
            throw syntaxError("a value was expected; strings stand in double quotes")
        }
        offset += count
        return record
    }

    // MARK: Errors

    func syntaxError(_ text: String) -> DocumentError {
        DocumentError(.syntax(.json, text), source: source, position: source.position(atByte: offset, line: Int(line)))
    }

    func limitError(_ limit: DocumentError.Limit, _ maximum: Int) -> DocumentError {
        DocumentError(
            .limitExceeded(limit, maximum: maximum), source: source,
            position: source.position(atByte: offset, line: Int(line)))
    }
}
