extension EscalationSearch {
    /// Visits the grants of everyone whom the source has become so far, until the visit says to stop: those of a
    /// namespace, or without one all of them, those for the whole cluster first where any account is meant.
    func visitHeldGrants(in namespace: NameID?, _ visit: (GrantRecord) -> Bool) {
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

    func visitGrants(_ subjects: ArraySlice<UInt32>, _ visit: (GrantRecord) -> Bool) -> Bool {
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
    func scopes(
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

    func insert(
        _ subjects: ArraySlice<UInt32>, _ kind: HeldScopes.Kind, in namespace: NameID?, _ found: inout ScopeList
    ) {
        for subject in subjects { found.insert(graph.heldScopes.scopes(kind, of: subject), in: namespace) }
    }

    /// Everything where one holds a role that one may rewrite.
    mutating func gainHeldRoles(
        _ kind: HeldScopes.Kind, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]
    ) {
        if isAdmin(of: namespace) { return }
        let isOneNamespace = kind == .roles && namespace != NameTable.empty
        let scopes = scopes(
            holding: kind, named: commonNames(edge, namespace), in: isOneNamespace ? namespace : nil)
        for scope in scopes where !isOneNamespace || scope == namespace { addEverything(in: scope, edge, needed) }
    }

    mutating func gainHeldAggregates(_ edge: UInt16, _ needed: [UInt32]) {
        for scope in scopes(holding: .aggregated) { addEverything(in: scope, edge, needed) }
    }

    /// Whether everything in a namespace, or with the empty one in the whole cluster, is gained already or in this hop.
    func isAdmin(of namespace: NameID) -> Bool {
        everywhere(.clusterAdmin) != nil
            || namespace != NameTable.empty
                && (table[FactTable.Key(.namespaceAdmin, scope: namespace)] != nil
                    || everywhere(.namespaceAdmin) != nil)
    }

    mutating func addEverything(in namespace: NameID, _ edge: UInt16, _ needed: [UInt32]) {
        if isAdmin(of: namespace) { return }
        if namespace == NameTable.empty {
            add(.clusterAdmin, scope: NameTable.empty, edge: edge, from: needed)
        } else {
            add(.namespaceAdmin, scope: namespace, edge: edge, from: needed)
        }
    }


    mutating func gainMissingRoles(
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
