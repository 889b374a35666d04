import GitOpsManifest

/// All paths that matter in one operation, each stored once, with a mask of the sets that have it.
///
/// Set algebra is then bit algebra: one pass over a flat array, whatever the number of managers. A node precedes its
/// children; children are found through one hash table for the whole trie.
///
/// Invariants: node 0 is the root; `below` of a node has every bit that `members` of a node under it has.
struct FieldTrie: ~Copyable {
    typealias Index = UInt32
    static let root: Index = 0
    static let none: Index = 0

    struct Node: BitwiseCopyable {
        let parent: Index
        var firstChild: Index = FieldTrie.none
        var lastChild: Index = FieldTrie.none
        var next: Index = FieldTrie.none
        let start: UInt32
        let count: UInt32
        let hash: UInt64
        /// The sets that have this path.
        var members: UInt64 = 0
        /// The sets that have a path under this one.
        var below: UInt64 = 0
        let kind: FieldElementKind
        /// The children are linked in the order of their spellings.
        var isOrdered = true
        /// Where a walk found the list element that this is: on the left, on the right; meaningful with its stamp.
        var left: Int32 = -1
        var right: Int32 = -1
        var stamp: UInt32 = 0
        /// The schema names this member of an object.
        var isNamed = false
    }

    private(set) var nodes: [Node] = []
    private var bytes: [UInt8] = []
    private var slots: [UInt32]
    private var stamp: UInt32 = 0

    init(capacity: Int = 128) {
        nodes.reserveCapacity(capacity)
        bytes.reserveCapacity(capacity * 12)
        var size = 256
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        nodes.append(Node(parent: 0, start: 0, count: 0, hash: 0, kind: .field))
    }

    @inline(__always)
    subscript(index: Index) -> Node {
        get { nodes[Int(index)] }
        _modify { yield &nodes[Int(index)] }
    }

