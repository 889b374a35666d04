/// Turns a reader's events into the records of a document.
///
/// Values of containers that are still open wait in `pending`; when a container closes, its children move to the end of
/// `nodes`, so that they are contiguous. One assembler serves all documents of a source, and its buffers grow to the
/// largest of them: reading allocates per document, never per value.
struct TreeAssembler {
    let limits: ReadingLimits
    private(set) var source: SourceText
    private var base: UnsafePointer<UInt8>
    private let wellKnown = WellKnownNames.table
    private let keys = ContentHash.secrets

    private(set) var nodes: [NodeRecord] = []
    private var spans: [SourceSpan] = []
    private(set) var pending: [NodeRecord] = []
    private var pendingSpans: [SourceSpan] = []
    private(set) var open: [OpenContainer] = []
    private(set) var pool: [UInt8] = []
    private var names: [LocalName] = []
    private var nameSlots: [UInt32] = []
    /// For each symbol, the number of the container that used it last: finds duplicate keys in one pass.
    private var stamps: [UInt32] = []
    private var stamp: UInt32 = 0
    private var duplicateKeys: [RepeatedMember] = []
    private var hasMergedMembers = false

    private(set) var nextKey = Symbol.none
    private var nextKeyStart: UInt32 = .max

    struct OpenContainer {
        var kind: NodeRecord.Kind
        var flags: NodeRecord.Flags
        var key: Symbol
        var keyStart: UInt32
        var start: UInt32
        var line: UInt32
        var firstPending: Int
        var expectsKey: Bool
        var hasMerge: Bool
        /// One past the last alias among its values, whose own spans lie elsewhere.
        var aliasEnd: UInt32 = 0
        /// The anchor that names this container in YAML.
        var anchor: Int32
    }

    init(source: SourceText, limits: ReadingLimits) {
        self.source = source
        self.limits = limits
        base = source.storage.base
        nameSlots = Array(repeating: .max, count: 64)
        stamps = Array(repeating: 0, count: Int(WellKnownNames.count) + 64)
    }

    /// Goes on with another source and the buffers it has.
    mutating func begin(_ source: SourceText) {
        reset()
        self.source = source
        base = source.storage.base
    }

    /// Forgets everything but the capacity of the buffers.
    mutating func reset() {
        nodes.removeAll(keepingCapacity: true)
        spans.removeAll(keepingCapacity: true)
        pending.removeAll(keepingCapacity: true)
        pendingSpans.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
        pool.removeAll(keepingCapacity: true)
        clearNames()
        duplicateKeys.removeAll()
        hasMergedMembers = false
        nextKey = .none
        nextKeyStart = .max
    }

    /// Empties the slots of the names it has and no others: a small document after a large one stays cheap.
    private mutating func clearNames() {
        let mask = nameSlots.count - 1
        for (index, name) in names.enumerated() {
            var slot = Int(truncatingIfNeeded: name.hash) & mask
            while nameSlots[slot] != UInt32(truncatingIfNeeded: index) { slot = (slot + 1) & mask }
            nameSlots[slot] = .max
        }
        names.removeAll(keepingCapacity: true)
    }

    var nodeCount: Int { nodes.count + pending.count }
    var depth: Int { open.count }

    // MARK: Values

    @inline(__always)
    mutating func append(_ record: NodeRecord, start: Int, end: Int, line: UInt32) {
        var record = record
        record.key = nextKey
        let start = UInt32(truncatingIfNeeded: start)
        pending.append(record)
        pendingSpans.append(
            SourceSpan(
                keyStart: min(nextKeyStart, start), start: start, end: UInt32(truncatingIfNeeded: end), line: line))
        nextKey = .none
        nextKeyStart = .max
    }

    /// A string whose bytes stand in the source as they are.
    @inline(__always)
    func string(at offset: Int, count: Int, flags: NodeRecord.Flags = []) -> NodeRecord {
        NodeRecord(
            kind: .string, flags: flags, low: UInt32(truncatingIfNeeded: offset),
            high: UInt32(truncatingIfNeeded: count),
            hash: ContentHash.string(ContentHash.bytes(base + offset, count, keys)))
    }

    /// A string whose bytes had to be written anew: they go to the pool.
    mutating func pooledString(_ bytes: UnsafeBufferPointer<UInt8>, flags: NodeRecord.Flags = []) -> NodeRecord {
        let offset = pool.count
        pool.append(contentsOf: bytes)
        return pooledString(from: offset, flags: flags)
    }

