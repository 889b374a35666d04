/// What everybody gains or loses whose changed grants are for the same roles in the same scopes, and who holds the same
/// beside them. Only the causes are each one's own.
final class SharedDifference: Sendable {
    let changes: [Change]
    let exact: [Permission]
    let isExact: Bool

    /// No difference.
    static let none = SharedDifference(changes: [], exact: [], isExact: true)

    struct Change: Sendable {
        let permission: Permission
        let unchanged: [Permission]
        let isUnchangedComplete: Bool
        /// Each once.
        let sources: [Source]
    }

    /// A rule of a changed grant.
    struct Source: Sendable, Hashable {
        /// The position of the grant among the changed ones of a subject.
        let grant: Int
        let rule: UInt32
    }

    init(changes: [Change], exact: [Permission], isExact: Bool) {
        self.changes = changes
        self.exact = exact
        self.isExact = isExact
    }
}

/// Both directions.
struct SharedDifferences: Sendable {
    let gained: SharedDifference
    let lost: SharedDifference

    var isEmpty: Bool { gained.changes.isEmpty && lost.changes.isEmpty }
}

/// The grants of a subject that only one side has.
struct ChangedGrants: Sendable {
    /// The subject, and the groups it is always in.
    let holders: [SubjectRecord]
    let found: [GrantRecord]
    let gone: [GrantRecord]
}

/// A subject's changed grants of one side, each with what the other side lacks.
struct CausingGrants: Sendable {
    let index: AccessIndex
    let records: [GrantRecord]
    let kinds: [PermissionCause.Kind]

    /// The bindings whose own lines came or went.
    var changedBindings: [UInt32] { zip(records, kinds).filter { $1.isOfBinding }.map { $0.0.binding } }

    func cause(_ source: SharedDifference.Source) -> PermissionCause {
        PermissionCause(
            kind: kinds[source.grant],
            grant: Grant(index: index, record: records[source.grant], ruleNumber: source.rule))
    }
}

/// Roles and scopes, as numbers in a row, by which subjects that stand alike are found.
struct AccessStanding: Hashable {
    private var numbers: [UInt32] = []

    private enum Part {
        static let grant: UInt32 = 0
        static let group: UInt32 = 1
    }

    mutating func begin(_ count: Int) { numbers.append(UInt32(truncatingIfNeeded: count)) }

    mutating func add(_ grant: GrantRecord) { numbers += [Part.grant, grant.namespace, grant.role] }

    mutating func add(group number: UInt32) { numbers += [Part.group, number, 0] }
}
