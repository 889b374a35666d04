public import GitOpsManifest
import GitOpsRepository

/// One commit's change of a field, or of something else that is true of a resource.
public struct FieldChange: Sendable {
    /// The commit, and where the resource stands in it.
    public let entry: HistoryEntry
    /// The value from this commit on; `nil` when it was removed, itself or with the resource.
    public let new: Node?
    /// The value before; `nil` when there was none. For a merge, in the first parent.
    public let old: Node?
    /// Whether one side is unknown, because a file was left out of the clone or has documents that cannot be read.
    public let isPartial: Bool
}

extension ResourceHistory {
    /// Every commit that introduced, changed or removed a field of a resource, the newest first.
    ///
    /// A merge counts only where the value differs from that in all parents. Complexity: O(versions · values): all
    /// versions are read.
    ///
    /// - Parameters:
    ///   - field: the field; keyed steps (`containers[name=web]`) find an item wherever it stands in its list.
    ///   - id: the resource.
    ///   - path: only as it stands, or stood, in this file; in all when `nil`.
    public func changes(of field: FieldPath, in id: ResourceID, inFile path: String? = nil) -> [FieldChange] {
        changes(of: id, inFile: path) { $0.root.value(at: field) }
    }

    /// Every commit that made something true or untrue of a resource, the newest first: who granted a right, who used
    /// an image, who made an exception.
    ///
    /// - Parameters:
    ///   - id: the resource.
    ///   - path: only as it stands, or stood, in this file; in all when `nil`.
    ///   - isTrue: what is asked about a version of the resource; one that does not exist has nothing.
    /// - Returns: the commits at which the answer changed; `new` is the resource where it is true from then on.
    public func changes(
        of id: ResourceID, inFile path: String? = nil, where isTrue: (Manifest) -> Bool
    ) -> [FieldChange] {
        changes(of: id, inFile: path, isSame: { ($0 == nil) == ($1 == nil) }) { isTrue($0) ? $0.root : nil }
    }

    private func changes(
        of id: ResourceID, inFile path: String?, isSame: (Node?, Node?) -> Bool = { $0 == $1 },
        _ value: (Manifest) -> Node?
    ) -> [FieldChange] {
        var versions = VersionCache(history: self, id: id)
        var changes: [FieldChange] = []
        let entries = numbered(.resource(id)).filter { entry in
            guard let path else { return true }
            return [entry.occurrence, entry.previous].contains { occurrence in
                occurrence.map { index.paths[Int($0.path)].hasSameBytes(as: path) } ?? false
            }
        }
        for numbered in ordered(entries) {
            var isPartial = numbered.flags.contains(.nearUnreadable)
            func read(_ occurrence: Occurrence?) -> Node? {
                guard let occurrence else { return nil }
                guard let manifest = versions.manifest(occurrence, in: numbered.commit) else {
                    isPartial = true
                    return nil
                }
                return value(manifest)
            }
            let new = numbered.isRemoval ? nil : read(numbered.occurrence)
            let before = numbered.before.isEmpty ? [nil] : numbered.before.map { read($0) }
            guard !before.contains(where: { isSame($0, new) }) else { continue }
            changes.append(
                FieldChange(entry: entry(numbered), new: new, old: before.first ?? nil, isPartial: isPartial))
        }
        return changes
    }
}

/// Versions of a resource that were read, by their content hashes.
private struct VersionCache {
    let history: ResourceHistory
    let id: ResourceID
    private var known: [ObjectID: Manifest] = [:]

    init(history: ResourceHistory, id: ResourceID) {
        self.history = history
        self.id = id
    }

    mutating func manifest(_ occurrence: Occurrence, in commit: Int32) -> Manifest? {
        if let known = known[occurrence.content] { return known }
        let manifest = history.manifest(occurrence, of: id, in: commit)
        if let manifest { known[occurrence.content] = manifest }
        return manifest
    }
}
