import GitOpsManifest

extension RiskRules {
    static let pods =
        pod(at: "spec") + [
            RiskRule(
                .rollingRestart, "spec.containers[].image", .changed, "the container is restarted with another image",
                RiskSource.pod),
            RiskRule(
                .rollingRestart, "spec.initContainers[].image", .changed,
                "the container is restarted with another image", RiskSource.pod),
            RiskRule(
                .inPlace, "metadata.labels", .changed,
                "services, policies and controllers choose Pods by their labels", RiskSource.labels),
        ]

    static let deployments =
        workload + [
            restart(RiskSource.deployment), replicas(RiskSource.deployment),
            RiskRule(
                .inPlace, "spec.strategy", .changed, "the next rollout replaces Pods in another way",
                RiskSource.deployment),
        ]

    static let statefulSets =
        workload + [
            restart(RiskSource.statefulSet, if: .unless("spec.updateStrategy.type", "OnDelete")),
            replicas(RiskSource.statefulSet),
            RiskRule(
                .inPlace, "spec.template", .changed, "Pods get it when somebody deletes them", RiskSource.statefulSet,
                if: .when("spec.updateStrategy.type", "OnDelete")),
            RiskRule(
                .dataLoss, "spec.persistentVolumeClaimRetentionPolicy.whenDeleted", .becomes(["Delete"]),
                "claims are deleted together with the StatefulSet", RiskSource.statefulSet),
            RiskRule(
                .dataLoss, "spec.persistentVolumeClaimRetentionPolicy.whenScaled", .becomes(["Delete"]),
                "claims of Pods that are scaled away are deleted", RiskSource.statefulSet),
            RiskRule(
                .dataLoss, "spec.replicas", .shrinks, "claims of Pods that are scaled away are deleted",
                RiskSource.statefulSet,
                if: .when("spec.persistentVolumeClaimRetentionPolicy.whenScaled", "Delete")),
            RiskRule(
                .dataLoss, "spec.volumeClaimTemplates[].spec.resources.requests.storage", .shrinks,
                "volumes cannot shrink: smaller ones start empty", RiskSource.persistentVolumes),
            RiskRule(
                .capacity, "spec.volumeClaimTemplates[].spec.resources.requests.storage", .grows,
                "volumes of new Pods are larger", RiskSource.persistentVolumes),
        ]

    static let daemonSets =
        workload + [
            restart(RiskSource.daemonSet, if: .unless("spec.updateStrategy.type", "OnDelete")),
            RiskRule(
                .inPlace, "spec.template", .changed, "Pods get it when somebody deletes them", RiskSource.daemonSet,
                if: .when("spec.updateStrategy.type", "OnDelete")),
        ]

    static let replicaSets =
        pod(at: "spec.template.spec") + [
            replicas(RiskSource.replicaSet),
            RiskRule(
                .inPlace, "spec.template", .changed, "only Pods that are created later get it", RiskSource.replicaSet),
        ]

    static let jobs =
        pod(at: "spec.template.spec") + [
            RiskRule(.capacity, "spec.parallelism", .changed, "another number of Pods runs at once", RiskSource.job),
            RiskRule(.capacity, "spec.completions", .changed, "another number of Pods has to finish", RiskSource.job),
            RiskRule(.capacity, "spec.suspend", .becomes(["true"]), "running Pods are stopped", RiskSource.job),
        ]

    static let cronJobs =
        pod(at: "spec.jobTemplate.spec.template.spec") + [
            RiskRule(
                .inPlace, "spec.jobTemplate", .changed, "the next run gets it, running jobs do not", RiskSource.cronJob),
            RiskRule(.capacity, "spec.suspend", .becomes(["true"]), "no more jobs are started", RiskSource.cronJob),
            RiskRule(
                .capacity, "spec.jobTemplate.spec.parallelism", .changed, "another number of Pods runs at once",
                RiskSource.cronJob),
        ]

    /// What Deployments, StatefulSets and DaemonSets have in common.
    private static let workload =
        pod(at: "spec.template.spec") + [
            RiskRule(
                .recreate, "spec.template.metadata.labels",
                .that { _, _, states in SelectorComparison.breaksSelector(states) },
                "the labels no longer have what the selector asks for, and the selector may not change",
                "ValidatePodTemplateSpecForReplicaSet", onlyUpdates: true)
        ]

    private static func restart(_ source: String, if condition: RiskCondition? = nil) -> RiskRule {
        RiskRule(
            .rollingRestart, "spec.template", .changed, "Pods are replaced by new ones", source, if: condition)
    }

    private static func replicas(_ source: String) -> RiskRule {
        RiskRule(.capacity, "spec.replicas", .changed, "another number of Pods runs", source)
    }

    // MARK: What workloads need

    static let autoscalers = [
        RiskRule(
            .capacity, "spec", .changed, "Pods are scaled between other bounds or by other numbers",
            RiskSource.autoscaler)
    ]

    static let disruptionBudgets = [
        RiskRule(
            .capacity, "spec", .changed, "another number of Pods may be evicted at once", RiskSource.disruption)
    ]

    static let quotas = [
        RiskRule(.capacity, "spec", .changed, "the namespace may use another amount", RiskSource.quota)
    ]

    static let limitRanges = [
        RiskRule(.capacity, "spec", .changed, "containers get other defaults and bounds", RiskSource.limits)
    ]

    static let configMaps = [
        content("data"),
        RiskRule(.inPlace, "binaryData", .changed, "mounted files change while Pods run", RiskSource.configMap),
    ]

    static let secrets = [content("data"), content("stringData")]

    private static func content(_ field: RiskPattern) -> RiskRule {
        RiskRule(
            .inPlace, field, .changed,
            "mounted files change while Pods run; environment variables with a restart", RiskSource.configMap)
    }
}
