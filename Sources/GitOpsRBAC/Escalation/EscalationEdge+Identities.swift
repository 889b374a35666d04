// The tables of edges: who may become whom. Patterns are written as `PermissionPattern` says; `w` of the reference is
// `create|update|patch`.
extension EscalationEdge {
    static let rbacEdges: [EscalationEdge] = [
        EscalationEdge(
            "A0", "may do everything", needs: [.may("* *.*!")], gains: .here(.namespaceAdmin),
            source: "pkg/apis/rbac/v1/evaluation_helpers.go"),
        EscalationEdge(
            "A0*", "may do everything in the whole cluster", needs: [.may("* *.*! @*")],
            gains: .everywhere(.clusterAdmin), source: "pkg/apis/rbac/v1/evaluation_helpers.go"),
        EscalationEdge(
            "A1", "rewrites a Role that it holds",
            needs: [
                .may("update|patch roles.rbac.authorization.k8s.io[?]"),
                .may("escalate roles.rbac.authorization.k8s.io[?]"),
            ],
            gains: .heldRoles(named: 0), source: "pkg/registry/rbac/role/policybased/storage.go"),
        EscalationEdge(
            "A2", "rewrites a ClusterRole that it holds",
            needs: [
                .may("update|patch clusterroles.rbac.authorization.k8s.io[?] @*"),
                .may("escalate clusterroles.rbac.authorization.k8s.io[?] @*"),
            ],
            gains: .heldClusterRoles(named: 0), source: "pkg/registry/rbac/clusterrole/policybased/storage.go"),
        EscalationEdge(
            "A1d", "deletes a Role that it holds and makes it anew",
            needs: [
                .may("delete|deletecollection roles.rbac.authorization.k8s.io[?]"),
                .may("create roles.rbac.authorization.k8s.io!"), .may("escalate roles.rbac.authorization.k8s.io!"),
            ],
            gains: .heldRoles(named: 0), source: "pkg/registry/rbac/role/policybased/storage.go"),
        EscalationEdge(
            "A2d", "deletes a ClusterRole that it holds and makes it anew",
            needs: [
                .may("delete|deletecollection clusterroles.rbac.authorization.k8s.io[?] @*"),
                .may("create clusterroles.rbac.authorization.k8s.io! @*"),
                .may("escalate clusterroles.rbac.authorization.k8s.io! @*"),
            ],
            gains: .heldClusterRoles(named: 0), source: "pkg/registry/rbac/clusterrole/policybased/storage.go"),
        EscalationEdge(
            "A3", "binds a ClusterRole to itself in a namespace",
            needs: [
                .may("create rolebindings.rbac.authorization.k8s.io"),
                .may("bind clusterroles.rbac.authorization.k8s.io[?]"),
            ],
            gains: .clusterRolesHere(named: 1), source: "pkg/registry/rbac/escalation_check.go, BindingAuthorized"),
        EscalationEdge(
            "A3r", "binds a Role to itself",
            needs: [
                .may("create rolebindings.rbac.authorization.k8s.io"),
                .may("bind roles.rbac.authorization.k8s.io[?]"),
            ],
            gains: .roles(named: 1), source: "pkg/registry/rbac/escalation_check.go, BindingAuthorized"),
        EscalationEdge(
            "A4", "binds a ClusterRole to itself in the whole cluster",
            needs: [
                .may("create clusterrolebindings.rbac.authorization.k8s.io @*"),
                .may("bind clusterroles.rbac.authorization.k8s.io[?] @*"),
            ],
            gains: .clusterRoles(named: 1), source: "pkg/registry/rbac/escalation_check.go, BindingAuthorized"),
        EscalationEdge(
            "A5", "adds itself to a RoleBinding of a ClusterRole",
            needs: [
                .may("update|patch rolebindings.rbac.authorization.k8s.io[?]"),
                .may("bind clusterroles.rbac.authorization.k8s.io[?]"),
            ],
            gains: .rolesOfBindings(binding: 0, role: 1, isClusterRole: true),
            source: "pkg/registry/rbac/rolebinding/policybased/storage.go"),
        EscalationEdge(
            "A5r", "adds itself to a RoleBinding of a Role",
            needs: [
                .may("update|patch rolebindings.rbac.authorization.k8s.io[?]"),
                .may("bind roles.rbac.authorization.k8s.io[?]"),
            ],
            gains: .rolesOfBindings(binding: 0, role: 1, isClusterRole: false),
            source: "pkg/registry/rbac/rolebinding/policybased/storage.go"),
        EscalationEdge(
            "A5*", "adds itself to a ClusterRoleBinding",
            needs: [
                .may("update|patch clusterrolebindings.rbac.authorization.k8s.io[?] @*"),
                .may("bind clusterroles.rbac.authorization.k8s.io[?] @*"),
            ],
            gains: .rolesOfClusterBindings(binding: 0, role: 1),
            source: "pkg/registry/rbac/clusterrolebinding/policybased/storage.go"),
        EscalationEdge(
            "A6", "makes a ClusterRole that an aggregated one it holds selects",
            needs: [
                .may("create clusterroles.rbac.authorization.k8s.io! @*"),
                .may("escalate clusterroles.rbac.authorization.k8s.io! @*"),
            ],
            gains: .heldAggregates(isWritten: false),
            source: "pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go"),
        EscalationEdge(
            "A6s", "applies a ClusterRole that an aggregated one it holds selects",
            needs: [
                .may("create clusterroles.rbac.authorization.k8s.io[?] @*"),
                .may("update|patch clusterroles.rbac.authorization.k8s.io[?] @*"),
                .may("escalate clusterroles.rbac.authorization.k8s.io[?] @*"),
            ],
            gains: .heldAggregates(isWritten: false),
            source: "staging/src/k8s.io/apiserver/pkg/endpoints/handlers/{patch,update}.go: create with a name"),
        EscalationEdge(
            "A6w", "writes into a ClusterRole that an aggregated one it holds selects, or makes it be selected",
            needs: [
                .may("update|patch clusterroles.rbac.authorization.k8s.io[?] @*"),
                .may("escalate clusterroles.rbac.authorization.k8s.io[?] @*"),
            ],
            gains: .heldAggregates(isWritten: true),
            source: "pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go"),
        EscalationEdge(
            "A8", "makes the Role that a binding of it lacks",
            needs: [
                .may("create roles.rbac.authorization.k8s.io!"), .may("escalate roles.rbac.authorization.k8s.io!"),
            ],
            gains: .missingRoles, source: "pkg/registry/rbac/validation/rule.go, visitRulesFor"),
        EscalationEdge(
            "A8s", "applies the Role that a binding of it lacks",
            needs: [
                .may("create roles.rbac.authorization.k8s.io[?]"),
                .may("update|patch roles.rbac.authorization.k8s.io[?]"),
                .may("escalate roles.rbac.authorization.k8s.io[?]"),
            ],
            gains: .missingRoles,
            source: "staging/src/k8s.io/apiserver/pkg/endpoints/handlers/{patch,update}.go: create with a name"),
        EscalationEdge(
            "A8*", "makes the ClusterRole that a binding of it lacks",
            needs: [
                .may("create clusterroles.rbac.authorization.k8s.io! @*"),
                .may("escalate clusterroles.rbac.authorization.k8s.io! @*"),
            ],
            gains: .missingClusterRoles, source: "pkg/registry/rbac/validation/rule.go, visitRulesFor"),
        EscalationEdge(
            "A8s*", "applies the ClusterRole that a binding of it lacks",
            needs: [
                .may("create clusterroles.rbac.authorization.k8s.io[?] @*"),
                .may("update|patch clusterroles.rbac.authorization.k8s.io[?] @*"),
                .may("escalate clusterroles.rbac.authorization.k8s.io[?] @*"),
            ],
            gains: .missingClusterRoles,
            source: "staging/src/k8s.io/apiserver/pkg/endpoints/handlers/{patch,update}.go: create with a name"),
        EscalationEdge(
            "A9", "makes a service account that a binding names and uses it in a pod",
            needs: [.may("create serviceaccounts"), .has(.workload)], gains: .missingAccounts(named: nil),
            source: "plugin/pkg/admission/serviceaccount/admission.go"),
        EscalationEdge(
            "A9t", "makes a service account that a binding names and asks for its token",
            needs: [.may("create serviceaccounts"), .may("create serviceaccounts/token[?]")],
            gains: .missingAccounts(named: 1), source: "pkg/registry/core/serviceaccount/storage/token.go"),
        EscalationEdge(
            "A11", "is a member of system:masters, whom the API server allows everything",
            needs: [.has(.systemMasters)], gains: .everywhere(.clusterAdmin),
            source: "staging/src/k8s.io/apiserver/pkg/authorization/authorizerfactory/builtin.go"),
    ]

