import GitOpsHistory
import GitOpsManifest
import GitOpsReport
import GitOpsRepository

/// The fields that entries of a history changed, as `gitops changed` names them; never values.
struct ChangedFields {
    private var manifests: PlacedManifests

    init(_ history: ResourceHistory) {
        manifests = PlacedManifests(history.repository, reading: history.options.reading)
    }

    /// Empty for a resource that was added or removed, of which all are meant, and where a version is not in the clone,
    /// which is told as a gap.
    mutating func cell(_ entry: HistoryEntry) -> Table.Cell {
        guard case .resource(let id) = entry.subject, entry.changesValue, entry.change != .removed,
            let older = entry.comparedWith, let before = manifest(id, older), let after = manifest(id, entry.place)
        else { return .list([]) }
        return .list(Self.texts(before, after))
    }

    private mutating func manifest(_ id: ResourceID, _ place: ResourcePlace) -> Manifest? {
        (try? manifests.manifest(id, at: place)) ?? nil
    }

    /// The fields that differ between two versions.
    static func texts(_ before: Manifest, _ after: Manifest) -> [String] {
        FieldDifference.between(before.root, after.root).map { difference in
            switch difference.change {
            case .added: "+\(difference.path)"
            case .changed: "~\(difference.path)"
            case .removed: "-\(difference.path)"
            }
        }
    }
}
