import GitOpsManifest

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
        case .clusterRolesHere(let need): gainClusterRoles(need, edge, in: namespace, .namespaceAdmin, needed)
        case .clusterRoles(let need): gainClusterRoles(need, edge, in: NameTable.empty, .clusterAdmin, needed)
        case .heldRoles: gainHeldRoles(.roles, edge, namespace, needed)
        case .heldClusterRoles: gainHeldRoles(.clusterRoles, edge, namespace, needed)
        case .heldAggregates: gainHeldAggregates(edge, needed)
        case .rolesOfBindings(_, _, let isClusterRole):
            gainBindings(edge, namespace, needed, isClusterRole: isClusterRole)
        case .rolesOfClusterBindings: gainBindings(edge, nil, needed, isClusterRole: true)
        case .missingRoles: gainMissingRoles(edge, namespace, needed, isClusterRole: false)
        case .missingClusterRoles: gainMissingRoles(edge, namespace, needed, isClusterRole: true)
        case .missingAccounts: gainMissingAccounts(edge, namespace, needed)
        case .podAccounts: gainPodAccounts(edge, namespace, needed)
        case .nodeAccounts:
            for workload in graph.facts.workloads where workload.isOnEveryNode {
                addAccount(workload.account, edge, needed)
            }
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
        case .constrained(let need, let isAccount, _, let kind):
            gainConstrained(need: need, isAccount: isAccount, kind, edge, namespace, needed)
        }
    }

    /// The names for which one of an edge's permissions is good.
    ///
    /// When the permission at hand is one of them, its name alone: the others have their own turn. Otherwise a rule with
    /// many names would be gone through once for each of them.
    func names(ofNeed need: Int, _ edge: UInt16, _ namespace: NameID) -> [(name: NameID, fact: UInt32)] {
        let needs = graph.edges[Int(edge)].needs
        guard case .may(let pattern) = graph.needs[Int(needs.start) + need] else { return [] }
        if let permissionAtHand, case let fact = facts[Int(permissionAtHand)], fact.pattern == pattern {
            return [(fact.name, permissionAtHand)]
        }
        return names(pattern, in: namespace)
    }
}

// MARK: Identities

extension EscalationSearch {
    mutating func addAccount(_ username: NameID, _ edge: UInt16, _ needed: [UInt32]) {
        let namespace = graph.facts.accountNumbers[username].map { graph.facts.accounts[$0].namespace }
        let scope = namespace ?? NameTable.empty
        if known(.anyAccount, in: scope) != nil { return }
        add(.account, scope: scope, name: username, edge: edge, from: needed)
    }

    private mutating func gainAccounts(_ need: Int, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        for (name, fact) in names(ofNeed: need, edge, namespace) {
            var needed = needed
            needed[need] = fact
            if name == NameTable.unknown {
                add(.anyAccount, scope: namespace, edge: edge, from: needed)
                continue
            }
            for number in graph.accountsNamed[Int(name)] {
                let account = graph.facts.accounts[number]
                guard namespace == NameTable.empty || account.namespace == namespace else { continue }
                addAccount(account.username, edge, needed)
            }
        }
    }

    private mutating func gainUsers(_ need: Int, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        for (name, fact) in names(ofNeed: need, edge, namespace) {
            var needed = needed
            needed[need] = fact
            if name == NameTable.unknown {
                add(.anyUser, scope: NameTable.empty, edge: edge, from: needed)
            } else if graph.facts.accountNumbers[name] == nil {
                // Whose name is a service account's is asked for as one.
                add(.user, scope: NameTable.empty, name: name, edge: edge, from: needed)
            }
        }
    }

    private mutating func gainGroups(_ need: Int, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        for (name, fact) in names(ofNeed: need, edge, namespace) {
            var needed = needed
            needed[need] = fact
            if name == NameTable.unknown || name == graph.wellKnown.masters {
                add(.systemMasters, scope: NameTable.empty, edge: edge, from: needed)
            } else {
                add(.group, scope: NameTable.empty, name: name, edge: edge, from: needed)
            }
        }
    }

