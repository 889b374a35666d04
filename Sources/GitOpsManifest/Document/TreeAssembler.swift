/// Turns a reader's events into the records of a document.
///
/// Values of containers that are still open wait in `pending`; when a container closes, its children move to the end of
/// `nodes`, so that they are contiguous. One assembler serves all documents of a source, and its buffers grow to the
/// largest of them: reading allocates per document, never per value.
struct TreeAssembler: ~Copyable {
    let limits: ReadingLimits
    var source: SourceText
    var base: UnsafePointer<UInt8>
    let wellKnown = WellKnownNames.table
    let keys = ContentHash.secrets

    var nodes = GrowableBuffer<NodeRecord>(capacity: 64)
    var spans = GrowableBuffer<SourceSpan>(capacity: 64)
    var pending = GrowableBuffer<PendingValue>(capacity: 32)
    var open = GrowableBuffer<OpenContainer>(capacity: 16)
    var pool = GrowableBuffer<UInt8>(capacity: 64)
    var names: [LocalName] = []
    var nameSlots: [UInt32] = []
    /// For each symbol, the number of the container that used it last: finds duplicate keys in one pass.
    var stamps = GrowableBuffer<UInt32>(capacity: Int(WellKnownNames.count) + 64)
    var stamp: UInt32 = 0
    var duplicateKeys: [RepeatedMember] = []
    var duplicateKeyCount = 0
    var hasMergedMembers = false

    var nextKey = Symbol.none
    var nextKeyStart: UInt32 = .max

    /// A finished value whose container is still open.
    struct PendingValue {
        var record: NodeRecord
        var span: SourceSpan
    }

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

    /// Where finished documents go; without one each has its own block.
    var arena: DocumentArena?

    init(source: SourceText, limits: ReadingLimits, arena: DocumentArena? = nil) {
        self.arena = arena
        self.source = source
        self.limits = limits
        base = source.storage.base
        nameSlots = Array(repeating: .max, count: 64)
        stamps.append(repeating: 0, count: Int(WellKnownNames.count) + 64)
    }

    /// With room for about as much as another document has, up to the size of an object that is already a large one.
    init(source: SourceText, limits: ReadingLimits, roomFor other: DocumentStorage) {
        self.init(source: source, limits: limits)
        let values = min(max(64, other.nodeCount + other.nodeCount / 4), 4_096)
        nodes = GrowableBuffer(capacity: values)
        spans = GrowableBuffer(capacity: values)
        let bytes = other.poolCount + other.sourceRange.count
        pool = GrowableBuffer(capacity: min(max(64, bytes + bytes / 4), 64 << 10))
    }

    /// Goes on with another source and the buffers it has.
    mutating func begin(_ source: SourceText) {
        reset()
        self.source = source
        base = source.storage.base
    }

    /// Forgets everything but the capacity of the buffers.
    mutating func reset() {
        nodes.truncate(to: 0)
        spans.truncate(to: 0)
        pending.truncate(to: 0)
        open.truncate(to: 0)
        pool.truncate(to: 0)
        if !names.isEmpty { clearNames() }
        if !duplicateKeys.isEmpty { duplicateKeys.removeAll() }
        duplicateKeyCount = 0
        hasMergedMembers = false
        nextKey = .none
        nextKeyStart = .max
    }

