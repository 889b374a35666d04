extension EscalationEdge {
    /// Who has a controller apply manifests by other ways than the API of Kubernetes. They begin at a user or group
    /// that nothing was gained from before: Argo CD and Git know people by their own means, not by impersonation.
    static let delegationEdges: [EscalationEdge] = [
        EscalationEdge(
            "F4", "writes an Application through Argo CD",
            needs: [.given(.argoCDAllows("create, update or override"))], gains: .delegates,
            source: "argo-cd/docs/operator-manual/rbac.md"),
        EscalationEdge(
            "F4s", "syncs an Application to a revision of its choice", needs: [.given(.argoCDAllows("sync"))],
            gains: .delegates, source: "argo-cd/server/application/application.go, Sync"),
        EscalationEdge(
            "F5a", "writes the repository of an Application", needs: [.given(.writesRepository)], gains: .delegates,
            source: "argo-cd/docs/operator-manual/security.md"),
        EscalationEdge(
            "F5f", "writes the repository that Flux applies", needs: [.given(.writesRepository), .given(.fluxRuns)],
            gains: .delegates, source: "fluxcd/flux2/rfcs/0001-authorization"),
    ]

    /// Constrained impersonation: what both the one who acts and the one acted for may do. Never more, so that these
    /// give permissions and not identities.
    static let constrainedEdges: [EscalationEdge] =
        [
            constrained("B5", "acts for a user", "users", .users),
            constrained(
                "B5g", "acts for a group as some user", "groups", .groups,
                besides: [.may("impersonate:user-info users.authentication.k8s.io @*")]),
            constrained("B6", "acts for a service account", "serviceaccounts", .accounts),
        ] + [
            EscalationEdge(
                "B6n", "asks for tokens of a node's pods as that node",
                needs: [
                    .may("impersonate:arbitrary-node nodes.authentication.k8s.io @*"),
                    .may("impersonate-on:arbitrary-node:create serviceaccounts/token @*"),
                    .given(.kubernetesFrom(36)),
                ],
                gains: .nodeAccounts, source: "plugin/pkg/auth/authorizer/node/node_authorizer.go"),
            EscalationEdge(
                "B6a", "asks for tokens of the pods of its own node as that node",
                needs: [
                    .may("impersonate:associated-node nodes.authentication.k8s.io[*] @*"),
                    .may("impersonate-on:associated-node:create serviceaccounts/token @*"), .has(.foothold),
                    .given(.kubernetesFrom(36)),
                ],
                gains: .nodeAccounts, source: "\(impersonation)/mode.go"),
        ]

    private static let impersonation = "staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation"

    /// For the second need any request will do; which one is asked when the gain is looked at.
    private static func constrained(
        _ id: String, _ title: String, _ resource: String, _ target: ConstrainedActor.Target,
        besides: [EscalationNeed] = []
    ) -> EscalationEdge {
        let mode = target == .accounts ? "serviceaccount" : "user-info"
        let place = target == .accounts ? "" : " @*"
        return EscalationEdge(
            id, title,
            needs: [
                .may("impersonate:\(mode) \(resource).authentication.k8s.io[?]\(place)"),
                .may("impersonate-on:\(mode):* *.*[?]"),
            ] + besides + [.given(.kubernetesFrom(36))],
            gains: .constrained(target), source: "\(impersonation)/mode.go")
    }
}
