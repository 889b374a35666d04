import GitOpsManifest

/// What a change of manifests gives and takes: for each subject the permissions that it has after and not before, and
/// the other way round.
///
/// Exact: what a subject holds through another binding, another rule or a group it is always in is neither gained nor
/// lost; roles that aggregate others are compared by the rules they end up with.
public struct AccessDiff: Sendable {
    /// Subjects of bindings that gained or lost something, sorted. What a group gained stands at the group; ask
    /// ``change(of:)`` for what that means for one of its members.
    public let changes: [SubjectChange]
    let comparison: AccessComparison

    /// Compares two models, with as many threads as the options of the head say.
    ///
    /// Complexity: O(objects) to find what changed, then O(grants) of each subject concerned while rules overlap in few
    /// ways. Subjects whose changed bindings are for the same roles in the same namespaces, and who hold the same roles
    /// there beside them, are compared once. What rules that overlap in many ways take is bounded: see
    /// ``PermissionDifference/isExact``.
    public init(from base: AccessModel, to head: AccessModel) {
        var comparison = AccessComparison(base: base.index, head: head.index)
        let subjects = comparison.subjects
        let grants = subjects.map { comparison.changedGrants(of: $0) }
        let (numbers, firsts) = comparison.groups(of: grants)
        let threads = ParallelWork.threadCount(head.threads)
        let chunks = ParallelWork.chunks(firsts.count, parts: threads) { _ in 1 }
        let parts = ParallelWork.map(
            chunks, threads: threads, phase: "permissions", isCancelled: { false }
        ) { [comparison] range -> [SharedDifferences] in
            var work = comparison
            return firsts[range].map { work.differences(of: grants[$0], among: subjects.count) }
        }
        let shared = parts.flatMap { $0 ?? [] }
        changes = subjects.indices.filter { !shared[numbers[$0]].isEmpty }.map { position in
            comparison.change(of: subjects[position], by: grants[position], shared[numbers[position]])
        }
        self.comparison = comparison
    }

    /// The changes with those of subjects who gain and lose the same, for the same reasons, together: in the order of the
    /// first of each group. Only the lines of their bindings differ.
    public var groups: [[SubjectChange]] { groups { ChangeLikeness($0, ofSameBindings: false) } }

    /// Groups of which all subjects stand in the same bindings, wherever lines of bindings are the causes.
    package var groupsOfBindings: [[SubjectChange]] { groups { ChangeLikeness($0, ofSameBindings: true) } }

    private func groups(_ likeness: (SubjectChange) -> ChangeLikeness) -> [[SubjectChange]] {
        var numbers: [ChangeLikeness: Int] = [:]
        var groups: [[SubjectChange]] = []
        for change in changes {
            let likeness = likeness(change)
            if let number = numbers[likeness] {
                groups[number].append(change)
            } else {
                numbers[likeness] = groups.count
                groups.append([change])
            }
        }
        return groups
    }

    /// What a subject gained and lost, the groups it is always in included.
    public func change(of subject: Subject) -> SubjectChange {
        var work = comparison
        return work.change(of: subject, includingGroups: true)
    }

    /// Whether nobody gained or lost anything.
    public var isEmpty: Bool { changes.isEmpty }
}

/// What a subject gained and lost.
public struct SubjectChange: Sendable {
    /// Whose permissions these are.
    public let subject: Subject
    /// Permissions after the change that were not there before.
    public let gained: PermissionDifference
    /// Permissions before the change that are there no longer.
    public let lost: PermissionDifference

    /// Whether nothing changed for it.
    public var isEmpty: Bool { gained.isEmpty && lost.isEmpty }
}

/// Permissions that one side has and the other lacks.
public struct PermissionDifference: Sendable {
    let shared: SharedDifference
    let grants: CausingGrants

    /// As few rules as cover the difference. Each is allowed on the one side; what a rule with `*` has in common with
    /// the other side stands beside it. Complexity: O(changes), at each call.
    public var changes: [PermissionChange] { shared.changes.map { PermissionChange(shared: $0, grants: grants) } }
    /// The difference to the letter: blocks that may have exceptions (all verbs but `get`).
    public var exact: [Permission] { shared.exact }
    /// Whether `exact` is that. Otherwise the difference fell into more than 4,096 pieces or took more cuts than the
    /// subjects of a change share, and it has whole rules of which parts, or all, are on the other side too: nothing that
    /// came or went is left out.
    public var isExact: Bool { shared.isExact }

