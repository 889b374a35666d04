extension EscalationSearch {
    /// Adds what an edge gives in a namespace, or with the empty one everywhere.
    mutating func gain(
        _ gain: EscalationGain, _ edge: UInt16, in namespace: NameID, _ needed: [UInt32]
    ) {
        switch gain {
        case .here(let kind): add(kind, scope: namespace, edge: edge, from: needed)
        case .everywhere(let kind): add(kind, scope: NameTable.empty, edge: edge, from: needed)
        case .accounts(let need): gainAccounts(need, edge, namespace, needed)
        case .users(let need): gainUsers(need, edge, namespace, needed)
        case .groups(let need): gainGroups(need, edge, namespace, needed)
        case .roles(let need): gainRoles(need, edge, namespace, needed)
        case .clusterRolesHere(let need): gainClusterRoles(need, edge, .byRoleBinding(namespace), needed)
        case .clusterRoles(let need): gainClusterRoles(need, edge, .byClusterRoleBinding, needed)
        case .heldRoles: gainHeldRoles(.roles, edge, namespace, needed)
        case .heldClusterRoles: gainHeldRoles(.clusterRoles, edge, namespace, needed)
        case .heldAggregates(let isWritten):
            gainHeldAggregates(edge, namespace, needed, isWritten: isWritten)
        case .named(let kind, let object): gainNamed(kind, object, edge, namespace, needed)
        case .rewrittenRolesOfBindings(let kind, let isClusterRole):
            gainRewrittenRoles(kind, edge, namespace, needed, isClusterRole: isClusterRole)
        case .pods(let need): gainPods(need, edge, namespace, needed)
        case .rolesOfBindings(_, _, let isClusterRole):
            gainBindings(edge, namespace, needed, isClusterRole: isClusterRole)
        case .rolesOfClusterBindings: gainBindings(edge, nil, needed, isClusterRole: true)
        case .missingRoles: gainMissingRoles(edge, namespace, needed, isClusterRole: false)
        case .missingClusterRoles: gainMissingRoles(edge, namespace, needed, isClusterRole: true)
        case .missingAccounts(let need): gainMissingAccounts(need, edge, namespace, needed)
        case .podAccounts: gainPodAccounts(edge, namespace, needed)
        case .nodeAccounts:
            for account in graph.places.accountsOnEveryNode { addAccount(account, edge, needed) }
        case .storedTokens(let need): gainTokens(need, edge, namespace, needed)
        case .controller(let controller): addController(controller, edge, namespace, needed)
        case .customResourceControllers:
            let actOnResources: [Controller] = [
                .argoApplication, .kustomizeController, .helmController, .velero, .olm, .crossplaneKubernetes,
                .kyvernoBackground,
            ]
            for controller in actOnResources { addController(controller, edge, NameTable.empty, needed) }
        case .sourceConsumers: gainConsumers(edge, namespace, needed)
        // Taken from the user or group itself.
        case .delegates: break
        case .constrained(let target): gainConstrained(target, edge, namespace, needed)
        }
    }

    /// The names for which one of an edge's permissions is good.
    ///
    /// When the permission at hand is one of them, its name alone: the others have their own turn. Otherwise a rule
    /// with many names would be gone through once for each of them.
    mutating func names(ofNeed need: Int, _ edge: UInt16, _ namespace: NameID) -> [(name: NameID, fact: UInt32)] {
        let needs = graph.edges[Int(edge)].needs
        guard case .may(let pattern) = graph.needs[Int(needs.start) + need] else { return [] }
        if let permissionAtHand, case let fact = facts[Int(permissionAtHand)], fact.pattern == pattern {
            return [(fact.name, permissionAtHand)]
        }
        let found = names(pattern, in: namespace)
        steps &+= found.count
        return found
    }

    /// A permission for one of an edge's needs that is good for a name, or with `unknown` for all names. Where the
    /// permission at hand is for the need, no other will do.
    func permission(ofNeed need: Int, _ edge: UInt16, _ namespace: NameID, named name: NameID) -> UInt32? {
        guard case .may(let pattern) = graph.needs[Int(graph.edges[Int(edge)].needs.start) + need] else { return nil }
        if let permissionAtHand, case let fact = facts[Int(permissionAtHand)], fact.pattern == pattern {
            return fact.name == name ? permissionAtHand : nil
        }
        return permission(pattern, in: namespace, named: name)
    }

    /// Whether the permission at hand is for one of an edge's needs.
    func isAtHand(need: Int, _ edge: UInt16) -> Bool {
        guard let permissionAtHand else { return false }
        guard case .may(let pattern) = graph.needs[Int(graph.edges[Int(edge)].needs.start) + need] else { return false }
        return facts[Int(permissionAtHand)].pattern == pattern
    }

    /// Notes a place in the manifests that a fact depends on. A survey tells none.
    mutating func note(_ place: ClusterFacts.Evidence, for fact: UInt32) {
        if !isSurvey { evidence[fact, default: []].append(place) }
    }

    /// Notes a line that a fact depends on besides its premises. A survey tells no lines.
    mutating func use(_ line: UsedLine, for fact: UInt32) {
        if !isSurvey { usedLines[fact, default: []].append(line) }
    }
}
