extension EscalationSearch {
    /// Adds a fact unless it, or the same for the whole cluster, is known. Returns its position when it is new.
    @discardableResult
    mutating func add(
        _ kind: EscalationFact.Kind, scope: NameID, name: NameID = NameTable.unknown,
        edge: UInt16 = EscalationFact.noEdge,
        from needed: [UInt32] = []
    ) -> UInt32? {
        if isOutOfSteps { return nil }
        steps &+= 1
        let key = FactTable.Key(kind, scope: scope, name: name)
        if name == NameTable.unknown, everywhere(kind) != nil { return nil }
        if table[key] != nil { return nil }
        if name != NameTable.unknown, scope != NameTable.empty,
            table[FactTable.Key(kind, scope: NameTable.empty, name: name)] != nil
        {
            return nil
        }
        if isRoleKnownMoreWidely(kind, scope, name) { return nil }
        if isSurvey, kind == .role, isOneOfAll(scope: scope, role: name) { return nil }
        var fact = EscalationFact(kind: kind)
        fact.scope = scope
        fact.name = name
        fact.edge = edge
        fact.level = edge == EscalationFact.noEdge ? level : level + 1
        fact.premises = Run(
            start: UInt32(truncatingIfNeeded: premises.count), count: UInt32(truncatingIfNeeded: needed.count))
        premises += needed
        let position = UInt32(truncatingIfNeeded: facts.count)
        facts.append(fact)
        switch kind {
        case .account, .user, .group, .anyAccount, .podAccounts, .anyUser, .anyGroup: identities.append(position)
        default: break
        }
        table.insert(position, key)
        if scope == NameTable.empty, name == NameTable.unknown { wide[Int(kind.rawValue)] = position }
        mark(scope, fact)
        if isSurvey { states.append(position) } else if fact.level < lastHop { expand(fact, position) }
        return position
    }

    /// Whether the role is held in the whole cluster already, or in every namespace where it is for one.
    private func isRoleKnownMoreWidely(_ kind: EscalationFact.Kind, _ scope: NameID, _ name: NameID) -> Bool {
        switch kind {
        case .roleInNamespaces: table[FactTable.Key(.role, scope: NameTable.empty, name: name)] != nil
        case .role where scope != NameTable.empty:
            table[FactTable.Key(.roleInNamespaces, scope: NameTable.empty, name: name)] != nil
        default: false
        }
    }

    mutating func mark(_ scope: NameID, _ fact: EscalationFact) {
        guard scope != NameTable.empty else { return }
        let list = fact.kind == .permission ? Int(fact.pattern) : graph.patterns.count + Int(fact.kind.rawValue)
        if scopesOf[list].isEmpty { usedScopes.append(list) }
        scopesOf[list].append(scope)
        let key = FactTable.Key(.permission, scope: scope)
        guard scopeMarks[key] == nil else { return }
        scopeMarks.insert(0, key)
        scopes.append(scope)
    }

    mutating func addPermission(_ held: IdentityUnions.Held, of identity: UInt32) {
        if isOutOfSteps { return }
        steps &+= 1
        if isSurvey, isWorthless(held.pattern, held.scope, held.name) { return }
        if isKnown(held, in: held.scope) { return }
        if held.scope != NameTable.empty, isKnown(held, in: NameTable.empty) { return }
        if !removed.isEmpty {
            let grant = held.grant == .max ? nil : graph.index.grants.all[Int(held.grant)]
            if removed.contains(grant: grant, rule: held.rule) { return }
        }
        append(held, of: identity)
    }

    /// Whether a permission gives nothing that is not gained already, or in this hop: a survey leaves it out.
    func isWorthless(_ number: UInt8, _ scope: NameID, _ name: NameID) -> Bool {
        let pattern = graph.patterns[Int(number)]
        if pattern.isConfined { return scope != NameTable.empty && isAdmin(of: scope) }
        return pattern.namesUsers && name != NameTable.unknown
            && table[FactTable.Key(.user, scope: NameTable.empty, name: name)] != nil && !isNodeUser(name)
    }

    /// Whether the permission is there already, for this name or for all.
    private func isKnown(_ held: IdentityUnions.Held, in scope: NameID) -> Bool {
        guard let head = table[FactTable.Key(.permission, pattern: held.pattern, scope: scope)] else { return false }
        let name = facts[Int(head)].name
        if name == NameTable.unknown || name == held.name { return true }
        return held.name != NameTable.unknown
            && table[FactTable.Key(.permission, pattern: held.pattern, scope: scope, name: held.name)] != nil
    }

    private mutating func append(_ held: IdentityUnions.Held, of identity: UInt32) {
        var fact = EscalationFact(kind: .permission)
        fact.pattern = held.pattern
        fact.scope = held.scope
        fact.name = held.name
        fact.grant = held.grant
        fact.rule = held.rule
        fact.bearer = held.bearer
        fact.level = facts[Int(identity)].level
        fact.premises = Run(start: UInt32(truncatingIfNeeded: premises.count), count: 1)
        premises.append(identity)
        let position = UInt32(truncatingIfNeeded: facts.count)
        // Permissions of one pattern and scope are chained, so that all their names can be found; one for all names
        // comes first.
        let first = FactTable.Key(.permission, pattern: held.pattern, scope: held.scope)
        if let head = table[first], held.name != NameTable.unknown {
            fact.next = facts[Int(head)].next
            facts[Int(head)].next = position
        } else {
            fact.next = table[first] ?? .max
            table.insert(position, first)
        }
        if held.name != NameTable.unknown {
            let key = FactTable.Key(.permission, pattern: held.pattern, scope: held.scope, name: held.name)
            table.insert(position, key)
        }
        facts.append(fact)
        mark(held.scope, fact)
    }
}
