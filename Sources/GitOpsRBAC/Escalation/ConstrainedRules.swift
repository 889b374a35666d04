/// What may be done as somebody else by constrained impersonation: what a rule with verbs such as
/// `impersonate-on:user-info:create` names, as far as the one acted for may do it as well.
///
/// Source: `staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation/mode.go`.
struct ConstrainedRules: Sendable {
    /// A grant of somebody who is acted for.
    struct Holding: BitwiseCopyable {
        /// Its position among all grants.
        var grant: UInt32
        var subject: UInt32
    }

    /// Finds what both allow; `nil` where no rule is about acting for others.
    private let finder: PatternFinder?
    /// For each rule about acting for others, what it lets requests be.
    private let shapes: [UInt32: [RuleShape]]
    /// What everybody holds who may be meant, each role once for each place where it is bound.
    private(set) var ofUsers: [Holding] = []
    private(set) var ofGroups: [Holding] = []
    private(set) var ofAccounts: [Holding] = []
    private(set) var ofAccountsIn: [NameID: [Holding]] = [:]

    /// Complexity: O(names + grants) where some rule is about acting for others.
    init(
        _ index: AccessIndex, _ facts: ClusterFacts, _ permissions: RolePermissions, _ patterns: [PermissionPattern],
        _ subjectsOfAccount: Grouped<UInt32>, _ others: OtherSubjects, _ wellKnown: WellKnownSubjects
    ) {
        let held = permissions.ofRole.all.filter { patterns[Int($0.pattern)].constraint != nil }
        guard !held.isEmpty else {
            finder = nil
            shapes = [:]
            return
        }
        var names = index.names
        var shapes: [UInt32: [RuleShape]] = [:]
        for one in held {
            guard let prefix = patterns[Int(one.pattern)].constraint else { continue }
            shapes[one.rule, default: []] += RuleShape.all(of: index.rules[Int(one.rule)], index, prefix, &names)
        }
        for pattern in patterns { pattern.intern(into: &names) }
        self.shapes = shapes
        finder = PatternFinder(names, patterns)
        let users = others.users.filter { facts.isActedForAsUser(index.subjects[Int($0)].name) }
        ofUsers = Self.holdings(of: users + [wellKnown.authenticated].compactMap { $0 }, index)
        ofGroups = Self.holdings(of: others.groups, index)
        var all: [UInt32] = []
        for (namespace, numbers) in facts.accountsIn.sorted(by: { $0.key < $1.key }) {
            let subjects = numbers.filter { facts.accounts[$0].exists }.flatMap { subjectsOfAccount[$0] }
            ofAccountsIn[namespace] = Self.holdings(of: subjects, index)
            all += subjects
        }
        ofAccounts = Self.holdings(of: all, index)
    }

    private static func holdings(of subjects: [UInt32], _ index: AccessIndex) -> [Holding] {
        var seen: Set<UInt32> = []
        var bound: Set<RoleUnions.BoundRole> = []
        var found: [Holding] = []
        for subject in subjects where seen.insert(subject).inserted {
            for grant in index.grants.range(Int(subject)) {
                let record = index.grants.all[grant]
                let role = RoleUnions.BoundRole(namespace: record.namespace, role: record.role)
                guard bound.insert(role).inserted else { continue }
                found.append(Holding(grant: UInt32(truncatingIfNeeded: grant), subject: subject))
            }
        }
        return found
    }

    /// What a role gives of the requests that a rule about acting for others names.
    ///
    /// Complexity: O(values of the role's rules and of the rule), added to the steps.
    func held(_ rule: UInt32, role: UInt32, _ index: AccessIndex, _ steps: inout Int) -> [RolePermissions.Held] {
        guard let finder, let shapes = shapes[rule] else { return [] }
        var found: [RolePermissions.Held] = []
        for number in index.rulesInForce(role) {
            for shape in shapes {
                steps &+= 1 + shape.size
                let common = shape.intersection(index.rules[Int(number)], index.lists, finder.names)
                guard let common else { continue }
                found += finder.held(by: common.rule, number, common.lists)
            }
        }
        return found
    }
}

/// A set of requests for resources, as a rule gives it.
struct RuleShape: Sendable {
    /// `nil` for all of a kind.
    var verbs: [NameID]?
    var groups: [NameID]?
    var resources: [NameID]?
    var objects: [NameID]?

    var size: Int { [verbs, groups, resources, objects].reduce(0) { $0 + ($1?.count ?? 0) } }