    func spelling<Result>(_ index: Index, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let node = nodes[Int(index)]
        return bytes.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[Int(node.start)..<Int(node.start) + Int(node.count)]))
        }
    }

    // MARK: Nodes

    /// The child with a spelling, made when it is not there. Complexity: O(1) on average.
    mutating func child(
        of parent: Index, _ kind: FieldElementKind, _ name: UnsafeBufferPointer<UInt8>, hash: UInt64
    ) -> Index {
        var slot = Self.slot(parent, hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = slots[slot]
            if isNode(index, parent, kind, name, hash) { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        let index = Index(truncatingIfNeeded: nodes.count)
        slots[slot] = index
        nodes.append(
            Node(
                parent: parent, start: UInt32(truncatingIfNeeded: bytes.count),
                count: UInt32(truncatingIfNeeded: name.count), hash: hash, kind: kind))
        bytes.append(contentsOf: name)
        link(index, parent)
        if nodes.count * 2 > slots.count { grow() }
        return index
    }

    mutating func child(of parent: Index, _ kind: FieldElementKind, spelled spelling: [UInt8]) -> Index {
        spelling.withUnsafeBufferPointer { name in
            child(of: parent, kind, name, hash: Self.hash(name))
        }
    }

    /// The child that a member of an object is.
    @inline(__always)
    mutating func child(of parent: Index, field key: Symbol, in storage: DocumentStorage) -> Index {
        child(of: parent, .field, storage.nameBytes(key), hash: storage.nameHash(key))
    }

    /// The child with a spelling, or `nil`.
    func existingChild(of parent: Index, _ kind: FieldElementKind, _ name: UnsafeBufferPointer<UInt8>) -> Index? {
        let hash = Self.hash(name)
        var slot = Self.slot(parent, hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if isNode(slots[slot], parent, kind, name, hash) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    static func hash(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        guard let base = name.baseAddress else { return 0 }
        return ContentHash.bytes(base, name.count)
    }

    @inline(__always)
    private static func slot(_ parent: Index, _ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: (hash ^ UInt64(parent) &* 0x9E37_79B9_7F4A_7C15) >> 7)
    }

    @inline(__always)
    private func isNode(
        _ index: Index, _ parent: Index, _ kind: FieldElementKind, _ name: UnsafeBufferPointer<UInt8>, _ hash: UInt64
    ) -> Bool {
        let node = nodes[Int(index)]
        guard node.hash == hash, node.parent == parent, node.kind == kind, node.count == name.count else {
            return false
        }
        guard let other = name.baseAddress else { return true }
        return bytes.withUnsafeBufferPointer { own in
            own.baseAddress.map { bytesEqual($0 + Int(node.start), other, name.count) } ?? true
        }
    }

    private mutating func link(_ index: Index, _ parent: Index) {
        let last = nodes[Int(parent)].lastChild
        if last == Self.none {
            nodes[Int(parent)].firstChild = index
        } else {
            nodes[Int(last)].next = index
            if nodes[Int(parent)].isOrdered, !precedes(last, index) { nodes[Int(parent)].isOrdered = false }
        }
        nodes[Int(parent)].lastChild = index
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for index in 1..<nodes.count {
            var slot = Self.slot(nodes[index].parent, nodes[index].hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Index(truncatingIfNeeded: index)
        }
    }

    // MARK: Order

    private func precedes(_ left: Index, _ right: Index) -> Bool {
        let first = nodes[Int(left)]
        let second = nodes[Int(right)]
        guard first.kind == second.kind else { return first.kind.rawValue < second.kind.rawValue }
        return bytes.withUnsafeBufferPointer { bytes in
            let left = bytes[Int(first.start)..<Int(first.start) + Int(first.count)]
            return left.lexicographicallyPrecedes(bytes[Int(second.start)..<Int(second.start) + Int(second.count)])
        }
    }

    /// Links the children of a node in the order in which Kubernetes prints them.
    mutating func order(_ index: Index) {
        guard !nodes[Int(index)].isOrdered else { return }
        var children: [Index] = []
        var child = nodes[Int(index)].firstChild
        while child != Self.none {
            children.append(child)
            child = nodes[Int(child)].next
        }
        children.sort { precedes($0, $1) }
        for (position, child) in children.enumerated() {
            nodes[Int(child)].next = position + 1 < children.count ? children[position + 1] : Self.none
        }
        nodes[Int(index)].firstChild = children.first ?? Self.none
        nodes[Int(index)].lastChild = children.last ?? Self.none
        nodes[Int(index)].isOrdered = true
    }

    // MARK: Sets

    /// Adds a path to sets. The root is a member of none: nobody owns an object as a whole.
    @inline(__always)
    mutating func insert(_ index: Index, _ sets: UInt64) {
        guard index != Self.root, nodes[Int(index)].members & sets != sets else { return }
        nodes[Int(index)].members |= sets
        var parent = nodes[Int(index)].parent
        while nodes[Int(parent)].below & sets != sets {
            nodes[Int(parent)].below |= sets
            if parent == Self.root { return }
            parent = nodes[Int(parent)].parent
        }
    }

    /// Gives each path the sets that a rule makes of its present ones. Complexity: O(paths).
    mutating func mapMembers(_ rule: (Index, Node) -> UInt64) {
        for index in nodes.indices.dropFirst() {
            nodes[index].members = rule(Index(truncatingIfNeeded: index), nodes[index])
        }
        refreshBelow()
    }

    /// Takes everything under some paths out of sets, and the paths themselves when asked. Complexity: O(paths).
    mutating func remove(_ sets: UInt64, under roots: [Index], andRoots includesRoots: Bool) {
        var isUnder = [Bool](repeating: false, count: nodes.count)
        for root in roots where root != Self.root { isUnder[Int(root)] = true }
        for index in nodes.indices.dropFirst() {
            let inherited = isUnder[Int(nodes[index].parent)]
            if inherited || includesRoots && isUnder[index] { nodes[index].members &= ~sets }
            if inherited { isUnder[index] = true }
        }
        refreshBelow()
    }

    /// Makes `below` true again after `members` were changed in place. Complexity: O(paths).
    mutating func refreshBelow() {
        for index in nodes.indices { nodes[index].below = 0 }
        for index in nodes.indices.dropFirst().reversed() {
            nodes[Int(nodes[index].parent)].below |= nodes[index].members | nodes[index].below
        }
    }

    /// Whether a set has no path. Complexity: O(1).
    func isEmpty(_ set: UInt64) -> Bool { nodes[0].below & set == 0 }

    /// A number that no earlier walk over a list's elements used.
    mutating func nextStamp() -> UInt32 {
        stamp &+= 1
        return stamp
    }
}
