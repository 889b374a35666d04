import GitOpsManifest

/// What is known about the kinds people use most: one line a rule, with its source.
///
/// Fields that updates may not change are no rules here: the schema knows them (`immutable.facts`).
enum RiskRules {
    /// Rules by kind and group, `Deployment.apps`; the core group has none: `Pod`.
    static let byKind: [String: [RiskRule]] = [
        "Pod": pods, "Deployment.apps": deployments, "StatefulSet.apps": statefulSets, "DaemonSet.apps": daemonSets,
        "ReplicaSet.apps": replicaSets, "ReplicationController": replicaSets, "Job.batch": jobs,
        "CronJob.batch": cronJobs, "PodTemplate": pod(at: "template.spec"),

        "Service": services, "Ingress.networking.k8s.io": ingresses, "Ingress.extensions": ingresses,
        "NetworkPolicy.networking.k8s.io": networkPolicies, "NetworkPolicy.extensions": networkPolicies,

        "ConfigMap": configMaps, "Secret": secrets, "PersistentVolumeClaim": claims, "PersistentVolume": volumes,
        "StorageClass.storage.k8s.io": storageClasses, "Namespace": namespaces,
        "RuntimeClass.node.k8s.io": runtimeClasses,

        "ServiceAccount": serviceAccounts, "Role.rbac.authorization.k8s.io": roles,
        "ClusterRole.rbac.authorization.k8s.io": clusterRoles, "RoleBinding.rbac.authorization.k8s.io": bindings,
        "ClusterRoleBinding.rbac.authorization.k8s.io": bindings,

        "HorizontalPodAutoscaler.autoscaling": autoscalers, "PodDisruptionBudget.policy": disruptionBudgets,
        "ResourceQuota": quotas, "LimitRange": limitRanges,

        "CustomResourceDefinition.apiextensions.k8s.io": definitions,
        "ValidatingWebhookConfiguration.admissionregistration.k8s.io": webhooks,
        "MutatingWebhookConfiguration.admissionregistration.k8s.io": webhooks + mutatingWebhooks,
        "ValidatingAdmissionPolicy.admissionregistration.k8s.io": validatingPolicies,
        "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io": validatingPolicyBindings,
        "MutatingAdmissionPolicy.admissionregistration.k8s.io": mutatingPolicies,
        "MutatingAdmissionPolicyBinding.admissionregistration.k8s.io": mutatingPolicyBindings,
    ]

    /// What the deletion of an object does.
    struct Removal: Sendable {
        let risk: ChangeRisk
        let reason: String
        let source: String

        init(_ risk: ChangeRisk, _ reason: String, _ source: String) {
            (self.risk, self.reason, self.source) = (risk, reason, source)
        }
    }

    /// Deletions that do more than take the object away, beside those of ``Guardrails``.
    static let removals: [String: Removal] = [
        "PersistentVolumeClaim": .init(
            .dataLoss, "the volume is deleted with the claim unless its reclaim policy is Retain",
            RiskSource.persistentVolumes),
        "PersistentVolume": .init(
            .dataLoss, "what the volume holds is no longer found by any claim", RiskSource.persistentVolumes),
        "Namespace": .init(.dataLoss, "everything in the namespace is deleted", RiskSource.namespace),
        "CustomResourceDefinition.apiextensions.k8s.io": .init(
            .dataLoss, "every object of the kind is deleted", RiskSource.definitions),

        "Deployment.apps": .init(.capacity, "its Pods are deleted", RiskSource.deployment),
        "StatefulSet.apps": .init(.capacity, "its Pods are deleted", RiskSource.statefulSet),
        "DaemonSet.apps": .init(.capacity, "its Pods are deleted", RiskSource.daemonSet),
        "ReplicaSet.apps": .init(.capacity, "its Pods are deleted", RiskSource.replicaSet),
        "Pod": .init(.capacity, "its containers are stopped", RiskSource.pod),
        "Job.batch": .init(.capacity, "its Pods are deleted, running or not", RiskSource.job),
        "HorizontalPodAutoscaler.autoscaling": .init(
            .capacity, "the number of Pods stays as it is", RiskSource.autoscaler),
        "PodDisruptionBudget.policy": .init(.capacity, "a drain may evict all Pods at once", RiskSource.disruption),
    ]

    static func key(kind: String, group: String) -> String { group.isEmpty ? kind : "\(kind).\(group)" }
}
