import GitOpsManifest

/// Files that are read no more, or not read from the first, because a change alters what ignore files say.
struct IgnoredFiles {
    let reader: GateReader
    let base: GateState
    let head: GateState
    let filter: ManifestFilter

    /// The paths in the order of their names. When no ignore file is altered nothing is read again.
    /// Complexity: O(bytes of both states) when one is.
    func all(_ baseSet: ManifestSet, _ headSet: ManifestSet) async throws -> [String] {
        guard !IgnoreFileChanges(baseSet, headSet, filter).paths.isEmpty else { return [] }
        let known = Set(try await ignored(base, baseSet).map { ExactText($0) })
        return try await ignored(head, headSet).filter { !known.contains(ExactText($0)) }.sorted()
    }

    /// What a state has besides what was read of it.
    private func ignored(_ state: GateState, _ set: ManifestSet) async throws -> [String] {
        var open = filter
        open.ignoreFileName = nil
        let read = Set(Self.paths(set).map { ExactText($0) })
        var seen: Set<ExactText> = []
        return Self.paths(try await reader.manifests(state, open))
            .filter { !read.contains(ExactText($0)) && seen.insert(ExactText($0)).inserted }
    }

    private static func paths(_ set: ManifestSet) -> [String] {
        set.manifests.map(\.origin.path) + (set.nonResources + set.unreadable).map(\.origin.path)
    }
}

/// The ignore files that a change adds or alters: without one that goes more is read.
struct IgnoreFileChanges {
    /// In the order of the head.
    let paths: [String]

    /// Complexity: O(documents that are no resources).
    init(_ base: ManifestSet, _ head: ManifestSet, _ filter: ManifestFilter) {
        guard let name = filter.ignoreFileName else {
            paths = []
            return
        }
        func files(_ set: ManifestSet) -> [ManifestError] {
            (set.nonResources + set.unreadable).filter { entry in
                let last = entry.origin.path.utf8.split(separator: UInt8(ascii: "/")).last
                return last?.elementsEqual(name.utf8) == true
            }
        }
        let (before, after) = (files(base), files(head))
        let known = Dictionary(before.map { (ExactText($0.origin.path), $0.contentHash) }) { first, _ in first }
        paths = after.filter { entry in
            guard let hash = known[ExactText(entry.origin.path)] else { return true }
            return hash != entry.contentHash
        }.map(\.origin.path)
    }
}
