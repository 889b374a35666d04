public import GitOpsManifest
public import GitOpsRepository

extension ResourceHistory {
    /// Everything that happened to a resource, in all files it ever stood in, the newest first.
    ///
    /// A commit that is no merge has an entry for each place where it differs from its parent, a merge only where it
    /// differs from all of its parents. Complexity: O(changes of the resource).
    public func entries(of id: ResourceID) -> HistoryEntries { entries(ofSubject: .resource(id)) }

    /// Everything that happened to the documents of a file that are not resources, the newest first: chart values and
    /// other valid documents, and documents that cannot be read.
    ///
    /// Complexity: O(changes of these).
    public func entriesOfOthers(inFile path: String) -> HistoryEntries {
        guard let number = index.pathNumber(path) else { return HistoryEntries(entries: [], gaps: gaps) }
        let found = [Subject.other(path: number), .unreadable(path: number)].flatMap { numbered($0) }
        return HistoryEntries(entries: sorted(found), gaps: gaps)
    }

    /// Every resource that the history knows, also those that are gone, sorted.
    ///
    /// Complexity: O(changes of all resources + resources · log).
    public var resources: [ResourceID] {
        var isKnown = [Bool](repeating: false, count: index.subjects.count)
        for link in index.links where isReachable[Int(link.commit)] { isKnown[Int(link.subject)] = true }
        return zip(index.subjects, isKnown).compactMap { subject, isKnown in
            if case .resource(let id) = subject, isKnown { id } else { nil }
        }.sorted()
    }

    /// The entries of one line of a resource: of the occurrence that stands in a file of the commit, followed back.
    ///
    /// The line ends where it was added; a resource of the same name that was removed before is another one.
    /// Complexity: O(changes of the resource + merges).
    ///
    /// - Parameters:
    ///   - id: the resource.
    ///   - path: the file it stands in.
    ///   - commit: the commit it stands in; the head of the history when `nil`.
    /// - Throws: `HistoryError` when the commit or the resource is not there.
    public func line(
        of id: ResourceID, inFile path: String, at commit: ObjectID? = nil
    ) throws(HistoryError) -> HistoryEntries {
        let position = try position(of: commit)
        guard let number = index.subjectNumber(.resource(id)), let pathNumber = index.pathNumber(path) else {
            throw .notFound(id, path: path, commit: commit ?? head)
        }
        let links = SubjectLinks(index, number)
        let starts = index.occurrences(of: links, at: position).filter { $0.path == pathNumber }
        guard !starts.isEmpty else { throw .notFound(id, path: path, commit: commit ?? head) }
        let versions = index.versions(of: links, from: starts.map(\.place), at: position)
        let found = entries(links, subject: number).filter { entry in
            !entry.isRemoval
                && versions.contains(Version(commit: entry.commit, place: entry.occurrence.place))
        }
        return HistoryEntries(entries: sorted(found), gaps: gaps)
    }
}

/// An entry in numbers.
struct NumberedEntry {
    let commit: Int32
    let subject: Int32
    let occurrence: Occurrence
    /// For each parent, what was there; one that is `nil` for a commit without parents.
    let before: [Occurrence?]
    let flags: Link.Flags
    let isRemoval: Bool
    /// What it was when it could be read last, where what was before cannot be.
    var lastReadable: Occurrence?

    /// Before, in the first parent that had it.
    var previous: Occurrence? { before.lazy.compactMap { $0 }.first }
}

extension ResourceHistory {
    /// The number of a commit that leads to the head.
    func position(of commit: ObjectID?) throws(HistoryError) -> Int32 {
        guard let position = index.position(of: commit ?? head), isReachable[Int(position)] else {
            throw .notInHistory(commit ?? head)
        }
        return position
    }

    func entries(ofSubject subject: Subject) -> HistoryEntries {
        HistoryEntries(entries: sorted(numbered(subject)), gaps: gaps)
    }