    /// A string that the reader wrote to the end of the pool itself.
    func pooledString(from offset: Int, flags: NodeRecord.Flags = []) -> NodeRecord {
        let count = pool.count - offset
        let hash = pool.withUnsafeBufferPointer { buffer in
            ContentHash.string(ContentHash.bytes((buffer.baseAddress ?? base) + offset, count, keys))
        }
        return NodeRecord(
            kind: .string, flags: flags.union(.inPool), low: UInt32(truncatingIfNeeded: offset),
            high: UInt32(truncatingIfNeeded: count), hash: hash)
    }

    /// The bytes of a string or number of the document that is being read.
    func copyOfBytes(_ record: NodeRecord) -> [UInt8] {
        let (offset, count) = (Int(record.low), Int(record.high))
        if record.flags.contains(.inPool) { return Array(pool[offset..<offset + count]) }
        return Array(UnsafeBufferPointer(start: base + offset, count: count))
    }

    mutating func appendToPool(_ byte: UInt8) { pool.append(byte) }
    mutating func appendToPool(_ bytes: UnsafeBufferPointer<UInt8>) { pool.append(contentsOf: bytes) }

    // MARK: Names

    /// The symbol of a name that stands in the source.
    @inline(__always)
    mutating func symbol(at offset: Int, count: Int) -> Symbol {
        let hash = ContentHash.bytes(base + offset, count, keys)
        if let known = WellKnownNames.symbol(base + offset, count, hash: hash, in: wellKnown) { return known }
        return local(base + offset, count, hash: hash, place: (UInt32(truncatingIfNeeded: offset), false))
    }

    /// The symbol of a name that had to be written anew.
    mutating func symbol(copying bytes: UnsafeBufferPointer<UInt8>) -> Symbol {
        let start = bytes.baseAddress ?? base
        let hash = ContentHash.bytes(start, bytes.count, keys)
        if let known = WellKnownNames.symbol(start, bytes.count, hash: hash, in: wellKnown) { return known }
        return local(start, bytes.count, hash: hash, place: nil)
    }

    mutating func symbol(copying name: String) -> Symbol {
        var name = name
        return name.withUTF8 { symbol(copying: $0) }
    }

    /// Finds or adds a name of this document; one without a place is copied to the pool when it is new.
    private mutating func local(
        _ start: UnsafePointer<UInt8>, _ count: Int, hash: UInt64, place: (offset: UInt32, inPool: Bool)?
    ) -> Symbol {
        let mask = nameSlots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while nameSlots[slot] != .max {
            let index = Int(nameSlots[slot])
            let name = names[index]
            if name.hash == hash, name.length == count, isName(name, start) { return Symbol(localIndex: index) }
            slot = (slot + 1) & mask
        }
        let place = place ?? (UInt32(truncatingIfNeeded: pool.count), true)
        if place.inPool { pool.append(contentsOf: UnsafeBufferPointer(start: start, count: count)) }
        let index = names.count
        names.append(
            LocalName(
                offset: place.offset, length: UInt32(truncatingIfNeeded: count), inPool: place.inPool, hash: hash))
        nameSlots[slot] = UInt32(truncatingIfNeeded: index)
        if names.count * 2 > nameSlots.count { growNameSlots() }
        if stamps.count <= Int(WellKnownNames.count) + names.count {
            stamps.append(contentsOf: repeatElement(0, count: stamps.count))
        }
        return Symbol(localIndex: index)
    }

    private func isName(_ name: LocalName, _ start: UnsafePointer<UInt8>) -> Bool {
        guard name.inPool else { return bytesEqual(base + Int(name.offset), start, name.length) }
        return pool.withUnsafeBufferPointer { buffer in
            guard let pool = buffer.baseAddress else { return name.length == 0 }
            return bytesEqual(pool + Int(name.offset), start, name.length)
        }
    }

    private mutating func growNameSlots() {
        nameSlots = Array(repeating: .max, count: nameSlots.count * 2)
        let mask = nameSlots.count - 1
        for (index, name) in names.enumerated() {
            var slot = Int(truncatingIfNeeded: name.hash) & mask
            while nameSlots[slot] != .max { slot = (slot + 1) & mask }
            nameSlots[slot] = UInt32(truncatingIfNeeded: index)
        }
    }

    /// The name the next value will have in its object.
    @inline(__always)
    mutating func setKey(_ symbol: Symbol, start: Int) {
        nextKey = symbol
        nextKeyStart = UInt32(truncatingIfNeeded: start)
    }

