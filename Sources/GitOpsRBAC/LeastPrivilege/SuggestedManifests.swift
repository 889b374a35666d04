import GitOpsManifest

/// Roles and bindings as documents.
struct SuggestedManifests {
    let subject: Subject
    let roles: [RoleSuggestion.Role]
    private static let group = "rbac.authorization.k8s.io"

    /// Each role before its bindings.
    var documents: [Document] {
        roles.flatMap { role -> [Document?] in
            let places: [String?] = role.namespaces.isEmpty ? [nil] : role.namespaces
            return [document(role)] + places.map { binding(role, namespace: $0) }
        }.compactMap { $0 }
    }

    private func document(_ role: RoleSuggestion.Role) -> Document? {
        var builder = DocumentBuilder()
        builder.beginObject()
        head(role.id.namespace == nil ? "ClusterRole" : "Role", role.id.namespace, role.id.name, &builder)
        builder.key("rules")
        builder.beginArray()
        for rule in role.rules {
            builder.beginObject()
            list("apiGroups", rule.apiGroups, &builder)
            list("resources", rule.resources, &builder)
            list("resourceNames", rule.resourceNames, &builder)
            list("nonResourceURLs", rule.nonResourceURLs, &builder)
            list("verbs", rule.verbs, &builder)
            builder.end()
        }
        builder.end()
        builder.end()
        // Fails for unbalanced calls alone.
        return try? builder.finish()
    }

    private func binding(_ role: RoleSuggestion.Role, namespace: String?) -> Document? {
        var builder = DocumentBuilder()
        builder.beginObject()
        head(namespace == nil ? "ClusterRoleBinding" : "RoleBinding", namespace, role.id.name, &builder)
        builder.key("roleRef")
        builder.beginObject()
        text("apiGroup", Self.group, &builder)
        text("kind", role.id.namespace == nil ? "ClusterRole" : "Role", &builder)
        text("name", role.id.name, &builder)
        builder.end()
        builder.key("subjects")
        builder.beginArray()
        builder.beginObject()
        if subject.kind != .serviceAccount { text("apiGroup", Self.group, &builder) }
        text("kind", subject.kind.rawValue, &builder)
        text("name", subject.name, &builder)
        if let namespace = subject.namespace { text("namespace", namespace, &builder) }
        builder.end()
        builder.end()
        builder.end()
        return try? builder.finish()
    }

    private func head(_ kind: String, _ namespace: String?, _ name: String, _ builder: inout DocumentBuilder) {
        text("apiVersion", Self.group + "/v1", &builder)
        text("kind", kind, &builder)
        builder.key("metadata")
        builder.beginObject()
        text("name", name, &builder)
        if let namespace { text("namespace", namespace, &builder) }
        builder.end()
    }

    private func text(_ key: String, _ value: String, _ builder: inout DocumentBuilder) {
        builder.key(key)
        builder.append(value)
    }

    private func list(_ key: String, _ values: [String], _ builder: inout DocumentBuilder) {
        guard !values.isEmpty else { return }
        builder.key(key)
        builder.beginArray()
        for value in values { builder.append(value) }
        builder.end()
    }
}