    func numbered(_ subject: Subject) -> [NumberedEntry] {
        guard let number = index.subjectNumber(subject) else { return [] }
        return entries(SubjectLinks(index, number), subject: number)
    }

    /// The entries of a subject, the newest first.
    func entries(_ subject: SubjectLinks, subject number: Int32) -> [NumberedEntry] {
        var entries: [NumberedEntry] = []
        var end = subject.links.count
        while end > 0 {
            let commit = subject.links[end - 1].commit
            var start = end - 1
            while start > 0, subject.links[start - 1].commit == commit { start -= 1 }
            if isReachable[Int(commit)] { add(subject, start..<end, commit, number, to: &entries) }
            end = start
        }
        return entries
    }

    private func add(
        _ subject: SubjectLinks, _ range: Range<Int>, _ commit: Int32, _ number: Int32,
        to entries: inout [NumberedEntry]
    ) {
        let parents = max(1, index.parents(of: commit).count)
        let links = subject.links[range]
        for link in links where link.parent == 0 {
            let entry: NumberedEntry?
            if let new = index.occurrence(link.new) {
                entry = self.entry(new, subject, links, link, parents, commit, number)
            } else if let old = index.occurrence(link.old), isRemoved(old, subject, links, parents, commit) {
                entry = NumberedEntry(
                    commit: commit, subject: number, occurrence: old, before: before(old, links, parents),
                    flags: link.flags, isRemoval: true)
            } else {
                entry = nil
            }
            if let entry { entries.append(entry) }
        }
    }

    /// For each parent, what was removed from the place that it has in the first one.
    private func before(_ old: Occurrence, _ links: ArraySlice<Link>, _ parents: Int) -> [Occurrence?] {
        if parents == 1 { return [old] }
        let removals = links.filter { index.occurrence($0.old)?.place == old.place && $0.new < 0 }
        return (0..<parents).map { parent in
            removals.first { Int($0.parent) == parent }.flatMap { index.occurrence($0.old) }
        }
    }

    /// An occurrence that differs from all parents.
    private func entry(
        _ new: Occurrence, _ subject: SubjectLinks, _ links: ArraySlice<Link>, _ link: Link, _ parents: Int,
        _ commit: Int32, _ number: Int32
    ) -> NumberedEntry? {
        let own = parents == 1 ? [link] : links.filter { index.occurrence($0.new)?.place == new.place }
        guard own.count >= parents else { return nil }
        var entry = NumberedEntry(
            commit: commit, subject: number, occurrence: new, before: own.map { index.occurrence($0.old) },
            flags: own.first?.flags ?? [], isRemoval: false)
        if entry.previous == nil, entry.flags.contains(.nearUnreadable) {
            entry.lastReadable = index.lastReadable(before: new, subject, at: commit)
        }
        return entry
    }

    /// Whether a removal belongs to this commit: every parent has the occurrence in the same place; or they have it in
    /// different ones, and it is in none.
    private func isRemoved(
        _ old: Occurrence, _ subject: SubjectLinks, _ links: ArraySlice<Link>, _ parents: Int, _ commit: Int32
    ) -> Bool {
        if parents == 1 { return true }
        let removals = links.filter { $0.new < 0 }
        let same = removals.filter { index.occurrence($0.old)?.place == old.place }
        if Set(same.map(\.parent)).count == parents { return true }
        return Set(removals.map(\.parent)).count == parents && index.occurrences(of: subject, at: commit).isEmpty
    }

    // MARK: Public form

    /// The entries of several subjects, the newest first, and those of a commit by their paths.
    func sorted(_ entries: [NumberedEntry]) -> [HistoryEntry] { ordered(entries).map(entry) }

    func ordered(_ entries: [NumberedEntry]) -> [NumberedEntry] {
        entries.sorted { left, right in
            if left.commit != right.commit { return left.commit > right.commit }
            let (one, other) = (left.occurrence, right.occurrence)
            if one.path != other.path {
                return index.paths[Int(one.path)].utf8.lexicographicallyPrecedes(index.paths[Int(other.path)].utf8)
            }
            return (one.document, one.item, left.subject) < (other.document, other.item, right.subject)
        }
    }

