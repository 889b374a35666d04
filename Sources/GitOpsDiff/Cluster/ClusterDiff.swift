public import GitOpsManifest
public import GitOpsSchema

/// Desired manifests against the live objects of a cluster.
///
/// ```swift
/// let report = ClusterDiff().compare(desired: desired, live: live)
/// print(report.summary)
/// ```
public struct ClusterDiff: Sendable {
    /// How each object is compared; see `ThreeWayDiff.Mode`. `nil` reads from each live object who applied it: the only
    /// manager that applied it server-side, else `kubectl apply` by its annotation, else nobody.
    public var mode: ThreeWayDiff.Mode?
    /// The kinds that are known; definitions in both sets are added.
    public var schema: Schema?
    /// Whether what only live objects have is explained.
    public var explainsLiveOnly: Bool
    /// The namespace of namespaced objects that name none.
    public var defaultNamespace: String
    /// Which differences are ignored.
    public var rules: DriftRules

    /// A comparison of sets.
    public init(
        mode: ThreeWayDiff.Mode? = nil, schema: Schema? = nil, explainsLiveOnly: Bool = false,
        defaultNamespace: String = "default", rules: DriftRules = DriftRules()
    ) {
        self.mode = mode
        self.schema = schema
        self.explainsLiveOnly = explainsLiveOnly
        self.defaultNamespace = defaultNamespace
        self.rules = rules
    }

    /// Compares every object of either set.
    ///
    /// Objects are paired by group, kind, namespace and name; the version may differ. Complexity: O(objects) and the
    /// comparison of each pair.
    ///
    /// `lastApplied` is what was applied before, for `ThreeWayDiff.Mode.clientSideApply` and `jsonMerge`.
    public func compare(desired: ManifestSet, live: ManifestSet, lastApplied: ManifestSet? = nil) -> ClusterReport {
        let schema = schema ?? Schema(definitionsIn: desired.appending(live))
        var liveIndex = index(live, schema)
        let applied = lastApplied.map { index($0, schema) } ?? [:]
        var drifts: [ResourceDrift] = []
        var owners: Set<ResourceOwner> = []
        for manifest in desired.manifests {
            var id = located(manifest.id, schema)
            // Nobody knows whether objects of an unknown kind have a namespace: both are looked for.
            if liveIndex[id] == nil, id.namespace == nil, schema.scope(of: id) == .unknown {
                id = id.inNamespace(defaultNamespace)
            }
            let object = liveIndex.removeValue(forKey: id)
            if let owner = object.flatMap({ ResourceOwner($0.root) }) { owners.insert(owner) }
            if let drift = compare(id: id, desired: manifest, live: object, lastApplied: applied[id]?.root, schema) {
                drifts.append(drift)
            }
        }
        for (id, object) in liveIndex {
            drifts.append(extra(id: id, object, owner: ResourceOwner(object.root)) { owners.contains($0) })
        }
        return ClusterReport(
            resources: drifts.sorted { $0.id < $1.id }, unreadable: desired.unreadable + live.unreadable,
            schemaProblems: schema.problems, schema: schema, rules: rules.rules)
    }

    /// How one object stands; `nil` when there is neither state. Extra objects may not be pruned so far.
    func compare(
        id: ResourceID, desired: Manifest?, live: Manifest?, lastApplied: Node? = nil, _ schema: Schema
    ) -> ResourceDrift? {
        guard let desired else {
            return live.map { extra(id: id, $0, owner: ResourceOwner($0.root)) { _ in false } }
        }
        guard let live else { return ResourceDrift(id: id, desired: desired, live: nil, state: .missing) }
        let mode = mode ?? .detected(in: live.root)
        let diff = ThreeWayDiff(schema: schema, mode: mode, explainsLiveOnly: explainsLiveOnly)
        var result = diff.compare(lastApplied: lastApplied, desired: desired.root, live: live.root)
        var hidden: [HiddenChange] = []
        if !rules.rules.isEmpty, !result.isInSync {
            let filtered = rules.apply(to: result, of: id)
            result.changes = filtered.kept
            result.derived.removeAll { path in !filtered.kept.contains { $0.path == path } }
            hidden = filtered.hidden
        }
        return ResourceDrift(
            id: id, desired: desired, live: live, state: result.isInSync ? .inSync : .drifted, result: result,
            hidden: hidden, mode: mode, lastApplied: lastApplied, isKnownKind: schema.resource(of: live.root) != nil)
    }

    /// An object that only the cluster has. It may be pruned when its owner owns a desired object too, and no other object
    /// owns it.
    func extra(
        id: ResourceID, _ live: Manifest, owner: ResourceOwner?, isKnown: (ResourceOwner) -> Bool
    ) -> ResourceDrift {
        let isOwned = live.root["metadata"]?["ownerReferences"]?.elements.isEmpty == false
        let isPrunable = !isOwned && owner.map(isKnown) ?? false
        return ResourceDrift(id: id, desired: nil, live: live, state: .extra(owner: owner, isPrunable: isPrunable))
    }

    private func index(_ set: ManifestSet, _ schema: Schema) -> [ResourceID: Manifest] {
        Dictionary(set.manifests.map { (located($0.id, schema), $0) }) { _, last in last }
    }

    /// The identity with the namespace the object lives in.
    func located(_ id: ResourceID, _ schema: Schema) -> ResourceID {
        switch schema.scope(of: id) {
        case .namespaced: id.inNamespace(id.namespace ?? defaultNamespace)
        case .clusterScoped: id.inNamespace(nil)
        case .unknown: id
        }
    }
}

extension ResourceID {
    fileprivate func inNamespace(_ namespace: String?) -> ResourceID {
        ResourceID(group: group, kind: kind, namespace: namespace, name: name)
    }
}

extension ThreeWayDiff.Mode {
    /// Who applied a live object: the only server-side applier, else `kubectl apply` by its annotation, else nobody.
    package static func detected(in live: Node) -> ThreeWayDiff.Mode {
        let appliers = Set(FieldOwners(live).entries.filter { $0.isApply && $0.subresource.isEmpty }.map(\.manager))
        if appliers.count == 1, let manager = appliers.first { return .serverSideApply(manager: manager) }
        return live["metadata"]?["annotations"]?[LastApplied.annotation] == nil ? .twoWay : .clientSideApply
    }
}
