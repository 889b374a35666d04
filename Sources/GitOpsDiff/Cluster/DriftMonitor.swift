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
    private var desired: [ResourceID: Manifest] = [:]
    private var live: [ResourceID: Manifest] = [:]
    private var drifts: [ResourceID: ResourceDrift] = [:]
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

    /// Sets the desired state of an object. Complexity: one comparison.
    public mutating func setDesired(_ manifest: Manifest) {
        let id = comparison.located(manifest.id, schema)
        count(id, -1)
        desired[id] = manifest
        refresh(id)
        count(id, 1)
    }

    /// Nobody desires the object any more.
    public mutating func removeDesired(_ id: ResourceID) {
        let id = comparison.located(id, schema)
        count(id, -1)
        desired[id] = nil
        refresh(id)
    }

    /// Sets the live state of an object; it is kept without its text and positions. Complexity: one comparison, none when
    /// its content is the same as before.
    public mutating func setLive(_ manifest: Manifest) {
        let id = comparison.located(manifest.id, schema)
        if let known = live[id], known.root.contentHash == manifest.root.contentHash { return }
        count(id, -1)
        live[id] = manifest.compacted()
        refresh(id)
        count(id, 1)
    }

    /// The object is gone.
    public mutating func removeLive(_ id: ResourceID) {
        let id = comparison.located(id, schema)
        count(id, -1)
        live[id] = nil
        refresh(id)
    }

    /// How one object stands. Complexity: O(1).
    public subscript(id: ResourceID) -> ResourceDrift? { finished(comparison.located(id, schema)) }

    /// How all objects stand. Complexity: O(objects · log objects).
    public var report: ClusterReport {
        ClusterReport(
            resources: drifts.keys.sorted().compactMap { finished($0) }, unreadable: [],
            schemaProblems: schema.problems, schema: schema, rules: comparison.rules.rules)
    }

    /// The objects that are not in sync, in no order. Complexity: O(such objects).
    public var drifted: [ResourceDrift] { differing.compactMap { finished($0) } }

    // MARK: Bookkeeping

    /// Owners are counted for live objects that are desired as well.
    private mutating func count(_ id: ResourceID, _ change: Int) {
        guard desired[id] != nil, let object = live[id], let owner = ResourceOwner(object.root) else { return }
        owners[owner, default: 0] += change
        if owners[owner] == 0 { owners[owner] = nil }
    }

    private mutating func refresh(_ id: ResourceID) {
        let drift = comparison.compare(id: id, desired: desired[id], live: live[id], schema)
        drifts[id] = drift
        if let drift, drift.state != .inSync { differing.insert(id) } else { differing.remove(id) }
    }

    /// Whether an object may be pruned depends on the others, and is found when it is asked for.
    private func finished(_ id: ResourceID) -> ResourceDrift? {
        guard let drift = drifts[id] else { return nil }
        guard case .extra(let owner, _) = drift.state, let object = drift.live else { return drift }
        return comparison.extra(id: id, object, owner: owner) { owners[$0] != nil }
    }
}
