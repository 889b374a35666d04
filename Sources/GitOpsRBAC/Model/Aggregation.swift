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
    /// For rules in force the rules of other roles that say the same and would take their place.
    private(set) var copies: [UInt32: Set<UInt32>] = [:]

    init(_ reader: inout ObjectReader, manifests: ModelManifests, roleNumbers: RoleNumbers) {
        findSelected(&reader, manifests: manifests, roleNumbers: roleNumbers)
        runs = Array(repeating: Run(), count: reader.roles.count)
        effective.reserveCapacity(reader.rules.count)
        for (index, role) in reader.roles.enumerated() where selected[index] == nil {
            runs[index] = Run(start: UInt32(truncatingIfNeeded: effective.count), count: role.written.count)
            for rule in role.written.range { effective.append(UInt32(truncatingIfNeeded: rule)) }
        }
        for circle in RoleCircles(selected).all {
            var visited = Set(circle)
            let selectedByCircle = circle.flatMap { selected[$0] ?? [] }.filter { visited.insert($0).inserted }
            let run = append(rules: unite(selectedByCircle, reader))
            for role in circle { runs[role] = run }
            if circle.count > 1 {
                // Which of their rules are written over depends on the order.
                report(circle, &reader)
            } else {
                for role in circle { reportOverwritten(role, run, &reader, manifests) }
            }
        }
        for (role, others) in roleNumbers.otherDefinitions.sorted(by: { $0.key < $1.key }) {
            runs[role] = append(rules: unite([role] + others.reversed(), reader))
        }
    }

    /// What the controller writes over is told. A role as a cluster gives it has nothing else than what it selects.
    private func reportOverwritten(
        _ role: Int, _ run: Run, _ reader: inout ObjectReader, _ manifests: ModelManifests
    ) {
        let written = reader.roles[role].written
        guard written.count > 0, Int(reader.roles[role].manifest) >= manifests.bootstrapCount else { return }
        let inForce = Set(effective[run.range].map { reader.lists(of: Int($0)) })
        guard let lost = written.range.first(where: { !inForce.contains(reader.lists(of: $0)) }) else { return }
        reader.begin(manifest: Int(reader.roles[role].manifest))
        reader.report(.overwrittenRules, at: Int(reader.rules[lost].node))
    }

    private mutating func append(rules: [UInt32]) -> Run {
        let start = effective.count
        effective += rules
        return Run(start..<effective.count)
    }

    /// The rules in force in some roles, in their order, each once.
    private mutating func unite(_ roles: [Int], _ reader: ObjectReader) -> [UInt32] {
        var rules: [UInt32] = []
        var known: [[[NameID]]: UInt32] = [:]
        for rule in roles.flatMap({ effective[runs[$0].range] }) {
            let lists = reader.lists(of: Int(rule))
            guard let first = known[lists] else {
                known[lists] = rule
                rules.append(rule)
                continue
            }
            if first != rule { copies[first, default: []].insert(rule) }
        }
        return rules
    }

    /// All roles of a circle have the same rules, and what they select beside each other is worked out before.
    private mutating func findSelected(
        _ reader: inout ObjectReader, manifests: ModelManifests, roleNumbers: RoleNumbers
    ) {
        func counts(_ role: Int) -> Bool {
            !roleNumbers.isReplaced[role] || Int(reader.roles[role].manifest) >= manifests.bootstrapCount
        }
        let aggregated = reader.roles.indices.filter { reader.roles[$0].isAggregated && counts($0) }
        guard !aggregated.isEmpty else { return }
        let candidates = reader.roles.indices
            .filter { reader.roles[$0].isClusterRole && counts($0) }
            .map { (index: $0, name: reader.names[reader.roles[$0].name], labels: labels(reader.roles[$0], manifests)) }
            .sorted { $0.name.precedesByBytes($1.name) }
        for index in aggregated {
            let own = reader.roles[index].name
            let others = candidates.filter {
                $0.index != index && (own == NameTable.empty || reader.roles[$0.index].name != own)
            }
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
            selected[index] = others.filter { candidate in
                selectors.contains { $0.matches(candidate.labels) }
            }.map(\.index)
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
