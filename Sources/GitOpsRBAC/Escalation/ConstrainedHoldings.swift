/// Who holds the permissions that constrained impersonation is about: somebody acts for others with what both may do.
struct ConstrainedHoldings: Sendable {
    /// A permission for all names.
    struct Held: BitwiseCopyable {
        var scope: NameID
        var rule: UInt32
        var grant: UInt32

        func isGood(in namespace: NameID) -> Bool {
            scope == NameTable.empty || namespace == NameTable.empty || scope == namespace
        }
    }

    /// Who is acted for when a permission names nobody.
    enum Everybody {
        case users
        case accounts
    }

    private var ofSubjects: [UInt8: Grouped<Held>] = [:]
    private var ofUsers: [UInt8: FirstHeld] = [:]
    private var ofAccounts: [UInt8: FirstHeld] = [:]
    private var ofAccountsIn: [UInt8: [NameID: FirstHeld]] = [:]

    /// Complexity: O(permissions of all subjects, for each pattern).
    init(
        _ held: Set<UInt8>, _ index: AccessIndex, _ facts: ClusterFacts, _ permissions: RolePermissions,
        _ patterns: [EscalationGraph.CompiledPattern], _ subjectsOfAccount: Grouped<UInt32>,
        _ wellKnown: WellKnownSubjects
    ) {
        for pattern in held {
            let single = Self.holdings(pattern, index, permissions, patterns)
            ofSubjects[pattern] = single
            var users = FirstHeld()
            for subject in index.subjects where !subject.isGroup && facts.isActedForAsUser(subject.name) {
                for subject in index.subjects(ofUser: subject.name, wellKnown) { users.insert(single[Int(subject)]) }
            }
            ofUsers[pattern] = users
            var accounts = FirstHeld()
            var accountsIn: [NameID: FirstHeld] = [:]
            for (number, account) in facts.accounts.enumerated() where account.exists {
                for subject in subjectsOfAccount[number] where !single.range(Int(subject)).isEmpty {
                    accounts.insert(single[Int(subject)])
                    accountsIn[account.namespace, default: FirstHeld()].insert(single[Int(subject)])
                }
            }
            ofAccounts[pattern] = accounts
            ofAccountsIn[pattern] = accountsIn
        }
    }

    private static func holdings(
        _ pattern: UInt8, _ index: AccessIndex, _ permissions: RolePermissions,
        _ patterns: [EscalationGraph.CompiledPattern]
    ) -> Grouped<Held> {
        var found: [Held] = []
        var owners: [UInt32] = []
        for subject in index.subjects.indices {
            let subject = UInt32(truncatingIfNeeded: subject)
            index.forEachPermission(of: subject, permissions, patterns) { held in
                guard held.pattern == pattern, held.name == NameTable.unknown else { return }
                found.append(Held(scope: held.scope, rule: held.rule, grant: held.grant))
                owners.append(subject)
            }
        }
        return Grouped(found, owners: owners, count: index.subjects.count)
    }

    /// What a subject holds of a pattern.
    func held(_ pattern: UInt8, by subject: UInt32) -> ArraySlice<Held> { ofSubjects[pattern]?[Int(subject)] ?? [] }

    /// What everybody holds of a pattern that is good in a namespace, or with the empty one anywhere: the first of each
    /// scope. One will do for a namespace. Of accounts, those of the namespace are meant.
    func held(_ pattern: UInt8, by everybody: Everybody, in namespace: NameID) -> ArraySlice<Held> {
        switch everybody {
        case .users: ofUsers[pattern]?.good(in: namespace) ?? []
        case .accounts where namespace == NameTable.empty: ofAccounts[pattern]?.good(in: namespace) ?? []
        case .accounts: ofAccountsIn[pattern]?[namespace]?.good(in: namespace) ?? []
        }
    }

    /// The first that was found for each scope.
    private struct FirstHeld {
        private var held: [Held] = []
        private var positions: [NameID: Int] = [:]

        mutating func insert(_ more: ArraySlice<Held>) {
            for one in more where positions[one.scope] == nil {
                positions[one.scope] = held.count
                held.append(one)
            }
        }

        func good(in namespace: NameID) -> ArraySlice<Held> {
            if namespace == NameTable.empty { return held[...] }
            let wide = positions[NameTable.empty] ?? .max
            let first = min(wide, positions[namespace] ?? .max)
            return first == .max ? [] : held[first...first]
        }
    }
}
