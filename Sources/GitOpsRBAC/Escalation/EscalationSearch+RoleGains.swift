extension EscalationSearch {
    mutating func gainRoles(_ need: Int, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        for (name, fact) in names(ofNeed: need, edge, namespace) {
            var needed = needed
            needed[need] = fact
            if name == NameTable.unknown {
                addRoles(.all, graph.roles(in: namespace), namespace, edge, needed)
                continue
            }
            for number in graph.rolesNamed[Int(name)] where !graph.index.roleNumbers.isReplaced[Int(number)] {
                if isOutOfSteps { return }
                steps &+= 1
                let role = graph.index.roles[Int(number)]
                guard !role.isClusterRole, namespace == NameTable.empty || role.namespace == namespace else { continue }
                add(.role, scope: role.namespace, name: number, edge: edge, from: needed)
            }
        }
    }

    /// Adds many roles: one by one for paths, which name them, and as one for surveys.
    mutating func addRoles(
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

    /// Where a ClusterRole may be bound: by a RoleBinding, in a namespace or with the empty one in any, or by a
    /// ClusterRoleBinding.
    enum ClusterRoleBound {
        case byRoleBinding(NameID)
        case byClusterRoleBinding
    }

    /// Who may bind any ClusterRole binds `cluster-admin`, which every cluster has.
    ///
    /// RoleBindings in all namespaces are still no ClusterRoleBinding: the server asks the latter alone about what has
    /// no namespace, such as `nodes/proxy`.
    mutating func gainClusterRoles(
        _ need: Int, _ edge: UInt16, _ bound: ClusterRoleBound, _ needed: [UInt32]
    ) {
        let (namespace, everything, kind): (NameID, EscalationFact.Kind, EscalationFact.Kind) =
            switch bound {
            case .byClusterRoleBinding: (NameTable.empty, .clusterAdmin, .role)
            case .byRoleBinding(NameTable.empty): (NameTable.empty, .namespaceAdmin, .roleInNamespaces)
            case .byRoleBinding(let namespace): (namespace, .namespaceAdmin, .role)
            }
        for (name, fact) in names(ofNeed: need, edge, namespace) {
            var needed = needed
            needed[need] = fact
            if name == NameTable.unknown {
                add(everything, scope: namespace, edge: edge, from: needed)
            } else if let role = graph.index.roleNumbers.number(NameTable.empty, name) {
                add(kind, scope: namespace, name: role, edge: edge, from: needed)
            }
        }
    }

    /// The roles of bindings that one may extend; without a namespace those of ClusterRoleBindings.
    mutating func gainBindings(
        _ edge: UInt16, _ namespace: NameID?, _ needed: [UInt32], isClusterRole: Bool
    ) {
        let place = namespace ?? NameTable.empty
        let anyBinding = permission(ofNeed: 0, edge, place, named: NameTable.unknown)
        let anyRole = permission(ofNeed: 1, edge, place, named: NameTable.unknown)
        if let anyBinding, let anyRole {
            let needed = [anyBinding, anyRole] + needed.dropFirst(2)
            let kind: RoleUnions.Kind =
                namespace == nil ? .boundInCluster : isClusterRole ? .boundClusterRoles : .bound
            if isSurvey {
                add(.roles, scope: place, name: kind.rawValue, edge: edge, from: needed)
                return
            }
            for bound in graph.roleUnions.roles(kind, in: place) {
                if isOutOfSteps { return }
                steps &+= 1
                if isAdmin(of: bound.namespace) { continue }
                if !removed.bindings.isEmpty, extendable(bound.role, bound.namespace) == nil { continue }
                add(.role, scope: bound.namespace, name: bound.role, edge: edge, from: needed)
            }
            return
        }
        for number in namedBindings(edge, namespace, isAnyBinding: anyBinding != nil, isAnyRole: anyRole != nil) {
            if isOutOfSteps { return }
            steps &+= 1
            let binding = graph.index.bindings[Int(number)]
            if removed.bindings.contains(number) { continue }
            guard binding.role != .max, binding.isClusterBinding == (namespace == nil) else { continue }
            guard binding.refersToClusterRole == isClusterRole else { continue }
            guard let ofBinding = anyBinding ?? permission(ofNeed: 0, edge, place, named: binding.name),
                let ofRole = anyRole ?? permission(ofNeed: 1, edge, place, named: binding.roleName)
            else { continue }
            if graph.permissions.ofRole.range(Int(binding.role)).isEmpty || isAdmin(of: binding.namespace) { continue }
            let needed = [ofBinding, ofRole] + needed.dropFirst(2)
            add(.role, scope: binding.namespace, name: binding.role, edge: edge, from: needed)
        }
    }

    /// The binding by whose extension a role was gained; `nil` where it was gained otherwise.
    func extendedBinding(of fact: EscalationFact) -> UInt32? {
        guard fact.kind == .role, fact.edge != EscalationFact.noEdge else { return nil }
        switch EscalationEdge.all[Int(graph.edges[Int(fact.edge)].number)].gain {
        case .rolesOfBindings, .rolesOfClusterBindings: break
        default: return nil
        }
        // The first need of these edges is the permission for the binding, the second that for the role.
        guard let premise = premises[fact.premises.range].first else { return nil }
        let permission = facts[Int(premise)]
        return extendable(fact.name, fact.scope, named: permission.kind == .permission ? permission.name : nil)
    }

    /// A binding of a role in a namespace, or with the empty one in the whole cluster, that was not removed.
    private func extendable(_ role: UInt32, _ namespace: NameID, named name: NameID? = nil) -> UInt32? {
        graph.index.bindings(ofRole: role, in: namespace).first { number in
            let isMeant = name == nil || name == NameTable.unknown || graph.index.bindings[Int(number)].name == name
            return isMeant && !removed.bindings.contains(number)
        }
    }

    /// The bindings among which those of the right names are. Of a permission at hand the name alone is looked for.
    mutating func namedBindings(
        _ edge: UInt16, _ namespace: NameID?, isAnyBinding: Bool, isAnyRole: Bool
    ) -> ArraySlice<UInt32> {
        let place = namespace ?? NameTable.empty
        let atHand = (0..<2).first { isAtHand(need: $0, edge) }
        let bindings = isAnyBinding || atHand == 1 ? nil : Set(names(ofNeed: 0, edge, place).map(\.name))
        let roles = isAnyRole || atHand == 0 ? nil : Set(names(ofNeed: 1, edge, place).map(\.name))
        return graph.bindings(in: namespace, named: bindings, toRolesNamed: roles, &steps)
    }
}

extension AccessIndex {
    /// The bindings of a role in a namespace; with the empty one those for the whole cluster.
    ///
    /// Complexity: O(log bindings of the role), for they are in the order of their namespaces.
    fileprivate func bindings(ofRole role: UInt32, in namespace: NameID) -> some Sequence<UInt32> {
        let all = bindingsOfRole[Int(role)]
        var (low, high) = (all.startIndex, all.endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if bindings[Int(all[middle])].namespace < namespace { low = middle + 1 } else { high = middle }
        }
        return all[low...].lazy.prefix { [bindings] in bindings[Int($0)].namespace == namespace }
    }
}
