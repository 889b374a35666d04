import GitOpsManifest

/// Everything that searches share: the edges with numbers for their patterns, what roles give, who is in which groups.
final class EscalationGraph: Sendable {
    let index: AccessIndex
    let facts: ClusterFacts
    let options: EscalationOptions
    let permissions: RolePermissions
    let edges: [CompiledEdge]
    let needs: [CompiledNeed]
    let conditions: [ClusterCondition]
    /// For each account the subjects of bindings that its requests match.
    let subjectsOfAccount: Grouped<UInt32>
    let patterns: [CompiledPattern]
    let patternTexts: [String]
    let edgesOfPattern: [[UInt16]]
    let edgesOfKind: [[UInt16]]
    /// Accounts that exist, roles and stored tokens by name, as rules with `resourceNames` ask for them.
    let accountsNamed: Grouped<Int>
    let rolesNamed: Grouped<UInt32>
    let tokensNamed: Grouped<Int>
    let unions: IdentityUnions
    let roleUnions: RoleUnions
    /// Roles by namespace, in the order in which `rolesNamed` has them; no ClusterRoles, and none that is replaced.
    let rolesIn: Grouped<UInt32>
    /// The same for all namespaces, in the order of `rolesNamed`.
    let rolesOfNamespaces: ArraySlice<UInt32>
    /// Bindings by their own name.
    let bindingsNamed: Grouped<UInt32>
    /// Accounts that bindings name and nobody has defined.
    let missingAccounts: [Int]
    /// Edges that may give everything at once.
    let edgesToEverything: [UInt16]
    /// Edges that give something where one holds certain roles.
    let edgesOfIdentities: [UInt16]
    /// Positions of the edges by ways outside of the API, by their ids.
    let edgesOfDelegations: [String: UInt16]
    /// Whether code in pods of one's own is good for something together with what is gained later.
    let keepsFootholds: Bool
    let heldScopes: HeldScopes
    let constrained: ConstrainedRules
    /// The grants of all accounts that exist, by namespace; those for the whole cluster have the empty one.
    let grantsOfAccounts: GrantsByNamespace
    /// Bindings by namespace; those for the cluster have the empty one.
    let bindingsIn: Grouped<UInt32>
    /// Bindings by subject that refer to a role that does not exist.
    let dangling: DanglingBindings
    let others: OtherSubjects
    let wellKnown: WellKnownSubjects
    let places: ConditionPlaces

    /// A pattern with its namespace as a number.
    struct CompiledPattern: Sendable {
        let scope: PermissionPattern.Scope
        let namespace: NameID
        let isClusterOnly: Bool
        /// Whether the gain depends on the name that the permission is good for.
        let isCaptured: Bool
        /// Whether it is worth nothing in a namespace in which everything is gained, or will be in this hop.
        let isConfined: Bool
        /// Whether it is good for nothing but to become the user whom it names.
        let namesUsers: Bool
    }

    /// A precondition by number: of a pattern, of a kind of fact, or of a condition in `conditions`.
    enum CompiledNeed: BitwiseCopyable {
        case may(UInt8)
        case has(EscalationFact.Kind)
        case given(UInt8)
    }

    /// An edge, trivially copyable.
    struct CompiledEdge: BitwiseCopyable {
        /// Its position in `EscalationEdge.all`.
        let number: UInt16
        /// Preconditions but those that hold for the whole cluster anyway, in `needs`.
        let needs: Run
        /// Whether some precondition depends on the namespace.
        let dependsOnNamespace: Bool
        /// Whether it gives identities or permissions, not a state.
        let givesPermissions: Bool
        let mayGiveSink: Bool
        let outcome: Outcome
        /// Whether the gain depends on the name of a permission in the edge's namespace.
        let hasNamesHere: Bool
        /// Whether it depends on the names of several permissions.
        let comparesNames: Bool
    }

    /// What an edge gives, as far as it tells when the edge is worth nothing any more.
    enum Outcome: BitwiseCopyable {
        /// A state of the edge's namespace, or always of the whole cluster.
        case state(EscalationFact.Kind, isEverywhere: Bool)
        case accounts
        case other
    }

