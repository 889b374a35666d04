/// Makes edges of the table trivially copyable, and leaves out those that cannot be taken in a cluster.
struct EdgeCompiler {
    private let facts: ClusterFacts
    private let options: EscalationOptions
    private(set) var patterns = PatternTable()
    private(set) var edges: [EscalationGraph.CompiledEdge] = []
    private(set) var needs: [EscalationGraph.CompiledNeed] = []
    private(set) var conditions: [ClusterCondition] = []

    init(_ facts: ClusterFacts, _ options: EscalationOptions) {
        self.facts = facts
        self.options = options
    }

    mutating func compile(_ edge: EscalationEdge, _ number: UInt16) {
        let start = needs.count
        for need in edge.needs where !append(need) {
            needs.removeSubrange(start...)
            return
        }
        let own = needs[start...]
        let depends = own.contains { need in
            if case .may(let pattern) = need { patterns.patterns[Int(pattern)].scope == .here } else { true }
        }
        let captured = own.compactMap { need -> PermissionPattern? in
            guard case .may(let pattern) = need else { return nil }
            let meant = patterns.patterns[Int(pattern)]
            return meant.names == .captured ? meant : nil
        }
        edges.append(
            EscalationGraph.CompiledEdge(
                number: number,
                needs: Run(start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: own.count)),
                dependsOnNamespace: depends, givesPermissions: edge.gain.givesPermissions,
                mayGiveSink: edge.gain.mayGiveSink, outcome: edge.gain.outcome,
                hasNamesHere: captured.contains { $0.scope == .here }, comparesNames: captured.count > 1))
    }

    /// `false` for a need that cannot be met.
    private mutating func append(_ need: EscalationNeed) -> Bool {
        switch need {
        case .may(let pattern): needs.append(.may(patterns.number(of: pattern)))
        case .has(let kind): needs.append(.has(kind))
        case .given(let condition):
            if let holds = facts.holds(condition, options) { return holds }
            needs.append(.given(UInt8(truncatingIfNeeded: conditions.count)))
            conditions.append(condition)
        }
        return true
    }

    /// Positions of the edges that may give everything at once.
    var edgesToEverything: [UInt16] {
        edges { gain in
            switch gain {
            case .everywhere(.clusterAdmin), .named(.clusterAdmin, _), .rewrittenRolesOfBindings(.clusterAdmin, _),
                .clusterRoles:
                true
            default: false
            }
        }
    }

    /// Positions of the edges that give something where one holds certain roles.
    var edgesOfIdentities: [UInt16] {
        edges { gain in
            switch gain {
            case .heldRoles, .heldClusterRoles, .heldAggregates, .missingRoles, .missingClusterRoles: true
            default: false
            }
        }
    }

    /// Positions of the edges that Argo CD or Git lead along, by their ids.
    var edgesOfDelegations: [String: UInt16] {
        let numbers = edges { gain in if case .delegates = gain { true } else { false } }
        return Dictionary(
            numbers.map { (EscalationEdge.all[Int(edges[Int($0)].number)].id, $0) }, uniquingKeysWith: { $1 })
    }

    /// Whether all that edges give is worth nothing to who may do everything in their namespace.
    func areConfined(_ positions: [UInt16]) -> Bool { gains(of: positions).allSatisfy(\.isConfined) }

    /// Whether edges lead to nothing but users, and to nodes by the names of these.
    func nameUsers(_ positions: [UInt16]) -> Bool {
        gains(of: positions).allSatisfy { gain in
            switch gain {
            case .users, .named(_, .nodeUser): true
            default: false
            }
        }
    }

    private func gains(of positions: [UInt16]) -> [EscalationGain] {
        positions.map { EscalationEdge.all[Int(edges[Int($0)].number)].gain }
    }

    private func edges(_ isMeant: (EscalationGain) -> Bool) -> [UInt16] {
        edges.indices.filter { isMeant(EscalationEdge.all[Int(edges[$0].number)].gain) }
            .map { UInt16(truncatingIfNeeded: $0) }
    }

    /// Whether some edge asks for code in pods of one's own and for something else that has to be gained.
    var keepsFootholds: Bool {
        edges.contains { edge in
            let own = needs[edge.needs.range]
            let asksForFoothold = own.contains { if case .has(.foothold) = $0 { true } else { false } }
            let asksForMore = own.contains { need in
                switch need {
                case .may: true
                case .has(let kind): kind != .foothold
                case .given: false
                }
            }
            return asksForFoothold && asksForMore
        }
    }

    /// The edges that ask for each pattern, and those that ask for each kind of fact.
    func triggers() -> ([[UInt16]], [[UInt16]]) {
        var ofPattern: [[UInt16]] = Array(repeating: [], count: patterns.patterns.count)
        var ofKind: [[UInt16]] = Array(repeating: [], count: EscalationFact.Kind.allCases.count)
        for (position, edge) in edges.enumerated() {
            let number = UInt16(truncatingIfNeeded: position)
            var asksForPermission = false
            for need in needs[edge.needs.range] {
                switch need {
                case .may(let pattern):
                    ofPattern[Int(pattern)].append(number)
                    asksForPermission = true
                case .has(let kind): ofKind[Int(kind.rawValue)].append(number)
                case .given: break
                }
            }
            // Who may do everything may do what any edge asks for.
            if asksForPermission {
                ofKind[Int(EscalationFact.Kind.clusterAdmin.rawValue)].append(number)
                ofKind[Int(EscalationFact.Kind.namespaceAdmin.rawValue)].append(number)
            }
        }
        return (ofPattern, ofKind)
    }
}
