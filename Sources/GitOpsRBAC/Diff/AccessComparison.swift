import GitOpsManifest

/// Two models side by side, and the grants that only one of them has.
struct AccessComparison: Sendable {
    let base: AccessIndex
    let head: AccessIndex
    /// The names of both; those of the head are its own.
    private var space: PermissionSpace
    private let roles: RoleMatching
    private let bindings: BindingMatching

    /// Grants by the joint number of their subject's name.
    private var gained: [SubjectRecord: [GrantRecord]] = [:]
    private var lost: [SubjectRecord: [GrantRecord]] = [:]

    init(base: AccessIndex, head: AccessIndex) {
        self.base = base
        self.head = head
        space = PermissionSpace(head.names, other: base.names)
        roles = RoleMatching(base: base, head: head, space: space)
        bindings = BindingMatching(base: base, head: head, roles: roles, space: space)
        for binding in bindings.changedInHead {
            for (subject, grant) in head.grants(of: binding) { gained[subject, default: []].append(grant) }
        }
        for binding in bindings.changedInBase {
            for (subject, grant) in base.grants(of: binding) {
                let name = space.translate(subject.name, .other)
                lost[SubjectRecord(isGroup: subject.isGroup, name: name), default: []].append(grant)
            }
        }
    }

    /// Subjects whose bindings or roles changed.
    var subjects: [Subject] { Set(gained.keys).union(lost.keys).map { subject($0) }.sorted() }

    private func subject(_ record: SubjectRecord) -> Subject {
        record.isGroup ? .group(space[record.name]) : .user(space[record.name])
    }
}

// MARK: One subject

extension AccessComparison {
    /// - Parameter subjects: how many are compared, which share what that may take.
    mutating func change(of subject: Subject, includingGroups: Bool = false, among subjects: Int = 1) -> SubjectChange {
        let own = [record(isGroup: subject.kind == .group, subject.username)]
        let all = own + subject.implicitGroups.map { record(isGroup: true, $0) }
        let concerned = includingGroups ? all : own
        let found = concerned.flatMap { gained[$0] ?? [] }
        let gone = concerned.flatMap { lost[$0] ?? [] }
        var (gaining, losing) = (DifferenceBudget(subjects: subjects), DifferenceBudget(subjects: subjects))
        return SubjectChange(
            subject: subject, gained: difference(found, .own, without: all, .other, &gaining),
            lost: difference(gone, .other, without: all, .own, &losing))
    }

    private mutating func record(isGroup: Bool, _ name: String) -> SubjectRecord {
        SubjectRecord(isGroup: isGroup, name: space.intern(name))
    }

    private func index(_ side: PermissionSpace.Side) -> AccessIndex { side == .own ? head : base }

    /// A piece of what a grant's rule allows.
    private struct Piece<Box> {
        var box: Box
        var grant: GrantRecord
        var rule: UInt32
    }

    /// What grants of one side allow and a subject with its groups does not hold on the other.
    private mutating func difference(
        _ grants: [GrantRecord], _ side: PermissionSpace.Side, without subjects: [SubjectRecord],
        _ otherSide: PermissionSpace.Side, _ budget: inout DifferenceBudget
    ) -> PermissionDifference {
        let open = rules(of: grants, side, notHeldBy: subjects, otherSide)
        guard !open.isEmpty else { return PermissionDifference(changes: [], exact: [], isExact: true) }
        let held = held(by: subjects, otherSide, within: open.map(\.grant), side)
        let allowed = open.map { grant, rule in
            (grant, rule, space.boxes(of: rule, in: index(side), side, within: grant.namespace))
        }
        var whole = allowed.flatMap { grant, rule, boxes in
            boxes.boxes.map { Piece(box: $0, grant: grant, rule: rule) }
        }
        let wholePaths = allowed.flatMap { grant, rule, boxes in
            boxes.paths.map { Piece(box: $0, grant: grant, rule: rule) }
        }
        let rest = remainder(of: whole, &budget) { PermissionCover.remainder(of: $0, without: held.boxes, cuts: &$1) }
        let paths = remainder(of: wholePaths, &budget) { PathCover.remainder(of: $0, without: held.paths, cuts: &$1) }
        if rest == nil {
            // Whether something is left is found sooner than what.
            let search = UncoveredSearch(boxes: held.boxes, paths: [])
            whole.removeAll { if case .covered = search.answer($0.box, &budget.steps) { true } else { false } }
        }
        let exact = PermissionCover((rest ?? whole).map(\.box), steps: &budget.steps).boxes
        let exactPaths = PathCover((paths ?? wholePaths).map(\.box)).boxes
        var shown = PermissionCover(exact.map(\.withoutExceptions), steps: &budget.steps).boxes
        if shown.count > Self.mostShown, shown.count > whole.count {
            // Many small pieces of few rules: the rules say it in fewer lines, with what they have in common with the
            // other side beside them. Those of which nothing is left say nothing.
            let concerned = Set((rest ?? whole).map(\.rule))
            shown =
                PermissionCover(
                    whole.filter { concerned.contains($0.rule) }.map(\.box.withoutExceptions), steps: &budget.steps
                ).boxes
        }
        let changes =
            shown.map { change($0, rest ?? whole, held.boxes, side, &budget) }
            + PathCover(exactPaths.map(\.withoutExceptions)).boxes.map {
                change($0, paths ?? wholePaths, held.paths, side, &budget)
            }
        return PermissionDifference(
            changes: changes.sorted { Self.precedes($0.permission, $1.permission) },
            exact: (exact.map(space.permission) + exactPaths.map(space.permission)).sorted(by: Self.precedes),
            isExact: rest != nil && paths != nil)
    }

