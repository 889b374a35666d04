import GitOpsManifest

/// Finds the members of an object by the names another document has for them.
struct MemberSearch {
    // The callers hold the document for longer than the search lives.
    unowned(unsafe) private let storage: DocumentStorage
    private let range: Range<Int>
    private let positions: [UInt64: Int]?

    /// Objects up to this size are searched one by one when the hint is wrong.
    private static let searchedSize = 48

    init(_ storage: DocumentStorage, _ object: NodeRecord) {
        self.storage = storage
        range = object.childRange
        positions = object.high > Self.searchedSize ? storage.memberPositions(object) : nil
    }

    /// The index of a member; `hint` is tried first. Complexity: O(1) expected.
    @inline(__always)
    func find(_ symbol: Symbol, of other: DocumentStorage, hint: Int) -> Int? {
        guard let positions else { return storage.member(named: symbol, of: other, in: range, hint: hint) }
        if range.contains(hint), storage.hasSameName(storage.node(hint).key, as: symbol, of: other) { return hint }
        guard let found = positions[other.nameHash(symbol)] else { return nil }
        return storage.hasSameName(storage.node(found).key, as: symbol, of: other)
            ? found : storage.member(named: symbol, of: other, in: range, hint: found)
    }
}

/// The members of an object, found by the names of members of another document.
struct ObjectMembers {
    private let object: Node
    private let search: MemberSearch

    init(_ object: Node) {
        self.object = object
        search = MemberSearch(object.storage, object.record)
    }

    /// The member with the name of `other`, a member of another object; `hint` is the position tried first.
    func member(named other: Node, hint: Int) -> Node? {
        search.find(other.record.key, of: other.storage, hint: object.record.childRange.lowerBound + hint)
            .map { Node(storage: object.storage, index: $0) }
    }
}