    private mutating func addController(
        _ controller: Controller, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]
    ) {
        for username in graph.facts.controllers[controller] ?? [] {
            let own = graph.facts.accountNumbers[username].map { graph.facts.accounts[$0].namespace }
            let isHere = graph.needs[graph.edges[Int(edge)].needs.range].contains {
                if case .given(let condition) = $0, case .runsHere = graph.conditions[Int(condition)] {
                    true
                } else {
                    false
                }
            }
            if isHere, namespace != NameTable.empty, own != namespace { continue }
            addAccount(username, edge, needed)
        }
    }
}

// MARK: Roles

extension EscalationSearch {
    private mutating func gainRoles(_ need: Int, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        for (name, fact) in names(ofNeed: need, edge, namespace) {
            var needed = needed
            needed[need] = fact
            if name == NameTable.unknown {
                addRoles(.all, graph.roles(in: namespace), namespace, edge, needed)
                continue
            }
            for number in graph.rolesNamed[Int(name)] where !graph.index.roleNumbers.isReplaced[Int(number)] {
                let role = graph.index.roles[Int(number)]
                guard !role.isClusterRole, namespace == NameTable.empty || role.namespace == namespace else { continue }
                add(.role, scope: role.namespace, name: number, edge: edge, from: needed)
            }
        }
    }

    /// Adds many roles: one by one for paths, which name them, and as one for surveys.
    private mutating func addRoles(
        _ kind: RoleUnions.Kind, _ roles: ArraySlice<UInt32>, _ namespace: NameID, _ edge: UInt16, _ needed: [UInt32]
    ) {
        if isSurvey {
            add(.roles, scope: namespace, name: kind.rawValue, edge: edge, from: needed)
            return
        }
        for number in roles {
            add(.role, scope: graph.index.roles[Int(number)].namespace, name: number, edge: edge, from: needed)
        }
    }

    /// Who may bind any ClusterRole binds `cluster-admin`, which every cluster has.
    private mutating func gainClusterRoles(
        _ need: Int, _ edge: UInt16, in namespace: NameID, _ all: EscalationFact.Kind, _ needed: [UInt32]
    ) {
        for (name, fact) in names(ofNeed: need, edge, namespace) {
            var needed = needed
            needed[need] = fact
            if name == NameTable.unknown {
                add(all, scope: namespace, edge: edge, from: needed)
            } else if let role = graph.index.roleNumbers.number(NameTable.empty, name) {
                add(.role, scope: namespace, name: role, edge: edge, from: needed)
            }
        }
    }

    /// Names for which both of the first two permissions of an edge are good; `nil` for all.
    private func commonNames(_ edge: UInt16, _ namespace: NameID) -> Set<NameID>? {
        var common: Set<NameID>?
        for need in 0..<2 {
            let found = names(ofNeed: need, edge, namespace)
            if found.contains(where: { $0.name == NameTable.unknown }) { continue }
            let names = Set(found.map(\.name))
            common = common?.intersection(names) ?? names
        }
        return common
    }

    /// Visits the grants of everyone whom the source has become so far, until the visit says to stop: those of a
    /// namespace, or without one all of them, those for the whole cluster first where any account is meant.
    private func visitHeldGrants(in namespace: NameID?, _ visit: (GrantRecord) -> Bool) {
        let graph = graph
        for position in identities {
            let fact = facts[Int(position)]
            guard fact.level <= currentLevel else { continue }
            switch fact.kind {
            case .account: if visitGrants(graph.subjects(ofAccount: fact.name), visit) { return }
            case .user: if visitGrants(graph.subjects(ofUser: fact.name), visit) { return }
            case .group: if visitGrants(graph.subjects(ofGroup: fact.name), visit) { return }
            case .anyAccount where fact.scope == NameTable.empty:
                let held = graph.grantsOfAccounts
                for grant in namespace.map({ held.find($0) }) ?? held.all[...] {
                    if !removed.contains(grant: grant, rule: .max), visit(grant) { return }
                }
            case .anyAccount:
                for number in graph.facts.accountsIn[fact.scope] ?? [] where graph.facts.accounts[number].exists {
                    if visitGrants(graph.subjectsOfAccount[number], visit) { return }
                }
            case .anyUser: if visitGrants(graph.others.users[...], visit) { return }
            case .anyGroup: if visitGrants(graph.others.groups[...], visit) { return }
            default: break
            }
        }
    }

