// The table of edges by which a role is both written and bound: neither alone gives anything.
extension EscalationEdge {
    /// A role, what binds it, and where everything is gained by it.
    private struct BoundRole {
        let suffix: String
        let title: String
        let binding: String
        /// The resource and the scope in which it is written, and that in which it is bound.
        let role: (resource: String, written: String, bound: String)
        let isClusterRole: Bool
        let gain: EscalationFact.Kind

        func may(_ verbs: String, names: String = "[?]") -> EscalationNeed {
            .may("\(verbs) \(role.resource)\(names)\(role.written)")
        }

        func mayBind() -> EscalationNeed { .may("bind \(role.resource)[?]\(role.bound)") }

        func mayBindings(_ verbs: String, names: String = "") -> EscalationNeed {
            let scope = gain == .clusterAdmin ? " @*" : ""
            return .may("\(verbs) \(binding).rbac.authorization.k8s.io\(names)\(scope)")
        }

        var aggregateEdge: EscalationEdge {
            EscalationEdge(
                "A16\(suffix)", "makes a ClusterRole that an aggregated one selects, and binds \(title) of that kind",
                needs: [
                    may("create", names: "!"), may("escalate", names: "!"), mayBind(), mayBindings("create"),
                ],
                gains: .named(gain, .aggregate),
                source: "pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go")
        }
    }

    private static let clusterRoles = "clusterroles.rbac.authorization.k8s.io"
    private static let boundRoles = [
        BoundRole(
            suffix: "r", title: "a Role", binding: "rolebindings",
            role: ("roles.rbac.authorization.k8s.io", "", ""), isClusterRole: false, gain: .namespaceAdmin),
        BoundRole(
            suffix: "c", title: "a ClusterRole in a namespace", binding: "rolebindings",
            role: (clusterRoles, " @*", ""), isClusterRole: true, gain: .namespaceAdmin),
        BoundRole(
            suffix: "*", title: "a ClusterRole in the whole cluster", binding: "clusterrolebindings",
            role: (clusterRoles, " @*", " @*"), isClusterRole: true, gain: .clusterAdmin),
    ]

    static let boundRoleEdges = ownRoleEdges + boundRoles.filter(\.isClusterRole).map(\.aggregateEdge)

    private static let ownRoleEdges: [EscalationEdge] = boundRoles.flatMap { role -> [EscalationEdge] in
        [
            EscalationEdge(
                "A12\(role.suffix)", "makes and binds \(role.title)",
                needs: [
                    role.may("create", names: "!"), role.may("escalate", names: "!"), role.mayBind(),
                    role.mayBindings("create"),
                ],
                gains: .named(role.gain, role.isClusterRole ? .missingClusterRole : .missingRole),
                source: "pkg/registry/rbac/escalation_check.go, RoleEscalationAuthorized and BindingAuthorized"),
            EscalationEdge(
                "A13\(role.suffix)", "applies and binds \(role.title)",
                needs: [
                    role.may("create"), role.may("update|patch"), role.may("escalate"), role.mayBind(),
                    role.mayBindings("create"),
                ],
                gains: .named(role.gain, .anything),
                source: "staging/src/k8s.io/apiserver/pkg/endpoints/handlers/{patch,update}.go: create with a name"),
            EscalationEdge(
                "A14\(role.suffix)", "rewrites and binds \(role.title)",
                needs: [
                    role.may("update|patch"), role.may("escalate"), role.mayBind(), role.mayBindings("create"),
                ],
                gains: .named(role.gain, role.isClusterRole ? .clusterRole : .role),
                source: "pkg/registry/rbac/escalation_check.go, RoleEscalationAuthorized and BindingAuthorized"),
            EscalationEdge(
                "A15\(role.suffix)", "adds itself to a binding that there is, and rewrites \(role.title) of it",
                needs: [
                    role.mayBindings("update|patch", names: "[?]"), role.mayBind(), role.may("update|patch"),
                    role.may("escalate"),
                ],
                gains: .rewrittenRolesOfBindings(role.gain, isClusterRole: role.isClusterRole),
                source: "pkg/registry/rbac/escalation_check.go, RoleEscalationAuthorized and BindingAuthorized"),
        ]
    }
}
