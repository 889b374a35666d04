extension EscalationSearch {
    /// Everything where one holds a role that one may rewrite.
    mutating func gainHeldRoles(
        _ kind: HeldScopes.Kind, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]
    ) {
        if isAdmin(of: namespace) { return }
        let place = kind == .roles && namespace != NameTable.empty ? namespace : nil
        if let all = bothPermissions(edge, namespace, named: NameTable.unknown) {
            let needed = [all.first, all.second] + needed.dropFirst(2)
            for found in heldLines(kind, in: place) { addEverything(by: found, edge, needed) }
            return
        }
        for found in heldLines(kind, thatMayBeRewrittenBy: edge, namespace, in: place) {
            let role = graph.index.bindings[Int(found.line.binding)].roleName
            guard let both = bothPermissions(edge, namespace, named: role) else { continue }
            addEverything(by: found, edge, [both.first, both.second] + needed.dropFirst(2))
        }
    }

    /// A ClusterRole that is written can be labelled so that the aggregated one selects it.
    mutating func gainHeldAggregates(
        _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32], isWritten: Bool
    ) {
        let names = commonNames(edge, namespace, needed)
        guard let good = names.first(where: { !isWritten || isClusterRole($0.name) }) else { return }
        for found in heldLines(.aggregated, in: nil) { addEverything(by: found, edge, good.needed) }
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
                case .podAccounts: subjectsOfPods(in: fact.scope)
                default: ArraySlice<UInt32>()
                }
            steps &+= 1 + subjects.count
            for line in subjects.flatMap({ graph.dangling[$0] }) + graph.dangling.lines(ofAll: fact) {
                if isOutOfSteps { return }
                steps &+= 1
                guard graph.index.bindings[Int(line.binding)].refersToClusterRole == isClusterRole else { continue }
                if !isClusterRole, namespace != NameTable.empty, line.scope != namespace { continue }
                if removed.contains(line) { continue }
                let name = graph.index.bindings[Int(line.binding)].roleName
                guard let good = permissions(edge, namespace, named: name, needed) else { continue }
                addEverything(by: HeldLines.Found(line: line, holder: position), edge, good)
            }
        }
    }

    /// Everything where a role is held. The step depends on who holds it and on the line that binds it.
    private mutating func addEverything(by found: HeldLines.Found, _ edge: UInt16, _ needed: [UInt32]) {
        let scope = found.line.scope
        if isAdmin(of: scope) { return }
        let kind: EscalationFact.Kind = scope == NameTable.empty ? .clusterAdmin : .namespaceAdmin
        guard let fact = add(kind, scope: scope, edge: edge, from: needed + [found.holder]) else { return }
        use(UsedLine(line: found.line), for: fact)
    }

    /// Whether everything in a namespace, or with the empty one in the whole cluster, is gained already or in this hop.
    func isAdmin(of namespace: NameID) -> Bool {
        everywhere(.clusterAdmin) != nil
            || namespace != NameTable.empty
                && (table[FactTable.Key(.namespaceAdmin, scope: namespace)] != nil
                    || everywhere(.namespaceAdmin) != nil)
    }

    /// The permissions for the first two needs of an edge where both are good for a name, or with `unknown` for all.
    private func bothPermissions(
        _ edge: UInt16, _ namespace: NameID, named name: NameID
    ) -> (first: UInt32, second: UInt32)? {
        guard let first = permission(ofNeed: 0, edge, namespace, named: name),
            let second = permission(ofNeed: 1, edge, namespace, named: name)
        else { return nil }
        return (first, second)
    }
}

// MARK: Lines by which roles are held

extension EscalationSearch {
    /// Where one holds a role of a kind, and by which lines. With a namespace no other is looked for.
    private mutating func heldLines(_ kind: HeldScopes.Kind, in namespace: NameID?) -> [HeldLines.Found] {
        var lines = HeldLines()
        guard removed.isEmpty else {
            let graph = graph
            steps &+= visitHeldGrants(in: namespace) { grant, holder in
                let isMeant = kind.includes(graph.index.roles[Int(grant.role)])
                if isMeant { lines.insert([HeldLine(grant)], in: namespace, holder: holder) }
                return lines.isWholeCluster
            }
            return lines.found
        }
        for position in identities {
            if isOutOfSteps { break }
            steps &+= 1
            let fact = facts[Int(position)]
            guard fact.level <= currentLevel else { continue }
            switch fact.kind {
            case .account: insert(graph.subjects(ofAccount: fact.name), kind, in: namespace, position, &lines)
            case .user: insert(graph.subjects(ofUser: fact.name), kind, in: namespace, position, &lines)
            case .group: insert(graph.subjects(ofGroup: fact.name), kind, in: namespace, position, &lines)
            case .podAccounts: insert(subjectsOfPods(in: fact.scope), kind, in: namespace, position, &lines)
            default:
                let all = graph.heldScopes.lines(kind, ofAll: fact)
                steps &+= all.count
                lines.insert(all, in: namespace, holder: position)
            }
        }
        return lines.found
    }