    /// More permissions than these are told as whole rules where that takes fewer.
    private static let mostShown = 64

    /// What is left of pieces; `nil` when that is more than the budget has.
    private func remainder<Box>(
        of whole: [Piece<Box>], _ budget: inout DifferenceBudget, _ cut: ([Box], inout Int) -> [Box]?
    ) -> [Piece<Box>]? {
        var pieces: [Piece<Box>] = []
        for piece in whole {
            guard let rest = cut([piece.box], &budget.cuts), pieces.count + rest.count <= budget.pieces else {
                budget.cuts = 0
                return nil
            }
            pieces += rest.map { Piece(box: $0, grant: piece.grant, rule: piece.rule) }
        }
        return pieces
    }

    /// The rules of grants that subjects do not hold word for word on the other side, in the same namespace or in the
    /// whole cluster: with most changes that leaves few to be taken apart.
    private mutating func rules(
        of grants: [GrantRecord], _ side: PermissionSpace.Side, notHeldBy subjects: [SubjectRecord],
        _ otherSide: PermissionSpace.Side
    ) -> [(grant: GrantRecord, rule: UInt32)] {
        var held: Set<UInt64> = []
        for subject in subjects {
            guard let number = number(of: subject, otherSide) else { continue }
            for grant in index(otherSide).grants[Int(number)] {
                let namespace = UInt64(space.translate(grant.namespace, otherSide)) << 32
                for rule in index(otherSide).rulesInForce(grant.role) {
                    held.insert(namespace | UInt64(space.content(of: rule, in: index(otherSide), otherSide)))
                }
            }
        }
        let everywhere = UInt64(NameTable.empty) << 32
        var open: [(GrantRecord, UInt32)] = []
        for grant in grants {
            let namespace = UInt64(space.translate(grant.namespace, side)) << 32
            for rule in index(side).rulesInForce(grant.role) {
                let content = UInt64(space.content(of: rule, in: index(side), side))
                if held.contains(namespace | content) || held.contains(everywhere | content) { continue }
                open.append((grant, rule))
            }
        }
        return open
    }

    private func change(
        _ box: PermissionBox, _ pieces: [Piece<PermissionBox>], _ held: [PermissionBox], _ side: PermissionSpace.Side,
        _ budget: inout DifferenceBudget
    ) -> PermissionChange {
        let common = budget.take(held.count) ? held.compactMap(box.intersection) : nil
        let unchanged = common.map { PermissionCover($0, steps: &budget.steps).boxes.map(space.permission) }
        return change(space.permission(box), unchanged, pieces.filter { $0.box.intersects(box) }, side)
    }

    private func change(
        _ box: PathBox, _ pieces: [Piece<PathBox>], _ held: [PathBox], _ side: PermissionSpace.Side,
        _ budget: inout DifferenceBudget
    ) -> PermissionChange {
        let common = budget.take(held.count) ? held.compactMap(box.intersection) : nil
        let unchanged = common.map { PathCover($0).boxes.map(space.permission) }
        return change(space.permission(box), unchanged, pieces.filter { $0.box.isSubset(of: box) }, side)
    }

