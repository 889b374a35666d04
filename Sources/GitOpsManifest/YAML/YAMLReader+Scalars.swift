import CLibYAML

// Scalars: their meaning, and where their text is kept.
extension YAMLReader {
    /// Takes a plain scalar on one line that has nothing unusual about it, as most scalars of manifests; it stands in the
    /// source as it is.
    ///
    /// - Returns: whether it did; all others are for `scalar`, which reads every scalar alike.
    @inline(__always)
    mutating func plainScalar(_ event: UnsafePointer<yaml_event_t>) throws(DocumentError) -> Bool {
        let data = event.pointee.data.scalar
        guard data.style == YAML_PLAIN_SCALAR_STYLE, data.tag == nil, data.anchor == nil, assembler.isInBlock,
            event.pointee.start_mark.line == event.pointee.end_mark.line, !dialect.hasSubstitutions
        else { return false }
        let count = Int(truncatingIfNeeded: data.length)
        let start = byte(event.pointee.start_mark)
        let stop = byte(event.pointee.end_mark)
        // Blanks within a line stand for themselves, so equal lengths are equal texts.
        guard stop &- start == count else { return false }
        let meaning = YAMLScalar.resolve(UnsafeBufferPointer(start: base + start, count: count))
        if assembler.expectsKey {
            guard meaning == .string, count <= limits.keyBytes, count != 2 || base[start] != UInt8(ascii: "<") else {
                return false
            }
            assembler.setKey(assembler.symbol(at: start, count: count), start: start)
            assembler.setExpectsKey(false)
            return true
        }
        guard assembler.nodeCount < limits.values else { return false }
        let record: NodeRecord
        switch meaning {
        case .string: record = assembler.string(at: start, count: count, flags: .plain)
        case .boolean(let value): record = assembler.scalar(.boolean, bits: value ? 1 : 0)
        case .signed(let value): record = assembler.scalar(.signed, bits: UInt64(bitPattern: value))
        default: return false
        }
        let line = line(event.pointee.start_mark, at: start)
        assembler.append(record, start: start, end: stop, line: line)
        finishValue()
        return true
    }

    mutating func scalar(_ event: UnsafePointer<yaml_event_t>) throws(DocumentError) {
        let start = byte(event.pointee.start_mark)
        let stop = byte(event.pointee.end_mark)
        let line = line(event.pointee.start_mark, at: start)
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
        // Blanks within a line stand for themselves, and the only escape between single quotes makes a text shorter: equal
        // lengths are equal texts.
        let quote = isPlain ? 0 : 1
        let isVerbatim =
            (isPlain || style == YAML_SINGLE_QUOTED_SCALAR_STYLE) && isOnOneLine
            && bytes.count == stop - start - 2 * quote && !dialect.hasSubstitutions
        let isKey = assembler.expectsKey
        if isKey {
            if bytes.count == 2, isMerge(event.pointee.data.scalar, bytes) {
                assembler.markMerge()
                assembler.setExpectsKey(false)
                return
            }
            if !hasTag, event.pointee.data.scalar.anchor == nil, meaning == .string,
                let offset = isVerbatim
                    ? start + quote : sourceOffset(bytes, start, stop, isPlain: isPlain, isBlock: isBlock)
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
            record = assembler.string(at: start + quote, count: bytes.count, flags: isPlain ? .plain : [])
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
