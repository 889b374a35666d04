import GitOpsManifest

/// Works out which rules aggregated ClusterRoles have.
///
/// The controller writes into each aggregated role the rules of the roles its selectors choose, sorted by name, each
/// rule once, without the role itself, until nothing changes any more. Source:
/// `pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go`.
struct Aggregation {
    /// For each aggregated role the roles it selects, in the order of their names.
    private var selected: [Int: [Int]] = [:]
    private var cyclic: [[Int]] = []

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
        var done: [Int: [UInt32]] = [:]
        for index in selected.keys.sorted() {
            let rules = unite(index, reader, &done)
            runs[index] = Run(
                start: UInt32(truncatingIfNeeded: effective.count), count: UInt32(truncatingIfNeeded: rules.count))
            effective += rules
        }
        reportCircles(&reader)
    }

    /// The rules that reach a role: the written rules of every role from which it can be reached, in the order in which
    /// a walk by name finds them. In a circle of roles, all have the same.
    private func unite(_ start: Int, _ reader: ObjectReader, _ done: inout [Int: [UInt32]]) -> [UInt32] {
        if let rules = done[start] { return rules }
        var rules: [UInt32] = []
        var known = Set<[[NameID]]>()
        var visited: Set<Int> = [start]
        var stack = Array((selected[start] ?? []).reversed())
        while let role = stack.popLast() {
            guard visited.insert(role).inserted else { continue }
            if let further = selected[role] {
                stack += further.reversed()
                continue
            }
            for rule in reader.roles[role].written.range where known.insert(reader.lists(of: rule)).inserted {
                rules.append(UInt32(truncatingIfNeeded: rule))
            }
        }
        done[start] = rules
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
            for node in root["aggregationRule"]?["clusterRoleSelectors"].map({ Array($0.elements) }) ?? [] {
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

    private func reportCircles(_ reader: inout ObjectReader) {
        for (index, others) in selected.sorted(by: { $0.key < $1.key }) {
            let circle = others.filter { selected[$0]?.contains(index) == true }
            guard !circle.isEmpty else { continue }
            reader.begin(manifest: Int(reader.roles[index].manifest))
            let names = ([index] + circle).map { reader.names[reader.roles[$0].name] }.sorted()
            reader.report(.cyclicAggregation(names), at: -1)
        }
    }
}
