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
        let grants = changedGrants(of: subject, includingGroups: includingGroups)
        return change(of: subject, by: grants, differences(of: grants, among: subjects))
    }

    /// The grants that only one side has.
    mutating func changedGrants(of subject: Subject, includingGroups: Bool = false) -> ChangedGrants {
        let own = [record(isGroup: subject.kind == .group, subject.username)]
        let all = own + subject.implicitGroups.map { record(isGroup: true, $0) }
        let concerned = includingGroups ? all : own
        return ChangedGrants(
            holders: all, found: concerned.flatMap { gained[$0] ?? [] }, gone: concerned.flatMap { lost[$0] ?? [] })
    }

    /// What somebody with such grants gains and loses.
    mutating func differences(of grants: ChangedGrants, among subjects: Int) -> SharedDifferences {
        var (gaining, losing) = (DifferenceBudget(subjects: subjects), DifferenceBudget(subjects: subjects))
        return SharedDifferences(
            gained: difference(grants.found, .own, without: grants.holders, .other, &gaining),
            lost: difference(grants.gone, .other, without: grants.holders, .own, &losing))
    }

    /// The change of a subject from what all with such grants have in common.
    func change(of subject: Subject, by grants: ChangedGrants, _ shared: SharedDifferences) -> SubjectChange {
        SubjectChange(
            subject: subject,
            gained: PermissionDifference(shared: shared.gained, grants: causingGrants(grants.found, .own)),
            lost: PermissionDifference(shared: shared.lost, grants: causingGrants(grants.gone, .other)))
    }

    private func causingGrants(_ grants: [GrantRecord], _ side: PermissionSpace.Side) -> CausingGrants {
        CausingGrants(index: index(side), records: grants, kinds: grants.map { kind($0, side) })
    }

    /// What decides ``differences(of:among:)``: the same for subjects whose changed grants are for the same roles in the
    /// same scopes, and who hold the same roles there on the other side. Complexity: O(grants).
    func standing(of grants: ChangedGrants) -> AccessStanding {
        var standing = AccessStanding()
        add(grants.found, .own, heldBy: grants.holders, .other, to: &standing)
        add(grants.gone, .other, heldBy: grants.holders, .own, to: &standing)
        return standing
    }

    /// For each subject's changed grants the number of those who stand alike, and the first of each such group.
    func groups(of grants: [ChangedGrants]) -> (numbers: [Int], firsts: [Int]) {
        var known: [AccessStanding: Int] = [:]
        var firsts: [Int] = []
        let numbers = grants.indices.map { position in
            let standing = standing(of: grants[position])
            if let number = known[standing] { return number }
            known[standing] = firsts.count
            firsts.append(position)
            return firsts.count - 1
        }
        return (numbers, firsts)
    }

    private func add(
        _ grants: [GrantRecord], _ side: PermissionSpace.Side, heldBy holders: [SubjectRecord],
        _ otherSide: PermissionSpace.Side, to standing: inout AccessStanding
    ) {
        standing.begin(grants.count)
        for grant in grants { standing.add(grant) }
        guard !grants.isEmpty else { return }
        let scope = scope(of: grants, side)
        var isFirst = true
        for holder in holders {
            guard let number = number(of: holder, otherSide) else { continue }
            // Groups are told by their number: all of a namespace's accounts are in the same ones.
            if isFirst, !holder.isGroup || holders.count == 1 {
                for grant in index(otherSide).grants[Int(number)] where isMet(grant, otherSide, by: scope) {
                    standing.add(grant)
                }
            } else if index(otherSide).grants[Int(number)].contains(where: { isMet($0, otherSide, by: scope) }) {
                standing.add(group: number)
            }
            isFirst = false
        }
    }

    private mutating func record(isGroup: Bool, _ name: String) -> SubjectRecord {
        SubjectRecord(isGroup: isGroup, name: space.intern(name))
    }

    private func index(_ side: PermissionSpace.Side) -> AccessIndex { side == .own ? head : base }

    /// A piece of what a grant's rule allows.
    private struct Piece<Box> {
        var box: Box
        /// Its position among those that are compared.
        var grant: Int
        var rule: UInt32
    }

    /// What grants of one side allow and a subject with its groups does not hold on the other.
    private mutating func difference(
        _ grants: [GrantRecord], _ side: PermissionSpace.Side, without subjects: [SubjectRecord],
        _ otherSide: PermissionSpace.Side, _ budget: inout DifferenceBudget
    ) -> SharedDifference {
        let open = rules(of: grants, side, notHeldBy: subjects, otherSide)
        guard !open.isEmpty else { return .none }
        let held = held(by: subjects, otherSide, within: scope(of: open.map { grants[$0.grant] }, side))
        let allowed = open.map { grant, rule in
            (grant, rule, space.boxes(of: rule, in: index(side), side, within: grants[grant].namespace))
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
            shown.map { change($0, rest ?? whole, held.boxes, &budget) }
            + PathCover(exactPaths.map(\.withoutExceptions)).boxes.map {
                change($0, paths ?? wholePaths, held.paths, &budget)
            }
        return SharedDifference(
            changes: Self.sorted(changes, by: \.permission),
            exact: Self.sorted(exact.map(space.permission) + exactPaths.map(space.permission), by: \.self),
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
    ) -> [(grant: Int, rule: UInt32)] {
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
        var open: [(Int, UInt32)] = []
        for (position, grant) in grants.enumerated() {
            let namespace = UInt64(space.translate(grant.namespace, side)) << 32
            for rule in index(side).rulesInForce(grant.role) {
                let content = UInt64(space.content(of: rule, in: index(side), side))
                if held.contains(namespace | content) || held.contains(everywhere | content) { continue }
                open.append((position, rule))
            }
        }
        return open
    }

    private func change(
        _ box: PermissionBox, _ pieces: [Piece<PermissionBox>], _ held: [PermissionBox],
        _ budget: inout DifferenceBudget
    ) -> SharedDifference.Change {
        let common = budget.take(held.count) ? held.compactMap(box.intersection) : nil
        let unchanged = common.map { PermissionCover($0, steps: &budget.steps).boxes.map(space.permission) }
        return change(space.permission(box), unchanged, pieces.filter { $0.box.intersects(box) })
    }

    private func change(
        _ box: PathBox, _ pieces: [Piece<PathBox>], _ held: [PathBox], _ budget: inout DifferenceBudget
    ) -> SharedDifference.Change {
        let common = budget.take(held.count) ? held.compactMap(box.intersection) : nil
        let unchanged = common.map { PathCover($0).boxes.map(space.permission) }
        return change(space.permission(box), unchanged, pieces.filter { $0.box.isSubset(of: box) })
    }

    private func change<Box>(
        _ permission: Permission, _ unchanged: [Permission]?, _ pieces: [Piece<Box>]
    ) -> SharedDifference.Change {
        var seen: Set<SharedDifference.Source> = []
        let sources = pieces.map { SharedDifference.Source(grant: $0.grant, rule: $0.rule) }
        return SharedDifference.Change(
            permission: permission, unchanged: Self.sorted(unchanged ?? [], by: \.self),
            isUnchangedComplete: unchanged != nil, sources: sources.filter { seen.insert($0).inserted })
    }

    /// What is for the whole cluster first, then by the text, of which each is made once.
    private static func sorted<Value>(_ values: [Value], by permission: KeyPath<Value, Permission>) -> [Value] {
        values.map { (value: $0, isNarrow: !$0[keyPath: permission].isClusterWide, text: "\($0[keyPath: permission])") }
            .sorted { left, right in
                left.isNarrow == right.isNarrow ? left.text.precedesByBytes(right.text) : right.isNarrow
            }.map(\.value)
    }

    /// Where grants are in force, in the numbers of both.
    private struct Scope {
        var isClusterWide: Bool
        var namespaces: Set<NameID>
    }

    private func scope(of grants: [GrantRecord], _ side: PermissionSpace.Side) -> Scope {
        Scope(
            isClusterWide: grants.contains { $0.namespace == NameTable.empty },
            namespaces: Set(grants.map { space.translate($0.namespace, side) }))
    }

    private func isMet(_ grant: GrantRecord, _ side: PermissionSpace.Side, by scope: Scope) -> Bool {
        scope.isClusterWide || grant.namespace == NameTable.empty
            || scope.namespaces.contains(space.translate(grant.namespace, side))
    }

    /// What subjects hold on a side, as far as it can meet a scope.
    private mutating func held(
        by subjects: [SubjectRecord], _ side: PermissionSpace.Side, within scope: Scope
    ) -> PermissionSpace.RuleBoxes {
        var result = PermissionSpace.RuleBoxes()
        for subject in subjects {
            guard let number = number(of: subject, side) else { continue }
            for grant in index(side).grants[Int(number)] where isMet(grant, side, by: scope) {
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
