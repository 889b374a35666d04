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
            for found in delegation.evidence { evidence.append((UInt32(truncatingIfNeeded: before), found)) }
        }
    }

    /// What somebody may do whom the source may act as for this alone.
    mutating func gainConstrained(
        _ names: [(name: NameID, fact: UInt32)], need: Int, isAccount: Bool, holding text: String,
        _ kind: EscalationFact.Kind, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]
    ) {
        guard let pattern = graph.patternTexts.firstIndex(of: text) else { return }
        for (name, fact) in names {
            var needed = needed
            needed[need] = fact
            let targets =
                isAccount ? constrainedAccounts(name, namespace) : constrainedUsers(name)
            for subjects in targets {
                for held in holdings(of: subjects, pattern, in: namespace) {
                    let scope = held.scope == NameTable.empty ? namespace : held.scope
                    guard let gained = add(kind, scope: scope, edge: edge, from: needed) else { continue }
                    let rule = graph.index.rules[Int(held.rule)]
                    evidence.append(
                        (
                            gained,
                            ClusterFacts.Evidence(
                                manifest: graph.index.roles[Int(rule.role)].manifest,
                                node: UInt32(truncatingIfNeeded: rule.node))
                        ))
                }
            }
        }
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

    /// Users but service accounts and nodes, which have modes of their own.
    private func constrainedUsers(_ name: NameID) -> [ArraySlice<UInt32>] {
        func isMeant(_ name: NameID) -> Bool {
            graph.facts.accountNumbers[name] == nil
                && !graph.facts.names.withBytes(of: name) { $0.starts(with: "system:node:".utf8) }
        }
        if name != NameTable.unknown { return isMeant(name) ? [graph.subjects(ofUser: name)] : [] }
        return graph.index.subjects.filter { !$0.isGroup && isMeant($0.name) }.map { graph.subjects(ofUser: $0.name) }
    }

    private func holdings(
        of subjects: ArraySlice<UInt32>, _ pattern: Int, in namespace: NameID
    ) -> [IdentityUnions.Held] {
        var found: [IdentityUnions.Held] = []
        for subject in subjects {
            graph.index.forEachPermission(of: subject, graph.permissions, graph.patterns) { held in
                guard Int(held.pattern) == pattern, held.name == NameTable.unknown,
                    held.scope == NameTable.empty || namespace == NameTable.empty || held.scope == namespace
                else { return }
                let grant = graph.index.grants.all[Int(held.grant)]
                if !removed.contains(grant: grant, rule: held.rule) { found.append(held) }
            }
        }
        return found
    }
}
