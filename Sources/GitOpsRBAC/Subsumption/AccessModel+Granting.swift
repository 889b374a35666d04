extension AccessModel {
    /// Whether the API server's escalation check lets a user write a role or a binding.
    ///
    /// Sources: `pkg/registry/rbac/escalation_check.go`, `ConfirmNoEscalation` in
    /// `pkg/registry/rbac/validation/rule.go`, and `policybased/storage.go` of the four kinds. Updates that touch
    /// nothing but owners and finalizers are never checked.
    public func mayGrant(_ write: AccessWrite, user: String, groups: [String]) -> AccessWriteDecision {
        let writer = prepare(user: user, groups: groups)
        if writer.isSuperuser { return AccessWriteDecision(reason: .superuser) }
        switch write {
        case .role(let namespace, let requestName, let rules, let aggregates):
            let attributes = Self.attributes("escalate", namespace, isClusterRole: namespace == nil, requestName)
            if let grant = decision(on: prepare(attributes), by: writer).grant {
                return AccessWriteDecision(reason: .explicit(grant))
            }
            return check(rules + (aggregates ? Self.everything : []), in: namespace, writer)
        case .binding(let namespace, let role):
            let attributes = Self.attributes("bind", namespace, isClusterRole: role.namespace == nil, role.name)
            if let grant = decision(on: prepare(attributes), by: writer).grant {
                return AccessWriteDecision(reason: .explicit(grant))
            }
            guard let rules = rules(of: role) else { return AccessWriteDecision(reason: .unknownRole(role)) }
            return check(rules, in: namespace, writer)
        }
    }

    /// Whether the API server's escalation check lets a subject write a role or a binding; with the groups that every
    /// request of it is in.
    public func mayGrant(_ write: AccessWrite, subject: Subject) -> AccessWriteDecision {
        let review = SubjectAccessReview(subject, attributes: Self.attributes("bind", nil, isClusterRole: true, ""))
        return mayGrant(write, user: review.user, groups: review.groups)
    }

    /// What somebody holds in a namespace, or with `nil` in the whole cluster, rule by rule as the roles have them.
    ///
    /// Source: `RulesFor` and `VisitRulesFor` in `pkg/registry/rbac/validation/rule.go`.
    public func rulesHeld(in namespace: String?, user: String, groups: [String]) -> [PolicyRule] {
        rulesHeld(in: namespace, prepare(user: user, groups: groups))
    }

    private func rulesHeld(in namespace: String?, _ subject: PreparedSubject) -> [PolicyRule] {
        let place = namespace.map { index.names.find($0) } ?? NameTable.empty
        let roles = subject.subjects.flatMap { number in
            index.grants[Int(number)].lazy
                .filter { $0.namespace == NameTable.empty || $0.namespace == place }
                .map(\.role)
        }
        var seen: Set<UInt32> = []
        return roles.filter { seen.insert($0).inserted }.flatMap { index.rulesInForce($0).map(index.policyRule) }
    }

    private func check(_ rules: [PolicyRule], in namespace: String?, _ writer: PreparedSubject) -> AccessWriteDecision {
        let cover = KubernetesCover(owner: rulesHeld(in: namespace, writer), covers: rules)
        return AccessWriteDecision(reason: cover.isCovered ? .holdsAll : .lacks(cover.uncovered))
    }

    private static func attributes(
        _ verb: String, _ namespace: String?, isClusterRole: Bool, _ name: String
    ) -> SubjectAccessReview.Attributes {
        .resource(
            ResourceAttributes(
                verb: verb, group: "rbac.authorization.k8s.io", resource: isClusterRole ? "clusterroles" : "roles",
                namespace: namespace ?? "", name: name))
    }

    /// An aggregation rule can gather anything.
    private static let everything = [
        PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]), PolicyRule(verbs: ["*"], nonResourceURLs: ["*"]),
    ]
}
