import CLibYAML

// Anchors, and the aliases that stand for them.
extension YAMLReader {
    mutating func remember(
        _ anchor: UnsafeMutablePointer<UInt8>?, _ record: NodeRecord, _ start: Int, _ stop: Int, _ line: UInt32
    ) {
        guard let anchor else { return }
        let offset = UInt32(truncatingIfNeeded: start)
        let name = String(cString: anchor)
        aliasKeys[name] = nil
        anchors[name] = .finished(
            record, SourceSpan(keyStart: offset, start: offset, end: UInt32(truncatingIfNeeded: stop), line: line))
    }

    mutating func alias(_ event: UnsafePointer<yaml_event_t>) throws(DocumentError) {
        let start = byte(event.pointee.start_mark)
        let line = line(event.pointee.start_mark, at: start)
        let name = String(cString: event.pointee.data.alias.anchor)
        switch anchors[name] {
        case nil: throw error(.unknownAnchor, start, line)
        case .open: throw error(.selfContainingAnchor, start, line)
        case .finished(let record, let span):
            if assembler.expectsKey { return try aliasKey(name, record, start, line) }
            let extent = assembler.extent(of: record, limit: limits.aliasedValues - aliasedValues)
            aliasedValues += extent.values
            guard aliasedValues <= limits.aliasedValues, assembler.nodeCount < limits.values else {
                throw error(.limitExceeded(.aliasedValues, maximum: limits.aliasedValues), start, line)
            }
            guard assembler.depth + extent.depth <= limits.effectiveDepth else {
                throw error(.limitExceeded(.depth, maximum: limits.effectiveDepth), start, line)
            }
            if assembler.depth == 0 { documentRootIsBlank = false }
            assembler.appendCopy(of: record, span: span, aliasEnd: byte(event.pointee.end_mark))
            finishValue()
        }
    }

    private mutating func aliasKey(
        _ anchor: String, _ record: NodeRecord, _ start: Int, _ line: UInt32
    ) throws(DocumentError) {
        if let symbol = aliasKeys[anchor] {
            assembler.setKey(symbol, start: start)
            assembler.setExpectsKey(false)
            return
        }
        let meaning: YAMLScalar
        switch record.kind {
        case .null: meaning = .null
        case .boolean: meaning = .boolean(record.low != 0)
        case .signed: meaning = .signed(Int64(bitPattern: record.bits))
        case .unsigned: meaning = .unsigned(record.bits)
        case .number: meaning = .float
        case .string: meaning = .string
        case .array, .object:
            throw error(.unsupportedKey(record.kind == .object ? "an object" : "an array"), start, line)
        }
        let hasBytes = record.kind == .string || record.kind == .number
        let bytes = hasBytes ? assembler.copyOfBytes(record) : []
        try bytes.withUnsafeBufferPointer { (buffer) throws(DocumentError) in
            try setKey(record, meaning, buffer, start, line)
        }
        aliasKeys[anchor] = assembler.nextKey
    }
}
