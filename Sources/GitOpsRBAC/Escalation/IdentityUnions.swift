/// What all service accounts of a namespace, all of the cluster, all users and all groups may do together, of what
/// edges ask for: who may become any of them may do all of it.
struct IdentityUnions: Sendable {
    /// One permission, with the grant of the first that has it.
    struct Held: BitwiseCopyable {
        var pattern: UInt8
        var scope: NameID
        var name: NameID
        var grant: UInt32
        var rule: UInt32
        var bearer: NameID
    }

    private(set) var ofNamespace: [NameID: [Held]] = [:]
    private(set) var ofAllAccounts: [Held] = []
    /// The same for a survey.
    private(set) var ofAllAccountsSplit = SplitUnion([])
    private(set) var ofUsers: [Held] = []
    private(set) var ofGroups: [Held] = []

    init(
        _ index: AccessIndex, _ facts: ClusterFacts, _ permissions: RolePermissions,
        _ patterns: [EscalationGraph.CompiledPattern], _ wellKnown: WellKnownSubjects,
        short: SurveyGrants.Short = [:]
    ) {
        var reader = HeldReader(index: index, permissions: permissions, patterns: patterns, short: short)
        for (namespace, numbers) in facts.accountsIn {
            reader.begin()
            for number in numbers where facts.accounts[number].exists {
                let username = facts.accounts[number].username
                if let own = index.subjectNumbers.number(isGroup: false, username) {
                    reader.read(own, bearer: username)
                }
            }
            let group = index.names.find("system:serviceaccounts:", facts.names[namespace], "")
            for group in [
                index.subjectNumbers.number(isGroup: true, group), wellKnown.serviceAccounts, wellKnown.authenticated,
            ] {
                if let group { reader.read(group, bearer: NameTable.unknown) }
            }
            let held = reader.finish()
            if !held.isEmpty { ofNamespace[namespace] = held }
        }
        reader.begin()
        for account in facts.accounts where account.exists {
            guard let held = ofNamespace[account.namespace], !held.isEmpty else { continue }
            if let own = index.subjectNumbers.number(isGroup: false, account.username) {
                reader.read(own, bearer: account.username)
            }
        }
        for group in [wellKnown.serviceAccounts, wellKnown.authenticated] {
            if let group { reader.read(group, bearer: NameTable.unknown) }
        }
        ofAllAccounts = reader.finish()
        ofAllAccountsSplit = SplitUnion(ofAllAccounts)
        readUsersAndGroups(index, facts, &reader, wellKnown)
    }

    private mutating func readUsersAndGroups(
        _ index: AccessIndex, _ facts: ClusterFacts, _ reader: inout HeldReader, _ wellKnown: WellKnownSubjects
    ) {
        reader.begin()
        for (number, subject) in index.subjects.enumerated()
        where !subject.isGroup && facts.accountNumbers[subject.name] == nil {
            reader.read(UInt32(truncatingIfNeeded: number), bearer: subject.name)
        }
        ofUsers = reader.finish()
        reader.begin()
        for (number, subject) in index.subjects.enumerated() where subject.isGroup && subject.name != wellKnown.masters
        {
            reader.read(UInt32(truncatingIfNeeded: number), bearer: NameTable.unknown)
        }
        ofGroups = reader.finish()
    }
}

/// Collects what subjects hold, each permission once, and none in a namespace that is held in the whole cluster.
struct HeldReader {
    let index: AccessIndex
    let permissions: RolePermissions
    let patterns: [EscalationGraph.CompiledPattern]
    let short: SurveyGrants.Short
    private var seen = FactTable()
    private var held: [IdentityUnions.Held] = []

    init(
        index: AccessIndex, permissions: RolePermissions, patterns: [EscalationGraph.CompiledPattern],
        short: SurveyGrants.Short
    ) {
        self.short = short
        self.index = index
        self.permissions = permissions
        self.patterns = patterns
    }

    mutating func begin() {
        seen.removeAll()
        held.removeAll(keepingCapacity: true)
    }

    mutating func read(_ subject: UInt32, bearer: NameID) {
        guard short.isEmpty else {
            for grant in index.grants[Int(subject)] { read(role: grant.role, in: grant.namespace) }
            return
        }
        index.forEachPermission(of: subject, permissions, patterns) { permission in
            var permission = permission
            permission.bearer = bearer
            append(permission)
        }
    }

