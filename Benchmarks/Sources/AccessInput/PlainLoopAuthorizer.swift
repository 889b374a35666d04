public import GitOpsManifest
public import GitOpsRBAC

/// The rival: bindings one by one, their subjects, their role's rules, as the rules of the API server's authorizer read.
public struct PlainLoopAuthorizer: Sendable {
    private struct Binding {
        var namespace: String?
        var subjects: [(kind: String, name: String)]
        var rules: [PolicyRule]
    }

    private var bindings: [Binding] = []

    /// The bindings of a set with the rules of their roles, as a model aggregates them.
    public init(_ manifests: ManifestSet, _ model: AccessModel) {
        for manifest in manifests.manifests where manifest.id.kind.hasSuffix("Binding") {
            let namespace = manifest.id.kind == "RoleBinding" ? manifest.id.namespace ?? "default" : nil
            guard let role = manifest.root["roleRef"], let name = role["name"]?.string else { continue }
            let id: RoleID =
                role["kind"]?.string == "ClusterRole"
                ? .clusterRole(name) : .role(namespace: namespace ?? "", name: name)
            let subjects = manifest.root["subjects"]?.elements.map { subject in
                let name = subject["name"]?.string ?? ""
                guard subject["kind"]?.string == "ServiceAccount" else {
                    return (subject["kind"]?.string ?? "", name)
                }
                let account = subject["namespace"]?.string ?? namespace ?? ""
                return ("User", "system:serviceaccount:\(account):\(name)")
            }
            bindings.append(
                Binding(namespace: namespace, subjects: subjects ?? [], rules: model.rules(of: id) ?? []))
        }
    }

    /// Whether a request is allowed.
    public func allows(_ review: SubjectAccessReview) -> Bool {
        if review.groups.contains("system:masters") { return true }
        for binding in bindings {
            guard
                binding.subjects.contains(where: {
                    $0.kind == "User" ? $0.name == review.user : $0.kind == "Group" && review.groups.contains($0.name)
                })
            else { continue }
            if Self.grants(binding, review.attributes) > 0 { return true }
        }
        return false
    }

    /// How many grants allow what a request asks for, whoever makes it.
    public func grantCount(_ attributes: SubjectAccessReview.Attributes) -> Int {
        bindings.reduce(0) { $0 + $1.subjects.count * Self.grants($1, attributes) }
    }

    /// How many rules of a binding's role allow a request.
    private static func grants(_ binding: Binding, _ attributes: SubjectAccessReview.Attributes) -> Int {
        switch attributes {
        case .resource(let attributes):
            if let namespace = binding.namespace, namespace != attributes.namespace { return 0 }
            let combined =
                attributes.subresource.isEmpty
                ? attributes.resource : "\(attributes.resource)/\(attributes.subresource)"
            return binding.rules.count { allows($0, attributes, combined) }
        case .nonResource(let attributes):
            guard binding.namespace == nil else { return 0 }
            return binding.rules.count { allows($0, attributes) }
        }
    }

    private static func allows(_ rule: PolicyRule, _ attributes: ResourceAttributes, _ combined: String) -> Bool {
        rule.verbs.contains { $0 == "*" || $0 == attributes.verb }
            && rule.apiGroups.contains { $0 == "*" || $0 == attributes.group }
            && rule.resources.contains {
                $0 == "*" || $0 == combined || !attributes.subresource.isEmpty && $0 == "*/\(attributes.subresource)"
            } && (rule.resourceNames.isEmpty || rule.resourceNames.contains(attributes.name))
    }

    private static func allows(_ rule: PolicyRule, _ attributes: NonResourceAttributes) -> Bool {
        rule.verbs.contains { $0 == "*" || $0 == attributes.verb }
            && rule.nonResourceURLs.contains { url in
                guard url.hasSuffix("*") else { return url == attributes.path }
                var prefix = Substring(url)
                while prefix.hasSuffix("*") { prefix.removeLast() }
                return attributes.path.hasPrefix(prefix)
            }
    }
}