    private func nameHash(_ symbol: Symbol) -> UInt64 {
        symbol.isWellKnown ? wellKnown.hashes[Int(symbol.rawValue)] : names[symbol.localIndex].hash
    }

    func name(_ symbol: Symbol) -> String {
        guard !symbol.isWellKnown else { return String(decoding: WellKnownNames.bytes(symbol), as: UTF8.self) }
        let name = names[symbol.localIndex]
        if name.inPool {
            let start = Int(name.offset)
            return String(decoding: pool[start..<start + name.length], as: UTF8.self)
        }
        return source[Int(name.offset)..<Int(name.offset) + name.length]
    }

    // MARK: Containers

    mutating func begin(_ kind: NodeRecord.Kind, flags: NodeRecord.Flags, start: Int, line: UInt32, anchor: Int32 = -1)
    {
        open.append(
            OpenContainer(
                kind: kind, flags: flags, key: nextKey, keyStart: nextKeyStart,
                start: UInt32(truncatingIfNeeded: start), line: line, firstPending: pending.count,
                expectsKey: kind == .object, hasMerge: false, anchor: anchor))
        nextKey = .none
        nextKeyStart = .max
    }

    @inline(__always)
    var current: OpenContainer? { open.last }

    @inline(__always)
    mutating func setExpectsKey(_ expects: Bool) { open[open.count - 1].expectsKey = expects }

    mutating func markMerge() {
        open[open.count - 1].hasMerge = true
        setKey(.merge, start: Int(UInt32.max))
    }

    /// Closes the innermost container; `end` is used when given, else the end of its last child.
    ///
    /// - Returns: the record and span it was appended with.
    @discardableResult
    mutating func close(end: Int?) throws(DocumentError) -> (NodeRecord, SourceSpan) {
        let container = open.removeLast()
        let lastEnd = endOfLastChild(of: container)
        if container.hasMerge { try expandMerges(from: container.firstPending) }
        if container.kind == .object { removeDuplicates(from: container.firstPending) }

        let first = nodes.count
        let count = pending.count - container.firstPending
        var state: UInt64 = 0
        if container.kind == .object {
            for index in container.firstPending..<pending.count {
                state &+= ContentHash.member(nameHash(pending[index].key), pending[index].hash, keys)
            }
        } else {
            for index in container.firstPending..<pending.count {
                state = ContentHash.element(state, pending[index].hash, keys)
            }
        }
        nodes.append(contentsOf: pending[container.firstPending...])
        spans.append(contentsOf: pendingSpans[container.firstPending...])
        pending.removeLast(count)
        pendingSpans.removeLast(count)

        let record = NodeRecord(
            kind: container.kind, flags: container.flags, key: container.key, low: UInt32(truncatingIfNeeded: first),
            high: UInt32(truncatingIfNeeded: count),
            hash: ContentHash.container(container.kind, count: count, state, keys))
        let span = SourceSpan(
            keyStart: min(container.keyStart, container.start), start: container.start,
            end: end.map { UInt32(truncatingIfNeeded: $0) } ?? max(lastEnd, container.start), line: container.line)
        pending.append(record)
        pendingSpans.append(span)
        return (record, span)
    }

    /// Where the last child ends in the text of its container: an alias ends at its own place, not at the anchor's.
    private func endOfLastChild(of container: OpenContainer) -> UInt32 {
        guard pending.count > container.firstPending, let last = pending.last, !last.flags.contains(.aliased) else {
            return max(container.start, container.aliasEnd)
        }
        return pendingSpans[pendingSpans.count - 1].end
    }

    // MARK: Duplicates, merges, aliases

    /// Keeps the last of several members with one name, as Kubernetes does, and remembers the others.
    private mutating func removeDuplicates(from first: Int) {
        stamp &+= 1
        if stamp == 0 {
            for index in stamps.indices { stamps[index] = 0 }
            stamp = 1
        }
        var hasDuplicates = false
        for index in first..<pending.count {
            let symbol = Int(pending[index].key.rawValue)
            if stamps[symbol] == stamp {
                hasDuplicates = true
            } else {
                stamps[symbol] = stamp
            }
        }
        guard hasDuplicates else { return }
        var lastIndex: [Symbol: Int] = [:]
        for index in first..<pending.count {
            if let earlier = lastIndex.updateValue(index, forKey: pending[index].key) {
                recordDuplicate(pending[index].key, first: pendingSpans[earlier], second: pendingSpans[index])
                pending[earlier].key = .replaced
            }
        }
        compact(from: first)
    }

