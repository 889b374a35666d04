import CLibYAML

// Scalars: their meaning, and where their text is kept.
extension YAMLReader {
    mutating func scalar(_ event: UnsafePointer<yaml_event_t>) throws(DocumentError) {
        let start = byte(event.pointee.start_mark)
        let stop = byte(event.pointee.end_mark)
        let line = line(event.pointee.start_mark)
        let bytes = UnsafeBufferPointer(
            start: UnsafePointer(event.pointee.data.scalar.value), count: Int(event.pointee.data.scalar.length))
        if dialect.hasSubstitutions, let restored = dialect.restored(bytes, sourceRange: start..<max(start, stop)) {
            try restored.withUnsafeBufferPointer { (buffer) throws(DocumentError) in
                try scalar(event, buffer, start: start, stop: stop, line: line)
            }
        } else {
            try scalar(event, bytes, start: start, stop: stop, line: line)
        }
    }

    mutating func scalar(
        _ event: UnsafePointer<yaml_event_t>, _ bytes: UnsafeBufferPointer<UInt8>, start: Int, stop: Int, line: UInt32
    ) throws(DocumentError) {
        let style = event.pointee.data.scalar.style
        let hasTag = event.pointee.data.scalar.tag != nil
        var stop = stop
        let isPlain = style == YAML_PLAIN_SCALAR_STYLE
        let isBlock = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE
        if isBlock { while stop > start, base[stop - 1] <= 0x20 { stop -= 1 } }
        if style == YAML_DOUBLE_QUOTED_SCALAR_STYLE || isPlain && assembler.isInFlow {
            try checkDialect(event.pointee.data.scalar, bytes, start: start, stop: stop, line: line)
        }

        let meaning: YAMLScalar
        if hasTag {
            meaning = try explicit(tag: String(cString: event.pointee.data.scalar.tag), bytes, start, line)
        } else if event.pointee.data.scalar.plain_implicit != 0 {
            meaning = YAMLScalar.resolve(bytes)
        } else {
            meaning = .string
        }

        let isOnOneLine = event.pointee.start_mark.line == event.pointee.end_mark.line
        // Blanks within a line stand for themselves, so no comparison is needed.
        let isVerbatim = isPlain && isOnOneLine && bytes.count == stop - start && !dialect.hasSubstitutions
        let isKey = assembler.expectsKey
        if isKey {
            if bytes.count == 2, isMerge(event.pointee.data.scalar, bytes) {
                assembler.markMerge()
                assembler.setExpectsKey(false)
                return
            }
            if !hasTag, event.pointee.data.scalar.anchor == nil, meaning == .string,
                let offset = isVerbatim
                    ? start : sourceOffset(bytes, start, stop, isPlain: isPlain, isBlock: isBlock)
            {
                return try setKey(at: offset, count: bytes.count, start, line)
            }
        } else if assembler.nodeCount >= limits.values {
            throw error(.limitExceeded(.values, maximum: limits.values), start, line)
        }
        let record: NodeRecord
        if hasTag, YAMLTag(tag: String(cString: event.pointee.data.scalar.tag)) == .binary {
            record = try binary(bytes, start, line)
        } else if isVerbatim, meaning == .string {
            record = assembler.string(at: start, count: bytes.count, flags: .plain)
        } else {
            record = try self.record(
                meaning, bytes, stop, isPlain: isPlain, isBlock: isBlock, start: start, line: line, isKey: isKey)
        }
        remember(event.pointee.data.scalar.anchor, record, start, stop, line)
        if isKey { return try setKey(record, meaning, bytes, start, line) }
        if assembler.depth == 0 {
            documentRootIsBlank = bytes.isEmpty && !hasTag && event.pointee.data.scalar.anchor == nil && isPlain
        }
        assembler.append(record, start: start, end: stop, line: line)
        finishValue()
    }

    /// Where the text of a scalar stands in the source as it is, or `nil` when it was folded or had escapes.
    @inline(__always)
    private func sourceOffset(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ stop: Int, isPlain: Bool, isBlock: Bool
    ) -> Int? {
        let offset = stop - bytes.count - (isPlain ? 0 : 1)
        guard !isBlock, offset >= start else { return nil }
        guard let first = bytes.baseAddress else { return offset }
        return bytesEqual(first, base + offset, bytes.count) ? offset : nil
    }

    @inline(__always)
    mutating func finishValue() {
        if assembler.isInObject { assembler.setExpectsKey(true) }
    }

    private func explicit(
        tag: String, _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ line: UInt32
    ) throws(DocumentError) -> YAMLScalar {
        guard let known = YAMLTag(tag: tag) else { return .string }
        guard let meaning = known.resolve(bytes) else {
            throw error(.tagMismatch(tag: "!!" + known.rawValue), start, line)
        }
        return meaning
    }

    /// The record of a scalar; the bytes stay in the source when they stand there as they are.
    mutating func record(
        _ meaning: YAMLScalar, _ bytes: UnsafeBufferPointer<UInt8>, _ stop: Int, isPlain: Bool, isBlock: Bool,
        start: Int, line: UInt32, isKey: Bool
    ) throws(DocumentError) -> NodeRecord {
        switch meaning {
        case .null: return ScalarSpelling.null
        case .boolean(let value): return value ? ScalarSpelling.yes : ScalarSpelling.no
        case .signed(let value): return ScalarSpelling.signed(value)
        case .unsigned(let value): return ScalarSpelling.unsigned(value)
        case .infinity, .negativeInfinity, .notANumber:
            if isKey { return ScalarSpelling.null }
            throw error(.unsupportedNumber(String(decoding: bytes, as: UTF8.self)), start, line)
        case .string, .float:
            let flags: NodeRecord.Flags = isPlain ? .plain : []
            let offset = sourceOffset(bytes, start, stop, isPlain: isPlain, isBlock: isBlock)
            if meaning == .float {
                let position = offset ?? assembler.poolCount
                if offset == nil { assembler.appendToPool(bytes) }
                return ScalarSpelling.number(
                    bytes, offset: position, flags: offset == nil ? flags.union(.inPool) : flags)
            }
            return offset.map { assembler.string(at: $0, count: bytes.count, flags: flags) }
                ?? assembler.pooledString(bytes, flags: flags)
        }
    }

    private mutating func binary(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ line: UInt32
    ) throws(DocumentError) -> NodeRecord {
        guard let decoded = Base64.decode(bytes) else {
            throw error(.tagMismatch(tag: "!!binary"), start, line)
        }
        var text = String(decoding: decoded, as: UTF8.self)
        return text.withUTF8 { assembler.pooledString($0) }
    }
}
