import GitOpsManifest
import GitOpsRepository

extension ResourceHistory {
    /// Resources that the commit which began a line removed, and which may be the same under another identity.
    ///
    /// A resource whose group, kind, namespace or name is written in another way is another one, and its line begins
    /// anew. This says where the older line is; the two are never joined, for nothing but likeness tells that they
    /// belong together. One that was removed in the same commit is a predecessor
    /// - when its kind and name are the same and its group or namespace is another one, wherever it stood, or
    /// - when it stood at the same place of the same file and has either another name, or another kind, in the same
    ///   namespace.
    ///
    /// In a history along first parents, a merge is the commit that did both.
    /// Complexity: O(changes of the commit · changes of the resources that it removed).
    ///
    /// - Parameter entry: the beginning of a line, of ``entries(of:)`` or ``line(of:inFile:at:)``.
    /// - Returns: the removals of the predecessors: the one that stood at the same place first, then those of the same
    ///   file, then the others by their paths; empty for an entry that is not ``HistoryEntry/Change/added``.
    public func predecessors(of entry: HistoryEntry) -> [HistoryEntry] {
        guard entry.change == .added, case .resource(let id) = entry.subject,
            let commit = index.position(of: entry.commit), isReachable[Int(commit)]
        else { return [] }
        let gone = Set(index.links(of: commit).filter { $0.new < 0 && $0.parent == 0 }.map(\.subject))
        var found: [(rank: Int, entry: HistoryEntry)] = []
        for subject in gone {
            guard case .resource(let other) = index.subjects[Int(subject)] else { continue }
            for removal in entries(SubjectLinks(index, subject), subject: subject) where removal.commit == commit {
                let removal = self.entry(removal)
                guard removal.change == .removed else { continue }
                let rank = removal.place.rank(beside: entry.place)
                if other.mayBecome(id, atSamePlace: rank == 0) { found.append((rank, removal)) }
            }
        }
        return found.sorted { left, right in
            if left.rank != right.rank { return left.rank < right.rank }
            let (one, other) = (left.entry.place, right.entry.place)
            if !one.path.hasSameBytes(as: other.path) { return one.path.precedesByBytes(other.path) }
            return (one.documentIndex, one.itemIndex ?? -1) < (other.documentIndex, other.itemIndex ?? -1)
        }.map(\.entry)
    }
}

extension ResourcePlace {
    /// How near another place is: 0 the same, 1 in the same file, 2 elsewhere.
    fileprivate func rank(beside other: ResourcePlace) -> Int {
        guard path.hasSameBytes(as: other.path) else { return 2 }
        return documentIndex == other.documentIndex && itemIndex == other.itemIndex ? 0 : 1
    }
}

extension ResourceID {
    fileprivate func mayBecome(_ other: ResourceID, atSamePlace: Bool) -> Bool {
        let hasSameKind = kind.hasSameBytes(as: other.kind)
        let hasSameName = name.hasSameBytes(as: other.name)
        if hasSameKind, hasSameName { return true }
        guard atSamePlace, namespace.map(ExactText.init) == other.namespace.map(ExactText.init) else { return false }
        return hasSameName || hasSameKind && group.hasSameBytes(as: other.group)
    }
}