    private func change<Box>(
        _ permission: Permission, _ unchanged: [Permission]?, _ sources: [Piece<Box>], _ side: PermissionSpace.Side
    ) -> PermissionChange {
        PermissionChange(
            permission: permission, unchanged: (unchanged ?? []).sorted(by: Self.precedes),
            isUnchangedComplete: unchanged != nil, causes: causes(sources.map { ($0.grant, $0.rule) }, side))
    }

    private static func precedes(_ left: Permission, _ right: Permission) -> Bool {
        if left.isClusterWide != right.isClusterWide { return left.isClusterWide }
        return left.description.precedesByBytes(right.description)
    }

    /// What subjects hold on a side, as far as it can meet the namespaces of some grants.
    private mutating func held(
        by subjects: [SubjectRecord], _ side: PermissionSpace.Side, within grants: [GrantRecord],
        _ grantSide: PermissionSpace.Side
    ) -> PermissionSpace.RuleBoxes {
        let isClusterWide = grants.contains { $0.namespace == NameTable.empty }
        let namespaces = Set(grants.map { space.translate($0.namespace, grantSide) })
        var result = PermissionSpace.RuleBoxes()
        for subject in subjects {
            guard let number = number(of: subject, side) else { continue }
            for grant in index(side).grants[Int(number)] {
                let isMet =
                    isClusterWide || grant.namespace == NameTable.empty
                    || namespaces.contains(space.translate(grant.namespace, side))
                guard isMet else { continue }
                let boxes = space.boxes(of: grant, in: index(side), side)
                result.boxes += boxes.boxes
                result.paths += boxes.paths
            }
        }
        return result
    }

    private func number(of subject: SubjectRecord, _ side: PermissionSpace.Side) -> UInt32? {
        let index = index(side)
        let name = side == .own ? subject.name : index.names.find(space[subject.name])
        return index.subjectNumbers.number(isGroup: subject.isGroup, name)
    }
}

// MARK: Causes

extension AccessComparison {
    private func causes(_ sources: [(grant: GrantRecord, rule: UInt32)], _ side: PermissionSpace.Side)
        -> [PermissionCause]
    {
        var seen: Set<[UInt32]> = []
        return sources.compactMap { grant, rule in
            guard seen.insert([grant.binding, grant.boundSubject, rule]).inserted else { return nil }
            return PermissionCause(
                kind: kind(grant, side), grant: Grant(index: index(side), record: grant, ruleNumber: rule))
        }
    }

    private func kind(_ grant: GrantRecord, _ side: PermissionSpace.Side) -> PermissionCause.Kind {
        guard let other = bindings.counterpart(of: grant.binding, side) else { return .binding }
        let otherSide: PermissionSpace.Side = side == .own ? .other : .own
        let record = index(otherSide).bindings[Int(other)]
        let own = index(side).boundSubjects[Int(grant.boundSubject)].subject
        let isBound = record.subjects.range.contains { position in
            isSame(own, side, index(otherSide).boundSubjects[position].subject, otherSide)
        }
        guard isBound else { return .subject }
        guard let role = roles.counterpart(of: grant.role, side) else { return .role }
        return record.role == role ? .rule : .roleReference
    }

    private func isSame(
        _ one: UInt32, _ side: PermissionSpace.Side, _ other: UInt32, _ otherSide: PermissionSpace.Side
    ) -> Bool {
        let (left, right) = (index(side).subjects[Int(one)], index(otherSide).subjects[Int(other)])
        return left.isGroup == right.isGroup
            && space.translate(left.name, side) == space.translate(right.name, otherSide)
    }
}

extension AccessIndex {
    /// The subjects of a binding, each with what it is granted; nothing where the role does not exist.
    fileprivate func grants(of binding: UInt32) -> [(SubjectRecord, GrantRecord)] {
        let record = bindings[Int(binding)]
        guard record.role != .max else { return [] }
        return record.subjects.range.map { position in
            (
                subjects[Int(boundSubjects[position].subject)],
                GrantRecord(
                    namespace: record.namespace, role: record.role, binding: binding,
                    boundSubject: UInt32(truncatingIfNeeded: position))
            )
        }
    }
}
