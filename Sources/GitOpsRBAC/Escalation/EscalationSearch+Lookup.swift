extension EscalationSearch {
    func known(_ kind: EscalationFact.Kind, in namespace: NameID) -> UInt32? {
        if kind == .foothold {
            return table[FactTable.Key(kind, scope: namespace, name: ownAccount)].flatMap(current)
        }
        if namespace != NameTable.empty, let fact = table[FactTable.Key(kind, scope: namespace)],
            let fact = current(fact)
        {
            return fact
        }
        return everywhere(kind).flatMap(current)
    }

    /// What was gained for the whole cluster, in this hop or before.
    func everywhere(_ kind: EscalationFact.Kind) -> UInt32? {
        let fact = wide[Int(kind.rawValue)]
        return fact == .max ? nil : fact
    }

    /// What is gained in this hop counts in the next one.
    private func current(_ fact: UInt32) -> UInt32? { facts[Int(fact)].level <= level ? fact : nil }

    /// Where a pattern's permission has to be good for an edge in a namespace.
    private func scope(of pattern: UInt8, in namespace: NameID) -> NameID {
        switch graph.patterns[Int(pattern)].scope {
        case .here: namespace
        case .cluster: NameTable.empty
        case .namespace: graph.patterns[Int(pattern)].namespace
        }
    }

    func permission(_ number: UInt8, in namespace: NameID) -> UInt32? {
        let scope = scope(of: number, in: namespace)
        if let fact = first(number, scope) { return fact }
        if scope != NameTable.empty, let fact = first(number, NameTable.empty) { return fact }
        return administration(number, in: scope)
    }

    /// A permission of a pattern that is good in a namespace for a name, or with `unknown` for all names.
    func permission(_ number: UInt8, in namespace: NameID, named name: NameID) -> UInt32? {
        let scope = scope(of: number, in: namespace)
        return permission(number, at: scope, named: name)
            ?? (scope == NameTable.empty ? nil : permission(number, at: NameTable.empty, named: name))
            ?? administration(number, in: scope)
    }

    private func permission(_ number: UInt8, at scope: NameID, named name: NameID) -> UInt32? {
        // One for all names comes first of its pattern and scope.
        guard let head = table[FactTable.Key(.permission, pattern: number, scope: scope)] else { return nil }
        if facts[Int(head)].name == NameTable.unknown, let all = current(head) { return all }
        guard name != NameTable.unknown else { return nil }
        return table[FactTable.Key(.permission, pattern: number, scope: scope, name: name)].flatMap(current)
    }

    /// The right to do everything, a pattern's permission included.
    private func administration(_ number: UInt8, in namespace: NameID) -> UInt32? {
        if let fact = known(.clusterAdmin, in: NameTable.empty) { return fact }
        return graph.patterns[Int(number)].isClusterOnly ? nil : known(.namespaceAdmin, in: namespace)
    }

    private func first(_ pattern: UInt8, _ scope: NameID) -> UInt32? {
        var position = table[FactTable.Key(.permission, pattern: pattern, scope: scope)] ?? .max
        while position != .max, facts[Int(position)].level > level { position = facts[Int(position)].next }
        return position == .max ? nil : position
    }

    /// Every permission of a pattern that is good in a namespace, each with the only name it is good for.
    func names(_ number: UInt8, in namespace: NameID) -> [(name: NameID, fact: UInt32)] {
        guard let first = permission(number, in: namespace) else { return [] }
        guard facts[Int(first)].kind == .permission else { return [(NameTable.unknown, first)] }
        var found: [(name: NameID, fact: UInt32)] = []
        let own = facts[Int(first)].scope
        let scopes = own == namespace || own == NameTable.empty ? [] : [own]
        for scope in (scopes + (namespace == NameTable.empty ? [namespace] : [NameTable.empty, namespace])).sorted() {
            var position = table[FactTable.Key(.permission, pattern: number, scope: scope)] ?? .max
            while position != .max {
                let fact = facts[Int(position)]
                if fact.level <= level { found.append((name: fact.name, fact: position)) }
                position = fact.next
            }
        }
        if let all = found.first(where: { $0.name == NameTable.unknown }) { return [all] }
        // Who may do everything may do it for every name.
        if let all = administration(number, in: namespace) { return [(NameTable.unknown, all)] }
        return found
    }
}
