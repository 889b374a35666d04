import GitOpsManifest

/// A grant that is worth a look.
public struct RiskyGrant: Sendable {
    /// What it gives.
    public let risk: GrantRisk
    /// How much it gives away: one step less where it is limited to a namespace, another where it is limited to names.
    public let severity: GrantRisk.Severity
    /// What a grant of every resource gives as well; that of one of them is a risk of its own.
    public let included: [GrantRisk]
    /// The grant, with its lines.
    public let grant: Grant
}

extension AccessModel {
    /// Grants of the set that are worth a look, by bindings in the order of the set; those that every API server has
    /// from its start only when they are asked for.
    ///
    /// A grant of everything is told as that alone, and one of every resource of a group with what that includes.
    /// Through a RoleBinding only what lives in namespaces counts.
    ///
    /// Complexity: O(grants · rules) after O(rules · risks).
    public func riskyGrants(includingBootstrap: Bool = false) -> [RiskyGrant] {
        var risks: [RuleInScope: [GrantRisk.Found]] = [:]
        var found: [(order: (UInt32, UInt32, UInt32), grant: RiskyGrant)] = []
        for record in index.grants.all {
            let subject = index.subject(index.boundSubjects[Int(record.boundSubject)].subject)
            for number in index.rulesInForce(record.role) {
                if !includingBootstrap, index.isBootstrap(record, rule: number) { continue }
                let grant = Grant(index: index, record: record, ruleNumber: number)
                let key = RuleInScope(rule: number, isInNamespace: grant.namespace != nil)
                let ofRule = risks[key] ?? GrantRisk.all(of: index.policyRule(number), inNamespace: key.isInNamespace)
                risks[key] = ofRule
                for (risk, included) in ofRule + GrantRisk.all(of: subject).map({ ($0, []) }) {
                    let order = (index.bindings[Int(record.binding)].manifest, record.boundSubject, number)
                    let highest = included.map(\.severity).reduce(risk.severity, max)
                    found.append(
                        (
                            order,
                            RiskyGrant(
                                risk: risk, severity: highest.lowered(for: grant), included: included, grant: grant)
                        ))
                }
            }
        }
        return found.sorted { $0.order < $1.order }.map(\.grant)
    }
}

private struct RuleInScope: Hashable {
    let rule: UInt32
    let isInNamespace: Bool
}

extension GrantRisk.Severity {
    fileprivate func lowered(for grant: Grant) -> Self {
        var severity = self
        if grant.namespace != nil { severity = severity.lowered }
        if isLimitedToNames(grant.index, grant.index.rules[Int(grant.ruleNumber)]) { severity = severity.lowered }
        return severity
    }

    /// The empty name is that of every request without one, as to create something or to list all of it.
    private func isLimitedToNames(_ index: AccessIndex, _ rule: RuleRecord) -> Bool {
        guard rule.names.count > 0 else { return false }
        guard index.lists[rule.names.range].contains(NameTable.empty) else { return true }
        let nameless = ["create", "deletecollection", "list", "watch"].map { index.names.find($0) }
        return !index.lists[rule.verbs.range].contains { $0 == NameTable.star || nameless.contains($0) }
    }
}

extension GrantRisk {
    /// A risk, and those that it includes.
    fileprivate typealias Found = (risk: GrantRisk, included: [GrantRisk])

    static func all(of subject: Subject) -> [GrantRisk] {
        all.filter { risk in
            if case .subject(let subjects) = risk.condition { return subjects.contains(subject) }
            return false
        }
    }

    /// The risks of a rule; of one that allows everything, that alone, and of one that allows every resource, all that
    /// it allows by that as one.
    fileprivate static func all(of rule: PolicyRule, inNamespace: Bool) -> [Found] {
        var found = all.filter { $0.matches(rule, inNamespace: inNamespace) }
        // Who may change every object may read and refuse it as well.
        if found.contains(where: { $0.id == "webhooks-write" }) {
            found.removeAll { $0.id == "validating-webhooks-write" }
        }
        if let everything = found.first(where: { $0.id == "everything" }) { return [(everything, [])] }
        guard let everyResource = found.first(where: { $0.id == "wildcard-resources" }) else {
            return found.map { ($0, []) }
        }
        let wildcards = found.filter { $0.id != everyResource.id && !$0.isOfResources }
        return [(everyResource, found.filter(\.isOfResources))] + wildcards.map { ($0, []) }
    }

    private var isOfResources: Bool {
        if case .allows = condition { true } else { false }
    }

    private func matches(_ rule: PolicyRule, inNamespace isInNamespace: Bool) -> Bool {
        switch condition {
        case .subject: return false
        case .everything: return [rule.verbs, rule.apiGroups, rule.resources].allSatisfy { $0.contains("*") }
        // A path has the verbs of HTTP alone.
        case .wildcard(.verbs): return rule.verbs.contains("*") && rule.nonResourceURLs.isEmpty
        case .wildcard(.groups): return rule.apiGroups.contains("*") && !rule.verbs.isEmpty && !rule.resources.isEmpty
        case .wildcard(.resources):
            return rule.resources.contains("*") && !rule.verbs.isEmpty && !rule.apiGroups.isEmpty
        case .wildcard(.paths):
            return !isInNamespace && rule.nonResourceURLs.contains { PathBox.Pattern($0.utf8).text == "*" }
        case .allows(let verbs, let groups, let all, let namespaced):
            let resources = isInNamespace ? namespaced ?? all : all
            if resources.isEmpty { return false }
            func isGranted(_ granted: [String], _ wanted: [String]) -> Bool {
                granted.contains { $0 == "*" || wanted.contains($0) }
            }
            return isGranted(rule.verbs, verbs) && isGranted(rule.apiGroups, groups)
                && rule.resources.contains { written in
                    written == "*" || resources.contains { Self.matches(written, $0) }
                }
        }
    }

    /// Source: `ResourceMatches` in `pkg/apis/rbac/v1/evaluation_helpers.go`.
    private static func matches(_ written: String, _ resource: String) -> Bool {
        if written == resource { return true }
        guard let slash = resource.firstIndex(of: "/") else { return false }
        return written == "*" + resource[slash...]
    }
}
