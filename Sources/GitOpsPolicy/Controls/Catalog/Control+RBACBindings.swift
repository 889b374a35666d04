import GitOpsReport

extension Control {
    private static let name = "it.?name.orValue('?')"

    /// Who is given a role.
    ///
    /// Sources: https://kubernetes.io/docs/concepts/security/rbac-good-practices/, and the bindings that the API server
    /// makes: `plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go` of Kubernetes.
    static let rbacBindings: [Control] = [
        Control(
            "rbac-cluster-admin", .high, .rbac,
            summary: "Nobody but administrators is cluster-admin.",
            reason: "Whoever gets hold of a subject of such a binding has the cluster, or all of a namespace.",
            remediation: "Bind a role with the permissions that are used.",
            of: .bindings,
            .holds(
                """
                variables.role != 'cluster-admin' || object.metadata.name == 'cluster-admin' \
                && variables.subjects.all(subject, subject.?name.orValue('') == 'system:masters')
                """, says: "gives the role cluster-admin"),
            references: [.cis("5.1.1"), .mitre("T1078"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
        Control(
            "rbac-unauthenticated", .high, .rbac,
            summary: "Nobody may do anything without saying who they are.",
            reason: "Everybody who reaches the API server, often the whole Internet, has the permissions of the role.",
            remediation: "Remove the subject; the API server itself binds what has to be public.",
            of: .bindings,
            .none(
                of: """
                    variables.role in ['system:public-info-viewer', 'system:service-account-issuer-discovery'] ? [] \
                    : variables.subjects
                    """,
                where: "\(name) in ['system:anonymous', 'system:unauthenticated']",
                says: "permissions without authentication", naming: name),
            references: [
                .mitre("T1078.001"), .mitre("T1133"), .nsa(.authentication), .soc2("CC6.1"), .pci("7.2.2"),
            ]),
        Control(
            "rbac-everybody", .medium, .rbac,
            summary: "No role is given to all users or all pods of the cluster.",
            reason: "Every user or every pod has the permissions of the role, also the one that an attacker got into.",
            remediation: "Bind the role to the groups or service accounts that need it.",
            of: .clusterRoleBindings,
            .none(
                of: """
                    variables.role in ['system:basic-user', 'system:discovery', 'system:public-info-viewer', \
                    'system:service-account-issuer-discovery'] ? [] : variables.subjects
                    """,
                where: "\(name) in ['system:authenticated', 'system:serviceaccounts']",
                says: "permissions for everybody", naming: name),
            references: [
                .mitre("T1078.001"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2"),
            ]),
        Control(
            "rbac-everybody-in-namespace", .low, .rbac,
            summary: "No role of a namespace is given to all users or all pods of the cluster.",
            reason:
                "Every user or every pod has the permissions of the role there, also the one that an attacker got into.",
            remediation: "Bind the role to the groups or service accounts that need it.",
            of: .roleBindings,
            .none(
                of: "variables.subjects", where: "\(name) in ['system:authenticated', 'system:serviceaccounts']",
                says: "permissions for everybody", naming: name),
            references: [
                .mitre("T1078.001"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2"),
            ]),
        Control(
            "rbac-system-masters", .high, .rbac,
            summary: "Nobody is made a member of system:masters.",
            reason: "The API server asks nobody about members of this group, and no binding can take that away.",
            remediation: "Bind cluster-admin to a group of your own.",
            of: .bindings,
            .none(
                of: "variables.subjects",
                where: "\(name) == 'system:masters' && object.metadata.name != 'cluster-admin'",
                says: "bindings of a group that may do everything", naming: name),
            references: [.cis("5.1.7"), .mitre("T1078.001"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
        Control(
            "rbac-default-account", .medium, .rbac,
            summary: "The service account default has no permissions.",
            reason: "Every pod of the namespace that names no service account has them as well.",
            remediation: "Make a service account for the workload, and bind the role to that.",
            of: .bindings,
            .none(
                of: "variables.subjects", where: "\(name) == 'default' && it.?kind.orValue('') == 'ServiceAccount'",
                says: "permissions for service accounts", naming: name),
            references: [.cis("5.1.5"), .mitre("T1078.001"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.5")]),
    ]
}
