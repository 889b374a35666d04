extension EscalationSearch {
    /// A condition that holds, with the value that shows it where there is one.
    struct Holding {
        var evidence: ClusterFacts.Evidence?
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
        case .bootstrapTokensJoin: return bootstrapTokensJoin ? Holding() : nil
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

    /// Whether bootstrap tokens may ask for certificates and have them approved: whoever makes a token names its groups.
    ///
    /// Source: https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/
    private var bootstrapTokensJoin: Bool {
        ["system:node-bootstrapper", "system:certificates.k8s.io:certificatesigningrequests:nodeclient"]
            .allSatisfy { role in
                graph.wellKnown.bootstrappers.contains { group in
                    graph.index.grants[Int(group)].contains { grant in
                        grant.namespace == NameTable.empty
                            && graph.index.names[graph.index.roles[Int(grant.role)].name] == role
                    }
                }
            }
    }
}