    /// Whether there is no difference.
    public var isEmpty: Bool { shared.changes.isEmpty }

    /// Whether a request is among those that one side allows and the other denies.
    public func contains(_ attributes: SubjectAccessReview.Attributes) -> Bool {
        exact.contains { $0.contains(attributes) }
    }
}

extension PermissionDifference {
    /// The lines that caused it, each once.
    package var places: [GrantPlace] {
        var seen: Set<PermissionCause.Line> = []
        var places: [GrantPlace] = []
        for source in shared.changes.flatMap(\.sources) {
            let cause = grants.cause(source)
            if seen.insert(cause.line).inserted { places.append(cause.place) }
        }
        return places
    }

    /// The grants that caused it, each once, with a rule of its role that did.
    package var causingGrants: [Grant] {
        var seen: Set<Int> = []
        let sources = shared.changes.flatMap(\.sources).filter { seen.insert($0.grant).inserted }
        return sources.map { grants.cause($0).grant }
    }
}

/// What subjects of one group have in common.
struct ChangeLikeness: Hashable {
    private let gained: ObjectIdentifier
    private let lost: ObjectIdentifier
    private let kinds: [PermissionCause.Kind]
    private let bindings: [UInt32]

    /// For changes of one diff, which keep what they share alive.
    init(_ change: SubjectChange, ofSameBindings: Bool) {
        gained = ObjectIdentifier(change.gained.shared)
        lost = ObjectIdentifier(change.lost.shared)
        kinds = change.gained.grants.kinds + change.lost.grants.kinds
        bindings = ofSameBindings ? change.gained.grants.changedBindings + change.lost.grants.changedBindings : []
    }
}

/// A permission that came or went, and the lines that caused it.
public struct PermissionChange: Sendable {
    let shared: SharedDifference.Change
    let grants: CausingGrants

    /// The permission, without exceptions.
    public var permission: Permission { shared.permission }
    /// Parts of it that the other side has too.
    public var unchanged: [Permission] { shared.unchanged }
    /// Whether `unchanged` has them all. Otherwise there were too many rules to look through, and it is empty.
    public var isUnchangedComplete: Bool { shared.isUnchangedComplete }
    /// Why: the grants, with what changed about each. Complexity: O(causes), at each call.
    public var causes: [PermissionCause] { shared.sources.map(grants.cause) }
}

/// A grant that one side has and the other lacks.
public struct PermissionCause: Sendable {
    /// What the other side lacks.
    public enum Kind: String, Sendable, Hashable {
        /// The binding.
        case binding
        /// The subject in the binding.
        case subject
        /// The binding refers to another role there, or to one that does not exist.
        case roleReference = "role-reference"
        /// The role.
        case role
        /// The rule in the role, or in a role it aggregates.
        case rule
    }

    /// What the other side lacks.
    public let kind: Kind
    /// The grant, of the head for what was gained, of the base for what was lost.
    public let grant: Grant

    /// The line that came or went.
    public var place: GrantPlace { isOfBinding ? grant.subjectPlace : grant.rulePlace }

    /// Whether the line stands in the binding, not in a role.
    package var isOfBinding: Bool { kind.isOfBinding }

    /// What tells the line from others of the same side.
    package var line: Line {
        isOfBinding
            ? Line(boundSubject: grant.record.boundSubject, rule: .max)
            : Line(boundSubject: .max, rule: grant.ruleNumber)
    }

    /// The number of the subject of a binding, or of the rule.
    package struct Line: Hashable {
        let boundSubject: UInt32
        let rule: UInt32
    }
}

extension PermissionCause.Kind {
    /// Whether the line that came or went stands in the binding, not in a role.
    var isOfBinding: Bool {
        switch self {
        case .binding, .subject, .roleReference: true
        case .role, .rule: false
        }
    }
}