    static let identityEdges: [EscalationEdge] = [
        EscalationEdge(
            "B1", "impersonates a user", needs: [.may("impersonate users[?] @*")], gains: .users(named: 0),
            source: "staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation"),
        EscalationEdge(
            "B2", "impersonates a group as some user",
            needs: [.may("impersonate groups[?] @*"), .may("impersonate users @*")], gains: .groups(named: 0),
            source: "staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation"),
        EscalationEdge(
            "B2s", "impersonates a group as some service account",
            needs: [.may("impersonate groups[?] @*"), .may("impersonate serviceaccounts")], gains: .groups(named: 0),
            source: "staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation"),
        EscalationEdge(
            "B2n", "impersonates a node",
            needs: [.may("impersonate groups[system:nodes] @*"), .may("impersonate users[?] @*")],
            gains: .named(.nodeIdentity, .nodeUser), source: "pkg/auth/nodeidentifier/default.go"),
        EscalationEdge(
            "B3", "impersonates a service account", needs: [.may("impersonate serviceaccounts[?]")],
            gains: .accounts(named: 0),
            source: "staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation"),
        EscalationEdge(
            "B7", "asks for the token of a service account", needs: [.may("create serviceaccounts/token[?]")],
            gains: .accounts(named: 0), source: "pkg/registry/core/serviceaccount/storage/token.go"),
        EscalationEdge(
            "B8", "makes a Secret into which the cluster writes a token, and reads it",
            needs: [.may("create secrets!"), .may("get|list|watch secrets")], gains: .here(.anyAccount),
            source: "pkg/controller/serviceaccount/tokens_controller.go"),
        EscalationEdge(
            "B8s", "applies a Secret into which the cluster writes a token, and reads it",
            needs: [
                .may("create secrets[?]"), .may("patch secrets[?]"), .may("get|list|watch secrets[?]"),
            ],
            gains: .named(.anyAccount, .anything),
            source: "staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go: create with a name"),
        EscalationEdge(
            "B8u", "has a Secret with a token be for another service account, and reads it",
            needs: [.may("update|patch secrets[?]"), .may("get|list|watch secrets[?]")],
            gains: .named(.anyAccount, .tokenSecret),
            source: "pkg/controller/serviceaccount/tokens_controller.go, generateTokenIfNeeded"),
        EscalationEdge(
            "B8w", "makes a Secret into which the cluster writes a token, and mounts it in a pod",
            needs: [.may("create secrets"), .has(.workload)], gains: .here(.anyAccount),
            source: "pkg/controller/serviceaccount/tokens_controller.go"),
        EscalationEdge(
            "B9", "reads all Secrets of a namespace", needs: [.may("get|list|watch secrets!")], gains: .here(.secrets),
            source: "pkg/apis/rbac/v1/evaluation_helpers.go"),
        EscalationEdge(
            "B9t", "reads a Secret that holds the token of a service account",
            needs: [.may("get|list|watch secrets[?]")], gains: .storedTokens(named: 0),
            source: "pkg/controller/serviceaccount/tokens_controller.go"),
        EscalationEdge(
            "B10", "makes a bootstrap token and joins as a node",
            needs: [.may("create secrets @kube-system"), .given(.bootstrapTokensJoin)],
            gains: .everywhere(.nodeIdentity), source: "plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go"),
        EscalationEdge(
            "B11", "has a client certificate signed for any user or group but system:masters",
            needs: [
                .may("create certificatesigningrequests.certificates.k8s.io @*"),
                .may("update|patch certificatesigningrequests.certificates.k8s.io/approval @*"),
                .may("get|list|watch certificatesigningrequests.certificates.k8s.io @*"),
                .may(
                    "approve signers.certificates.k8s.io[kubernetes.io/kube-apiserver-client,kubernetes.io/*] @*"),
            ],
            gains: .everywhere(.certificate),
            source: "plugin/pkg/admission/certificates/{approval,subjectrestriction}/admission.go"),
        EscalationEdge(
            "B11u", "is any user by certificate", needs: [.has(.certificate)], gains: .everywhere(.anyUser),
            source: "plugin/pkg/admission/certificates/subjectrestriction/admission.go"),
        EscalationEdge(
            "B11g", "is in any group but system:masters by certificate", needs: [.has(.certificate)],
            gains: .everywhere(.anyGroup),
            source: "plugin/pkg/admission/certificates/subjectrestriction/admission.go"),
        EscalationEdge(
            "B11s", "is any service account by certificate", needs: [.has(.certificate)],
            gains: .everywhere(.anyAccount),
            source: """
                staging/src/k8s.io/apiserver/pkg/authentication/request/x509/x509.go: the common name is the user
                """),
        EscalationEdge(
            "B11n", "is a node by certificate", needs: [.has(.certificate)], gains: .everywhere(.nodeIdentity),
            source: "pkg/auth/nodeidentifier/default.go"),
        EscalationEdge(
            "B12", "has a certificate signed for a node",
            needs: [
                .may("create certificatesigningrequests.certificates.k8s.io @*"),
                .may("update|patch certificatesigningrequests.certificates.k8s.io/approval @*"),
                .may("get|list|watch certificatesigningrequests.certificates.k8s.io @*"),
                .may(
                    """
                    approve signers.certificates.k8s.io\
                    [kubernetes.io/kube-apiserver-client-kubelet,kubernetes.io/*] @*
                    """),
            ],
            gains: .everywhere(.nodeIdentity), source: "pkg/controller/certificates/signer/signer.go"),
        EscalationEdge(
            "B12a", "asks for the certificate of a node, which the cluster approves by itself",
            needs: [
                .may("create certificatesigningrequests.certificates.k8s.io @*"),
                .may("create certificatesigningrequests.certificates.k8s.io/nodeclient! @*"),
                .may("get|list|watch certificatesigningrequests.certificates.k8s.io @*"),
            ],
            gains: .everywhere(.nodeIdentity), source: "pkg/controller/certificates/approver/sarapprove.go"),
    ]
}
