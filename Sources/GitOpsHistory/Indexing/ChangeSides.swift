import GitOpsRepository

/// What happened to an occurrence between two trees.
struct OccurrenceChange {
    let subject: Int32
    let old: Occurrence?
    let new: Occurrence?
    let flags: Link.Flags
    /// Whether the text differs, comments included.
    let changesText: Bool
}

/// The occurrences in the files that differ between two trees.
struct ChangeSides {
    private var found: [Entry] = []
    private var unreadableOld: Set<Int32> = []
    private var unreadableNew: Set<Int32> = []
    /// Whether a file of the new tree was left out of the clone.
    var lacksFiles = false

    private struct Entry {
        let subject: Int32
        let isOld: Bool
        let occurrence: FoundOccurrence
    }

    mutating func add(_ occurrence: FoundOccurrence, subject: Int32, isOld: Bool) {
        found.append(Entry(subject: subject, isOld: isOld, occurrence: occurrence))
    }

    mutating func addUnreadable(_ occurrence: Occurrence, subject: Int32, isOld: Bool) {
        add(FoundOccurrence(occurrence: occurrence, text: 0), subject: subject, isOld: isOld)
        noteUnreadable(occurrence.path, isOld: isOld)
    }

    mutating func noteUnreadable(_ path: Int32, isOld: Bool) {
        if isOld { unreadableOld.insert(path) } else { unreadableNew.insert(path) }
    }

    /// The changes, by subject; occurrences that are the same on both sides are none.
    ///
    /// Complexity: O(n log n), but for occurrences of one subject that changed place and value at once.
    func changes(_ index: ResourceIndex) -> [OccurrenceChange] {
        let sorted = found.sorted { left, right in
            if left.subject != right.subject { return left.subject < right.subject }
            let (one, other) = (left.occurrence.occurrence, right.occurrence.occurrence)
            if one.path != other.path {
                return index.paths[Int(one.path)].utf8.lexicographicallyPrecedes(index.paths[Int(other.path)].utf8)
            }
            return one.ordinal < other.ordinal
        }
        var changes: [OccurrenceChange] = []
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end].subject == sorted[start].subject { end += 1 }
            let old = sorted[start..<end].filter(\.isOld).map(\.occurrence)
            let new = sorted[start..<end].filter { !$0.isOld }.map(\.occurrence)
            for pair in OccurrenceMatching.pairs(old, new, paths: index.paths) {
                let change = change(sorted[start].subject, pair.old.map { old[$0] }, pair.new.map { new[$0] })
                if let change { changes.append(change) }
            }
            start = end
        }
        return changes
    }

    private func change(_ subject: Int32, _ old: FoundOccurrence?, _ new: FoundOccurrence?) -> OccurrenceChange? {
        var flags: Link.Flags = []
        let changesText = old?.text != new?.text
        switch (old, new) {
        case (let old?, let new?):
            guard
                changesText || old.occurrence.place != new.occurrence.place
                    || old.occurrence.content != new.occurrence.content
            else { return nil }
        case (let old?, nil): if unreadableNew.contains(old.occurrence.path) { flags = .nearUnreadable }
        case (nil, let new?): if unreadableOld.contains(new.occurrence.path) { flags = .nearUnreadable }
        case (nil, nil): return nil
        }
        return OccurrenceChange(
            subject: subject, old: old?.occurrence, new: new?.occurrence, flags: flags, changesText: changesText)
    }
}
