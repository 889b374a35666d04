extension EscalationSearch {
    /// Finds the sinks of a source with their hops, as `run` does, for many sources one after the other.
    ///
    /// What follows from a state does not depend on the way there. So each hop begins with a look whether another
    /// source was in the same state before.
    mutating func survey(from source: EscalationSource, _ shared: SharedReaches) -> FoundReach {
        isSurvey = true
        reset()
        begin(source)
        var passed: [(state: SharedReaches.State, level: UInt16)] = []
        var found: FoundReach?
        var first = 0
        let hops = UInt16(clamping: graph.options.maximumHops)
        while first < states.count, found == nil, level == 0 || !hasAllSinks {
            if facts[Int(states[first])].level >= hops { return FoundReach(own: ownSinks(), endedBy: endedBy) }
            level = facts[Int(states[first])].level
            if level > 0, let state = state() {
                if let known = shared[state], known.isUsable(at: level, graph.options), !isTooMuch(known) {
                    found = FoundReach(own: ownSinks(), further: known, level: level)
                    break
                }
                passed.append((state, level))
            }
            let end = states.count
            takeHop(first..<end)
            if isEnded { return FoundReach(own: ownSinks(), endedBy: endedBy) }
            first = end
        }
        // The hop in which nothing was gained, or the last one, need not be looked at.
        let last = found?.lastLevel ?? (first < states.count ? facts[Int(states[first])].level : level + 1)
        let reach = found ?? FoundReach(own: ownSinks(), endedBy: nil)
        for (state, level) in passed {
            shared.insert(
                FurtherReach(
                    reach, after: level, last: last, facts: facts.count + (found?.further?.facts ?? 0),
                    steps: steps + (found?.further?.steps ?? 0)), state)
        }
        return reach
    }

    private func isTooMuch(_ further: FurtherReach) -> Bool {
        facts.count + further.facts > limits.facts || steps + further.steps > limits.steps
    }

    /// Tries every edge that something gained in the hop before may lead along.
    mutating func takeHop(_ gained: Range<Int>) {
        let isAdmin = known(.clusterAdmin, in: NameTable.empty) != nil
        let start = facts.count
        if !isAdmin {
            for position in gained { expandInCluster(states[position]) }
        }
        let middle = facts.count
        // What gives everything comes first: after it, what gives single permissions is worth nothing.
        permissionAtHand = nil
        for edge in graph.edgesToEverything where !isExhausted(edge) { attempt(edge, in: NameTable.empty) }
        for position in gained {
            if isEnded { return }
            process(facts[Int(states[position])], states[position])
        }
        processPermissions(start..<middle)
        if isAdmin { return }
        // Facts of the next hop lie between, so that permissions of namespaces have a place of their own.
        let further = facts.count
        for position in gained { expandInNamespaces(states[position]) }
        processPermissions(further..<facts.count)
    }

    private mutating func processPermissions(_ range: Range<Int>) {
        for position in range {
            if isEnded { return }
            process(facts[position], UInt32(truncatingIfNeeded: position))
        }
    }

    /// Adds what an identity may do: all of it, or of unions that for the whole cluster.
    private mutating func expandInCluster(_ position: UInt32) {
        let fact = facts[Int(position)]
        if let union = union(fact) {
            for held in union.inCluster { addPermission(held, of: position) }
        } else if fact.kind == .roles {
            let unions = grants?.roleUnions ?? graph.roleUnions
            for held in unions.inNamespace(fact.scope, RoleUnions.Kind(rawValue: fact.name) ?? .all) {
                addPermission(held, of: position)
            }
        } else {
            expand(fact, position)
        }
    }

    private mutating func expandInNamespaces(_ position: UInt32) {
        guard let union = union(facts[Int(position)]) else { return }
        for (pattern, edges) in graph.edgesOfPattern.enumerated() {
            let range = union.inNamespaces.range(pattern)
            if range.isEmpty || edges.allSatisfy(isExhausted) { continue }
            for held in range { addPermission(union.inNamespaces.all[held], of: position) }
        }
    }

    /// What an identity of all namespaces may do.
    private func union(_ fact: EscalationFact) -> SplitUnion? {
        switch fact.kind {
        case .anyAccount where fact.scope == NameTable.empty: (grants?.unions ?? graph.unions).ofAllAccountsSplit
        case .podAccounts where fact.scope == NameTable.empty: grants?.pods.ofAll
        case .roles where fact.scope == NameTable.empty:
            (grants?.roleUnions ?? graph.roleUnions).inAll(RoleUnions.Kind(rawValue: fact.name) ?? .all)
        default: nil
        }
    }

    /// Whether all that an edge can give is known, or will be in this hop.
    func isExhausted(_ number: UInt16) -> Bool {
        let edge = graph.edges[Int(number)]
        if edge.givesPermissions, everywhere(.clusterAdmin) != nil { return true }
        switch edge.outcome {
        case .state(let kind, _): return everywhere(kind) != nil
        case .accounts: return known(.anyAccount, in: NameTable.empty) != nil
        case .other: return false
        }
    }
}

