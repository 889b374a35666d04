extension EscalationSearch {
    /// Adds what an identity may do.
    mutating func expand(_ fact: EscalationFact, _ position: UInt32) {
        switch fact.kind {
        case .account: expand(graph.subjects(ofAccount: fact.name), bearer: fact.name, position)
        case .user: expand(graph.subjects(ofUser: fact.name), bearer: fact.name, position)
        case .group: expand(graph.subjects(ofGroup: fact.name), bearer: NameTable.unknown, position)
        case .anyAccount:
            expand(
                fact.scope == NameTable.empty
                    ? unions.ofAllAccounts : unions.ofNamespace[fact.scope] ?? [], position)
        case .podAccounts: expand(grants?.pods.held(in: fact.scope) ?? [], position)
        case .actor: expandActor(fact, position)
        case .anyUser: expand(unions.ofUsers, position)
        case .anyGroup: expand(unions.ofGroups, position)
        case .role:
            let graph = graph
            if let short = short(fact.name, in: fact.scope) {
                for held in short { addPermission(held, of: position) }
                return
            }
            graph.index.forEachPermission(
                ofRole: fact.name, in: fact.scope, graph.permissions, graph.patterns, grant: .max
            ) { addPermission($0, of: position) }
        case .roleInNamespaces:
            let graph = graph
            graph.index.forEachPermission(
                ofRole: fact.name, in: NameTable.empty, graph.permissions, graph.patterns, grant: .max
            ) { held in
                if !graph.patterns[Int(held.pattern)].isClusterOnly { addPermission(held, of: position) }
            }
        default: break
        }
    }

    private mutating func expand(_ subjects: ArraySlice<UInt32>, bearer: NameID, _ position: UInt32) {
        let graph = graph
        for subject in subjects {
            for grant in graph.index.grants.range(Int(subject)) {
                if isOutOfSteps { return }
                steps &+= 1
                guard isWorthExpanding(grant) else { continue }
                let record = graph.index.grants.all[grant]
                if let short = short(record.role, in: record.namespace) {
                    for held in short { addPermission(held, of: position) }
                    continue
                }
                graph.index.forEachPermission(
                    ofRole: record.role, in: record.namespace, graph.permissions, graph.patterns,
                    grant: UInt32(truncatingIfNeeded: grant)
                ) { held in
                    var held = held
                    held.bearer = bearer
                    addPermission(held, of: position)
                }
            }
        }
    }

    /// What a survey knows a role to come to where it is bound.
    private func short(_ role: UInt32, in namespace: NameID) -> [IdentityUnions.Held]? {
        guard let grants, !grants.short.isEmpty else { return nil }
        return grants.short[RoleUnions.BoundRole(namespace: namespace, role: role)]
    }

    private var unions: IdentityUnions { grants?.unions ?? graph.unions }

    /// A long role gives nothing new where somebody held it before. Without lines removed, that is: another binding may
    /// be left when the first is gone.
    private mutating func isWorthExpanding(_ grant: Int) -> Bool {
        let record = graph.index.grants.all[grant]
        guard removed.isEmpty, graph.permissions.ofRole.range(Int(record.role)).count > 16 else { return true }
        let key = FactTable.Key(.role, pattern: .max, scope: record.namespace, name: record.role)
        guard table[key] == nil else { return false }
        table.insert(0, key)
        return true
    }

    private mutating func expand(_ union: [IdentityUnions.Held], _ position: UInt32) {
        guard removed.isEmpty else {
            expandAll(position)
            return
        }
        for held in union { addPermission(held, of: position) }
    }

    /// As the union, but permission by permission: with lines removed another may have what the first had.
    private mutating func expandAll(_ position: UInt32) {
        let fact = facts[Int(position)]
        let graph = graph
        switch fact.kind {
        case .anyAccount:
            for account in graph.facts.accounts
            where account.exists && (fact.scope == NameTable.empty || account.namespace == fact.scope) {
                expand(graph.subjects(ofAccount: account.username), bearer: account.username, position)
            }
        default:
            for number in fact.kind == .anyGroup ? graph.others.groups : graph.others.users {
                let subject = graph.index.subjects[Int(number)]
                expand([number], bearer: subject.isGroup ? NameTable.unknown : subject.name, position)
            }
        }
    }
}
