import GitOpsManifest

/// A grant that is worth a look.
public struct RiskyGrant: Sendable {
    /// What it gives.
    public let risk: GrantRisk
    /// How much it gives away: one step less where it is limited to a namespace, another where it is limited to names.
    public let severity: GrantRisk.Severity
    /// The grant, with its lines.
    public let grant: Grant
}

extension AccessModel {
    /// Grants of the set that are worth a look, by bindings in the order of the set; those that every API server has
    /// from its start only when they are asked for.
    ///
    /// A grant of everything is told as that alone, and a RoleBinding gives nothing of what belongs to the cluster. Complexity: O(grants · rules) after O(rules · risks).
    public func riskyGrants(includingBootstrap: Bool = false) -> [RiskyGrant] {
        var risks: [UInt32: [GrantRisk]] = [:]
        var found: [(order: (UInt32, UInt32, UInt32), grant: RiskyGrant)] = []
        for record in index.grants.all {
            let subject = index.subject(index.boundSubjects[Int(record.boundSubject)].subject)
            for number in index.rulesInForce(record.role) {
                if !includingBootstrap, index.isBootstrap(record, rule: number) { continue }
                let ofRule = risks[number] ?? GrantRisk.all(of: index.policyRule(number))
                risks[number] = ofRule
                let grant = Grant(index: index, record: record, ruleNumber: number)
                for risk in ofRule + GrantRisk.all(of: subject) {
                    if grant.namespace != nil, GrantRisk.ofClusterAlone.contains(risk.id) { continue }
                    let order = (index.bindings[Int(record.binding)].manifest, record.boundSubject, number)
                    found.append((order, RiskyGrant(risk: risk, severity: risk.severity(of: grant), grant: grant)))
                }
            }
        }
        return found.sorted { $0.order < $1.order }.map(\.grant)
    }
}

extension GrantRisk {
    fileprivate func severity(of grant: Grant) -> Severity {
        var severity = severity
        if grant.namespace != nil { severity = severity.lowered }
        if grant.index.rules[Int(grant.ruleNumber)].names.count > 0 { severity = severity.lowered }
        return severity
    }

    /// The risks that no RoleBinding brings: requests for what belongs to the cluster, and for paths, have no namespace.
    fileprivate static let ofClusterAlone = Set(
        all.filter { risk in
            switch risk.condition {
            case .everything, .subject, .wildcard(.verbs), .wildcard(.groups), .wildcard(.resources): false
            case .wildcard(.paths): true
            case .allows(_, let groups, let resources):
                resources.allSatisfy { resource in
                    let name = resource.prefix { $0 != "/" }
                    return groups.contains {
                        KnownKind.find(group: $0, resource: String(name))?.scope == .clusterScoped
                    }
                }
            }
        }.map(\.id))

    static func all(of subject: Subject) -> [GrantRisk] {
        all.filter { risk in
            if case .subject(let subjects) = risk.condition { return subjects.contains(subject) }
            return false
        }
    }

    /// The risks of a rule; of one that allows everything, that alone.
    static func all(of rule: PolicyRule) -> [GrantRisk] {
        let found = all.filter { $0.matches(rule) }
        return found.first { $0.id == "everything" }.map { [$0] } ?? found
    }

    private func matches(_ rule: PolicyRule) -> Bool {
        switch condition {
        case .subject: return false
        case .everything: return [rule.verbs, rule.apiGroups, rule.resources].allSatisfy { $0.contains("*") }
        // A path has the verbs of HTTP alone.
        case .wildcard(.verbs): return rule.verbs.contains("*") && rule.nonResourceURLs.isEmpty
        case .wildcard(.groups): return rule.apiGroups.contains("*") && !rule.verbs.isEmpty && !rule.resources.isEmpty
        case .wildcard(.resources):
            return rule.resources.contains("*") && !rule.verbs.isEmpty && !rule.apiGroups.isEmpty
        case .wildcard(.paths): return rule.nonResourceURLs.contains { PathBox.Pattern($0.utf8).text == "*" }
        case .allows(let verbs, let groups, let resources):
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
