import GitOpsManifest

/// An object under edit by a patch, whose members are found by name without passing all others.
struct MutableObject {
    /// A member of an object.
    struct Member {
        let name: String
        var value: MutableValue
    }

    /// With members that are removed: where a member stands never changes, so that the index stays right.
    private var entries: [Member]
    private var removed: Set<Int> = []
    /// By name; `nil` while the object is so small that looking is faster.
    private var positions: [ExactText: Int]?

    private static let mostWithoutIndex = 16

    init(_ members: [Member]) { entries = members }

    /// The members in order. Complexity: O(1) while none is removed, O(members) otherwise.
    var members: [Member] {
        removed.isEmpty ? entries : entries.enumerated().filter { !removed.contains($0.offset) }.map(\.element)
    }

    /// How many members the next look for a name passes.
    var lookupCost: Int {
        positions != nil ? 1 : entries.count
    }

    /// Where a member stands; `nil` when there is none of that name.
    mutating func position(of name: String) -> Int? {
        if positions == nil, entries.count > Self.mostWithoutIndex { makeIndex() }
        if let positions { return positions[ExactText(name)] }
        return entries.indices.first { !removed.contains($0) && entries[$0].name.hasSameBytes(as: name) }
    }

    /// The value of a member, without an index being made for it.
    func value(of name: String) -> MutableValue? {
        if let positions { return positions[ExactText(name)].map { entries[$0].value } }
        return entries.indices.first { !removed.contains($0) && entries[$0].name.hasSameBytes(as: name) }
            .map { entries[$0].value }
    }

    /// The value of the member at a position.
    subscript(position: Int) -> MutableValue {
        _read { yield entries[position].value }
        _modify { yield &entries[position].value }
    }

    /// Adds a member whose name no other has.
    mutating func append(_ name: String, _ value: MutableValue) {
        positions?[ExactText(name)] = entries.count
        entries.append(Member(name: name, value: value))
    }

    /// Takes a member out, and gives its value.
    @discardableResult
    mutating func remove(at position: Int) -> MutableValue {
        let value = entries[position].value
        entries[position].value = .array([])
        removed.insert(position)
        positions?[ExactText(entries[position].name)] = nil
        return value
    }

    private mutating func makeIndex() {
        var index: [ExactText: Int] = [:]
        index.reserveCapacity(entries.count)
        // Of members with one name the first counts.
        for (position, entry) in entries.enumerated().reversed() where !removed.contains(position) {
            index[ExactText(entry.name)] = position
        }
        positions = index
    }
}