    private func visitGrants(_ subjects: ArraySlice<UInt32>, _ visit: (GrantRecord) -> Bool) -> Bool {
        for subject in subjects {
            for position in graph.index.grants.range(Int(subject)) {
                let grant = graph.index.grants.all[position]
                if removed.contains(grant: grant, rule: .max) { continue }
                if visit(grant) { return true }
            }
        }
        return false
    }

    /// Scopes in which one holds a role of a kind, and of certain names where they are given; the whole cluster alone
    /// where it is one of them. With a namespace no other is looked for.
    private func scopes(
        holding kind: HeldScopes.Kind, named names: Set<NameID>? = nil, in namespace: NameID? = nil
    ) -> [NameID] {
        let graph = graph
        var found = ScopeList()
        if let names, names.allSatisfy({ graph.rolesNamed[Int($0)].isEmpty }) { return [] }
        guard names == nil, removed.isEmpty else {
            visitHeldGrants(in: namespace) { grant in
                let role = graph.index.roles[Int(grant.role)]
                if kind.includes(role), names?.contains(role.name) ?? true { found.insert(grant.namespace) }
                return found.isWholeCluster
            }
            return found.scopes
        }
        for position in identities {
            let fact = facts[Int(position)]
            guard fact.level <= currentLevel else { continue }
            switch fact.kind {
            case .account: insert(graph.subjects(ofAccount: fact.name), kind, in: namespace, &found)
            case .user: insert(graph.subjects(ofUser: fact.name), kind, in: namespace, &found)
            case .group: insert(graph.subjects(ofGroup: fact.name), kind, in: namespace, &found)
            default: found.insert(graph.heldScopes.scopes(kind, ofAll: fact), in: namespace)
            }
        }
        return found.scopes
    }

    private func insert(
        _ subjects: ArraySlice<UInt32>, _ kind: HeldScopes.Kind, in namespace: NameID?, _ found: inout ScopeList
    ) {
        for subject in subjects { found.insert(graph.heldScopes.scopes(kind, of: subject), in: namespace) }
    }

