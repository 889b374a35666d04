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

    /// Who may bind any ClusterRole binds `cluster-admin`, which every cluster has.
    mutating func gainClusterRoles(
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
    func commonNames(_ edge: UInt16, _ namespace: NameID) -> Set<NameID>? {
        var common: Set<NameID>?
        for need in 0..<2 {
            let found = names(ofNeed: need, edge, namespace)
            if found.contains(where: { $0.name == NameTable.unknown }) { continue }
            let names = Set(found.map(\.name))
            common = common?.intersection(names) ?? names
        }
        return common
    }

    /// The roles of bindings that one may extend; without a namespace those of ClusterRoleBindings.
    mutating func gainBindings(
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
}
