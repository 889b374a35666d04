import GitOpsRBAC

/// RBAC objects as plain values, and the rules of the authorizer in plain loops: slow, and easy to hold against the
/// sources.
///
/// Sources: `pkg/apis/rbac/v1/evaluation_helpers.go`, `pkg/registry/rbac/validation/rule.go` and
/// `plugin/pkg/auth/authorizer/rbac/rbac.go`.
struct LiteralAuthorizer {
    struct Role {
        /// `nil` for a ClusterRole.
        var namespace: String?
        var name: String
        var rules: [PolicyRule]
        var labels: [String] = []
        /// Labels that choose the roles whose rules it takes over.
        var selects: [String]?
    }

    struct BoundSubject {
        var kind: String
        var namespace: String?
        var name: String
    }

    struct Binding {
        /// `nil` for a ClusterRoleBinding.
        var namespace: String?
        var name: String
        var roleKind: String
        var roleName: String
        var subjects: [BoundSubject]
    }

    var roles: [Role] = []
    var bindings: [Binding] = []
    var accounts: [(namespace: String, name: String)] = []

    func allows(_ review: SubjectAccessReview) -> Bool {
        if review.groups.contains("system:masters") { return true }
        for binding in bindings where binding.subjects.contains(where: { applies($0, binding, review) }) {
            switch review.attributes {
            case .resource(let attributes):
                if let namespace = binding.namespace, namespace != attributes.namespace { continue }
                if rules(of: binding).contains(where: { allows($0, attributes) }) { return true }
            case .nonResource(let attributes):
                if binding.namespace != nil { continue }
                if rules(of: binding).contains(where: { allows($0, attributes) }) { return true }
            }
        }
        return false
    }

    func applies(_ subject: BoundSubject, _ binding: Binding, _ review: SubjectAccessReview) -> Bool {
        switch subject.kind {
        case "User": return review.user == subject.name
        case "Group": return review.groups.contains(subject.name)
        case "ServiceAccount":
            guard let namespace = subject.namespace ?? binding.namespace else { return false }
            return review.user == "system:serviceaccount:\(namespace):\(subject.name)"
        default: return false
        }
    }

    func rules(of binding: Binding) -> [PolicyRule] {
        if binding.roleKind == "Role" {
            guard let namespace = binding.namespace else { return [] }
            return roles.filter { $0.namespace == namespace && $0.name == binding.roleName }.flatMap(\.rules)
        }
        // Each definition of a name by itself.
        return roles.indices.filter { roles[$0].namespace == nil && roles[$0].name == binding.roleName }.flatMap {
            var visited: Set<Int> = []
            return rules(of: $0, &visited)
        }
    }

    private func rules(of number: Int, _ visited: inout Set<Int>) -> [PolicyRule] {
        let role = roles[number]
        guard visited.insert(number).inserted else { return [] }
        guard let labels = role.selects else { return role.rules }
        var rules: [PolicyRule] = []
        for (position, other) in roles.enumerated()
        where other.namespace == nil && other.name != role.name && other.labels.contains(where: labels.contains) {
            rules += self.rules(of: position, &visited)
        }
        return rules
    }

    private func allows(_ rule: PolicyRule, _ attributes: ResourceAttributes) -> Bool {
        guard rule.verbs.contains("*") || rule.verbs.contains(attributes.verb) else { return false }
        guard rule.apiGroups.contains("*") || rule.apiGroups.contains(attributes.group) else { return false }
        guard rule.resources.contains(where: { covers($0, attributes) }) else { return false }
        return rule.resourceNames.isEmpty || rule.resourceNames.contains(attributes.name)
    }

    private func covers(_ resource: String, _ attributes: ResourceAttributes) -> Bool {
        if resource == "*" { return true }
        if attributes.subresource.isEmpty { return resource == attributes.resource }
        return resource == "\(attributes.resource)/\(attributes.subresource)"
            || resource == "*/\(attributes.subresource)"
    }

    private func allows(_ rule: PolicyRule, _ attributes: NonResourceAttributes) -> Bool {
        guard rule.verbs.contains("*") || rule.verbs.contains(attributes.verb) else { return false }
        return rule.nonResourceURLs.contains { url in
            if url == "*" || url == attributes.path { return true }
            guard url.hasSuffix("*") else { return false }
            var prefix = Substring(url)
            while prefix.hasSuffix("*") { prefix = prefix.dropLast() }
            return attributes.path.hasPrefix(prefix)
        }
    }
}