    mutating func read(_ permissions: [IdentityUnions.Held]) {
        for permission in permissions { append(permission) }
    }

    mutating func read(role: UInt32, in namespace: NameID) {
        if !short.isEmpty, let short = short[RoleUnions.BoundRole(namespace: namespace, role: role)] {
            read(short)
            return
        }
        index.forEachPermission(ofRole: role, in: namespace, permissions, patterns, grant: .max) { append($0) }
    }

    private mutating func append(_ permission: IdentityUnions.Held) {
        let key = FactTable.Key(
            .permission, pattern: permission.pattern, scope: permission.scope, name: permission.name)
        guard seen[key] == nil else { return }
        seen.insert(0, key)
        held.append(permission)
    }

    func finish() -> [IdentityUnions.Held] {
        var wide = FactTable()
        for permission in held where permission.scope == NameTable.empty {
            wide.insert(
                0,
                FactTable.Key(.permission, pattern: permission.pattern, scope: NameTable.empty, name: permission.name))
        }
        return held.filter { permission in
            permission.scope == NameTable.empty
                || wide[
                    FactTable.Key(
                        .permission, pattern: permission.pattern, scope: NameTable.empty, name: permission.name)] == nil
                    && wide[FactTable.Key(.permission, pattern: permission.pattern, scope: NameTable.empty)] == nil
        }
    }
}

extension AccessIndex {
    /// The permissions of a subject that edges ask for, each with the namespace it is good in.
    @inline(__always)
    func forEachPermission(
        of subject: UInt32, _ permissions: RolePermissions, _ patterns: [EscalationGraph.CompiledPattern],
        _ body: (IdentityUnions.Held) -> Void
    ) {
        for position in grants.range(Int(subject)) {
            let grant = grants.all[position]
            forEachPermission(
                ofRole: grant.role, in: grant.namespace, permissions, patterns,
                grant: UInt32(truncatingIfNeeded: position), body)
        }
    }

    /// The permissions of a role bound in a namespace, or with the empty one in the whole cluster.
    @inline(__always)
    func forEachPermission(
        ofRole role: UInt32, in namespace: NameID, _ permissions: RolePermissions,
        _ patterns: [EscalationGraph.CompiledPattern], grant: UInt32, _ body: (IdentityUnions.Held) -> Void
    ) {
        for position in permissions.ofRole.range(Int(role)) {
            let held = permissions.ofRole.all[position]
            if let placed = placed(held, in: namespace, permissions, patterns, grant: grant) { body(placed) }
        }
    }

    /// A permission that a role gives where it is bound in a namespace, or with the empty one in the whole cluster;
    /// `nil` where it is worth nothing there.
    @inline(__always)
    func placed(
        _ held: RolePermissions.Held, in namespace: NameID, _ permissions: RolePermissions,
        _ patterns: [EscalationGraph.CompiledPattern], grant: UInt32
    ) -> IdentityUnions.Held? {
        let pattern = patterns[Int(held.pattern)]
        var scope = namespace
        var name = held.name
        if permissions.isNamespaceObject[Int(held.pattern)], name != NameTable.unknown {
            // A request for a namespace is authorised inside the namespace it names.
            guard namespace == NameTable.empty || namespace == name else { return nil }
            scope = name
            name = NameTable.unknown
        }
        if scope != NameTable.empty {
            if pattern.isClusterOnly { return nil }
            if case .namespace = pattern.scope, pattern.namespace != scope { return nil }
        }
        return IdentityUnions.Held(
            pattern: held.pattern, scope: scope, name: name, grant: grant, rule: held.rule, bearer: NameTable.unknown)
    }
}

// MARK: Roles

/// What many roles give together: those that whoever may bind any Role, or extend any binding, gains at once.
///
/// A survey of many sources goes by these; a path names the single role.
struct RoleUnions: Sendable {
    /// Which roles.
    enum Kind: NameID, CaseIterable {
        /// Every Role, in its own namespace.
        case all
        /// Roles that RoleBindings refer to, in the namespace of the binding.
        case bound
        /// ClusterRoles that RoleBindings refer to, in the namespace of the binding.
        case boundClusterRoles
        /// What ClusterRoleBindings refer to.
        case boundInCluster
    }

