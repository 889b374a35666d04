import GitOpsManifest

/// What a subject may do, in few rules.
public struct EffectivePermissions: Sendable {
    /// Whose permissions these are.
    public let subject: Subject
    /// Whether it is, or always is in, `system:masters`: then it may do anything, whatever stands in ``permissions``.
    public let isSuperuser: Bool
    /// Few rules that come to the same, those for the whole cluster first.
    public let permissions: [HeldPermission]
    /// Whether none of them can be left out or made wider. Hundreds of rules that overlap in many ways are not put
    /// together as far as they could be.
    public let isSmallest: Bool

    /// Whether a request is allowed.
    public func contains(_ attributes: SubjectAccessReview.Attributes) -> Bool {
        isSuperuser || permissions.contains { $0.permission.contains(attributes) }
    }
}

/// A permission that a subject holds, and the grants it comes from.
public struct HeldPermission: Sendable {
    /// The permission; it has no exceptions.
    public let permission: Permission
    /// The grants that have a part in it; of a list that is not the smallest, those that give all of it alone, where
    /// there are any.
    public let grants: [Grant]
}

extension AccessModel {
    /// What a subject may do, with the groups it is always in unless they are left out.
    ///
    /// Complexity: O(rules of its grants) where they differ in one thing only, O(rules³) for what is left then,
    /// and O(rules²) for more than 256.
    public func whatCan(_ subject: Subject, includingGroups: Bool = true) -> EffectivePermissions {
        whatCan(
            user: subject.kind == .group ? nil : subject.username,
            groups: subject.kind == .group ? [subject.name] : includingGroups ? subject.implicitGroups : [],
            as: subject)
    }

    /// What a user may do as a member of groups.
    public func whatCan(user: String, groups: [String]) -> EffectivePermissions {
        whatCan(user: user, groups: groups, as: .user(user))
    }

    private func whatCan(user: String?, groups: [String], as subject: Subject) -> EffectivePermissions {
        var numbers = Set(groups.compactMap { index.subjectNumbers.number(isGroup: true, index.names.find($0)) })
        if let user, let number = index.subjectNumbers.number(isGroup: false, index.names.find(user)) {
            numbers.insert(number)
        }
        var collector = PermissionCollector(index)
        for number in numbers.sorted() { collector.add(number) }
        let (permissions, isSmallest) = collector.permissions()
        return EffectivePermissions(
            subject: subject, isSuperuser: groups.contains { $0.hasSameBytes(as: AccessHolders.superusers.name) },
            permissions: permissions, isSmallest: isSmallest)
    }
}

/// Collects what grants allow, and brings it into few permissions.
private struct PermissionCollector {
    private let index: AccessIndex
    private var space: PermissionSpace
    private var boxes: [(box: PermissionBox, grant: GrantRecord, rule: UInt32)] = []
    private var paths: [(box: PathBox, grant: GrantRecord, rule: UInt32)] = []

    init(_ index: AccessIndex) {
        self.index = index
        space = PermissionSpace(index.names)
    }

    mutating func add(_ subject: UInt32) {
        for grant in index.grants[Int(subject)] {
            for rule in index.rulesInForce(grant.role) {
                let found = space.boxes(of: rule, in: index, .own, within: grant.namespace)
                boxes += found.boxes.map { ($0, grant, rule) }
                paths += found.paths.map { ($0, grant, rule) }
            }
        }
    }

    func permissions() -> (permissions: [HeldPermission], isSmallest: Bool) {
        let cover = PermissionCover(boxes.map(\.box))
        let resources = cover.boxes.map { box in
            let whole = cover.isSmallest ? [] : boxes.filter { box.isSubset(of: $0.box) }
            let sources = whole.isEmpty ? boxes.filter { $0.box.intersects(box) } : whole
            return HeldPermission(
                permission: space.permission(box), grants: grants(sources.map { ($0.grant, $0.rule) }))
        }
        let urls = PathCover(paths.map(\.box)).boxes.map { box in
            HeldPermission(
                permission: space.permission(box),
                grants: grants(paths.filter { $0.box.intersection(box) != nil }.map { ($0.grant, $0.rule) }))
        }
        return (Self.inOrder(resources) + Self.inOrder(urls), cover.isSmallest)
    }

    private static func inOrder(_ permissions: [HeldPermission]) -> [HeldPermission] {
        permissions.map { (held: $0, text: $0.permission.description) }
            .sorted { left, right in
                let isWide = left.held.permission.isClusterWide
                if isWide != right.held.permission.isClusterWide { return isWide }
                return left.text.precedesByBytes(right.text)
            }
            .map(\.held)
    }

    private func grants(_ sources: [(grant: GrantRecord, rule: UInt32)]) -> [Grant] {
        var seen: Set<[UInt32]> = []
        return sources.compactMap { grant, rule in
            guard seen.insert([grant.binding, grant.boundSubject, rule]).inserted else { return nil }
            return Grant(index: index, record: grant, ruleNumber: rule)
        }
    }
}
