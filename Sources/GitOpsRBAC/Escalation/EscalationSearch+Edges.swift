extension EscalationSearch {
    mutating func process(_ fact: EscalationFact, _ position: UInt32) {
        // What a permission helps to, being able to do everything helps to as well.
        if fact.kind == .permission || fact.kind == .namespaceAdmin, known(.clusterAdmin, in: NameTable.empty) != nil {
            return
        }
        if isSurvey, fact.kind == .permission, isWorthless(fact.pattern, fact.scope, fact.name) { return }
        let edges =
            fact.kind == .permission
            ? graph.edgesOfPattern[Int(fact.pattern)] : graph.edgesOfKind[Int(fact.kind.rawValue)]
        permissionAtHand = fact.kind == .permission && fact.name != NameTable.unknown ? position : nil
        for edge in edges {
            if isSurvey, isExhausted(edge) { continue }
            take(edge, after: fact)
        }
        takeDelegations(of: fact, position)
        switch fact.kind {
        case .account, .user, .group, .anyAccount, .podAccounts, .anyUser, .anyGroup: tryRolesOfIdentities()
        default: break
        }
    }

    /// Takes the edges that may give everything at once, before others of the same hop: no way is plainer than these.
    mutating func takeEverything() {
        permissionAtHand = nil
        for edge in graph.edgesToEverything where everywhere(.clusterAdmin) == nil {
            attempt(edge, in: NameTable.empty)
        }
    }

    /// Takes the edges whose gain depends on who one is, once for all identities of a hop: the permissions that they
    /// need may have been there before.
    private mutating func tryRolesOfIdentities() {
        // What a source may do from the start has its turn anyway, and tells more directly what it leads to.
        guard level > 0, levelOfIdentities != Int(level) else { return }
        levelOfIdentities = Int(level)
        for edge in graph.edgesOfIdentities where !(isSurvey && isExhausted(edge)) { takeAnywhere(edge) }
    }

    private mutating func take(_ number: UInt16, after fact: EscalationFact) {
        let isHere: Bool
        if fact.kind == .permission {
            isHere = graph.patterns[Int(fact.pattern)].scope == .here
        } else {
            isHere = true
        }
        if isHere, fact.scope != NameTable.empty {
            attempt(number, in: fact.scope)
            return
        }
        takeAnywhere(number)
    }

    private mutating func takeAnywhere(_ number: UInt16) {
        let edge = graph.edges[Int(number)]
        if attempt(number, in: NameTable.empty) {
            if edge.hasNamesHere { takeForNamesOfNamespaces(number) }
            return
        }
        guard edge.dependsOnNamespace else { return }
        // Some need holds in single namespaces only: those of the first such need are enough to try.
        guard let list = missingEverywhere(edge) else { return }
        var position = 0
        while position < scopesOf[list].count {
            attempt(number, in: scopesOf[list][position])
            position += 1
        }
    }

    /// Takes an edge in the namespaces for whose names its permissions are good: those for the whole cluster may be for
    /// other names.
    private mutating func takeForNamesOfNamespaces(_ number: UInt16) {
        let edge = graph.edges[Int(number)]
        if permissionAtHand != nil, !edge.comparesNames { return }
        for position in edge.needs.range {
            guard case .may(let pattern) = graph.needs[position] else { continue }
            let compiled = graph.patterns[Int(pattern)]
            guard compiled.isCaptured, compiled.scope == .here else { continue }
            guard permission(pattern, in: NameTable.empty, named: NameTable.unknown) == nil else { continue }
            var next = 0
            while next < scopesOf[Int(pattern)].count {
                attempt(number, in: scopesOf[Int(pattern)][next])
                next += 1
            }
        }
    }

    /// The list of namespaces of a need that does not hold in the whole cluster.
    private func missingEverywhere(_ edge: EscalationGraph.CompiledEdge) -> Int? {
        for position in edge.needs.range {
            switch graph.needs[position] {
            case .may(let pattern):
                if permission(pattern, in: NameTable.empty) == nil { return Int(pattern) }
            case .has(let kind):
                if known(kind, in: NameTable.empty) == nil { return graph.patterns.count + Int(kind.rawValue) }
            case .given: break
            }
        }
        return nil
    }

    /// Takes an edge in a namespace, or with the empty one everywhere at once, when all it needs is there.
    @discardableResult
    mutating func attempt(_ number: UInt16, in namespace: NameID) -> Bool {
        if isOutOfSteps { return true }
        steps &+= 1
        let edge = graph.edges[Int(number)]
        if level + 1 == lastHop, !edge.mayGiveSink { return true }
        if isKnown(edge.outcome, in: namespace) { return true }
        // Who may do everything needs to become nobody else.
        if edge.givesPermissions, known(.clusterAdmin, in: NameTable.empty) != nil { return true }
        buffer.removeAll(keepingCapacity: true)
        var found = Holding()
        for position in edge.needs.range {
            switch graph.needs[position] {
            case .may(let pattern):
                guard let fact = permission(pattern, in: namespace) else { return false }
                buffer.append(fact)
            case .has(let kind):
                guard let fact = known(kind, in: namespace) else { return false }
                buffer.append(fact)
            case .given(let condition):
                guard let holds = holds(graph.conditions[Int(condition)], in: namespace) else { return false }
                found.evidence = found.evidence ?? holds.evidence
                if !holds.lines.isEmpty { found.lines += holds.lines }
            }
        }
        let before = facts.count
        gain(EscalationEdge.all[Int(edge.number)].gain, number, in: namespace, buffer)
        if found.evidence != nil || !found.lines.isEmpty {
            for position in before..<facts.count where facts[position].edge == number {
                note(found, for: UInt32(truncatingIfNeeded: position))
            }
        }
        return true
    }

    /// Whether the state that an edge gives is gained already, or in this hop.
    private func isKnown(_ outcome: EscalationGraph.Outcome, in namespace: NameID) -> Bool {
        guard case .state(let kind, let isEverywhere) = outcome else { return false }
        return everywhere(kind) != nil
            || !isEverywhere && namespace != NameTable.empty && table[FactTable.Key(kind, scope: namespace)] != nil
    }

    /// Notes what a condition of a fact's edge was seen by.
    private mutating func note(_ found: Holding, for fact: UInt32) {
        if let place = found.evidence { note(place, for: fact) }
        for line in found.lines { use(UsedLine(line: line), for: fact) }
    }
}