    private let unions: [Union]
    private let roles: [Grouped<BoundRole>]
    private let nameCount: Int

    /// A role with the namespace that it is good in; the empty one for the whole cluster.
    struct BoundRole: BitwiseCopyable, Hashable {
        var namespace: NameID
        var role: UInt32
    }

    private struct Union {
        var ofNamespace: [NameID: [IdentityUnions.Held]] = [:]
        var all = SplitUnion([])
    }

    /// Complexity: O(permissions of the roles, once for each namespace that they are bound in).
    init(
        _ index: AccessIndex, _ permissions: RolePermissions, _ patterns: [EscalationGraph.CompiledPattern],
        short: SurveyGrants.Short = [:]
    ) {
        nameCount = index.names.count
        roles = Kind.allCases.map { kind in
            var seen: Set<BoundRole> = []
            let bound = Self.roles(kind, index).filter {
                !permissions.ofRole.range(Int($0.role)).isEmpty && seen.insert($0).inserted
            }
            return Grouped(bound, owners: bound.map(\.namespace), count: index.names.count)
        }
        unions = roles.map { Self.unite($0.all, index, permissions, patterns, short) }
    }

    private static func roles(_ kind: Kind, _ index: AccessIndex) -> [BoundRole] {
        if kind == .all {
            return index.roles.indices.filter {
                !index.roles[$0].isClusterRole && !index.roleNumbers.isReplaced[$0]
            }.map { BoundRole(namespace: index.roles[$0].namespace, role: UInt32(truncatingIfNeeded: $0)) }
        }
        return index.bindings.compactMap { binding in
            guard binding.role != .max, binding.isClusterBinding == (kind == .boundInCluster) else { return nil }
            guard kind == .boundInCluster || binding.refersToClusterRole == (kind == .boundClusterRoles) else {
                return nil
            }
            return BoundRole(namespace: binding.namespace, role: binding.role)
        }
    }

    /// Unites what is in the order of namespaces.
    private static func unite(
        _ roles: [BoundRole], _ index: AccessIndex, _ permissions: RolePermissions,
        _ patterns: [EscalationGraph.CompiledPattern], _ short: SurveyGrants.Short
    ) -> Union {
        var union = Union()
        var reader = HeldReader(index: index, permissions: permissions, patterns: patterns, short: short)
        var all: [IdentityUnions.Held] = []
        var start = 0
        while start < roles.count {
            let namespace = roles[start].namespace
            reader.begin()
            while start < roles.count, roles[start].namespace == namespace {
                reader.read(role: roles[start].role, in: namespace)
                start += 1
            }
            let held = reader.finish()
            union.ofNamespace[namespace] = held
            all += held
        }
        union.all = SplitUnion(all)
        return union
    }

    func inNamespace(_ namespace: NameID, _ kind: Kind) -> [IdentityUnions.Held] {
        unions[Int(kind.rawValue)].ofNamespace[namespace] ?? []
    }

    /// Roles that give something, each with the namespace it is bound in: those of a namespace, with the empty one all.
    func roles(_ kind: Kind, in namespace: NameID) -> ArraySlice<BoundRole> {
        let roles = roles[Int(kind.rawValue)]
        if namespace == NameTable.empty { return roles.all[...] }
        return Int(namespace) < nameCount ? roles[Int(namespace)] : []
    }

    func inAll(_ kind: Kind) -> SplitUnion { unions[Int(kind.rawValue)].all }
}

/// Permissions for the whole cluster, and those for single namespaces by pattern, so that patterns which lead to
/// nothing new are passed over as one.
struct SplitUnion: Sendable {
    let inCluster: [IdentityUnions.Held]
    let inNamespaces: Grouped<IdentityUnions.Held>

    init(_ held: [IdentityUnions.Held]) {
        inCluster = held.filter { $0.scope == NameTable.empty }
        let others = held.filter { $0.scope != NameTable.empty }
        inNamespaces = Grouped(others, owners: others.map { UInt32($0.pattern) }, count: PatternSet.capacity)
    }
}
