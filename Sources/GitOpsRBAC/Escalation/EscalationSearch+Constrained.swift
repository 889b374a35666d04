/// Somebody whom the source may act for in some requests, but not as a whole.
struct ConstrainedActor: Hashable {
    /// Whom permissions to act for others name.
    enum Target: Sendable {
        case users
        case groups
        case accounts
    }

    let target: Target
    /// The name that the permission to act for somebody is good for; `unknown` for everybody.
    let name: NameID
    /// Where the service accounts are, or with the empty one anywhere.
    let namespace: NameID
    /// The number of the rule that says for which requests.
    let rule: UInt32
}

extension EscalationSearch {
    /// What a source may do as somebody whom it may act for in some requests alone: the first need of the edge says for
    /// whom, the second one in what.
    mutating func gainConstrained(
        _ target: ConstrainedActor.Target, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]
    ) {
        let rules = names(ofNeed: 1, edge, namespace)
        for (name, fact) in names(ofNeed: 0, edge, namespace) where isActedFor(name, target) {
            for (rule, constraint) in rules where rule != NameTable.unknown {
                if isOutOfSteps { return }
                var needed = needed
                (needed[0], needed[1]) = (fact, constraint)
                let place = target == .accounts ? facts[Int(fact)].scope : NameTable.empty
                let actor = ConstrainedActor(target: target, name: name, namespace: place, rule: rule)
                let scope = facts[Int(constraint)].scope
                guard givesSomething(actor, in: scope) else { continue }
                add(.actor, scope: scope, name: number(of: actor), edge: edge, from: needed)
            }
        }
    }

    private mutating func givesSomething(_ actor: ConstrainedActor, in scope: NameID) -> Bool {
        var isGiven = false
        visitPermissions(of: actor, in: scope) { _, _ in
            isGiven = true
            return true
        }
        return isGiven
    }

    private mutating func number(of actor: ConstrainedActor) -> UInt32 {
        if let known = actorNumbers[actor] { return known }
        let number = UInt32(truncatingIfNeeded: actors.count)
        actors.append(actor)
        actorNumbers[actor] = number
        return number
    }

    private func isActedFor(_ name: NameID, _ target: ConstrainedActor.Target) -> Bool {
        switch target {
        case .users: name == NameTable.unknown || graph.facts.isActedForAsUser(name)
        case .groups: name == NameTable.unknown || name != graph.wellKnown.masters
        case .accounts: true
        }
    }

    /// Adds what may be done as somebody: what both may do.
    mutating func expandActor(_ fact: EscalationFact, _ position: UInt32) {
        visitPermissions(of: actors[Int(fact.name)], in: fact.scope) { search, held in
            search.addPermission(held, of: position)
            return false
        }
    }

    /// Visits what may be done as somebody in a namespace, or with the empty one anywhere, until the visit says to
    /// stop.
    private mutating func visitPermissions(
        of actor: ConstrainedActor, in place: NameID, _ visit: (inout EscalationSearch, IdentityUnions.Held) -> Bool
    ) {
        let graph = graph
        let holdings = holdings(of: actor)
        if !removed.isEmpty { steps &+= holdings.count }
        for holding in holdings {
            if isOutOfSteps { return }
            steps &+= 1
            let grant = graph.index.grants.all[Int(holding.grant)]
            let isWide = place == NameTable.empty || grant.namespace == NameTable.empty
            guard isWide || grant.namespace == place, !removed.contains(grant: grant, rule: .max) else { continue }
            let scope = place == NameTable.empty ? grant.namespace : place
            let subject = graph.index.subjects[Int(holding.subject)]
            for held in constrainedPermissions(actor.rule, grant.role) {
                let placed = graph.index.placed(
                    held, in: scope, graph.permissions, graph.patterns, grant: holding.grant)
                guard var placed, !removed.contains(grant: grant, rule: placed.rule) else { continue }
                placed.bearer = subject.isGroup ? NameTable.unknown : subject.name
                if visit(&self, placed) { return }
            }
        }
    }

    private mutating func constrainedPermissions(_ rule: UInt32, _ role: UInt32) -> [RolePermissions.Held] {
        let key = UInt64(rule) << 32 | UInt64(role)
        if let known = constrainedPermissions[key] { return known }
        let found = graph.constrained.held(rule, role: role, graph.index, &steps)
        guard found.count <= Self.keptConstrained.permissions else { return found }
        if constrainedPermissions.count >= Self.keptConstrained.pairs { constrainedPermissions.removeAll() }
        constrainedPermissions[key] = found
        return found
    }

    /// For so many pairs of rule and role it is kept what they have in common, unless that is more than so much.
    private static let keptConstrained = (pairs: 4_096, permissions: 256)

    /// With lines removed another may hold what the first did.
    private func holdings(of actor: ConstrainedActor) -> [ConstrainedRules.Holding] {
        if actor.name == NameTable.unknown, removed.isEmpty {
            switch actor.target {
            case .users: return graph.constrained.ofUsers
            case .groups: return graph.constrained.ofGroups
            case .accounts where actor.namespace == NameTable.empty: return graph.constrained.ofAccounts
            case .accounts: return graph.constrained.ofAccountsIn[actor.namespace] ?? []
            }
        }
        var seen: Set<UInt32> = []
        return subjects(of: actor).filter { seen.insert($0).inserted }.flatMap { subject in
            graph.index.grants.range(Int(subject)).map {
                ConstrainedRules.Holding(grant: UInt32(truncatingIfNeeded: $0), subject: subject)
            }
        }
    }

    private func subjects(of actor: ConstrainedActor) -> [UInt32] {
        switch actor.target {
        case .users where actor.name == NameTable.unknown:
            let named = graph.others.users.filter { graph.facts.isActedForAsUser(graph.index.subjects[Int($0)].name) }
            return named + [graph.wellKnown.authenticated].compactMap { $0 }
        case .users: return Array(graph.subjects(ofUser: actor.name))
        case .groups where actor.name == NameTable.unknown: return graph.others.groups
        case .groups: return Array(graph.subjects(ofGroup: actor.name))
        case .accounts:
            let accounts = graph.facts.accounts
            let isAnywhere = actor.namespace == NameTable.empty
            let numbers =
                actor.name == NameTable.unknown
                ? accounts.indices.filter { accounts[$0].exists } : Array(graph.accountsNamed[Int(actor.name)])
            return numbers.filter { isAnywhere || accounts[$0].namespace == actor.namespace }
                .flatMap { graph.subjectsOfAccount[$0] }
        }
    }
}