    /// What a rule about acting for others names, and what the server asks of the one acted for besides: these checks
    /// go on inside of a request, where nothing is asked of the one who acts.
    ///
    /// Source: `pkg/registry/rbac/escalation_check.go`, `plugin/pkg/admission/certificates/approval/admission.go`,
    /// and the admission of pods for `use`.
    static func all(
        of rule: RuleRecord, _ index: AccessIndex, _ prefix: String, _ names: inout NameTable
    ) -> [RuleShape] {
        func list(_ run: Run) -> [NameID] { Array(index.lists[run.range]) }
        func wild(_ run: Run) -> [NameID]? { list(run).contains(NameTable.star) ? nil : list(run) }
        let verbs = wild(rule.verbs)?.compactMap { verb -> NameID? in
            let text = index.names[verb]
            return text.utf8.starts(with: prefix.utf8) ? names.intern(String(text.dropFirst(prefix.count))) : nil
        }
        let own = RuleShape(
            verbs: verbs, groups: wild(rule.groups), resources: wild(rule.resources),
            objects: rule.names.count == 0 ? nil : list(rule.names))
        return [own]
            + [
                (write, rbac, ["rolebindings", "clusterrolebindings"], "bind", rbac, ["roles", "clusterroles"]),
                (write, rbac, ["roles", "clusterroles"], "escalate", rbac, ["roles", "clusterroles"]),
                (write, certificates, ["certificatesigningrequests/approval"], "approve", certificates, ["signers"]),
                (["create"], "", ["pods"], "use", "policy", ["podsecuritypolicies"]),
                (
                    ["create"], "", ["pods"], "use", "security.openshift.io", ["securitycontextconstraints"]
                ),
            ].compactMap { verbs, group, resources, verb, otherGroup, others in
                guard own.meets(verbs, group, resources, &names) else { return nil }
                return RuleShape(
                    verbs: [names.intern(verb)], groups: [names.intern(otherGroup)],
                    resources: others.map { names.intern($0) })
            }
    }

    private static let write = ["create", "update", "patch"]
    private static let rbac = "rbac.authorization.k8s.io"
    private static let certificates = "certificates.k8s.io"

    private func meets(_ verbs: [String], _ group: String, _ resources: [String], _ names: inout NameTable) -> Bool {
        func has(_ own: [NameID]?, _ texts: [String]) -> Bool {
            own.map { own in texts.contains { own.contains(names.intern($0)) } } ?? true
        }
        return has(self.verbs, verbs) && has(groups, [group]) && has(self.resources, resources)
    }

    /// What a rule allows of these requests, as a rule; `nil` when that is nothing.
    func intersection(_ rule: RuleRecord, _ lists: [NameID], _ names: NameTable) -> (rule: RuleRecord, lists: [NameID])?
    {
        let verbs = Self.common(verbs, lists[rule.verbs.range])
        guard !verbs.isEmpty else { return nil }
        let groups = Self.common(groups, lists[rule.groups.range])
        guard !groups.isEmpty else { return nil }
        let resources = Self.commonResources(resources, lists[rule.resources.range], names)
        guard !resources.isEmpty else { return nil }
        var objects = Array(lists[rule.names.range])
        if let own = self.objects {
            objects = objects.isEmpty ? own : own.filter(Set(objects).contains)
            guard !objects.isEmpty else { return nil }
        }
        var record = RuleRecord(role: rule.role, node: rule.node)
        var values: [NameID] = []
        func append(_ names: [NameID]) -> Run {
            values += names
            return Run(values.count - names.count..<values.count)
        }
        record.verbs = append(verbs)
        record.groups = append(groups)
        record.resources = append(resources)
        record.names = append(objects)
        return (record, values)
    }

    private static func common(_ own: [NameID]?, _ other: ArraySlice<NameID>) -> [NameID] {
        guard let own else { return Array(other) }
        return other.contains(NameTable.star) ? own : own.filter(Set(other).contains)
    }

    /// `*/scale` has the subresource of every resource in common with others.
    private static func commonResources(
        _ own: [NameID]?, _ other: ArraySlice<NameID>, _ names: NameTable
    ) -> [NameID] {
        guard let own else { return Array(other) }
        if other.contains(NameTable.star) { return own }
        return common(own, other) + wildcards(own, over: other, names) + wildcards(other, over: own, names)
    }

    private static func wildcards(
        _ some: some Sequence<NameID>, over others: some Sequence<NameID>, _ names: NameTable
    ) -> [NameID] {
        let subresources = Set(some.map { names[$0] }.filter { $0.hasPrefix("*/") }.map { $0.dropFirst() })
        guard !subresources.isEmpty else { return [] }
        return others.filter { name in
            let text = names[name]
            return text.firstIndex(of: "/").map { subresources.contains(text[$0...]) } ?? false
        }
    }
}
