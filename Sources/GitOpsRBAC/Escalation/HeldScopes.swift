/// Where subjects hold roles that somebody may come to rewrite: the first line for each scope, in the order of the
/// grants.
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

    private let ofSubjects: [Grouped<HeldLine>]
    private let ofAccountsIn: [[NameID: [HeldLine]]]
    private let ofAllAccounts: [[HeldLine]]
    private let ofUsers: [[HeldLine]]
    private let ofGroups: [[HeldLine]]

    /// Complexity: O(grants).
    init(
        _ index: AccessIndex, _ facts: ClusterFacts, _ subjectsOfAccount: Grouped<UInt32>, _ all: GrantsByNamespace,
        _ others: OtherSubjects
    ) {
        var ofSubjects: [Grouped<HeldLine>] = []
        var ofAccountsIn: [[NameID: [HeldLine]]] = []
        var ofAllAccounts: [[HeldLine]] = []
        for kind in Kind.allCases {
            let single = Self.linesOfSubjects(kind, index)
            ofSubjects.append(single)
            ofAccountsIn.append(
                facts.accountsIn.mapValues { numbers in
                    Self.unite(numbers.filter { facts.accounts[$0].exists }, single, subjectsOfAccount)
                })
            var found = HeldLines()
            for grant in all.all where kind.includes(index.roles[Int(grant.role)]) { found.insert(HeldLine(grant)) }
            ofAllAccounts.append(found.found.map(\.line))
        }
        ofUsers = ofSubjects.map { Self.unite(others.users, $0) }
        ofGroups = ofSubjects.map { Self.unite(others.groups, $0) }
        self.ofSubjects = ofSubjects
        self.ofAccountsIn = ofAccountsIn
        self.ofAllAccounts = ofAllAccounts
    }

    private static func linesOfSubjects(_ kind: Kind, _ index: AccessIndex) -> Grouped<HeldLine> {
        var lines: [HeldLine] = []
        var owners: [UInt32] = []
        for subject in index.subjects.indices {
            var previous = NameTable.unknown
            for grant in index.grants[subject]
            where grant.namespace != previous && kind.includes(index.roles[Int(grant.role)]) {
                // Grants of a subject are in the order of their namespaces.
                previous = grant.namespace
                lines.append(HeldLine(grant))
                owners.append(UInt32(truncatingIfNeeded: subject))
            }
        }
        return Grouped(lines, owners: owners, count: index.subjects.count)
    }

    private static func unite(
        _ accounts: [Int], _ single: Grouped<HeldLine>, _ subjectsOfAccount: Grouped<UInt32>
    ) -> [HeldLine] {
        var seen: Set<UInt32> = []
        return unite(accounts.flatMap { subjectsOfAccount[$0] }.filter { seen.insert($0).inserted }, single)
    }

    private static func unite(_ subjects: [UInt32], _ single: Grouped<HeldLine>) -> [HeldLine] {
        var found = HeldLines()
        for subject in subjects {
            for line in single[Int(subject)] { found.insert(line) }
        }
        return found.found.map(\.line)
    }

    /// Those of everybody that a fact stands for; empty for a fact that is nobody in particular.
    func lines(_ kind: Kind, ofAll fact: EscalationFact) -> [HeldLine] {
        switch fact.kind {
        case .anyAccount: lines(kind, ofAccountsIn: fact.scope)
        case .anyUser: ofUsers[kind.rawValue]
        case .anyGroup: ofGroups[kind.rawValue]
        default: []
        }
    }

    /// Those of one subject.
    func lines(_ kind: Kind, of subject: UInt32) -> ArraySlice<HeldLine> { ofSubjects[kind.rawValue][Int(subject)] }

    /// Those of all accounts of a namespace, or with the empty one of the cluster.
    private func lines(_ kind: Kind, ofAccountsIn namespace: NameID) -> [HeldLine] {
        namespace == NameTable.empty ? ofAllAccounts[kind.rawValue] : ofAccountsIn[kind.rawValue][namespace] ?? []
    }
}
