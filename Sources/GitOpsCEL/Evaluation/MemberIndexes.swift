import GitOpsManifest

/// Tables of hashes for the large objects of bound documents, so that a loop that looks up a member in each turn does
/// not look at all of them in each turn.
///
/// Invariant: the pointers of a table are those of bound documents; `removeAll` drops every table before another is
/// bound.
///
/// An object gets its table when it is asked for the third time, since most are asked once or twice. The memory is in
/// proportion to documents, which have limits of their own, and is used again for the next ones.
struct MemberIndexes: ~Copyable {
    /// Objects with no more members are searched as fast without a table.
    static var smallObject: UInt32 { 32 }
    /// Documents with no more nodes are not asked whether their objects are large when a name is written in the
    /// expression.
    static var smallDocument: Int { 1_024 }

    private var memory = ScratchMemory(limit: .max, firstBlock: 64)
    /// By the address of the object's record.
    private var objects: [UInt: State] = [:]
    private var isEmpty = true

    private enum State: BitwiseCopyable {
        case asked(times: Int)
        case indexed(MemberIndex)
    }

    /// The table of a large object; `nil` until it was asked for often enough.
    @inline(never)
    mutating func index(of object: UnsafePointer<NodeRecord>, _ document: BoundDocument) -> MemberIndex? {
        let address = UInt(bitPattern: object)
        switch objects[address] ?? .asked(times: 0) {
        case .indexed(let index): return index
        case .asked(let times) where times < 2:
            isEmpty = false
            objects[address] = .asked(times: times + 1)
            return nil
        case .asked:
            guard let index = MemberIndex(object, document, &memory) else { return nil }
            objects[address] = .indexed(index)
            return index
        }
    }

    /// Forgets all tables: the documents may be others.
    @inline(__always)
    mutating func removeAll() {
        if !isEmpty { forget() }
    }

    @inline(never)
    private mutating func forget() {
        // A table of tables that one document made large is not emptied for each that follows.
        objects.removeAll(keepingCapacity: objects.capacity < 64)
        memory.reset()
        isEmpty = true
    }
}

/// The members of one object by the hashes of their names, in a table with open addressing that is at most half full.
struct MemberIndex: BitwiseCopyable {
    private let members: UnsafePointer<NodeRecord>
    private let document: BoundDocument
    /// Numbers of members, counted from 1; 0 is a free slot.
    private let slots: UnsafeMutablePointer<UInt32>
    private let mask: Int

    /// Complexity: O(members).
    init?(_ object: UnsafePointer<NodeRecord>, _ document: BoundDocument, _ memory: inout ScratchMemory) {
        let count = Int(object.pointee.high)
        var capacity = 64
        while capacity < count * 2 { capacity *= 2 }
        guard let place = memory.take(capacity * MemoryLayout<UInt32>.stride) else { return nil }
        slots = place.bindMemory(to: UInt32.self, capacity: capacity)
        slots.initialize(repeating: 0, count: capacity)
        members = document.nodes + Int(object.pointee.low)
        mask = capacity - 1
        self.document = document
        for position in 0..<count {
            // Of equal names the first is found, since the others are put behind it.
            var slot = Int(truncatingIfNeeded: document.nameHash(members[position].key)) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(position + 1)
        }
    }

    /// The member with a name. Complexity: O(name).
    func member(_ name: UnsafeBufferPointer<UInt8>) -> UnsafePointer<NodeRecord>? {
        var slot = Int(truncatingIfNeeded: BoundDocument.hash(name)) & mask
        while slots[slot] != 0 {
            let member = members + (Int(slots[slot]) - 1)
            if document.hasName(member, name) { return member }
            slot = (slot + 1) & mask
        }
        return nil
    }
}

extension BoundDocument {
    @inline(__always)
    static func hash(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        guard let start = name.baseAddress, name.count > 0 else { return 0 }
        return ContentHash.bytes(start, name.count)
    }

    @inline(__always)
    func nameHash(_ symbol: Symbol) -> UInt64 {
        let isOwn = !symbol.isWellKnown && symbol.localIndex >= 0 && symbol.localIndex < nameCount
        guard isOwn, names[symbol.localIndex].length > 0 else { return Self.hash(nameBytes(symbol)) }
        return names[symbol.localIndex].hash
    }

    /// Whether a member has a name.
    @inline(__always)
    func hasName(_ member: UnsafePointer<NodeRecord>, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let own = nameBytes(member.pointee.key)
        guard own.count == name.count else { return false }
        guard let first = own.baseAddress, let second = name.baseAddress else { return true }
        return bytesEqual(first, second, own.count)
    }
}
