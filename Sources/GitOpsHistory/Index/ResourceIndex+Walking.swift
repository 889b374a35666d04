import GitOpsRepository

/// The links of one subject, for walks back through history.
struct SubjectLinks {
    /// The oldest first.
    let links: [Link]

    init(_ index: ResourceIndex, _ subject: Int32) { links = index.links(ofSubject: subject) }

    /// The links of the newest commit between two ones that has any. Complexity: O(log links).
    func newest(from first: Int32, through last: Int32) -> ArraySlice<Link>? {
        var low = 0
        var high = links.count
        while low < high {
            let middle = (low + high) / 2
            if links[middle].commit <= last { low = middle + 1 } else { high = middle }
        }
        guard low > 0, links[low - 1].commit >= first else { return nil }
        var start = low - 1
        while start > 0, links[start - 1].commit == links[low - 1].commit { start -= 1 }
        return links[start..<low]
    }
}

extension ResourceIndex {
    /// For each commit, whether it is another one or one of its ancestors.
    ///
    /// Complexity: O(commits).
    func ancestors(of commit: Int32) -> [Bool] {
        var found = [Bool](repeating: false, count: commits.count)
        var waiting = [commit]
        found[Int(commit)] = true
        while let next = waiting.popLast() {
            for parent in parents(of: next) where !found[Int(parent)] {
                found[Int(parent)] = true
                waiting.append(parent)
            }
        }
        return found
    }

    /// Where the occurrences of a subject stand in a commit. Complexity: O(links + merges).
    func occurrences(of subject: SubjectLinks, at commit: Int32) -> [Occurrence] {
        var found: [Occurrence] = []
        // Places whose last mention was seen: older ones say nothing about this commit.
        var closed: Set<Place> = []
        var position = commit
        while true {
            let start = commits[Int(position)].chainStart
            if let touched = subject.newest(from: start, through: position) {
                let own = touched.filter { $0.parent == 0 }
                for link in own {
                    guard let new = occurrence(link.new), closed.insert(new.place).inserted else { continue }
                    found.append(new)
                }
                for link in own { if let old = occurrence(link.old) { closed.insert(old.place) } }
                guard let link = touched.first, let next = parents(of: link.commit).first else { break }
                position = next
            } else {
                guard let next = parents(of: start).first else { break }
                position = next
            }
        }
        return found.sorted { left, right in
            if left.path != right.path {
                return paths[Int(left.path)].utf8.lexicographicallyPrecedes(paths[Int(right.path)].utf8)
            }
            return left.ordinal < right.ordinal
        }
    }
}

/// A commit that changed an occurrence, found by following it back.
struct Version: Hashable {
    let commit: Int32
    let place: Place
}

/// Where an occurrence was changed last before a commit, and what it was in each of the parents then.
struct VersionStep {
    let version: Version
    /// As it is from this commit on.
    let occurrence: Occurrence
    /// For each parent, what the occurrence was there; `nil` where there was none.
    let before: [Occurrence?]
    /// Those of the difference to the first parent that has another one.
    let flags: Link.Flags
}

extension ResourceIndex {
    /// Follows an occurrence from a commit back to the last change of it.
    ///
    /// Where a parent of a merge has the same, the walk goes on there; `others` are called with the other parents that
    /// have the same, which it leaves. Complexity: O(log links) for each merge on the way.
    func lastChange(
        of place: Place, _ subject: SubjectLinks, at commit: Int32, others: (Int32) -> Void = { _ in }
    ) -> VersionStep? {
        var position = commit
        while true {
            let start = commits[Int(position)].chainStart
            guard let touched = subject.newest(from: start, through: position), let commit = touched.first?.commit
            else {
                guard let next = follow(parents(of: start), others) else { return nil }
                position = next
                continue
            }
            let changing = touched.filter { occurrence($0.new)?.place == place }
            let parents = parents(of: commit)
            guard let first = changing.first, let occurrence = occurrence(first.new) else {
                guard let next = follow(parents, others) else { return nil }
                position = next
                continue
            }
            var before: [Occurrence?] = Array(repeating: occurrence, count: parents.count)
            for link in changing where Int(link.parent) < before.count {
                before[Int(link.parent)] = self.occurrence(link.old)
            }
            return VersionStep(
                version: Version(commit: commit, place: place), occurrence: occurrence, before: before,
                flags: first.flags)
        }
    }

    private func follow(_ parents: ArraySlice<Int32>, _ others: (Int32) -> Void) -> Int32? {
        for parent in parents.dropFirst() { others(parent) }
        return parents.first
    }
}
