import CLibYAML

// Names of members, and merge keys.
extension YAMLReader {
    func isMerge(_ data: ScalarEvent, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count == 2, bytes[0] == UInt8(ascii: "<"), bytes[1] == UInt8(ascii: "<") else { return false }
        if data.plain_implicit != 0 { return true }
        return data.tag.map { YAMLTag(tag: String(cString: $0)) == .merge } ?? false
    }

    mutating func setKey(
        _ record: NodeRecord, _ meaning: YAMLScalar, _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ line: UInt32
    ) throws(DocumentError) {
        if record.kind == .string {
            let offset = Int(record.low)
            let count = Int(record.high)
            guard record.flags.contains(.inPool) else { return try setKey(at: offset, count: count, start, line) }
            try checkKey(count, start, line)
            assembler.setKey(assembler.symbol(inPoolAt: offset, count: count), start: start)
        } else {
            assembler.setKey(assembler.symbol(copying: try keyText(meaning, bytes, start, line)), start: start)
        }
        assembler.setExpectsKey(false)
    }

    /// Takes the name of the next member from the source, without making a record of it.
    mutating func setKey(at offset: Int, count: Int, _ start: Int, _ line: UInt32) throws(DocumentError) {
        try checkKey(count, start, line)
        assembler.setKey(assembler.symbol(at: offset, count: count), start: start)
        assembler.setExpectsKey(false)
    }

    private func checkKey(_ count: Int, _ start: Int, _ line: UInt32) throws(DocumentError) {
        guard count > limits.keyBytes else { return }
        throw error(.limitExceeded(.keyBytes, maximum: limits.keyBytes), start, line)
    }

    /// JSON's spelling of a key that is no string (`convertToJSONableObject`).
    private func keyText(
        _ meaning: YAMLScalar, _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ line: UInt32
    ) throws(DocumentError) -> String {
        switch meaning {
        case .string: return String(decoding: bytes, as: UTF8.self)
        case .boolean(let value): return value ? "true" : "false"
        case .signed(let value): return String(value)
        case .float: return GoNumber.key(ScalarSpelling.double(bytes))
        case .infinity: return ".inf"
        case .negativeInfinity: return "-.inf"
        case .notANumber: return ".nan"
        case .null: throw error(.unsupportedKey("null"), start, line)
        case .unsigned: throw error(.unsupportedKey("an integer above \(Int64.max)"), start, line)
        }
    }
}