    private mutating func insert(
        _ subjects: ArraySlice<UInt32>, _ kind: HeldScopes.Kind, in namespace: NameID?, _ holder: UInt32,
        _ lines: inout HeldLines
    ) {
        for subject in subjects {
            let all = graph.heldScopes.lines(kind, of: subject)
            steps &+= 1 + all.count
            lines.insert(all, in: namespace, holder: holder)
        }
    }

    /// The same for roles that the permissions of an edge are good for by name.
    private mutating func heldLines(
        _ kind: HeldScopes.Kind, thatMayBeRewrittenBy edge: UInt16, _ place: NameID, in namespace: NameID?
    ) -> [HeldLines.Found] {
        guard namesSomeRole(edge, place) else { return [] }
        var lines = HeldLines()
        steps &+= visitHeldGrants(in: namespace) { grant, holder in
            let role = graph.index.roles[Int(grant.role)]
            guard kind.includes(role), namespace == nil || grant.namespace == namespace else { return false }
            if lines.isMissing(grant.namespace), bothPermissions(edge, place, named: role.name) != nil {
                lines.insert(HeldLine(grant), holder: holder)
            }
            return lines.isWholeCluster
        }
        return lines.found
    }

    /// Whether there are roles of the names that an edge's permissions are good for: often there are none.
    private mutating func namesSomeRole(_ edge: UInt16, _ namespace: NameID) -> Bool {
        if let permissionAtHand { return !graph.rolesNamed[Int(facts[Int(permissionAtHand)].name)].isEmpty }
        for need in 0..<2 {
            let namesRole = names(ofNeed: need, edge, namespace).contains { name, _ in
                name == NameTable.unknown || !graph.rolesNamed[Int(name)].isEmpty
            }
            if !namesRole { return false }
        }
        return true
    }

    /// Visits the grants of everyone whom the source has become so far, each with the fact of who that is, until the
    /// visit says to stop or the steps are used up: those of a namespace, or without one all of them, those for the
    /// whole cluster first where any account is meant. Returns the number of steps.
    private func visitHeldGrants(in namespace: NameID?, _ visit: (GrantRecord, UInt32) -> Bool) -> Int {
        var visited = 0
        let left = stepsLeft
        for position in identities {
            visited += 1
            let fact = facts[Int(position)]
            guard fact.level <= currentLevel else { continue }
            let isOver: Bool
            if fact.kind == .anyAccount, fact.scope == NameTable.empty {
                let all = namespace.map { graph.grantsOfAccounts.find($0) } ?? graph.grantsOfAccounts.all[...]
                isOver = visitGrants(all, position, left, &visited, visit)
            } else {
                isOver = subjects(of: fact).contains { subject in
                    visitGrants(graph.index.grants[Int(subject)], position, left, &visited, visit)
                }
            }
            if isOver || visited > left { break }
        }
        return visited
    }

    /// The subjects of bindings that somebody is, or all those together for whom a fact stands.
    private func subjects(of fact: EscalationFact) -> ArraySlice<UInt32> {
        switch fact.kind {
        case .account: graph.subjects(ofAccount: fact.name)
        case .user: graph.subjects(ofUser: fact.name)
        case .group: graph.subjects(ofGroup: fact.name)
        case .anyAccount:
            (graph.facts.accountsIn[fact.scope] ?? []).filter { graph.facts.accounts[$0].exists }
                .flatMap { graph.subjectsOfAccount[$0] }[...]
        case .podAccounts: subjectsOfPods(in: fact.scope)
        case .anyUser: graph.others.users[...]
        case .anyGroup: graph.others.groups[...]
        default: []
        }
    }

    /// Whether the visit is over.
    private func visitGrants(
        _ grants: ArraySlice<GrantRecord>, _ holder: UInt32, _ left: Int, _ visited: inout Int,
        _ visit: (GrantRecord, UInt32) -> Bool
    ) -> Bool {
        for grant in grants {
            visited += 1
            if visited > left { return true }
            if !removed.contains(grant: grant, rule: .max), visit(grant, holder) { return true }
        }
        return false
    }

    /// The subjects of bindings that the accounts of pods match, each once.
    private func subjectsOfPods(in namespace: NameID) -> ArraySlice<UInt32> {
        var seen: Set<UInt32> = []
        let numbers = grants?.pods.numbers(in: namespace) ?? []
        return numbers.flatMap { graph.subjectsOfAccount[$0] }.filter { seen.insert($0).inserted }[...]
    }
}
