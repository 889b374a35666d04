/// What every Argo CD allows: `role:readonly` sees everything, `role:admin` does everything, and the user `admin` has
/// that role.
///
/// Source: `assets/builtin-policy.csv` of Argo CD 3.
enum ArgoCDBuiltInPolicy {
    /// Resources of projects, whose objects are `PROJECT/NAME`, with their actions.
    private static let inProjects: [(role: String, resource: String, actions: [String])] = [
        ("role:readonly", "applications", ["get"]),
        ("role:readonly", "applicationsets", ["get"]),
        ("role:readonly", "logs", ["get"]),
        (
            "role:admin", "applications",
            [
                "create", "update", "update/*", "delete", "delete/*", "sync", "rollback", "override", "action/*",
            ]
        ),
        ("role:admin", "applicationsets", ["get", "create", "update", "delete"]),
        ("role:admin", "exec", ["create"]),
    ]
    /// All other resources.
    private static let elsewhere: [(role: String, resource: String, actions: [String])] = [
        ("role:readonly", "certificates", ["get"]),
        ("role:readonly", "clusters", ["get"]),
        ("role:readonly", "repositories", ["get"]),
        ("role:readonly", "write-repositories", ["get"]),
        ("role:readonly", "projects", ["get"]),
        ("role:readonly", "accounts", ["get"]),
        ("role:readonly", "gpgkeys", ["get"]),
        ("role:admin", "certificates", ["create", "update", "delete"]),
        ("role:admin", "clusters", ["create", "update", "delete"]),
        ("role:admin", "repositories", ["create", "update", "delete"]),
        ("role:admin", "write-repositories", ["create", "update", "delete"]),
        ("role:admin", "projects", ["create", "update", "delete"]),
        ("role:admin", "accounts", ["update"]),
        ("role:admin", "gpgkeys", ["create", "delete"]),
    ]
    private static let memberships = [("role:admin", "role:readonly"), ("admin", "role:admin")]

    static let lines: [ArgoCDPolicyLine] = {
        let permissions = inProjects.map { ($0, "*/*") } + elsewhere.map { ($0, "*") }
        return permissions.flatMap { entry, object in
            entry.actions.map { action in
                line(
                    .permission(
                        .init(
                            subject: entry.role, resource: entry.resource, action: action, object: object,
                            effect: "allow")))
            }
        } + memberships.map { line(.membership(member: $0.0, role: $0.1)) }
    }()

    private static func line(_ rule: ArgoCDPolicyLine.Rule) -> ArgoCDPolicyLine {
        ArgoCDPolicyLine(rule: rule, place: .builtIn, project: nil)
    }
}

/// Names that policies know.
///
/// Source: `Resources`, `Actions` and `ProjectScoped` in `util/rbac/rbac.go`.
enum ArgoCDNames {
    static let resources = [
        "clusters", "projects", "applications", "applicationsets", "repositories", "write-repositories", "certificates",
        "accounts", "gpgkeys", "logs", "exec", "extensions",
    ]
    static let actions = [
        "get", "create", "update", "delete", "sync", "rollback", "override", "action", "invoke",
    ]
    /// Actions that name a part of the application behind a slash.
    static let actionsOnParts = ["action", "update", "delete"]
    /// Resources that belong to a project.
    static let inProjects = ["applications", "applicationsets", "logs", "exec", "clusters", "repositories"]
    /// Those of them whose objects always begin with the project.
    static let alwaysInProjects = ["applications", "applicationsets", "logs", "exec"]
}