    private mutating func recordDuplicate(_ key: Symbol, first: SourceSpan, second: SourceSpan) {
        guard duplicateKeys.count < limits.reportedDuplicateKeys else { return }
        duplicateKeys.append(RepeatedMember(key: key, first: first, second: second))
    }

    private mutating func compact(from first: Int) {
        var kept = first
        for index in first..<pending.count where pending[index].key != .replaced {
            pending[kept] = pending[index]
            pendingSpans[kept] = pendingSpans[index]
            kept += 1
        }
        pending.removeSubrange(kept...)
        pendingSpans.removeSubrange(kept...)
    }

    /// Puts the members of merged objects in the place of their merge keys.
    ///
    /// In the order of the reference reader (yaml.v2 `decode.go`, `merge`): the last member of a name wins, wherever it
    /// stands, and of a list of objects the first one wins.
    private mutating func expandMerges(from first: Int) throws(DocumentError) {
        hasMergedMembers = true
        let written = Array(pending[first...])
        let writtenSpans = Array(pendingSpans[first...])
        pending.removeSubrange(first...)
        pendingSpans.removeSubrange(first...)
        for (record, span) in zip(written, writtenSpans) {
            guard record.key == .merge else {
                pending.append(record)
                pendingSpans.append(span)
                continue
            }
            switch record.kind {
            case .object:
                appendMerged(record)
            case .array where !record.flags.contains(.aliased):
                for element in record.children.reversed() {
                    guard nodes[element].kind == .object else { throw mergeError(spans[element]) }
                    appendMerged(nodes[element])
                }
            default:
                throw mergeError(span)
            }
        }
    }

    private mutating func appendMerged(_ object: NodeRecord) {
        for index in object.children {
            var record = nodes[index]
            record.flags.insert(.aliased)
            pending.append(record)
            pendingSpans.append(spans[index])
        }
    }

    private func mergeError(_ span: SourceSpan) -> DocumentError {
        DocumentError(
            .mergeNeedsObjects, source: source, position: source.position(atByte: Int(span.start), line: Int(span.line))
        )
    }

    /// Appends a copy of a finished value under the current key; the copy keeps the positions of the original.
    mutating func appendCopy(of record: NodeRecord, span: SourceSpan, aliasEnd: Int) {
        if !open.isEmpty { open[open.count - 1].aliasEnd = UInt32(truncatingIfNeeded: aliasEnd) }
        var copy = record
        copy.flags.insert(.aliased)
        if copy.isContainer { copy = copyingChildren(of: copy) }
        copy.key = nextKey
        var span = span
        span.keyStart = nextKeyStart == .max ? span.start : nextKeyStart
        pending.append(copy)
        pendingSpans.append(span)
        nextKey = .none
        nextKeyStart = .max
    }

    private mutating func copyingChildren(of container: NodeRecord) -> NodeRecord {
        let firstPending = pending.count
        for index in container.children {
            var child = nodes[index]
            child.flags.insert(.aliased)
            let span = spans[index]
            if child.isContainer { child = copyingChildren(of: child) }
            pending.append(child)
            pendingSpans.append(span)
        }
        var copy = container
        copy.low = UInt32(truncatingIfNeeded: nodes.count)
        nodes.append(contentsOf: pending[firstPending...])
        spans.append(contentsOf: pendingSpans[firstPending...])
        pending.removeSubrange(firstPending...)
        pendingSpans.removeSubrange(firstPending...)
        return copy
    }

    /// Number of values and nested levels in a finished value; counting stops above `limit`. Complexity: O(limit).
    func extent(of record: NodeRecord, limit: Int) -> (values: Int, depth: Int) {
        guard record.isContainer else { return (1, 0) }
        var total = 1
        var deepest = 0
        for index in record.children {
            let child = extent(of: nodes[index], limit: limit - total)
            total += child.values
            deepest = max(deepest, child.depth)
            if total > limit { break }
        }
        return (total, deepest + 1)
    }

    // MARK: Result

    /// The finished document: its root is the one pending value.
    mutating func finish(sourceRange: Range<Int>, format: Document.Format, index: Int) -> Document {
        nodes.append(contentsOf: pending)
        spans.append(contentsOf: pendingSpans)
        return Document(
            storage: DocumentStorage(
                source: source, sourceRange: sourceRange, format: format, index: index, nodes: nodes,
                spans: format == .built ? nil : spans, names: names, pool: pool, repeatedMembers: duplicateKeys,
                hasMergedMembers: hasMergedMembers))
    }
}
