/// Lines of bindings to roles that do not exist, by whom they bind: whoever makes such a role gives its subjects what
/// it holds.
struct DanglingBindings: Sendable {
    private var ofSubjects: [UInt32: [HeldLine]] = [:]
    private var ofAccountsIn: [NameID: [HeldLine]] = [:]
    private var ofUsers: [HeldLine] = []
    private var ofGroups: [HeldLine] = []

    var isEmpty: Bool { ofSubjects.isEmpty }

    /// Complexity: O(bindings), and O(accounts) where one of them has no role.
    init(_ index: AccessIndex, _ facts: ClusterFacts, _ subjectsOfAccount: Grouped<UInt32>, _ others: OtherSubjects) {
        for (number, binding) in index.bindings.enumerated()
        where binding.role == .max && !binding.isReplaced && !binding.isRoleInClusterBinding {
            for position in binding.subjects.range {
                let subject = index.boundSubjects[position].subject
                ofSubjects[subject, default: []].append(
                    HeldLine(
                        scope: binding.namespace, binding: UInt32(truncatingIfNeeded: number),
                        boundSubject: UInt32(truncatingIfNeeded: position)))
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

    private func united(_ subjects: [UInt32]) -> [HeldLine] {
        Set(subjects).flatMap { ofSubjects[$0] ?? [] }.sorted { $0.boundSubject < $1.boundSubject }
    }

    /// Those of one subject.
    subscript(subject: UInt32) -> [HeldLine] { ofSubjects[subject] ?? [] }

    /// Those of everybody that a fact stands for; empty for a fact that is nobody in particular.
    func lines(ofAll fact: EscalationFact) -> [HeldLine] {
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
