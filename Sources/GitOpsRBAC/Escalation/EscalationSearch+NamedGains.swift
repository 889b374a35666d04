extension EscalationSearch {
    /// The permissions for an edge's needs, those with names being good for one name, or with `unknown` for all.
    func permissions(
        _ edge: UInt16, _ namespace: NameID, named name: NameID, _ needed: [UInt32]
    ) -> [UInt32]? {
        var found = needed
        for need in captured(edge) {
            guard let fact = permission(ofNeed: need, edge, namespace, named: name) else { return nil }
            found[need] = fact
        }
        return found
    }

    /// A name for which all of an edge's permissions with names are good; `unknown` for all names.
    struct CommonName {
        let name: NameID
        let needed: [UInt32]
    }

    /// Complexity: O(names of one permission).
    mutating func commonNames(_ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) -> [CommonName] {
        var found: [CommonName] = []
        for name in candidateNames(edge, namespace, needed) {
            if let good = permissions(edge, namespace, named: name, needed) {
                found.append(CommonName(name: name, needed: good))
            }
        }
        return found
    }

    /// The names of one of the permissions, in an order that is always the same: the others are asked for each of them.
    private mutating func candidateNames(
        _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]
    ) -> [NameID] {
        let needs = captured(edge)
        if let permissionAtHand, needs.contains(where: { isAtHand(need: $0, edge) }) {
            return [facts[Int(permissionAtHand)].name]
        }
        if permissions(edge, namespace, named: NameTable.unknown, needed) != nil { return [NameTable.unknown] }
        for need in needs {
            let given = Set(names(ofNeed: need, edge, namespace).map(\.name))
            if !given.contains(NameTable.unknown) { return given.sorted() }
        }
        return []
    }

    private func captured(_ edge: UInt16) -> [Int] {
        graph.needs[graph.edges[Int(edge)].needs.range].enumerated().compactMap { number, need in
            guard case .may(let pattern) = need, graph.patterns[Int(pattern)].isCaptured else { return nil }
            return number
        }
    }

    mutating func gainNamed(
        _ kind: EscalationFact.Kind, _ object: NamedObject, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]
    ) {
        for common in commonNames(edge, namespace, needed) {
            if isOutOfSteps { return }
            for scope in scopes(of: object, named: common.name, kind, namespace).sorted() {
                add(kind, scope: scope, edge: edge, from: common.needed)
            }
        }
    }

    /// Where a state is gained by an object of a name: nowhere when the object is not there, or has to be made and is.
    private mutating func scopes(
        of object: NamedObject, named name: NameID, _ kind: EscalationFact.Kind, _ namespace: NameID
    ) -> Set<NameID> {
        let here: Set<NameID> = [kind == .clusterAdmin || kind == .nodeIdentity ? NameTable.empty : namespace]
        switch object {
        case .anything: return here
        case .role: return namespaces(named: name, namespace)
        case .clusterRole: return isClusterRole(name) ? here : []
        case .missingClusterRole: return name == NameTable.unknown || !isClusterRole(name) ? here : []
        case .missingRole:
            // In the whole cluster there is always a namespace without it.
            let isFree = name == NameTable.unknown || namespace == NameTable.empty
            return isFree || namespaces(named: name, namespace).isEmpty ? here : []
        case .aggregate:
            guard name != NameTable.unknown else { return here }
            let role = graph.index.roleNumbers.number(NameTable.empty, name)
            return role.map { graph.index.roles[Int($0)].isAggregated } ?? false ? here : []
        case .tokenSecret: return namespacesOfTokens(named: name, namespace)
        case .nodeUser: return isNodeUser(name) ? here : []
        }
    }

    func isNodeUser(_ name: NameID) -> Bool {
        name == NameTable.unknown || graph.facts.names.withBytes(of: name) { $0.starts(with: "system:node:".utf8) }
    }

    /// The namespaces that have a Secret of a name with a token, of which only one is asked for unless it is the empty
    /// one.
    private mutating func namespacesOfTokens(named name: NameID, _ namespace: NameID) -> Set<NameID> {
        let numbers = name == NameTable.unknown ? graph.tokensNamed.all[...] : graph.tokensNamed[Int(name)]
        steps &+= numbers.count
        let found = Set(numbers.map { graph.facts.tokens[$0].namespace })
        return namespace == NameTable.empty ? found : found.intersection([namespace])
    }

    /// The namespaces that have a Role of a name, of which only one is asked for unless it is the empty one.
    private mutating func namespaces(named name: NameID, _ namespace: NameID) -> Set<NameID> {
        var found: Set<NameID> = []
        for number in name == NameTable.unknown ? graph.roles(in: namespace) : graph.rolesNamed[Int(name)] {
            steps &+= 1
            let role = graph.index.roles[Int(number)]
            guard !role.isClusterRole, !graph.index.roleNumbers.isReplaced[Int(number)] else { continue }
            if namespace == NameTable.empty || role.namespace == namespace { found.insert(role.namespace) }
        }
        return found
    }

    /// Whether there is a ClusterRole of a name. Every cluster has some.
    func isClusterRole(_ name: NameID) -> Bool {
        name == NameTable.unknown || graph.index.roleNumbers.number(NameTable.empty, name) != nil
    }

    /// Everything where there is a binding that one may extend to a role that one may bind and rewrite.
    mutating func gainRewrittenRoles(
        _ kind: EscalationFact.Kind, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32], isClusterRole: Bool
    ) {
        let place = kind == .clusterAdmin ? nil : namespace
        let scope = place ?? NameTable.empty
        let isAny = (0..<2).map { permission(ofNeed: $0, edge, scope, named: NameTable.unknown) != nil }
        for number in namedBindings(edge, place, isAnyBinding: isAny[0], isAnyRole: isAny[1]) {
            if isOutOfSteps { return }
            steps &+= 1
            let binding = graph.index.bindings[Int(number)]
            guard binding.role != .max, binding.isClusterBinding == (place == nil) else { continue }
            guard binding.refersToClusterRole == isClusterRole, !isAdmin(of: binding.namespace) else { continue }
            guard let ofBinding = permission(ofNeed: 0, edge, scope, named: binding.name) else { continue }
            let ofRole = (1..<4).compactMap { permission(ofNeed: $0, edge, scope, named: binding.roleName) }
            guard ofRole.count == 3 else { continue }
            add(kind, scope: binding.namespace, edge: edge, from: [ofBinding] + ofRole + needed.dropFirst(4))
        }
    }
}
