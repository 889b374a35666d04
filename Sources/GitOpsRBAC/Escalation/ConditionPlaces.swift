/// Where the conditions of edges hold, by namespace: they are asked for in each.
struct ConditionPlaces: Sendable {
    /// The first privileged workload of each namespace, and with the empty one of all.
    private(set) var privilegedIn: [NameID: ClusterFacts.Evidence] = [:]
    /// The first privileged workload of each account.
    private(set) var privilegedOf: [NameID: ClusterFacts.Evidence] = [:]
    /// The first account of each namespace that stands for an identity of a cloud, and with the empty one of all.
    private(set) var cloudsIn: [CloudProvider: [NameID: ClusterFacts.Evidence]] = [:]
    /// The namespaces in which a controller runs.
    private(set) var namespacesOf: [Controller: Set<NameID>] = [:]
    /// The accounts of pods that run on every node, each once.
    private(set) var accountsOnEveryNode: [NameID] = []

    /// Complexity: O(workloads + accounts of controllers and clouds).
    init(_ facts: ClusterFacts) {
        var seen: Set<NameID> = []
        for workload in facts.workloads {
            if workload.isOnEveryNode, seen.insert(workload.account).inserted {
                accountsOnEveryNode.append(workload.account)
            }
            guard let evidence = workload.privileged else { continue }
            for namespace in [NameTable.empty, workload.namespace] where privilegedIn[namespace] == nil {
                privilegedIn[namespace] = evidence
            }
            if privilegedOf[workload.account] == nil { privilegedOf[workload.account] = evidence }
        }
        for (provider, accounts) in facts.clouds {
            var first: [NameID: ClusterFacts.Evidence] = [:]
            for account in accounts {
                for namespace in [NameTable.empty, account.namespace] where first[namespace] == nil {
                    first[namespace] = account.evidence
                }
            }
            cloudsIn[provider] = first
        }
        for (controller, usernames) in facts.controllers {
            let namespaces = usernames.compactMap { facts.accountNumbers[$0].map { facts.accounts[$0].namespace } }
            namespacesOf[controller] = Set(namespaces).union(usernames.isEmpty ? [] : [NameTable.empty])
        }
    }
}
