import GitOpsManifest

extension RiskRules {
    static let claims = [
        RiskRule(
            .dataLoss, "spec.resources.requests.storage", .shrinks, "volumes cannot shrink: a smaller one starts empty",
            RiskSource.persistentVolumes),
        RiskRule(
            .capacity, "spec.resources.requests.storage", .grows, "the volume is expanded",
            RiskSource.persistentVolumes),
        RiskRule(
            .capacity, "spec.volumeAttributesClassName", .changed, "the volume gets another performance",
            RiskSource.persistentVolumes),
    ]

    static let volumes = [
        RiskRule(
            .dataLoss, "spec.persistentVolumeReclaimPolicy", .leaves(["Retain"]),
            "the volume is deleted when its claim is", RiskSource.persistentVolumes),
        RiskRule(
            .dataLoss, "spec.capacity.storage", .shrinks, "volumes cannot shrink: data beyond the size is lost",
            RiskSource.persistentVolumes),
        RiskRule(
            .capacity, "spec.capacity.storage", .grows, "the volume counts as larger", RiskSource.persistentVolumes),
        RiskRule(
            .dataLoss, "spec.claimRef", .removed, "another claim may take the volume with what it holds",
            RiskSource.persistentVolumes),
    ]

    static let storageClasses = [
        RiskRule(
            .dataLoss, "reclaimPolicy", .leaves(["Retain"]), "new volumes are deleted when their claims are",
            RiskSource.storageClass)
    ]

    static let namespaces =
        podSecurityLabels + [
            RiskRule(
                .inPlace, "metadata.labels", .changed, "policies and webhooks choose namespaces by their labels",
                RiskSource.labels)
        ]

    static let definitions = [
        RiskRule(
            .dataLoss, "spec.versions[]", .removed, "objects stored in the version can no longer be read",
            RiskSource.definitionVersions),
        RiskRule(
            .dataLoss, "spec.versions[].served", .becomes(["false"]),
            "clients of the version no longer find the objects",
            RiskSource.definitionVersions),
        RiskRule(
            .dataLoss, "spec.versions[].schema.openAPIV3Schema",
            .that { old, new, _ in
                DefinitionComparison.prunesMore(old, new)
            }, "fields that the schema no longer names are pruned from stored objects", RiskSource.definitions),
        RiskRule(
            .dataLoss, "spec.validation.openAPIV3Schema",
            .that { old, new, _ in
                DefinitionComparison.prunesMore(old, new)
            }, "fields that the schema no longer names are pruned from stored objects", RiskSource.definitions),
        RiskRule(
            .dataLoss, "spec.preserveUnknownFields", .leaves(["true"]),
            "fields that no schema names are pruned from stored objects", RiskSource.definitions),
    ]
}