    init(_ index: AccessIndex, options: EscalationOptions) {
        self.index = index
        self.options = options
        let facts = ClusterFacts(index, options: options)
        var compiler = EdgeCompiler(facts, options)
        for (number, edge) in EscalationEdge.all.enumerated() { compiler.compile(edge, UInt16(number)) }
        let (edgesOfPattern, edgesOfKind) = compiler.triggers()
        (self.edgesOfPattern, self.edgesOfKind) = (edgesOfPattern, edgesOfKind)
        let patterns = zip(compiler.patterns.patterns, edgesOfPattern).map { pattern, edges in
            var namespace = NameTable.empty
            if case .namespace(let name) = pattern.scope { namespace = facts.find(name) }
            return CompiledPattern(
                scope: pattern.scope, namespace: namespace, isClusterOnly: pattern.scope == .cluster,
                isCaptured: pattern.names == .captured,
                isConfined: pattern.scope == .here && compiler.areConfined(edges),
                namesUsers: pattern.names == .captured && compiler.nameUsers(edges))
        }
        permissions = RolePermissions(index, patterns: compiler.patterns.patterns)
        (edges, needs, conditions) = (compiler.edges, compiler.needs, compiler.conditions)
        self.patterns = patterns
        patternTexts = compiler.patterns.texts
        self.facts = facts
        places = ConditionPlaces(facts)
        let wellKnown = WellKnownSubjects(index)
        self.wellKnown = wellKnown
        subjectsOfAccount = Self.subjects(of: facts, index, wellKnown)
        let existing = facts.accounts.indices.filter { facts.accounts[$0].exists }
        accountsNamed = Grouped(
            existing, owners: existing.map { facts.accounts[$0].name }, count: facts.names.count)
        rolesNamed = Grouped(
            index.roles.indices.map { UInt32(truncatingIfNeeded: $0) }, owners: index.roles.map(\.name),
            count: facts.names.count)
        tokensNamed = Grouped(
            Array(facts.tokens.indices), owners: facts.tokens.map(\.name), count: facts.names.count)
        grantsOfAccounts = GrantsByNamespace(index, facts, subjectsOfAccount)
        others = OtherSubjects(index, facts, wellKnown)
        dangling = DanglingBindings(index, facts, subjectsOfAccount, others)
        heldScopes = HeldScopes(index, facts, subjectsOfAccount, grantsOfAccounts, others)
        constrained = ConstrainedRules(
            index, facts, permissions, compiler.patterns.patterns, subjectsOfAccount, others, wellKnown)
        unions = IdentityUnions(index, facts, permissions, patterns, wellKnown)
        roleUnions = RoleUnions(index, permissions, patterns)
        let ownRoles = rolesNamed.all.filter {
            !index.roles[Int($0)].isClusterRole && !index.roleNumbers.isReplaced[Int($0)]
        }
        rolesOfNamespaces = ownRoles[...]
        rolesIn = Grouped(
            ownRoles, owners: ownRoles.map { index.roles[Int($0)].namespace }, count: index.names.count)
        missingAccounts = facts.accounts.indices.filter { !facts.accounts[$0].exists }
        edgesToEverything = compiler.edgesToEverything
        edgesOfIdentities = compiler.edgesOfIdentities
        edgesOfDelegations = compiler.edgesOfDelegations
        keepsFootholds = compiler.keepsFootholds
        bindingsIn = Grouped(
            index.bindings.indices.map { UInt32(truncatingIfNeeded: $0) }, owners: index.bindings.map(\.namespace),
            count: index.names.count)
        bindingsNamed = Grouped(
            index.bindings.indices.map { UInt32(truncatingIfNeeded: $0) }, owners: index.bindings.map(\.name),
            count: index.names.count)
    }

    private static func subjects(
        of facts: ClusterFacts, _ index: AccessIndex, _ wellKnown: WellKnownSubjects
    ) -> Grouped<UInt32> {
        var subjects: [UInt32] = []
        var owners: [UInt32] = []
        var groups: [NameID: UInt32?] = [:]
        for (number, account) in facts.accounts.enumerated() {
            let group = groups[account.namespace] ?? index.group(ofAccountsIn: facts.names[account.namespace])
            groups[account.namespace] = group
            let own = index.subjectNumbers.number(isGroup: false, account.username)
            for subject in [own, group, wellKnown.serviceAccounts, wellKnown.authenticated] {
                guard let subject else { continue }
                subjects.append(subject)
                owners.append(UInt32(truncatingIfNeeded: number))
            }
        }
        return Grouped(subjects, owners: owners, count: facts.accounts.count)
    }
}

extension AccessIndex {
    /// The number of the group of all service accounts of a namespace.
    func group(ofAccountsIn namespace: String) -> UInt32? {
        subjectNumbers.number(isGroup: true, names.find("system:serviceaccounts:", namespace, ""))
    }

    /// The subjects of bindings that a user's requests match.
    func subjects(ofUser name: NameID, _ wellKnown: WellKnownSubjects) -> ArraySlice<UInt32> {
        var found: [UInt32] = []
        if let own = subjectNumbers.number(isGroup: false, name) { found.append(own) }
        let group =
            name == wellKnown.anonymous && name != NameTable.unknown
            ? wellKnown.unauthenticated : wellKnown.authenticated
        if let group { found.append(group) }
        return found[...]
    }
}

/// Grants of all accounts that exist, and of the groups they are in.
struct GrantsByNamespace: Sendable {
    private let grouped: Grouped<GrantRecord>
    private let namespaceCount: Int

