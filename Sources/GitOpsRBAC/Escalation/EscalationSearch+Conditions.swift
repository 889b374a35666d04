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
            return graph.places.privilegedIn[namespace].map { Holding(evidence: $0) }
        case .ownPodsArePrivileged:
            return graph.places.privilegedOf[ownAccount].map { Holding(evidence: $0) }
        case .runsHere(let controller):
            return graph.places.namespacesOf[controller]?.contains(namespace) ?? false ? Holding() : nil
        case .argoProjectIsOpen:
            if isEverywhere { return Holding() }
            if let evidence = graph.facts.openProjects[namespace] { return Holding(evidence: evidence) }
            return graph.facts.namespacesWithDefaultProject.contains(namespace) ? nil : Holding()
        case .bootstrapTokensJoin: return bootstrapTokensJoin.map { Holding(lines: $0) }
        case .cloudAccounts(let provider):
            return graph.places.cloudsIn[provider]?[namespace].map { Holding(evidence: $0) }
        case .serves, .runs, .fluxRuns, .fluxTrustsObjects, .ingressSnippets, .kubernetesBefore, .kubernetesFrom,
            .isEKS, .isOpenShift, .podSecurityIsByLabels, .controlPlaneNodesTakePods, .argoCDAllows, .writesRepository:
            // Settled when the edges were compiled.
            return Holding()
        }
    }

    /// What lets bootstrap tokens ask for certificates and have them approved: whoever makes a token names its groups.
    ///
    /// Source: https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/
    private var bootstrapTokensJoin: [HeldLine]? {
        var lines: [HeldLine] = []
        for name in ["system:node-bootstrapper", "system:certificates.k8s.io:certificatesigningrequests:nodeclient"] {
            let role = graph.index.names.find(name)
            let grants = graph.wellKnown.bootstrappers.lazy.flatMap { graph.index.grants[Int($0)] }
            let found = grants.first { grant in
                grant.namespace == NameTable.empty && !removed.contains(grant: grant, rule: .max)
                    && graph.index.roles[Int(grant.role)].name == role
            }
            guard let found else { return nil }
            lines.append(HeldLine(found))
        }
        return lines
    }
}
