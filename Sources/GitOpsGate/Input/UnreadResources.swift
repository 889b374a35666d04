import GitOpsHistory
import GitOpsManifest

/// Files of the head that are not read, though they have objects that were read of the base: a file that is renamed to
/// `.app.yaml` is applied as before, and nobody looks at it any more.
struct UnreadResources {
    let reader: GateReader
    let base: GateState
    let head: GateState
    let filter: ManifestFilter

    /// The paths in the order of their names. Where the head has all objects of the base nothing is read again.
    /// Complexity: O(objects), and O(bytes of both states) when an object is gone and something is hidden.
    ///
    /// - Parameter own: files and folders that the gate reads by their names.
    func all(_ baseSet: ManifestSet, _ headSet: ManifestSet, besides own: [String]) async throws -> [String] {
        let left = Set(headSet.manifests.map(\.id))
        let gone = Set(baseSet.manifests.map(\.id)).subtracting(left)
        guard !gone.isEmpty else { return [] }
        let now = try await unread(head, headSet).filter { gone.contains($0.id) }
        guard !now.isEmpty else { return [] }
        // What stood there before as well was hidden by another change.
        let before = Set(try await unread(base, baseSet))
        let paths = Set(now.filter { !before.contains($0) }.map(\.path))
        return paths.map(\.text).filter { path in !own.contains { PathScope($0).contains(path) } }.sorted()
    }

    private struct Place: Hashable {
        let path: ExactText
        let id: ResourceID
    }

    /// The objects of a state that are not read: behind a dot, or in files of other names that a kustomization lists.
    private func unread(_ state: GateState, _ set: ManifestSet) async throws -> [Place] {
        let read = Set(set.manifests.map { ExactText($0.origin.path) })
        var found: [Place] = []
        if !filter.readsHiddenFiles, !set.hiddenPaths.isEmpty {
            var open = filter
            open.readsHiddenFiles = true
            found = try await reader.manifests(state, open).manifests.map {
                Place(path: ExactText($0.origin.path), id: $0.id)
            }
        }
        for path in listed(set) {
            guard let text = try? reader.text(state, path) else { continue }
            let objects = ManifestSet(text, options: reader.reading).manifests
            found += objects.map { Place(path: ExactText(path), id: $0.id) }
        }
        return found.filter { !read.contains($0.path) }
    }

    /// Files whose names end otherwise than those of manifests, and that a kustomization lists.
    private func listed(_ set: ManifestSet) -> [String] {
        var seen: Set<ExactText> = []
        return set.nonResources.flatMap { entry in
            (entry.topFields ?? []).filter { ["resources", "bases"].contains($0.name) }.flatMap(\.texts).compactMap {
                GateRules.path($0, besides: entry.origin.path)
            }
        }.filter { path in
            !filter.extensions.contains(where: path.hasSuffix) && seen.insert(ExactText(path)).inserted
        }
    }
}