// MARK: States

extension EscalationSearch {
    /// States with more facts than this are hardly ever met twice.
    static let largestState = 1_024

    /// Everything gained that further hops depend on. Permissions come from identities and roles, and of these what
    /// others include is left out.
    private func state() -> SharedReaches.State? {
        guard states.count <= Self.largestState else { return nil }
        let isAdmin = known(.clusterAdmin, in: NameTable.empty) != nil
        var state = SharedReaches.State()
        for position in states {
            let fact = facts[Int(position)]
            // Its number means nothing to other searches.
            if fact.kind == .actor { return nil }
            if isImplied(fact, isAdmin) { continue }
            state.insert(fact.kind, fact.scope, fact.name)
        }
        state.sort()
        return state
    }

    private func isImplied(_ fact: EscalationFact, _ isAdmin: Bool) -> Bool {
        if fact.scope != NameTable.empty,
            table[FactTable.Key(fact.kind, scope: NameTable.empty, name: fact.name)] != nil
        {
            return true
        }
        switch fact.kind {
        case .foothold: return !graph.keepsFootholds
        case .account: return isAdmin || isOneOfAny(fact)
        case .user, .anyUser, .group, .anyGroup, .anyAccount, .podAccounts, .roles, .roleInNamespaces, .namespaceAdmin:
            return isAdmin
        case .role: return isAdmin || isOneOfAll(scope: fact.scope, role: fact.name)
        default: return false
        }
    }

    /// Whether an account is one of those that "any account" stands for.
    private func isOneOfAny(_ fact: EscalationFact) -> Bool {
        guard let number = graph.facts.accountNumbers[fact.name] else { return false }
        let account = graph.facts.accounts[number]
        return account.exists && known(.anyAccount, in: account.namespace) != nil
    }

    func isOneOfAll(scope: NameID, role: UInt32) -> Bool {
        guard !graph.index.roles[Int(role)].isClusterRole else { return false }
        let all = RoleUnions.Kind.all.rawValue
        return table[FactTable.Key(.roles, scope: scope, name: all)] != nil
            || table[FactTable.Key(.roles, scope: NameTable.empty, name: all)] != nil
    }

    /// The sinks gained so far, with their levels.
    private func ownSinks() -> [FoundReach.Sink] {
        var found: [FoundReach.Sink] = []
        for kind in Self.sinkKinds {
            if let fact = everywhere(kind) {
                found.append(FoundReach.Sink(kind: kind, scope: NameTable.empty, level: facts[Int(fact)].level))
                continue
            }
            for scope in scopes {
                guard let fact = table[FactTable.Key(kind, scope: scope)] else { continue }
                found.append(FoundReach.Sink(kind: kind, scope: scope, level: facts[Int(fact)].level))
            }
        }
        return found
    }
}
