extension EscalationSearch {
    /// A condition that holds, with the value that shows it where there is one, and the grants that it depends on.
    struct Holding {
        var evidence: ClusterFacts.Evidence?
        var lines: [HeldLine] = []
    }

    /// `nil` when a condition does not hold in a namespace; with the empty one, in none.
    func holds(_ condition: ClusterCondition, in namespace: NameID) -> Holding? {
        let isEverywhere = namespace == NameTable.empty
        switch condition {
        case .podsMayBePrivileged:
            return isEverywhere || graph.facts.restrictedNamespaces[namespace] == nil ? Holding() : nil
        case .podsArePrivileged:
            let found = graph.facts.workloads.first {
                $0.privileged != nil && (isEverywhere || $0.namespace == namespace)
            }
            return found.map { Holding(evidence: $0.privileged) }
        case .ownPodsArePrivileged:
            let found = graph.facts.workloads.first { $0.privileged != nil && $0.account == ownAccount }
            return found.map { Holding(evidence: $0.privileged) }
        case .runsHere(let controller): return runs(controller, in: namespace) ? Holding() : nil
        case .argoProjectIsOpen:
            if isEverywhere { return Holding() }
            if let evidence = graph.facts.openProjects[namespace] { return Holding(evidence: evidence) }
            return graph.facts.namespacesWithDefaultProject.contains(namespace) ? nil : Holding()
        case .bootstrapTokensJoin: return bootstrapTokensJoin.map { Holding(lines: $0) }
        case .cloudAccounts(let provider):
            let found = graph.facts.clouds[provider]?.first { isEverywhere || $0.namespace == namespace }
            return found.map { Holding(evidence: $0.evidence) }
        case .serves, .runs, .fluxRuns, .fluxTrustsObjects, .ingressSnippets, .kubernetesBefore, .kubernetesFrom,
            .isEKS, .isOpenShift, .podSecurityIsByLabels, .controlPlaneNodesTakePods, .argoCDAllows, .writesRepository:
            // Settled when the edges were compiled.
            return Holding()
        }
    }

    private func runs(_ controller: Controller, in namespace: NameID) -> Bool {
        (graph.facts.controllers[controller] ?? []).contains { username in
            namespace == NameTable.empty
                || graph.facts.accountNumbers[username].map { graph.facts.accounts[$0].namespace } == namespace
        }
    }

    /// What lets bootstrap tokens ask for certificates and have them approved: whoever makes a token names its groups.
    ///
    /// Source: https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/
    private var bootstrapTokensJoin: [HeldLine]? {
        var lines: [HeldLine] = []
        for role in ["system:node-bootstrapper", "system:certificates.k8s.io:certificatesigningrequests:nodeclient"] {
            let grants = graph.wellKnown.bootstrappers.lazy.flatMap { graph.index.grants[Int($0)] }
            let found = grants.first { grant in
                grant.namespace == NameTable.empty && !removed.contains(grant: grant, rule: .max)
                    && graph.index.names[graph.index.roles[Int(grant.role)].name] == role
            }
            guard let found else { return nil }
            lines.append(HeldLine(found))
        }
        return lines
    }
}
