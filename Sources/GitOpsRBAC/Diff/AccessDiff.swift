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
    /// ways. What rules that overlap in many take is bounded: see ``PermissionDifference/isExact``.
    public init(from base: AccessModel, to head: AccessModel) {
        let comparison = AccessComparison(base: base.index, head: head.index)
        let subjects = comparison.subjects
        let threads = ParallelWork.threadCount(head.threads)
        let chunks = ParallelWork.chunks(subjects.count, parts: threads) { _ in 1 }
        let parts = ParallelWork.map(chunks, threads: threads, phase: "permissions", isCancelled: { false }) { range in
            var work = comparison
            return subjects[range].map { work.change(of: $0, among: subjects.count) }.filter { !$0.isEmpty }
        }
        changes = parts.flatMap { $0 ?? [] }
        self.comparison = comparison
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
    /// As few rules as cover the difference. Each is allowed on the one side; what a rule with `*` has in common with
    /// the other side stands beside it.
    public let changes: [PermissionChange]
    /// The difference to the letter: blocks that may have exceptions (all verbs but `get`).
    public let exact: [Permission]
    /// Whether `exact` is that. Otherwise the difference fell into more than 4,096 pieces or took more cuts than the
    /// subjects of a change share, and it has whole rules of which parts, or all, are on the other side too: nothing that
    /// came or went is left out.
    public let isExact: Bool

    /// Whether there is no difference.
    public var isEmpty: Bool { changes.isEmpty }

    /// Whether a request is among those that one side allows and the other denies.
    public func contains(_ attributes: SubjectAccessReview.Attributes) -> Bool {
        exact.contains { $0.contains(attributes) }
    }
}

/// A permission that came or went, and the lines that caused it.
public struct PermissionChange: Sendable {
    /// The permission, without exceptions.
    public let permission: Permission
    /// Parts of it that the other side has too.
    public let unchanged: [Permission]
    /// Whether `unchanged` has them all. Otherwise there were too many rules to look through, and it is empty.
    public let isUnchangedComplete: Bool
    /// Why: the grants, with what changed about each.
    public let causes: [PermissionCause]
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
    public var place: GrantPlace {
        switch kind {
        case .binding, .subject, .roleReference: grant.subjectPlace
        case .role, .rule: grant.rulePlace
        }
    }
}
