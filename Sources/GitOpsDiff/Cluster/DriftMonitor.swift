public import GitOpsManifest
import GitOpsSchema

/// Desired manifests against a cluster that changes: only what changed is compared again.
///
/// For controllers: feed it the events of a watch, and the manifests of each new revision.
///
/// ```swift
/// var monitor = DriftMonitor(desired: manifests, live: dump)
/// monitor.setLive(object)          // added or modified
/// monitor.removeLive(object.id)    // deleted
/// print(monitor.report.summary)
/// ```
///
/// The definitions of custom resources are those of the beginning: make a new monitor when they change.
public struct DriftMonitor: Sendable {
    /// How objects are compared.
    public let diff: ClusterDiff
    private let comparison: ClusterDiff
    private let schema: Schema
    private var objects: [ResourceID: WatchedObject] = [:]
    /// The objects that are not in sync.
    private var differing: Set<ResourceID> = []
    /// How many live counterparts of desired objects name an owner: theirs are the objects that may be pruned.
    private var owners: [ResourceOwner: Int] = [:]

    /// Compares two sets from the beginning. Complexity: O(objects) and the comparison of each pair.
    public init(diff: ClusterDiff = ClusterDiff(), desired: ManifestSet = .init(), live: ManifestSet = .init()) {
        self.diff = diff
        schema = diff.schema ?? Schema(definitionsIn: desired.appending(live))
        var comparison = diff
        comparison.schema = schema
        self.comparison = comparison
        for manifest in desired.manifests { setDesired(manifest) }
        for manifest in live.manifests { setLive(manifest) }
    }

    /// Sets the desired state of an object. Complexity: one comparison, and O(values) of the live object.
    public mutating func setDesired(_ manifest: Manifest) {
        let id = comparison.located(manifest.id, schema)
        let known = objects[id]?.drift.keptLive
        set(id, desired: manifest, live: known?.manifest, kept: known)
    }

    /// Nobody desires the object any more.
    public mutating func removeDesired(_ id: ResourceID) {
        let id = comparison.located(id, schema)
        let known = objects[id]?.drift.keptLive
        set(id, desired: nil, live: known?.manifest, kept: known)
    }

    /// Sets the live state of an object; it is kept without its text and positions, and packed unless it is drifted.
    /// Complexity: one comparison and O(values), O(1) when its content is the same as before.
    public mutating func setLive(_ manifest: Manifest) {
        let id = comparison.located(manifest.id, schema)
        let known = objects[id]?.drift
        if let known = known?.keptLive, known.contentHash == manifest.root.contentHash { return }
        set(id, desired: known?.desired, live: manifest, kept: nil)
    }

    /// The object is gone.
    public mutating func removeLive(_ id: ResourceID) {
        let id = comparison.located(id, schema)
        set(id, desired: objects[id]?.drift.desired, live: nil, kept: nil)
    }

    /// How one object stands. Complexity: O(1).
    public subscript(id: ResourceID) -> ResourceDrift? { finished(comparison.located(id, schema)) }

    /// How all objects stand. Complexity: O(objects · log objects).
    public var report: ClusterReport {
        ClusterReport(
            resources: objects.keys.sorted().compactMap { finished($0) }, unreadable: [],
            schemaProblems: schema.problems, schema: schema, rules: comparison.rules.rules)
    }

    /// The objects that are not in sync, in no order. Complexity: O(such objects).
    public var drifted: [ResourceDrift] { differing.compactMap { finished($0) } }

    // MARK: Bookkeeping

    /// `kept` is the live state as it is kept so far, when it is the same.
    private mutating func set(_ id: ResourceID, desired: Manifest?, live: Manifest?, kept: KeptManifest?) {
        count(id, -1)
        let object = WatchedObject(comparison, schema, id: id, desired: desired, live: live, kept: kept)
        objects[id] = object
        if let object, object.drift.state != .inSync { differing.insert(id) } else { differing.remove(id) }
        count(id, 1)
    }

    /// Owners are counted for live objects that are desired as well.
    private mutating func count(_ id: ResourceID, _ change: Int) {
        guard let object = objects[id], object.drift.desired != nil, let owner = object.owner else { return }
        owners[owner, default: 0] += change
        if owners[owner] == 0 { owners[owner] = nil }
    }

    /// Whether an object may be pruned depends on the others, and is found when it is asked for.
    private func finished(_ id: ResourceID) -> ResourceDrift? {
        guard var drift = objects[id]?.drift else { return nil }
        guard case .extra(let owner, let isPrunable) = drift.state else { return drift }
        drift.state = .extra(owner: owner, isPrunable: isPrunable && owner.map { owners[$0] != nil } ?? false)
        return drift
    }
}

/// An object as it stands: a class, so that the table of all objects has few bytes for each.
private final class WatchedObject: Sendable {
    /// Where the object is extra, it may be pruned as far as it depends on the object alone.
    let drift: ResourceDrift
    /// That of the live state.
    let owner: ResourceOwner?

    init?(
        _ comparison: ClusterDiff, _ schema: Schema, id: ResourceID, desired: Manifest?, live: Manifest?,
        kept: KeptManifest?
    ) {
        owner = live.flatMap { ResourceOwner($0.root) }
        if desired == nil, let live {
            drift = comparison.extra(id: id, live, owner: owner) { _ in true }.packingLive(live, kept)
            return
        }
        guard let found = comparison.compare(id: id, desired: desired, live: live, schema) else { return nil }
        guard let live else {
            drift = found
            return
        }
        if !found.refersToLive {
            drift = found.packingLive(live, kept)
        } else if kept == nil {
            // Its values must not keep the text and the positions alive.
            drift = comparison.compare(id: id, desired: desired, live: live.compacted(), schema) ?? found
        } else {
            drift = found
        }
    }
}

extension ResourceDrift {
    fileprivate func packingLive(_ live: Manifest, _ kept: KeptManifest?) -> ResourceDrift {
        var drift = self
        if let kept, case .packed = kept { drift.keptLive = kept } else { drift.keptLive = KeptManifest(packing: live) }
        return drift
    }
}