    /// Everything where one holds a role that one may rewrite.
    private mutating func gainHeldRoles(
        _ kind: HeldScopes.Kind, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]
    ) {
        if isAdmin(of: namespace) { return }
        let isOneNamespace = kind == .roles && namespace != NameTable.empty
        let scopes = scopes(
            holding: kind, named: commonNames(edge, namespace), in: isOneNamespace ? namespace : nil)
        for scope in scopes where !isOneNamespace || scope == namespace { addEverything(in: scope, edge, needed) }
    }

    private mutating func gainHeldAggregates(_ edge: UInt16, _ needed: [UInt32]) {
        for scope in scopes(holding: .aggregated) { addEverything(in: scope, edge, needed) }
    }

    /// Whether everything in a namespace, or with the empty one in the whole cluster, is gained already or in this hop.
    private func isAdmin(of namespace: NameID) -> Bool {
        everywhere(.clusterAdmin) != nil
            || namespace != NameTable.empty
                && (table[FactTable.Key(.namespaceAdmin, scope: namespace)] != nil
                    || everywhere(.namespaceAdmin) != nil)
    }

    private mutating func addEverything(in namespace: NameID, _ edge: UInt16, _ needed: [UInt32]) {
        if isAdmin(of: namespace) { return }
        if namespace == NameTable.empty {
            add(.clusterAdmin, scope: NameTable.empty, edge: edge, from: needed)
        } else {
            add(.namespaceAdmin, scope: namespace, edge: edge, from: needed)
        }
    }

    /// The roles of bindings that one may extend; without a namespace those of ClusterRoleBindings.
    private mutating func gainBindings(
        _ edge: UInt16, _ namespace: NameID?, _ needed: [UInt32], isClusterRole: Bool
    ) {
        let bindings = Set(names(ofNeed: 0, edge, namespace ?? NameTable.empty).map(\.name))
        let roles = Set(names(ofNeed: 1, edge, namespace ?? NameTable.empty).map(\.name))
        let isAnyBinding = bindings.contains(NameTable.unknown)
        let isAnyRole = roles.contains(NameTable.unknown)
        if isAnyBinding, isAnyRole {
            let kind: RoleUnions.Kind =
                namespace == nil ? .boundInCluster : isClusterRole ? .boundClusterRoles : .bound
            if isSurvey {
                add(.roles, scope: namespace ?? NameTable.empty, name: kind.rawValue, edge: edge, from: needed)
                return
            }
            for bound in graph.roleUnions.roles(kind, in: namespace ?? NameTable.empty)
            where !isAdmin(of: bound.namespace) {
                add(.role, scope: bound.namespace, name: bound.role, edge: edge, from: needed)
            }
            return
        }
        let candidates = graph.bindings(
            in: namespace, named: isAnyBinding ? nil : bindings, toRolesNamed: isAnyRole ? nil : roles)
        for number in candidates {
            let binding = graph.index.bindings[Int(number)]
            guard binding.role != .max, binding.isClusterBinding == (namespace == nil) else { continue }
            guard binding.refersToClusterRole == isClusterRole else { continue }
            guard isAnyBinding || bindings.contains(binding.name) else { continue }
            guard isAnyRole || roles.contains(binding.roleName) else { continue }
            if graph.permissions.ofRole.range(Int(binding.role)).isEmpty || isAdmin(of: binding.namespace) { continue }
            add(.role, scope: binding.namespace, name: binding.role, edge: edge, from: needed)
        }
    }

    private mutating func gainMissingRoles(
        _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32], isClusterRole: Bool
    ) {
        guard !graph.dangling.isEmpty else { return }
        for position in identities {
            let fact = facts[Int(position)]
            guard fact.level <= currentLevel else { continue }
            let subjects =
                switch fact.kind {
                case .account: graph.subjects(ofAccount: fact.name)
                case .user: graph.subjects(ofUser: fact.name)
                case .group: graph.subjects(ofGroup: fact.name)
                default: ArraySlice<UInt32>()
                }
            for number in subjects.flatMap({ graph.dangling[$0] }) + graph.dangling.bindings(ofAll: fact) {
                let binding = graph.index.bindings[Int(number)]
                guard binding.refersToClusterRole == isClusterRole else { continue }
                if !isClusterRole, namespace != NameTable.empty, binding.namespace != namespace { continue }
                addEverything(in: binding.namespace, edge, needed)
            }
        }
    }
}

// MARK: Workloads

extension EscalationSearch {
    private mutating func gainMissingAccounts(_ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        for number in graph.missingAccounts {
            let account = graph.facts.accounts[number]
            guard namespace == NameTable.empty || account.namespace == namespace else { continue }
            add(.account, scope: account.namespace, name: account.username, edge: edge, from: needed)
        }
    }

    /// Where no workload of a namespace is known its pods may run as any of its accounts.
    private mutating func gainPodAccounts(_ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        guard namespace != NameTable.empty, let workloads = graph.facts.workloadsIn[namespace] else {
            add(.anyAccount, scope: namespace, edge: edge, from: needed)
            return
        }
        for workload in workloads { addAccount(graph.facts.workloads[workload].account, edge, needed) }
    }

    private mutating func gainTokens(_ need: Int, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        guard !graph.facts.tokens.isEmpty else { return }
        for (name, fact) in names(ofNeed: need, edge, namespace) {
            var needed = needed
            needed[need] = fact
            for number in name == NameTable.unknown ? graph.tokensNamed.all[...] : graph.tokensNamed[Int(name)] {
                let token = graph.facts.tokens[number]
                guard namespace == NameTable.empty || token.namespace == namespace else { continue }
                let before = facts.count
                addAccount(token.account, edge, needed)
                if facts.count > before { evidence.append((UInt32(truncatingIfNeeded: before), token.evidence)) }
            }
        }
    }

    private mutating func gainConsumers(_ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        for consumer in graph.facts.consumers
        where namespace == NameTable.empty || consumer.sourceNamespace == namespace {
            let before = facts.count
            if let account = consumer.account {
                addAccount(account, edge, needed)
            } else if !graph.facts.confinedControllers.contains(consumer.controller) {
                addController(consumer.controller, edge, NameTable.empty, needed)
            }
            if facts.count > before { evidence.append((UInt32(truncatingIfNeeded: before), consumer.evidence)) }
        }
    }
}

// MARK: Conditions

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
