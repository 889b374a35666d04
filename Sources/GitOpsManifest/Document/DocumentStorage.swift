import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The immutable tree of one document: records, spans, own names and pooled bytes in a row.
///
/// `@unchecked Sendable` is sound because its part of the block is written only in `init`, never afterwards, and the block
/// lives as long as this object; the table of parents has a lock. Every index and byte range in the records was checked by
/// `TreeAssembler`, the only writer: children lie within the records and before their parent, byte ranges within the source
/// or the pool.
@usableFromInline
package final class DocumentStorage: @unchecked Sendable {
    package let source: SourceText
    @usableFromInline package let nodes: UnsafePointer<NodeRecord>
    @usableFromInline package let nodeCount: Int
    /// One span a record, or `nil` for documents without positions.
    package let spans: UnsafePointer<SourceSpan>?
    package let names: UnsafePointer<LocalName>
    package let nameCount: Int
    package let pool: UnsafePointer<UInt8>
    package let poolCount: Int
    /// Bytes of the source that this document was read from.
    package let sourceRange: Range<Int>
    package let format: Document.Format
    package let index: Int
    /// The first of them.
    let repeatedMembers: [RepeatedMember]
    /// How many members there were of a name that their object has already.
    package let repeatedMemberCount: Int
    /// Some values came through merge keys, so records are not in document order.
    package let hasMergedMembers: Bool
    /// For each record the index of its container: made when a parent is first asked for.
    private let parents = Mutex<[UInt32]>([])
    /// Where all of it lies, perhaps beside other documents of the same reading.
    private let block: DocumentBlock
    package let byteCount: Int

    /// Takes a place of `arena`, or a block of its own when there is none.
    init(
        in arena: inout DocumentArena?, source: SourceText, sourceRange: Range<Int>, format: Document.Format,
        index: Int,
        nodes: UnsafeBufferPointer<NodeRecord>, spans: UnsafeBufferPointer<SourceSpan>?, names: [LocalName],
        pool: UnsafeBufferPointer<UInt8>, repeatedMembers: [RepeatedMember], repeatedMemberCount: Int,
        hasMergedMembers: Bool
    ) {
        self.source = source
        self.sourceRange = sourceRange
        self.format = format
        self.index = index
        self.repeatedMembers = repeatedMembers
        self.repeatedMemberCount = repeatedMemberCount
        self.hasMergedMembers = hasMergedMembers
        nodeCount = nodes.count
        nameCount = names.count
        poolCount = pool.count

        let nodeBytes = nodes.count * MemoryLayout<NodeRecord>.stride
        let nameBytes = names.count * MemoryLayout<LocalName>.stride
        let spanBytes = (spans?.count ?? 0) * MemoryLayout<SourceSpan>.stride
        byteCount = max(1, nodeBytes + nameBytes + spanBytes + pool.count)
        let (block, base) = arena?.place(byteCount: byteCount) ?? DocumentArena.own(byteCount: byteCount)
        func place<Element>(_ elements: UnsafeBufferPointer<Element>, at offset: Int) -> UnsafePointer<Element> {
            let start = (base + offset).bindMemory(to: Element.self, capacity: elements.count)
            if let first = elements.baseAddress { start.initialize(from: first, count: elements.count) }
            return UnsafePointer(start)
        }
        self.nodes = place(nodes, at: 0)
        self.names = names.withUnsafeBufferPointer { place($0, at: nodeBytes) }
        self.spans = spans.map { place($0, at: nodeBytes + nameBytes) }
        self.pool = place(pool, at: nodeBytes + nameBytes + spanBytes)
        self.block = block
    }
}

extension DocumentStorage {
    @inlinable
    @inline(__always)
    package func record(_ index: Int) -> NodeRecord {
        assert(index >= 0 && index < nodeCount)
        return nodes[index]
    }

    package var rootIndex: Int { nodeCount - 1 }

    /// The bytes of a string or number; valid while the storage lives.
    @inline(__always)
    package func bytes(_ record: NodeRecord) -> UnsafeBufferPointer<UInt8> {
        let base = record.flags.contains(.inPool) ? pool : source.storage.base
        return UnsafeBufferPointer(start: base + Int(record.low), count: Int(record.high))
    }

    /// The bytes of a member's name; valid while the storage lives.
    package func nameBytes(_ symbol: Symbol) -> UnsafeBufferPointer<UInt8> {
        if symbol.isWellKnown { return WellKnownNames.bytes(symbol) }
        guard symbol.localIndex >= 0, symbol.localIndex < nameCount else {
            return UnsafeBufferPointer(start: pool, count: 0)
        }
        let name = names[symbol.localIndex]
        let base = name.inPool ? pool : source.storage.base
        return UnsafeBufferPointer(start: base + Int(name.offset), count: name.length)
    }

    package func name(_ symbol: Symbol) -> String { String(decoding: nameBytes(symbol), as: UTF8.self) }

    /// The symbol this document uses for a name, or `nil` when no member has it. Complexity: O(own names) at worst.
    package func symbol(_ name: String) -> Symbol? {
        var name = name
        return name.withUTF8 { bytes -> Symbol? in
            let base = bytes.baseAddress ?? pool
            let hash = ContentHash.bytes(base, bytes.count)
            if let symbol = WellKnownNames.symbol(base, bytes.count, hash: hash) { return symbol }
            for index in 0..<nameCount where names[index].hash == hash {
                let symbol = Symbol(localIndex: index)
                let own = nameBytes(symbol)
                if own.count == bytes.count, let start = own.baseAddress, bytesEqual(start, base, bytes.count) {
                    return symbol
                }
            }
            return nil
        }
    }

    /// Index of the record of a member, or `nil`. Complexity: O(members).
    @inline(__always)
    package func member(of container: Int, _ symbol: Symbol) -> Int? {
        let record = nodes[container]
        guard record.kind == .object else { return nil }
        for index in record.children where nodes[index].key == symbol { return index }
        return nil
    }

    /// Index of the array or object that holds a record. Complexity: O(1), at the first call O(records).
    package func parent(of index: Int) -> Int? {
        let parent = parents.withLock { parents in
            if parents.isEmpty { parents = parentTable() }
            return parents[index]
        }
        return parent == .max ? nil : Int(parent)
    }

    /// The value of a merge key leaves records behind that share the children of the merged members; these come later.
    private func parentTable() -> [UInt32] {
        var parents = [UInt32](repeating: .max, count: nodeCount)
        for container in 0..<nodeCount where nodes[container].isContainer {
            for child in nodes[container].children { parents[child] = UInt32(truncatingIfNeeded: container) }
        }
        return parents
    }
}

extension DocumentStorage {
    /// Whether a value is another one or lies in it. Complexity: O(depth), at the first call O(records).
    package func contains(_ outer: Int, _ inner: Int) -> Bool {
        var index: Int? = inner
        while let current = index {
            if current == outer { return true }
            index = parent(of: current)
        }
        return false
    }
}
