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

    static let webhooks = [
        RiskRule(
            .privilege, "webhooks[]", .removed, "requests are no longer checked by it", RiskSource.webhooks),
        RiskRule(
            .privilege, "webhooks[].failurePolicy", .becomes(["Ignore"]),
            "requests pass unchecked when the webhook does not answer", RiskSource.webhooks),
        RiskRule(
            .privilege, "webhooks[].rules", .loses, "fewer requests are checked", RiskSource.webhooks),
        RiskRule(
            .privilege, "webhooks[].namespaceSelector", .selectsLess, "fewer namespaces are checked",
            RiskSource.webhooks),
        RiskRule(
            .privilege, "webhooks[].objectSelector", .selectsLess, "fewer objects are checked", RiskSource.webhooks),
        RiskRule(
            .privilege, "webhooks[].matchConditions", .gains, "fewer requests are checked", RiskSource.webhooks,
            onlyUpdates: true),
        RiskRule(
            .privilege, "webhooks[].clientConfig.url", .appears, "another server sees the objects",
            RiskSource.webhooks),
        RiskRule(
            .privilege, "webhooks[].clientConfig.service", .appears, "another server sees the objects",
            RiskSource.webhooks),
    ]

    static let mutatingWebhooks = [
        RiskRule(
            .privilege, "webhooks[]", .added, "a server may change objects on their way", RiskSource.webhooks),
        RiskRule(
            .privilege, "webhooks[].rules", .gains, "a server may change more objects on their way",
            RiskSource.webhooks),
    ]
}
