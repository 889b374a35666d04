public import GitOpsManifest
public import GitOpsSchema

/// How a set of desired manifests stands to a cluster.
public struct ClusterReport: Sendable {
    /// Every object of either side, sorted by identity.
    public let resources: [ResourceDrift]
    /// Parts of the input that could not be read: nobody knows what they would have changed.
    public let unreadable: [ManifestError]
    /// Definitions that gave no schema.
    public let schemaProblems: [SchemaProblem]
    /// The kinds that were known.
    public let schema: Schema
    /// The rules of what is ignored.
    public let rules: [DriftRule]

    /// Whether re-applying and pruning would change nothing, and everything could be read.
    public var isInSync: Bool {
        unreadable.isEmpty
            && resources.allSatisfy { resource in
                switch resource.state {
                case .inSync: true
                case .drifted, .missing: false
                case .extra(_, let isPrunable): !isPrunable
                }
            }
    }

    /// Rules that hide nothing: outdated, or misspelled. Complexity: O(hidden changes · rules).
    public var rulesHidingNothing: [DriftRule] {
        let used = Set(resources.flatMap { $0.hidden.flatMap(\.rules) })
        return rules.filter { !used.contains($0) }
    }

    /// `2 drifted, 1 missing, 1 prunable, 5 others, 40 in sync, 0 unreadable`, and how many differences are ignored.
    public var summary: String {
        var counts = (drifted: 0, missing: 0, prunable: 0, others: 0, inSync: 0)
        for resource in resources {
            switch resource.state {
            case .inSync: counts.inSync += 1
            case .drifted: counts.drifted += 1
            case .missing: counts.missing += 1
            case .extra(_, true): counts.prunable += 1
            case .extra(_, false): counts.others += 1
            }
        }
        let hidden = resources.reduce(0) { $0 + $1.hidden.count }
        return "\(counts.drifted) drifted, \(counts.missing) missing, \(counts.prunable) prunable, "
            + "\(counts.others) others, \(counts.inSync) in sync, \(unreadable.count) unreadable"
            + (hidden == 0 ? "" : ", \(hidden) differences ignored")
    }
}