    /// Empties the slots of the names it has and no others: a small document after a large one stays cheap.
    mutating func clearNames() {
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
    /// Number of finished values that no closed container holds.
    var pendingCount: Int { pending.count }
    /// The value that was finished last, when its container is not closed yet.
    var lastValue: NodeRecord? { pending.count > 0 ? pending[pending.count - 1].record : nil }

    // MARK: Values

    @inline(__always)
    mutating func append(_ record: NodeRecord, start: Int, end: Int, line: UInt32) {
        var record = record
        record.key = nextKey
        let start = UInt32(truncatingIfNeeded: start)
        let span = SourceSpan(
            keyStart: min(nextKeyStart, start), start: start, end: UInt32(truncatingIfNeeded: end), line: line)
        pending.append(PendingValue(record: record, span: span))
        nextKey = .none
        nextKeyStart = .max
    }

    /// A boolean or an integer.
    @inline(__always)
    func scalar(_ kind: NodeRecord.Kind, bits: UInt64) -> NodeRecord {
        NodeRecord(kind: kind, bits: bits, hash: ContentHash.scalar(kind, bits, keys))
    }

    /// A string whose bytes stand in the source as they are.
    @inline(__always)
    func string(at offset: Int, count: Int, flags: NodeRecord.Flags = []) -> NodeRecord {
        NodeRecord(
            kind: .string, flags: flags, low: UInt32(truncatingIfNeeded: offset),
            high: UInt32(truncatingIfNeeded: count),
            hash: ContentHash.string(ContentHash.bytes(padded: base + offset, count, keys), keys))
    }

    /// A string whose bytes had to be written anew: they go to the pool.
    mutating func pooledString(_ bytes: UnsafeBufferPointer<UInt8>, flags: NodeRecord.Flags = []) -> NodeRecord {
        let offset = pool.count
        pool.append(bytes)
        return pooledString(from: offset, flags: flags)
    }

    /// A string that the reader wrote to the end of the pool itself.
    func pooledString(from offset: Int, flags: NodeRecord.Flags = []) -> NodeRecord {
        let count = pool.count - offset
        let start = pool.elements.baseAddress ?? base
        return NodeRecord(
            kind: .string, flags: flags.union(.inPool), low: UInt32(truncatingIfNeeded: offset),
            high: UInt32(truncatingIfNeeded: count),
            hash: ContentHash.string(ContentHash.bytes(start + offset, count, keys), keys))
    }

    var poolCount: Int { pool.count }

    /// The bytes of a string or number of the document that is being read.
    func copyOfBytes(_ record: NodeRecord) -> [UInt8] {
        let (offset, count) = (Int(record.low), Int(record.high))
        if record.flags.contains(.inPool) { return Array(pool.elements[offset..<offset + count]) }
        return Array(UnsafeBufferPointer(start: base + offset, count: count))
    }

    mutating func appendToPool(_ byte: UInt8) { pool.append(byte) }
    mutating func appendToPool(_ bytes: UnsafeBufferPointer<UInt8>) { pool.append(bytes) }

    /// The text of a pooled string or number.
    func pooledText(_ record: NodeRecord) -> String {
        let start = Int(record.low)
        return String(
            decoding: UnsafeBufferPointer(rebasing: pool.elements[start..<start + Int(record.high)]), as: UTF8.self)
    }

    // MARK: Containers

    mutating func begin(
        _ kind: NodeRecord.Kind, flags: NodeRecord.Flags, start: Int, line: UInt32, anchor: Int32 = -1
    ) {
        open.append(
            OpenContainer(
                kind: kind, flags: flags, key: nextKey, keyStart: nextKeyStart,
                start: UInt32(truncatingIfNeeded: start), line: line, firstPending: pending.count,
                expectsKey: kind == .object, hasMerge: false, anchor: anchor))
        nextKey = .none
        nextKeyStart = .max
    }

    @inline(__always)
    var current: OpenContainer? { open.count > 0 ? open[open.count - 1] : nil }

    /// Whether the innermost open container is an object.
    @inline(__always)
    var isInObject: Bool { open.count > 0 && open[open.count - 1].kind == .object }

    /// Whether the next value is the name of a member.
    @inline(__always)
    var expectsKey: Bool { open.count > 0 && open[open.count - 1].expectsKey }

    /// Whether the innermost open container is written in flow style.
    @inline(__always)
    var isInFlow: Bool { open.count > 0 && open[open.count - 1].flags.contains(.flow) }

    /// Whether the innermost container is open and written in block style.
    @inline(__always)
    var isInBlock: Bool { open.count > 0 && !open[open.count - 1].flags.contains(.flow) }

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

        let first = nodes.count
        let state = container.kind == .object ? moveMembers(of: container) : moveElements(of: container)
        let count = nodes.count - first
        let record = NodeRecord(
            kind: container.kind, flags: container.flags, key: container.key, low: UInt32(truncatingIfNeeded: first),
            high: UInt32(truncatingIfNeeded: count),
            hash: ContentHash.container(container.kind, count: count, state, keys))
        let span = SourceSpan(
            keyStart: min(container.keyStart, container.start), start: container.start,
            end: end.map { UInt32(truncatingIfNeeded: $0) } ?? max(lastEnd, container.start), line: container.line)
        pending.append(PendingValue(record: record, span: span))
        return (record, span)
    }

    /// Moves the members of an object to the nodes, the last of each name, and adds up their shares of its hash.
    private mutating func moveMembers(of object: OpenContainer) -> UInt64 {
        let first = nodes.count
        var state: UInt64 = 0
        reserve(pending.count - object.firstPending)
        beginStamps()
        for index in object.firstPending..<pending.count {
            let value = pending[index]
            guard stamps[Int(value.record.key.rawValue)] != stamp else {
                nodes.truncate(to: first)
                spans.truncate(to: first)
                removeDuplicates(from: object.firstPending)
                return moveMembers(of: object)
            }
            stamps[Int(value.record.key.rawValue)] = stamp
            state &+= ContentHash.member(nameHash(value.record.key), value.record.hash, keys)
            nodes.appendReserved(value.record)
            spans.appendReserved(value.span)
        }
        pending.truncate(to: object.firstPending)
        return state
    }

    private mutating func moveElements(of array: OpenContainer) -> UInt64 {
        var state: UInt64 = 0
        for index in array.firstPending..<pending.count {
            state = ContentHash.element(state, pending[index].record.hash, keys)
        }
        movePending(from: array.firstPending)
        return state
    }

    /// Where the last child ends in the text of its container: an alias ends at its own place, not at the anchor's.
    func endOfLastChild(of container: OpenContainer) -> UInt32 {
        guard pending.count > container.firstPending, case let last = pending[pending.count - 1],
            !last.record.flags.contains(.aliased)
        else { return max(container.start, container.aliasEnd) }
        return last.span.end
    }

    mutating func movePending(from first: Int) {
        reserve(pending.count - first)
        for index in first..<pending.count {
            nodes.appendReserved(pending[index].record)
            spans.appendReserved(pending[index].span)
        }
        pending.truncate(to: first)
    }

    private mutating func reserve(_ values: Int) {
        nodes.reserve(values)
        spans.reserve(values)
    }

    // MARK: Result

    /// The finished document: its root is the one pending value.
    mutating func finish(sourceRange: Range<Int>, format: Document.Format, index: Int) -> Document {
        movePending(from: 0)
        return Document(
            storage: DocumentStorage(
                in: &arena, source: source, sourceRange: sourceRange, format: format, index: index,
                nodes: nodes.elements,
                spans: format == .built ? nil : spans.elements, names: names, pool: pool.elements,
                repeatedMembers: duplicateKeys, repeatedMemberCount: duplicateKeyCount,
                hasMergedMembers: hasMergedMembers))
    }
}
