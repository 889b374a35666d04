import GitOpsManifest

// What engines do for every value is written here once more: functions of another module are called, not inlined.

extension DocumentStorage {
    @inline(__always)
    func node(_ index: Int) -> NodeRecord {
        assert(index >= 0 && index < nodeCount)
        return nodes[index]
    }

    /// Index of the record in `range` with the name that `symbol` is in `storage`; `hint` is tried first.
    @inline(__always)
    func find(_ symbol: Symbol, of storage: DocumentStorage, in range: Range<Int>, hint: Int) -> Int? {
        guard symbol.isInSchema || storage === self else {
            return member(named: symbol, of: storage, in: range, hint: hint)
        }
        if range.contains(hint), nodes[hint].key.rawValue == symbol.rawValue { return hint }
        return find(symbol, in: range)
    }

    /// Index of the record in `range` with a name of the schema or of this document.
    @inline(__always)
    func find(_ symbol: Symbol, in range: Range<Int>) -> Int? {
        var index = range.lowerBound
        while index < range.upperBound {
            if nodes[index].key.rawValue == symbol.rawValue { return index }
            index += 1
        }
        return nil
    }
}

extension NodeRecord {
    @inline(__always)
    var childRange: Range<Int> { Int(low)..<Int(low) + (holdsValues ? Int(high) : 0) }
    @inline(__always)
    var holdsValues: Bool { kind == .array || kind == .object }
}

extension Symbol {
    /// The same in every document.
    @inline(__always)
    var isInSchema: Bool { rawValue < Self.schemaCount }

    private static let schemaCount = WellKnownNames.count
}
