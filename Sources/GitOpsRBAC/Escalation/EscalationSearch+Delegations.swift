import GitOpsManifest

extension EscalationSearch {
    /// Takes the edges that lead on from a user or group by the ways of Argo CD and Git.
    mutating func takeDelegations(of fact: EscalationFact, _ position: UInt32) {
        guard fact.edge == EscalationFact.noEdge, fact.kind == .user || fact.kind == .group else { return }
        let holder = ClusterFacts.Holder(isGroup: fact.kind == .group, name: fact.name)
        for delegation in graph.facts.delegations[holder] ?? [] {
            guard let edge = graph.edgesOfDelegations[delegation.edge] else { continue }
            let before = facts.count
            switch delegation.target {
            case .account(let username): addAccount(username, edge, [position])
            case .workloads(let namespace): add(.workload, scope: namespace, edge: edge, from: [position])
            }
            guard facts.count > before else { continue }
            for found in delegation.evidence { note(found, for: UInt32(truncatingIfNeeded: before)) }
        }
    }

    /// What somebody may do whom the source may act as for this alone.
    mutating func gainConstrained(
        need: Int, isAccount: Bool, _ kind: EscalationFact.Kind, _ edge: UInt16, _ namespace: NameID,
        _ needed: [UInt32]
    ) {
        if everywhere(kind) != nil || table[FactTable.Key(kind, scope: namespace)] != nil { return }
        for (name, fact) in names(ofNeed: need, edge, namespace) {
            var needed = needed
            needed[need] = fact
            for held in constrainedHoldings(of: name, isAccount: isAccount, edge, in: namespace) {
                let scope = held.scope == NameTable.empty ? namespace : held.scope
                guard let gained = add(kind, scope: scope, edge: edge, from: needed) else { continue }
                use(UsedLine(line: HeldLine(graph.index.grants.all[Int(held.grant)]), rule: held.rule), for: gained)
            }
        }
    }

    /// What those hold whom a name stands for, in the order in which they are known. No more than the first of each
    /// scope where they are many: with lines removed another may be left when the first is gone.
    private mutating func constrainedHoldings(
        of name: NameID, isAccount: Bool, _ edge: UInt16, in namespace: NameID
    ) -> ArraySlice<ConstrainedHoldings.Held> {
        let pattern = graph.edges[Int(edge)].heldPattern
        if name == NameTable.unknown, removed.isEmpty {
            return graph.constrained.held(pattern, by: isAccount ? .accounts : .users, in: namespace)
        }
        let targets = isAccount ? constrainedAccounts(name, namespace) : constrainedUsers(name)
        var good: [ConstrainedHoldings.Held] = []
        for subject in targets.joined() {
            if isOutOfSteps { break }
            let all = graph.constrained.held(pattern, by: subject)
            steps &+= 1 + all.count
            good += all.filter { held in
                held.isGood(in: namespace)
                    && !removed.contains(grant: graph.index.grants.all[Int(held.grant)], rule: held.rule)
            }
        }
        return good[...]
    }

    private func constrainedAccounts(_ name: NameID, _ namespace: NameID) -> [ArraySlice<UInt32>] {
        let accounts = graph.facts.accounts
        let isAnywhere = namespace == NameTable.empty
        let numbers: [Int]
        if name != NameTable.unknown {
            numbers = graph.accountsNamed[Int(name)].filter { isAnywhere || accounts[$0].namespace == namespace }
        } else if isAnywhere {
            numbers = accounts.indices.filter { accounts[$0].exists }
        } else {
            numbers = (graph.facts.accountsIn[namespace] ?? []).filter { accounts[$0].exists }
        }
        return numbers.map { graph.subjectsOfAccount[$0] }
    }

    private func constrainedUsers(_ name: NameID) -> [ArraySlice<UInt32>] {
        let names = name == NameTable.unknown ? graph.index.subjects.filter { !$0.isGroup }.map(\.name) : [name]
        return names.filter(graph.facts.isActedForAsUser).map(graph.subjects(ofUser:))
    }
}
