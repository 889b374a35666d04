/// The members of an object under edit, in order.
///
/// Complexity: O(1) expected for each operation; from some size on an index finds names, and removed members leave gaps.
struct MemberList {
    private var entries: [PatchMember]
    private var index: Index?

    private struct Index {
        var positions: [PatchName: Int]
        var gaps: Set<Int> = []
    }

    /// Objects up to this size are searched one by one.
    private static let searchedSize = 24

    init(_ members: [PatchMember] = []) { entries = members }

    var count: Int { entries.count - (index?.gaps.count ?? 0) }
    var isEmpty: Bool { count == 0 }

    /// The members in order.
    var all: [PatchMember] {
        guard let index, !index.gaps.isEmpty else { return entries }
        return entries.indices.filter { !index.gaps.contains($0) }.map { entries[$0] }
    }

    private mutating func position(_ name: PatchName) -> Int? {
        if entries.count <= Self.searchedSize, index == nil { return entries.firstIndex { $0.name == name } }
        if index == nil {
            var made = Index(positions: [:])
            for (position, entry) in entries.enumerated() { made.positions[entry.name] = position }
            index = made
        }
        return index?.positions[name]
    }

    /// The value of a member; setting it adds, replaces or removes.
    subscript(name: PatchName) -> PatchValue? {
        mutating get { position(name).map { entries[$0].value } }
        set {
            guard let newValue else { return remove(name) }
            if let position = position(name) {
                entries[position] = PatchMember(name: name, value: newValue)
            } else {
                append(PatchMember(name: name, value: newValue))
            }
        }
    }

    /// Adds a member whose name is not there.
    mutating func append(_ member: PatchMember) {
        index?.positions[member.name] = entries.count
        entries.append(member)
    }

    mutating func remove(_ name: PatchName) {
        guard let position = position(name) else { return }
        if index == nil {
            entries.remove(at: position)
        } else {
            index?.positions[name] = nil
            index?.gaps.insert(position)
        }
    }

    mutating func removeAll(where isRemoved: (PatchMember) -> Bool) { self = MemberList(all.filter { !isRemoved($0) }) }
}
