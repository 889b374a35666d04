import GitOpsReport

extension Control {
    private static let named = "it.?verbs.orValue([]).join(',') + ' ' + it.?resources.orValue([]).join(',')"
    /// A rule of everything is told by one control, not by each.
    private static let isEverything =
        "'*' in it.?verbs.orValue([]) && '*' in it.?resources.orValue([]) && '*' in it.?apiGroups.orValue([])"

    /// Rules that allow some verb on some resource of a group.
    ///
    /// RBAC knows `*`, exact names and `*/exec`; `pods/*` is the name of nothing. `ResourceMatches` of
    /// `pkg/apis/rbac/v1/evaluation_helpers.go` of Kubernetes. What `*` allows is told by the controls of wildcards.
    private static func allows(_ verbs: [String], _ group: String, _ resources: [String]) -> String {
        """
        it.?resources.orValue([]).exists(resource, resource in \(CELText.list(resources))) \
        && it.?verbs.orValue([]).exists(verb, verb in \(CELText.list(verbs + ["*"]))) \
        && it.?apiGroups.orValue([]).exists(group, group in \(CELText.list([group, "*"]))) \
        && it.?resourceNames.orValue([]).size() == 0
        """
    }

    /// Rules that give more than they seem to.
    ///
    /// Source: https://kubernetes.io/docs/concepts/security/rbac-good-practices/.
    static let rbacGrants: [Control] = [
        Control(
            "rbac-everything", .high, .rbac,
            summary: "No role allows everything.",
            reason: "Whoever gets such a role, or a pod that has it, has the cluster, or all of its namespace.",
            remediation: "List the groups, resources and verbs that are used; audit logs tell them.",
            of: .roles,
            .none(of: "variables.rules", where: isEverything, says: "rules that allow everything", naming: named),
            references: [
                .cis("5.1.1"), .cis("5.1.3"), .mitre("T1078"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2"),
            ]),
        Control(
            "rbac-wildcard-verbs", .low, .rbac,
            summary: "Rules list their verbs.",
            reason: "With * a rule also allows verbs that nobody thought of, such as escalate, bind and impersonate.",
            remediation: "List the verbs that are used.",
            of: .roles,
            .none(
                of: "variables.rules",
                where: """
                    '*' in it.?verbs.orValue([]) && !('*' in it.?resources.orValue([])) \
                    && it.?nonResourceURLs.orValue([]).size() == 0
                    """,
                says: "rules with every verb", naming: named),
            references: [.cis("5.1.3"), .mitre("T1078"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
        Control(
            "rbac-wildcard-resources", .medium, .rbac,
            summary: "Rules list their resources.",
            reason: "With * a rule also covers Secrets, pods/exec and every resource that is still to come.",
            remediation: "List the resources that are used.",
            of: .roles,
            .none(
                of: "variables.rules", where: "'*' in it.?resources.orValue([]) && !(\(isEverything))",
                says: "rules with every resource", naming: named),
            references: [.cis("5.1.3"), .mitre("T1078"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
        Control(
            "rbac-cluster-secrets", .medium, .rbac,
            summary: "No ClusterRole reads Secrets without naming them.",
            reason:
                "Bound in the whole cluster, it gives the tokens and passwords of everybody; a list contains them all.",
            remediation: "Use Roles in the namespaces that matter, or resourceNames.",
            of: .clusterRoles,
            .none(
                of: "variables.rules", where: allows(["get", "list", "watch"], "", ["secrets"]),
                says: "rules that read all Secrets", naming: named),
            references: [
                .cis("5.1.2"), .mitre("T1552.007"), .nsa(.accessControl), .nsa(.secrets), .soc2("CC6.3"), .pci("7.2.2"),
            ]),
        Control(
            "rbac-escalate-bind-impersonate", .high, .rbac,
            summary: "No role lets its holder give itself more.",
            reason: "With escalate, bind or impersonate a holder gets every permission that some role or user has.",
            remediation: "Remove the verb, or name the few roles and users in resourceNames.",
            of: .roles,
            .none(
                of: "variables.rules",
                where: """
                    it.?resourceNames.orValue([]).size() == 0 \
                    && it.?verbs.orValue([]).exists(verb, verb in ['escalate', 'bind', 'impersonate'])
                    """,
                says: "rules that lead to more power", naming: named),
            references: [.cis("5.1.8"), .mitre("T1098.006"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
        Control(
            "rbac-pod-exec", .medium, .rbac,
            summary: "No role runs commands in other people's containers.",
            reason: "A command in a container has its Secrets, its token and its network, and no deployment shows it.",
            remediation: "Leave exec, attach and ephemeralcontainers to people in an emergency.",
            of: .roles,
            .none(
                of: "variables.rules",
                where: allows(
                    ["create", "get", "update", "patch"], "",
                    [
                        "pods/exec", "pods/attach", "pods/ephemeralcontainers", "*/exec", "*/attach",
                        "*/ephemeralcontainers",
                    ]),
                says: "rules that run commands in containers", naming: named),
            references: [.mitre("T1609"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
        Control(
            "rbac-node-proxy", .high, .rbac,
            summary: "No role talks to kubelets.",
            reason:
                "Through the kubelet a holder runs commands in every pod of the node, past admission and the audit log.",
            remediation: "Use nodes/metrics, nodes/stats or nodes/log, which read only.",
            of: .roles,
            .none(
                of: "variables.rules", where: allows(["get", "create"], "", ["nodes/proxy", "*/proxy"]),
                says: "rules that reach kubelets", naming: named),
            references: [.cis("5.1.10"), .mitre("T1609"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
        Control(
            "rbac-admission-webhooks", .medium, .rbac,
            summary: "No role changes all admission webhooks.",
            reason: "Who writes webhooks and admission policies sees and changes all objects, or takes the rules away.",
            remediation: "Name the configurations in resourceNames.",
            of: .roles,
            .none(
                of: "variables.rules",
                where: allows(
                    ["create", "update", "patch", "delete", "deletecollection"], "admissionregistration.k8s.io",
                    [
                        "mutatingwebhookconfigurations", "validatingwebhookconfigurations", "mutatingadmissionpolicies",
                        "validatingadmissionpolicies", "validatingadmissionpolicybindings",
                    ]),
                says: "rules that change admission", naming: named),
            references: [.cis("5.1.12"), .mitre("T1562.001"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
        Control(
            "rbac-token-creation", .high, .rbac,
            summary: "No role makes tokens of all service accounts.",
            reason: "A token of any service account gives everything that somebody granted to it.",
            remediation: "Name the service accounts in resourceNames.",
            of: .roles,
            .none(
                of: "variables.rules", where: allows(["create"], "", ["serviceaccounts/token", "*/token"]),
                says: "rules that make tokens", naming: named),
            references: [
                .cis("5.1.13"), .mitre("T1528"), .nsa(.serviceAccountTokens), .soc2("CC6.3"), .pci("7.2.2"),
            ]),
        // Who approves needs update on certificatesigningrequests/approval, whose names are those of requests, and
        // approve on the signer, which is where signers are named. Bindings add up, so that the rule of the signers
        // decides, in whichever role it stands; approval without it is refused.
        // https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization.
        Control(
            "rbac-certificate-approval", .high, .rbac,
            summary: "No role approves certificates of every signer, or of the one for clients.",
            reason:
                "An approved request for the client signer makes its author any user, with a certificate that nobody can revoke.",
            remediation: """
                Name the signer in resourceNames of the rule with the verb approve on signers, another one than \
                kubernetes.io/kube-apiserver-client; names at certificatesigningrequests/approval are those of requests.
                """,
            of: .roles,
            .none(
                of: "variables.rules",
                where: """
                    it.?resources.orValue([]).exists(resource, resource == 'signers') \
                    && it.?verbs.orValue([]).exists(verb, verb in ['approve', '*']) \
                    && it.?apiGroups.orValue([]).exists(group, group in ['certificates.k8s.io', '*']) \
                    && (it.?resourceNames.orValue([]).size() == 0 || it.resourceNames.exists(signer, signer in \
                    ['kubernetes.io/kube-apiserver-client', 'kubernetes.io/*']))
                    """,
                says: "rules that approve certificates", naming: named),
            references: [.cis("5.1.11"), .mitre("T1098"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
        Control(
            "rbac-persistent-volumes", .low, .rbac,
            summary: "Only provisioners make persistent volumes.",
            reason: "A persistent volume may be a folder of the node, which then bypasses Pod Security.",
            remediation: "Let users make claims, and a provisioner the volumes.",
            of: .roles,
            .none(
                of: "variables.rules", where: allows(["create"], "", ["persistentvolumes"]),
                says: "rules that make persistent volumes", naming: named),
            references: [.cis("5.1.9"), .mitre("T1611"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
        Control(
            "rbac-cluster-pod-creation", .low, .rbac,
            summary: "No ClusterRole makes pods everywhere.",
            reason: """
                Who makes a pod uses any service account and Secret of its namespace; everywhere, that is most of the cluster.
                """,
            remediation: "Use Roles in the namespaces that matter.",
            of: .clusterRoles,
            .none(
                of: "variables.rules",
                where: [
                    allows(["create"], "", ["pods"]),
                    allows(["create", "update", "patch"], "", ["replicationcontrollers"]),
                    allows(
                        ["create", "update", "patch"], "apps",
                        ["daemonsets", "deployments", "statefulsets", "replicasets"]),
                    allows(["create", "update", "patch"], "batch", ["cronjobs"]),
                    // The template of a Job stays as it was made.
                    allows(["create"], "batch", ["jobs"]),
                ].joined(separator: " || "),
                says: "rules that make pods", naming: named),
            references: [.cis("5.1.4"), .mitre("T1610"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
    ]
}
