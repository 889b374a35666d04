import GitOpsManifest

extension RiskRules {
    static let serviceAccounts = [
        RiskRule(
            .privilege, "automountServiceAccountToken", .leaves(["false"]),
            "Pods of the account get a token of the API server", RiskSource.serviceAccount),
        RiskRule(
            .privilege, RiskPattern("metadata.annotations").key("eks.amazonaws.com/role-arn"), .appears,
            "Pods of the account act in another role of the cloud", RiskSource.awsRoles),
        RiskRule(
            .privilege, RiskPattern("metadata.annotations").key("iam.gke.io/gcp-service-account"), .appears,
            "Pods of the account act in another role of the cloud", RiskSource.googleRoles),
    ]

    static let roles = [
        RiskRule(
            .privilege, "rules", .that { old, new, _ in RightsComparison.grantsMore(old, new) },
            "the role gives permissions that it did not give before", RiskSource.rbac)
    ]

    static let clusterRoles =
        roles + [
            RiskRule(
                .privilege, "aggregationRule", .appears, "the role takes its rules from other roles", RiskSource.rbac)
        ]

    static let bindings = [
        RiskRule(
            .privilege, "subjects", .gains, "somebody gets the rights of the role", RiskSource.rbac),
        RiskRule(
            .privilege, "roleRef", .appears, "the subjects get the rights of another role", RiskSource.rbac,
            onlyUpdates: true),
    ]
}
