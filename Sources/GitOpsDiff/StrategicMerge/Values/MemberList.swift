/// The members of an object under edit, in order.
///
/// Removed members leave a gap; from some size on an index finds names. Complexity: O(1) expected for each operation.
struct MemberList {
    private var entries: [PatchMember?]
    private var positions: [PatchName: Int]?
    private(set) var count: Int

    /// Objects up to this size are searched one by one.
    private static let searchedSize = 24

    init(_ members: [PatchMember] = []) {
        entries = members
        count = members.count
    }

    var isEmpty: Bool { count == 0 }

    private mutating func position(_ name: PatchName) -> Int? {
        if entries.count <= Self.searchedSize { return entries.firstIndex { $0?.name == name } }
        if positions == nil {
            var made: [PatchName: Int] = [:]
            for (index, entry) in entries.enumerated() {
                if let entry { made[entry.name] = index }
            }
            positions = made
        }
        return positions?[name]
    }

    /// The value of a member; setting it adds, replaces or removes.
    subscript(name: PatchName) -> PatchValue? {
        mutating get { position(name).flatMap { entries[$0]?.value } }
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
        if positions != nil { positions?[member.name] = entries.count }
        entries.append(member)
        count += 1
    }

    mutating func remove(_ name: PatchName) {
        guard let position = position(name) else { return }
        entries[position] = nil
        positions?[name] = nil
        count -= 1
    }

    mutating func removeAll(where isRemoved: (PatchMember) -> Bool) {
        for entry in entries {
            if let entry, isRemoved(entry) { remove(entry.name) }
        }
    }
}

extension MemberList: Sequence {
    func makeIterator() -> some IteratorProtocol<PatchMember> { entries.lazy.compactMap(\.self).makeIterator() }
}
