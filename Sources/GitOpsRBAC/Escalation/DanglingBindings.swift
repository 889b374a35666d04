/// Bindings to roles that do not exist, by whom they bind: whoever makes such a role gives its subjects what it holds.
struct DanglingBindings: Sendable {
    private var ofSubjects: [UInt32: [UInt32]] = [:]
    private var ofAccountsIn: [NameID: [UInt32]] = [:]
    private var ofUsers: [UInt32] = []
    private var ofGroups: [UInt32] = []

    var isEmpty: Bool { ofSubjects.isEmpty }

    /// Complexity: O(bindings), and O(accounts) where one of them has no role.
    init(_ index: AccessIndex, _ facts: ClusterFacts, _ subjectsOfAccount: Grouped<UInt32>, _ others: OtherSubjects) {
        for (number, binding) in index.bindings.enumerated()
        where binding.role == .max && !binding.isRoleInClusterBinding {
            for position in binding.subjects.range {
                let subject = index.boundSubjects[position].subject
                ofSubjects[subject, default: []].append(UInt32(truncatingIfNeeded: number))
            }
        }
        if isEmpty { return }
        ofUsers = united(others.users)
        ofGroups = united(others.groups)
        for (namespace, numbers) in facts.accountsIn {
            ofAccountsIn[namespace] = united(Self.subjects(of: numbers, facts, subjectsOfAccount))
        }
        ofAccountsIn[NameTable.empty] = united(Self.subjects(of: facts.accounts.indices, facts, subjectsOfAccount))
    }

    private static func subjects(
        of accounts: some Collection<Int>, _ facts: ClusterFacts, _ subjectsOfAccount: Grouped<UInt32>
    ) -> [UInt32] {
        var found: Set<UInt32> = []
        for number in accounts where facts.accounts[number].exists { found.formUnion(subjectsOfAccount[number]) }
        return Array(found)
    }

    private func united(_ subjects: [UInt32]) -> [UInt32] { Set(subjects.flatMap { ofSubjects[$0] ?? [] }).sorted() }

    /// Those of one subject.
    subscript(subject: UInt32) -> [UInt32] { ofSubjects[subject] ?? [] }

    /// Those of everybody that a fact stands for; empty for a fact that is nobody in particular.
    func bindings(ofAll fact: EscalationFact) -> [UInt32] {
        switch fact.kind {
        case .anyAccount: ofAccountsIn[fact.scope] ?? []
        case .anyUser: ofUsers
        case .anyGroup: ofGroups
        default: []
        }
    }
}

/// The subjects that "any user" and "any group" stand for: no service accounts, and not the group of administrators.
struct OtherSubjects: Sendable {
    private(set) var users: [UInt32] = []
    private(set) var groups: [UInt32] = []

    init(_ index: AccessIndex, _ facts: ClusterFacts, _ wellKnown: WellKnownSubjects) {
        for (number, subject) in index.subjects.enumerated()
        where subject.name != wellKnown.masters && facts.accountNumbers[subject.name] == nil {
            if subject.isGroup {
                groups.append(UInt32(truncatingIfNeeded: number))
            } else {
                users.append(UInt32(truncatingIfNeeded: number))
            }
        }
    }
}
