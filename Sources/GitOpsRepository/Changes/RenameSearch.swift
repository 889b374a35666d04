/// Pairs removed with added files that have the same or similar content.
struct RenameSearch {
    let handle: RepositoryHandle
    let limits: RepositoryLimits
    /// Similar content is looked for only when there are no more candidates than this on either side.
    static let maximumCandidates = 400
    /// Files beyond this are compared by id only.
    static let maximumBytes = 1 << 20
    /// Most comparisons of a line of a removed file with an added file; similar content is not looked for when there
    /// would be more.
    static let maximumWork = 20_000_000

    func apply(to changes: [ChangedPath]) throws(GitError) -> [ChangedPath] {
        var removed = changes.filter { $0.new == nil }.compactMap(\.old)
        var added = changes.filter { $0.old == nil }.compactMap(\.new)
        guard !removed.isEmpty, !added.isEmpty else { return changes }
        var result = changes.filter { $0.old != nil && $0.new != nil }
        pairEqual(&removed, &added, &result)
        try pairSimilar(&removed, &added, &result)
        return result + removed.map { ChangedPath(old: $0, new: nil) } + added.map { ChangedPath(old: nil, new: $0) }
    }

    /// Same id: in order of the paths, files of the same name first.
    private func pairEqual(_ removed: inout [TreeEntry], _ added: inout [TreeEntry], _ result: inout [ChangedPath]) {
        var byID: [ObjectID: [TreeEntry]] = [:]
        for entry in removed where entry.mode.isFile { byID[entry.id, default: []].append(entry) }
        var paired: Set<String> = []
        added.removeAll { new in
            guard new.mode.isFile, var candidates = byID[new.id], !candidates.isEmpty else { return false }
            let index = candidates.firstIndex { $0.name == new.name } ?? 0
            let old = candidates.remove(at: index)
            byID[new.id] = candidates
            paired.insert(old.path)
            result.append(ChangedPath(old: old, new: new))
            return true
        }
        removed.removeAll { paired.contains($0.path) }
    }

    private func pairSimilar(
        _ removed: inout [TreeEntry], _ added: inout [TreeEntry], _ result: inout [ChangedPath]
    ) throws(GitError) {
        guard removed.count <= Self.maximumCandidates, added.count <= Self.maximumCandidates else { return }
        var old: [[Int: Int]?] = []
        var work = 0
        for entry in removed {
            let lines = try lines(of: entry)
            work += (lines?.count ?? 0) * added.count
            guard work <= Self.maximumWork else { return }
            old.append(lines)
        }
        var scores: [(score: Int, old: Int, new: Int)] = []
        for (newIndex, entry) in added.enumerated() {
            guard let new = try lines(of: entry) else { continue }
            for oldIndex in old.indices {
                guard let candidate = old[oldIndex] else { continue }
                let score = Self.similarity(candidate, new)
                if score >= 50 { scores.append((score, oldIndex, newIndex)) }
            }
        }
        scores.sort { ($1.score, $0.old, $0.new) < ($0.score, $1.old, $1.new) }
        var usedOld: Set<Int> = []
        var usedNew: Set<Int> = []
        for (_, oldIndex, newIndex) in scores where !usedOld.contains(oldIndex) && !usedNew.contains(newIndex) {
            usedOld.insert(oldIndex)
            usedNew.insert(newIndex)
            result.append(ChangedPath(old: removed[oldIndex], new: added[newIndex]))
        }
        removed = removed.enumerated().filter { !usedOld.contains($0.offset) }.map(\.element)
        added = added.enumerated().filter { !usedNew.contains($0.offset) }.map(\.element)
    }

    /// How often each line occurs, by the hash of the line; `nil` for what is not a file, or too large.
    private func lines(of entry: TreeEntry) throws(GitError) -> [Int: Int]? {
        guard entry.mode.isFile, try handle.header(entry.id).bytes <= Self.maximumBytes else { return nil }
        return try handle.read(entry.id, as: .blob, maximumBytes: limits.blobBytes) { content in
            var counts: [Int: Int] = [:]
            for line in content.split(separator: UInt8(ascii: "\n")) {
                var hasher = Hasher()
                hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: line))
                counts[hasher.finalize(), default: 0] += 1
            }
            return counts
        }
    }

    /// Lines in both, in percent of the lines of the larger one.
    private static func similarity(_ left: [Int: Int], _ right: [Int: Int]) -> Int {
        let larger = max(left.values.reduce(0, +), right.values.reduce(0, +))
        guard larger > 0 else { return 0 }
        let common = left.reduce(0) { $0 + min($1.value, right[$1.key] ?? 0) }
        return common * 100 / larger
    }
}
