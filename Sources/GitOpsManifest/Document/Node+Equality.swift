extension Node: Hashable {
    /// Equality of values, whatever their spelling and key order. Complexity: O(1) when they differ, else O(size).
    ///
    /// Hashes are keyed per process; equal ones are confirmed value by value all the same.
    public static func == (left: Node, right: Node) -> Bool {
        if left.storage === right.storage, left.index == right.index { return true }
        return NodeEquality.isEqual(left.storage, left.index, right.storage, right.index)
    }

    /// Feeds the hash of the value. Complexity: O(1).
    public func hash(into hasher: inout Hasher) { hasher.combine(record.hash) }

    /// The keyed hash of the value: equal for equal values within one process, never to be stored. Complexity: O(1).
    public var contentHash: UInt64 { record.hash }
}

/// Structural comparison of two values.
package enum NodeEquality {
    package static func isEqual(
        _ left: DocumentStorage, _ leftIndex: Int, _ right: DocumentStorage, _ rightIndex: Int
    ) -> Bool {
        let first = left.record(leftIndex)
        let second = right.record(rightIndex)
        guard first.hash == second.hash else { return false }
        switch (first.kind, second.kind) {
        case (.null, .null): return true
        case (.boolean, .boolean): return first.low == second.low
        case (.string, .string): return bytesAreEqual(left.bytes(first), right.bytes(second))
        case (.array, .array):
            guard first.high == second.high else { return false }
            for offset in 0..<Int(first.high)
            where !isEqual(left, Int(first.low) + offset, right, Int(second.low) + offset) {
                return false
            }
            return true
        case (.object, .object): return objectsAreEqual(left, first, right, second)
        case (.signed, .signed), (.unsigned, .unsigned): return first.bits == second.bits
        case (.signed, .number), (.number, .signed), (.unsigned, .number), (.number, .unsigned), (.number, .number):
            return numbersAreEqual(Node(storage: left, index: leftIndex), Node(storage: right, index: rightIndex))
        default: return false
        }
    }

    private static func numbersAreEqual(_ left: Node, _ right: Node) -> Bool {
        guard let first = left.numberValue, first == right.numberValue else { return false }
        return first != .outOfRange || left.numberSpelling == right.numberSpelling
    }

    private static func objectsAreEqual(
        _ left: DocumentStorage, _ first: NodeRecord, _ right: DocumentStorage, _ second: NodeRecord
    ) -> Bool {
        guard first.high == second.high else { return false }
        var positions: [UInt64: Int]?
        for offset in 0..<Int(first.high) {
            let index = Int(first.low) + offset
            let key = left.record(index).key
            let sameOffset = Int(second.low) + offset
            if right.hasSameName(right.record(sameOffset).key, as: key, of: left) {
                guard isEqual(left, index, right, sameOffset) else { return false }
                continue
            }
            // Many members in another order: one pass over the names instead of one for each member.
            if positions == nil, first.high > 16 { positions = right.memberPositions(second) }
            let hint = positions?[left.nameHash(key)] ?? sameOffset
            guard let other = right.member(named: key, of: left, in: second.children, hint: hint),
                isEqual(left, index, right, other)
            else { return false }
        }
        return true
    }

    static func bytesAreEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        guard let first = left.baseAddress, let second = right.baseAddress else { return true }
        return bytesEqual(first, second, left.count)
    }
}

extension DocumentStorage {
    @inline(__always)
    package func nameHash(_ symbol: Symbol) -> UInt64 {
        if symbol.isWellKnown { return WellKnownNames.table.hashes[Int(symbol.rawValue)] }
        return symbol.localIndex >= 0 && symbol.localIndex < nameCount ? names[symbol.localIndex].hash : 0
    }

    /// Indices of an object's members by the hashes of their names. Complexity: O(members).
    package func memberPositions(_ record: NodeRecord) -> [UInt64: Int] {
        Dictionary(record.children.map { (nameHash(nodes[$0].key), $0) }) { first, _ in first }
    }

    /// Whether two members have the same name, each given by the symbol of its own document.
    @inline(__always)
    package func hasSameName(_ symbol: Symbol, as other: Symbol, of storage: DocumentStorage) -> Bool {
        if symbol.isWellKnown || other.isWellKnown || storage === self { return symbol == other }
        guard symbol != .none, other != .none else { return symbol == other }
        guard names[symbol.localIndex].hash == storage.names[other.localIndex].hash else { return false }
        return NodeEquality.bytesAreEqual(nameBytes(symbol), storage.nameBytes(other))
    }

    /// Index of the record in `range` with the name that `symbol` is in `storage`; `hint` is tried first.
    ///
    /// Complexity: O(1) when the hint is right, else O(range).
    @inline(__always)
    package func member(named symbol: Symbol, of storage: DocumentStorage, in range: Range<Int>, hint: Int) -> Int? {
        if range.contains(hint), hasSameName(nodes[hint].key, as: symbol, of: storage) { return hint }
        if symbol.isWellKnown || storage === self {
            for index in range where nodes[index].key == symbol { return index }
            return nil
        }
        for index in range where hasSameName(nodes[index].key, as: symbol, of: storage) { return index }
        return nil
    }
}
