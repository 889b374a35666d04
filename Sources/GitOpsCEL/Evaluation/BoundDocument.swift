import GitOpsManifest

/// Where the parts of a document lie that a variable is bound to; the evaluator keeps the document alive.
struct BoundDocument: BitwiseCopyable {
    var nodes: UnsafePointer<NodeRecord>
    var nodeCount: Int
    var source: UnsafePointer<UInt8>
    var pool: UnsafePointer<UInt8>
    var names: UnsafePointer<LocalName>
    var nameCount: Int
    /// For each name that expressions use, the symbol it has in this document: filled when it is first asked for.
    var symbols: UnsafeMutablePointer<UInt32>

    @inline(__always)
    func bytes(_ record: NodeRecord) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: (record.flags.contains(.inPool) ? pool : source) + Int(record.low), count: Int(record.high))
    }

    func nameBytes(_ symbol: Symbol) -> UnsafeBufferPointer<UInt8> {
        if symbol.isWellKnown { return WellKnownNames.bytes(symbol) }
        guard symbol.localIndex >= 0, symbol.localIndex < nameCount else {
            return UnsafeBufferPointer(start: pool, count: 0)
        }
        let name = names[symbol.localIndex]
        return UnsafeBufferPointer(start: (name.inPool ? pool : source) + Int(name.offset), count: name.length)
    }

    /// No symbol of a finished document.
    static var unresolved: UInt32 { .max - 1 }
    /// What a name that the document does not have resolves to: no member has it.
    static var absent: UInt32 { .max - 3 }

    /// The symbol of a name that is not well known. Complexity: O(own names).
    func symbol(_ name: UnsafeBufferPointer<UInt8>) -> UInt32 {
        guard let start = name.baseAddress else { return findEmpty() }
        let hash = ContentHash.bytes(start, name.count)
        for index in 0..<nameCount where names[index].hash == hash && names[index].length == name.count {
            let symbol = Symbol(localIndex: index)
            if let own = nameBytes(symbol).baseAddress, bytesEqual(own, start, name.count) { return symbol.rawValue }
        }
        return Self.absent
    }

    private func findEmpty() -> UInt32 {
        for index in 0..<nameCount where names[index].length == 0 { return Symbol(localIndex: index).rawValue }
        return Self.absent
    }
}
