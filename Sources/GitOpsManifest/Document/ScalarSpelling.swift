/// From the spelling of a number to its value.
enum ScalarSpelling {
    /// The nearest `Double` of a decimal spelling that a reader accepted; underscores, which YAML 1.1 allows, are skipped.
    ///
    /// Infinite when out of range.
    static func double(_ bytes: UnsafeBufferPointer<UInt8>) -> Double {
        let text = String(decoding: bytes, as: UTF8.self)
        if let value = Double(text) { return value }
        return Double(text.filter { $0 != "_" }) ?? .infinity
    }

    /// Record of a number that is not a 64-bit integer, spelled at a range of bytes.
    static func number(
        _ bytes: UnsafeBufferPointer<UInt8>, offset: Int, flags: NodeRecord.Flags
    ) -> NodeRecord {
        let base = bytes.baseAddress
        let spelling = base.map { ContentHash.bytes($0, bytes.count) } ?? 0
        return NodeRecord(
            kind: .number, flags: flags, low: UInt32(truncatingIfNeeded: offset),
            high: UInt32(truncatingIfNeeded: bytes.count),
            hash: ContentHash.number(double(bytes), spelling: spelling))
    }

    static func signed(_ value: Int64) -> NodeRecord {
        let bits = UInt64(bitPattern: value)
        return NodeRecord(kind: .signed, bits: bits, hash: ContentHash.scalar(.signed, bits))
    }

    static func unsigned(_ value: UInt64) -> NodeRecord {
        NodeRecord(kind: .unsigned, bits: value, hash: ContentHash.scalar(.unsigned, value))
    }

    static func integer(_ value: UInt64) -> NodeRecord {
        Int64(exactly: value).map(signed) ?? unsigned(value)
    }

    static let null = NodeRecord(kind: .null, bits: 0, hash: ContentHash.scalar(.null, 0))
    static let yes = NodeRecord(kind: .boolean, bits: 1, hash: ContentHash.scalar(.boolean, 1))
    static let no = NodeRecord(kind: .boolean, bits: 0, hash: ContentHash.scalar(.boolean, 0))
}