    init(_ index: AccessIndex, _ facts: ClusterFacts, _ subjectsOfAccount: Grouped<UInt32>) {
        var subjects: Set<UInt32> = []
        for number in facts.accounts.indices where facts.accounts[number].exists {
            subjects.formUnion(subjectsOfAccount[number])
        }
        let grants = subjects.sorted().flatMap { index.grants[Int($0)] }
        namespaceCount = index.names.count
        grouped = Grouped(grants, owners: grants.map(\.namespace), count: namespaceCount)
    }

    /// All of them, those for the whole cluster first.
    var all: [GrantRecord] { grouped.all }

    /// Those of a namespace.
    func find(_ namespace: NameID) -> ArraySlice<GrantRecord> {
        Int(namespace) < namespaceCount ? grouped[Int(namespace)] : []
    }
}

/// Numbers of the groups that every request of a user or service account is in.
struct WellKnownSubjects: Sendable {
    let authenticated: UInt32?
    let unauthenticated: UInt32?
    let serviceAccounts: UInt32?
    let masters: NameID
    let anonymous: NameID
    /// The groups that a bootstrap token may put its bearer into.
    let bootstrappers: [UInt32]

    init(_ index: AccessIndex) {
        func group(_ name: String) -> UInt32? { index.subjectNumbers.number(isGroup: true, index.names.find(name)) }
        authenticated = group("system:authenticated")
        unauthenticated = group("system:unauthenticated")
        serviceAccounts = group("system:serviceaccounts")
        let prefix = "system:bootstrappers"
        bootstrappers = index.subjects.indices.filter { number in
            guard index.subjects[number].isGroup else { return false }
            return index.names.withBytes(of: index.subjects[number].name) { name in
                name.starts(with: prefix.utf8) && (name.count == prefix.utf8.count || name[prefix.utf8.count] == 0x3A)
            }
        }.map { UInt32(truncatingIfNeeded: $0) }
        masters = index.names.find("system:masters")
        anonymous = index.names.find("system:anonymous")
    }
}

extension EscalationGraph {
    /// The RoleBindings of a namespace, with the empty one those of all; without one the ClusterRoleBindings.
    func bindings(in namespace: NameID?) -> ArraySlice<UInt32> {
        guard let namespace else { return bindingsIn[Int(NameTable.empty)] }
        if namespace == NameTable.empty { return bindingsIn.all[bindingsIn.range(Int(namespace)).upperBound...] }
        return Int(namespace) < index.names.count ? bindingsIn[Int(namespace)] : []
    }

    /// The same, and no more than needed where the names of the bindings or of their roles are known, in the same
    /// order.
    func bindings(
        in namespace: NameID?, named names: Set<NameID>?, toRolesNamed roles: Set<NameID>?, _ steps: inout Int
    ) -> ArraySlice<UInt32> {
        let all = bindings(in: namespace)
        let found: [UInt32]
        if let names {
            guard names.count < all.count else { return all }
            found = names.filter { Int($0) < index.names.count }.flatMap { bindingsNamed[Int($0)] }
        } else if let roles {
            guard roles.count < all.count else { return all }
            found = roles.filter { Int($0) < index.names.count }.flatMap { rolesNamed[Int($0)] }
                .flatMap { index.bindingsOfRole[Int($0)] }
        } else {
            return all
        }
        // Other namespaces have bindings of the name as well.
        steps &+= found.count
        return found.filter { isIn(index.bindings[Int($0)], namespace) }.sorted {
            (index.bindings[Int($0)].namespace, $0) < (index.bindings[Int($1)].namespace, $1)
        }[...]
    }

    private func isIn(_ binding: BindingRecord, _ namespace: NameID?) -> Bool {
        switch namespace {
        case nil: binding.namespace == NameTable.empty
        case NameTable.empty: binding.namespace != NameTable.empty
        case let namespace: binding.namespace == namespace
        }
    }

    /// The Roles of a namespace, with the empty one those of all.
    func roles(in namespace: NameID) -> ArraySlice<UInt32> {
        guard namespace == NameTable.empty else {
            return Int(namespace) < index.names.count ? rolesIn[Int(namespace)] : []
        }
        return rolesOfNamespaces
    }

    /// The subjects of bindings that an account's requests match.
    func subjects(ofAccount username: NameID) -> ArraySlice<UInt32> {
        if let number = facts.accountNumbers[username] { return subjectsOfAccount[number] }
        // An account that nobody knows is in the groups of all.
        return [wellKnown.serviceAccounts, wellKnown.authenticated].compactMap { $0 }[...]
    }

    func subjects(ofUser name: NameID) -> ArraySlice<UInt32> { index.subjects(ofUser: name, wellKnown) }

    func subjects(ofGroup name: NameID) -> ArraySlice<UInt32> {
        index.subjectNumbers.number(isGroup: true, name).map { [$0][...] } ?? []
    }
}