    func entry(_ entry: NumberedEntry) -> HistoryEntry {
        let commit = index.commits[Int(entry.commit)]
        return HistoryEntry(
            commit: commit.id, subject: subject(entry.subject), change: change(entry),
            place: index.place(entry.occurrence), previous: entry.previous.map(index.place),
            lastReadable: entry.lastReadable.map(index.place), isAtBoundary: commit.flags.contains(.isBoundary))
    }

    private func change(_ entry: NumberedEntry) -> HistoryEntry.Change {
        var isResource = false
        if case .resource = index.subjects[Int(entry.subject)] { isResource = true }
        let isNearUnreadable = isResource && entry.flags.contains(.nearUnreadable)
        if entry.isRemoval { return isNearUnreadable ? .becameUnreadable : .removed }
        guard let previous = entry.previous else { return isNearUnreadable ? .readableAgain : .added }
        return .init(from: previous, to: entry.occurrence)
    }

    func subject(_ number: Int32) -> HistorySubject { index.publicSubject(number) }
}

extension ResourceIndex {
    func publicSubject(_ number: Int32) -> HistorySubject {
        switch subjects[Int(number)] {
        case .resource(let id): .resource(id)
        case .other(let path): .other(path: paths[Int(path)])
        case .unreadable(let path): .unreadable(path: paths[Int(path)])
        }
    }

    func place(_ occurrence: Occurrence) -> ResourcePlace {
        ResourcePlace(
            path: paths[Int(occurrence.path)], documentIndex: Int(occurrence.document),
            itemIndex: occurrence.item < 0 ? nil : Int(occurrence.item), blob: occurrence.blob,
            contentHash: occurrence.content)
    }

    /// What an occurrence was in the last commit before another one in which its file could be read, along the first
    /// parents; `nil` where there is none, or it was removed while the file could be read.
    ///
    /// Complexity: O(links + merges) on the way.
    func lastReadable(before new: Occurrence, _ subject: SubjectLinks, at commit: Int32) -> Occurrence? {
        var next = parents(of: commit).first
        while let position = next {
            let start = commits[Int(position)].chainStart
            guard let touched = subject.newest(from: start, through: position), let link = touched.first else {
                next = parents(of: start).first
                continue
            }
            let removals = touched.filter { link in
                link.parent == 0 && link.new < 0 && occurrence(link.old)?.path == new.path
            }
            // Of several in the file the one at its place, if there is one.
            let found = removals.first { occurrence($0.old)?.place == new.place } ?? removals.first
            if let found { return found.flags.contains(.nearUnreadable) ? occurrence(found.old) : nil }
            next = parents(of: link.commit).first
        }
        return nil
    }

    /// All changes of occurrences that stand in a commit, followed back through all parents.
    ///
    /// Complexity: O(changes + merges).
    func versions(of subject: SubjectLinks, from places: [Place], at commit: Int32) -> Set<Version> {
        var waiting = places.map { Version(commit: commit, place: $0) }
        var seen = Set(waiting)
        var versions: Set<Version> = []
        func visit(_ version: Version) { if seen.insert(version).inserted { waiting.append(version) } }
        while let next = waiting.popLast() {
            let step = lastChange(of: next.place, subject, at: next.commit) { other in
                visit(Version(commit: other, place: next.place))
            }
            guard let step, versions.insert(step.version).inserted else { continue }
            for (parent, before) in zip(parents(of: step.version.commit), step.before) {
                if let before { visit(Version(commit: parent, place: before.place)) }
            }
        }
        return versions
    }
}

extension HistoryEntry.Change {
    init(from old: Occurrence, to new: Occurrence) {
        if old.path != new.path {
            self = .moved
        } else if old.content != new.content {
            self = .modified
        } else {
            self = old.ordinal == new.ordinal ? .reformatted : .moved
        }
    }
}
