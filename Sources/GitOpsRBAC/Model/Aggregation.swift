import GitOpsManifest

/// Works out which rules aggregated ClusterRoles have.
///
/// The controller writes into each aggregated role the rules of the roles its selectors choose, sorted by name, each
/// rule once, without the role itself, until nothing changes any more. Source:
/// `pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go`.
struct Aggregation {
    /// For each aggregated role the roles it selects, in the order of their names.
    private var selected: [Int: [Int]] = [:]

    /// The rules in force of every role, and runs of them, one for each role.
    private(set) var effective: [UInt32] = []
    private(set) var runs: [Run] = []

    init(_ reader: inout ObjectReader, manifests: ModelManifests, isReplaced: [Bool]) {
        findSelected(&reader, manifests: manifests, isReplaced: isReplaced)
        runs = Array(repeating: Run(), count: reader.roles.count)
        effective.reserveCapacity(reader.rules.count)
        for (index, role) in reader.roles.enumerated() where selected[index] == nil {
            runs[index] = Run(start: UInt32(truncatingIfNeeded: effective.count), count: role.written.count)
            for rule in role.written.range { effective.append(UInt32(truncatingIfNeeded: rule)) }
        }
        for circle in RoleCircles(selected).all {
            let rules = unite(circle, reader)
            let run = Run(
                start: UInt32(truncatingIfNeeded: effective.count), count: UInt32(truncatingIfNeeded: rules.count))
            for role in circle { runs[role] = run }
            effective += rules
            if circle.count > 1 { report(circle, &reader) }
        }
    }

    /// The rules that reach the roles of a circle, or a single role, in the order of the selected roles. All roles of a
    /// circle have the same, and what they select beside each other is worked out before.
    private func unite(_ circle: [Int], _ reader: ObjectReader) -> [UInt32] {
        var rules: [UInt32] = []
        var known = Set<[[NameID]]>()
        var visited = Set(circle)
        for role in circle.flatMap({ selected[$0] ?? [] }) where visited.insert(role).inserted {
            for rule in effective[runs[role].range] where known.insert(reader.lists(of: Int(rule))).inserted {
                rules.append(rule)
            }
        }
        return rules
    }

    private mutating func findSelected(_ reader: inout ObjectReader, manifests: ModelManifests, isReplaced: [Bool]) {
        let aggregated = reader.roles.indices.filter { reader.roles[$0].isAggregated && !isReplaced[$0] }
        guard !aggregated.isEmpty else { return }
        let candidates = reader.roles.indices
            .filter { reader.roles[$0].isClusterRole && !isReplaced[$0] }
            .map { (index: $0, name: reader.names[reader.roles[$0].name], labels: labels(reader.roles[$0], manifests)) }
            .sorted { $0.name.precedesByBytes($1.name) }
        for index in aggregated {
            let root = manifests[Int(reader.roles[index].manifest)].root
            reader.begin(manifest: Int(reader.roles[index].manifest))
            var selectors: [LabelSelector] = []
            let written = root["aggregationRule"]?["clusterRoleSelectors"].map { Array($0.elements) } ?? []
            if written.isEmpty { reader.report(.noSelectors, at: root["aggregationRule"]?.index ?? -1) }
            for node in written {
                do throws(LabelError) {
                    selectors.append(try LabelSelector(node))
                } catch {
                    reader.report(.invalidSelector("\(error)"), at: node.index)
                }
            }
            selected[index] = candidates.compactMap { candidate in
                candidate.index != index && selectors.contains { $0.matches(candidate.labels) } ? candidate.index : nil
            }
        }
    }

    private func labels(_ role: RoleRecord, _ manifests: ModelManifests) -> [String: String] {
        var labels: [String: String] = [:]
        guard let written = manifests[Int(role.manifest)].root["metadata"]?["labels"] else { return labels }
        for (key, value) in written.members { labels[key] = value.string }
        return labels
    }

    private func report(_ circle: [Int], _ reader: inout ObjectReader) {
        // A few names tell which circle it is; all of them, for each of many roles, are more than anybody reads.
        let names = circle.map { reader.names[reader.roles[$0].name] }.sorted().prefix(10)
        for role in circle {
            reader.begin(manifest: Int(reader.roles[role].manifest))
            reader.report(.cyclicAggregation(Array(names)), at: -1)
        }
    }
}
