import GitOpsManifest

/// A rule that could be removed without anybody losing anything.
public struct RedundantRule: Sendable {
    /// The role that the rule is written in.
    public let role: RoleID
    /// The rule.
    public let rule: PolicyRule
    /// Where it is written.
    public let place: GrantPlace
    /// Rules that give the same: each holder of this rule has what it gives through these too. Empty for a rule that
    /// gives nothing, as one with paths that only RoleBindings carry.
    public let coveredBy: [Grant]
}

/// A rule of which nobody found out whether it could be removed: it overlaps others in too many ways.
public struct UndecidedRule: Sendable {
    /// The role that the rule is written in.
    public let role: RoleID
    /// The rule.
    public let rule: PolicyRule
    /// Where it is written.
    public let place: GrantPlace
}

/// What came out of trying every rule without itself.
public struct RuleRedundancy: Sendable {
    /// Rules that could each be removed; see ``AccessModel/ruleRedundancy``.
    public let redundant: [RedundantRule]
    /// Rules of which it is not known.
    public let undecided: [UndecidedRule]
}

/// A role that nothing refers to.
public struct UnusedRole: Sendable {
    /// The role.
    public let role: RoleID
    /// Where it begins.
    public let place: GrantPlace
}

extension AccessModel {
    /// Roles of the set that no binding with subjects refers to and no aggregated role selects, in its order.
    ///
    /// Complexity: O(roles + bindings + rules in force).
    public var unusedRoles: [UnusedRole] {
        let inForce = index.rolesInForce
        return index.roles.enumerated().compactMap { number, role in
            guard role.manifest >= index.bootstrapCount, !inForce[number], !index.roleNumbers.isReplaced[number] else {
                return nil
            }
            let manifest = index.manifests[Int(role.manifest)]
            return UnusedRole(
                role: index.roleID(UInt32(truncatingIfNeeded: number)),
                place: GrantPlace(object: manifest.id, origin: manifest.origin, position: manifest.position))
        }
    }

    /// Rules of the set that could each be removed without anybody losing anything, and those of which that is not
    /// known: every subject that holds one holds what it gives through its other rules, bindings and implicit groups.
    /// Rules of roles that nobody holds are not among them; see ``unusedRoles``. Two that cover each other are both
    /// listed, although only one can go.
    ///
    /// Complexity: for each subject O(rules²) in the rules of its grants that overlap; given up after thirty million
    /// steps for all rules together.
    public var ruleRedundancy: RuleRedundancy {
        var search = RedundancySearch(index)
        return search.find()
    }
}

extension AccessIndex {
    /// For each role whether a subject holds it, or a role that takes its rules over.
    fileprivate var rolesInForce: [Bool] {
        var inForce = Array(repeating: false, count: roles.count)
        for binding in bindings where binding.role != .max && binding.subjects.count > 0 {
            inForce[Int(binding.role)] = true
            for rule in rulesInForce(binding.role) { inForce[Int(rules[Int(rule)].role)] = true }
        }
        return inForce
    }
}

/// Tries every rule in force without itself.
private struct RedundancySearch {
    private let index: AccessIndex
    private var space: PermissionSpace
    /// For each rule the grants that carry it.
    private var carriers: [UInt32: [GrantRecord]] = [:]
    /// For each subject the rules it holds.
    private var cache: [UInt32: [HeldRule]] = [:]

    private struct HeldRule {
        var grant: GrantRecord
        var rule: UInt32
        var boxes: PermissionSpace.RuleBoxes
    }

    init(_ index: AccessIndex) {
        self.index = index
        space = PermissionSpace(index.names)
        for grant in index.grants.all {
            for rule in index.rulesInForce(grant.role) where isOwn(rule) { carriers[rule, default: []].append(grant) }
        }
    }

    private func isOwn(_ rule: UInt32) -> Bool {
        index.roles[Int(index.rules[Int(rule)].role)].manifest >= index.bootstrapCount
    }

    /// How many steps are left for all rules together.
    private var steps = 30_000_000
    private static let mostForRule = 1_000_000

    private enum Outcome {
        case needed
        case redundant([Grant])
        case undecided
    }

    mutating func find() -> RuleRedundancy {
        var redundant: [RedundantRule] = []
        var undecided: [UndecidedRule] = []
        for rule in carriers.keys.sorted() {
            let outcome = outcome(rule)
            if case .needed = outcome { continue }
            let record = index.rules[Int(rule)]
            let role = index.roleID(record.role)
            let place = index.place(manifest: index.roles[Int(record.role)].manifest, node: record.node)
            switch outcome {
            case .needed: break
            case .redundant(let covering):
                redundant.append(
                    RedundantRule(role: role, rule: index.policyRule(rule), place: place, coveredBy: covering))
            case .undecided:
                undecided.append(UndecidedRule(role: role, rule: index.policyRule(rule), place: place))
            }
        }
        return RuleRedundancy(redundant: redundant, undecided: undecided)
    }

    /// The rules that give the same to all its holders, or that one of them would lose something.
    private mutating func outcome(_ rule: UInt32) -> Outcome {
        var covering: [Grant] = []
        var seen: Set<[UInt32]> = []
        var isDecided = true
        for grant in carriers[rule] ?? [] {
            let subject = index.boundSubjects[Int(grant.boundSubject)].subject
            let own = space.boxes(of: rule, in: index, .own, within: grant.namespace)
            let held = held(by: subject)
            let near = held.indices.filter { position in
                held[position].rule != rule
                    && (held[position].boxes.boxes.contains { box in own.boxes.contains { $0.intersects(box) } }
                        || held[position].boxes.paths.contains { path in
                            own.paths.contains { $0.intersection(path) != nil }
                        })
            }
            steps -= held.count / 16
            var left = min(steps, Self.mostForRule)
            let before = left
            let search = UncoveredSearch(
                boxes: near.flatMap { held[$0].boxes.boxes }, paths: near.flatMap { held[$0].boxes.paths })
            let answer = search.answer([own], &left)
            steps -= before - left
            switch answer {
            case .uncovered: return .needed
            case .undecided: isDecided = false
            case .covered: break
            }
            guard isDecided else { continue }
            for other in near.lazy.map({ held[$0] })
            where seen.insert([other.grant.binding, other.grant.boundSubject, other.rule]).inserted {
                covering.append(Grant(index: index, record: other.grant, ruleNumber: other.rule))
            }
        }
        return isDecided ? .redundant(covering) : .undecided
    }

    /// Every rule that a subject holds, its implicit groups included.
    private mutating func held(by subject: UInt32) -> [HeldRule] {
        if let held = cache[subject] { return held }
        let own = index.subject(subject)
        let groups = own.implicitGroups.compactMap {
            index.subjectNumbers.number(isGroup: true, index.names.find($0))
        }
        var held: [HeldRule] = []
        for number in [subject] + groups {
            for grant in index.grants[Int(number)] {
                for rule in index.rulesInForce(grant.role) {
                    let boxes = space.boxes(of: rule, in: index, .own, within: grant.namespace)
                    held.append(HeldRule(grant: grant, rule: rule, boxes: boxes))
                }
            }
        }
        cache[subject] = held
        return held
    }
}
