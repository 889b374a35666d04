/// Where subjects hold roles that somebody may come to rewrite: each scope once, in the order of the grants.
struct HeldScopes: Sendable {
    /// Which roles.
    enum Kind: Int, CaseIterable {
        case roles
        case clusterRoles
        case aggregated

        func includes(_ role: RoleRecord) -> Bool {
            switch self {
            case .roles: !role.isClusterRole
            case .clusterRoles: role.isClusterRole
            case .aggregated: role.isAggregated
            }
        }
    }

    private let ofSubjects: [Grouped<NameID>]
    private let ofAccountsIn: [[NameID: [NameID]]]
    private let ofAllAccounts: [[NameID]]
    private let ofUsers: [[NameID]]
    private let ofGroups: [[NameID]]

    /// Complexity: O(grants).
    init(
        _ index: AccessIndex, _ facts: ClusterFacts, _ subjectsOfAccount: Grouped<UInt32>, _ all: GrantsByNamespace,
        _ others: OtherSubjects
    ) {
        var ofSubjects: [Grouped<NameID>] = []
        var ofAccountsIn: [[NameID: [NameID]]] = []
        var ofAllAccounts: [[NameID]] = []
        for kind in Kind.allCases {
            let single = Self.scopesOfSubjects(kind, index)
            ofSubjects.append(single)
            ofAccountsIn.append(
                facts.accountsIn.mapValues { numbers in
                    Self.unite(numbers.filter { facts.accounts[$0].exists }, single, subjectsOfAccount)
                })
            var found = ScopeList()
            for grant in all.all where kind.includes(index.roles[Int(grant.role)]) { found.insert(grant.namespace) }
            ofAllAccounts.append(found.scopes)
        }
        ofUsers = ofSubjects.map { Self.unite(others.users, $0) }
        ofGroups = ofSubjects.map { Self.unite(others.groups, $0) }
        self.ofSubjects = ofSubjects
        self.ofAccountsIn = ofAccountsIn
        self.ofAllAccounts = ofAllAccounts
    }

    private static func scopesOfSubjects(_ kind: Kind, _ index: AccessIndex) -> Grouped<NameID> {
        var scopes: [NameID] = []
        var owners: [UInt32] = []
        for subject in index.subjects.indices {
            var previous = NameTable.unknown
            for grant in index.grants[subject]
            where grant.namespace != previous && kind.includes(index.roles[Int(grant.role)]) {
                // Grants of a subject are in the order of their namespaces.
                previous = grant.namespace
                scopes.append(previous)
                owners.append(UInt32(truncatingIfNeeded: subject))
            }
        }
        return Grouped(scopes, owners: owners, count: index.subjects.count)
    }

    private static func unite(
        _ accounts: [Int], _ single: Grouped<NameID>, _ subjectsOfAccount: Grouped<UInt32>
    ) -> [NameID] {
        var found = ScopeList()
        var seen: Set<UInt32> = []
        for account in accounts {
            for subject in subjectsOfAccount[account] where seen.insert(subject).inserted {
                for scope in single[Int(subject)] { found.insert(scope) }
            }
        }
        return found.scopes
    }

    private static func unite(_ subjects: [UInt32], _ single: Grouped<NameID>) -> [NameID] {
        var found = ScopeList()
        for subject in subjects {
            for scope in single[Int(subject)] { found.insert(scope) }
        }
        return found.scopes
    }

    /// Those of everybody that a fact stands for; empty for a fact that is nobody in particular.
    func scopes(_ kind: Kind, ofAll fact: EscalationFact) -> [NameID] {
        switch fact.kind {
        case .anyAccount: scopes(kind, ofAccountsIn: fact.scope)
        case .anyUser: ofUsers[kind.rawValue]
        case .anyGroup: ofGroups[kind.rawValue]
        default: []
        }
    }

    /// Those of one subject.
    func scopes(_ kind: Kind, of subject: UInt32) -> ArraySlice<NameID> { ofSubjects[kind.rawValue][Int(subject)] }

    /// Those of all accounts of a namespace, or with the empty one of the cluster.
    private func scopes(_ kind: Kind, ofAccountsIn namespace: NameID) -> [NameID] {
        namespace == NameTable.empty ? ofAllAccounts[kind.rawValue] : ofAccountsIn[kind.rawValue][namespace] ?? []
    }
}

/// Scopes in the order in which they were found, each once; the whole cluster alone where it is one of them.
struct ScopeList {
    private var found: [NameID] = []
    private var seen: Set<NameID> = []
    private(set) var isWholeCluster = false

    var scopes: [NameID] { isWholeCluster ? [NameTable.empty] : found }

    mutating func insert(_ scope: NameID) {
        if scope == NameTable.empty { isWholeCluster = true }
        if !isWholeCluster, seen.insert(scope).inserted { found.append(scope) }
    }

    /// With a namespace, no other is inserted.
    mutating func insert(_ scopes: some Collection<NameID>, in namespace: NameID?) {
        guard let namespace else {
            for scope in scopes { insert(scope) }
            return
        }
        if scopes.contains(namespace) { insert(namespace) }
    }
}
