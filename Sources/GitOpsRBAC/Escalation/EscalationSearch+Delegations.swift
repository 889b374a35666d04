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
}
