import GitOpsManifest

/// Sources and appliers of Flux. Source: the pages of fluxcd.io/flux/components that each names.
extension Delivery {
    typealias Field = DeliverySource.Field

    // MARK: Sources

    static func gitRepository(_ specification: Field) -> Delivery {
        var source = DeliverySource(address: Field(specification, "url"))
        let reference = Field(specification, "ref")
        source.revision = (reference, Revision.fluxGit(reference.value))
        source.parts = ["ignore", "sparseCheckout", "recurseSubmodules"].map { Field(specification, $0) }
        source.verification = Field(specification, "verify")
        var delivery = Delivery(sources: [source], documentation: RiskSource.fluxGitRepository)
        delivery.settings = [
            Setting(field: Field(specification, "include"), reason: "files of other repositories are put into it")
        ]
        return delivery
    }

    static func ociRepository(_ specification: Field) -> Delivery {
        var source = DeliverySource(address: Field(specification, "url"))
        let reference = Field(specification, "ref")
        source.revision = (reference, Revision.fluxOCI(reference.value))
        source.parts = ["ignore", "layerSelector"].map { Field(specification, $0) }
        source.verification = Field(specification, "verify")
        source.trustingFields = [Field(specification, "insecure")]
        return Delivery(sources: [source], documentation: RiskSource.fluxOCIRepository)
    }

    static func helmRepository(_ specification: Field) -> Delivery {
        var source = DeliverySource(address: Field(specification, "url"))
        source.trustingFields = [Field(specification, "insecure")]
        return Delivery(sources: [source], documentation: RiskSource.fluxHelmRepository)
    }

    static func bucket(_ specification: Field) -> Delivery {
        var source = DeliverySource(address: Field(specification, "endpoint"))
        source.chart = Field(specification, "bucketName")
        source.parts = ["prefix", "ignore"].map { Field(specification, $0) }
        source.trustingFields = [Field(specification, "insecure")]
        return Delivery(sources: [source], documentation: RiskSource.fluxBucket)
    }

    static func helmChart(_ specification: Field, namespace: String) -> Delivery {
        Delivery(
            sources: [chart(specification, namespace: namespace)], documentation: RiskSource.fluxHelmChart)
    }

    private static func chart(_ specification: Field, namespace: String) -> DeliverySource {
        let reference = Field(specification, "sourceRef")
        var source = DeliverySource(reference: reference, namespace: namespace)
        let chart = Field(specification, "chart")
        let version = Field(specification, "version")
        if ["GitRepository", "Bucket"].contains(Field(reference, "kind").text) {
            // There a chart is a folder, and has the version of the commit.
            source.parts = [chart]
        } else {
            source.chart = chart
            source.revision = (version, Revision.chart(version.value))
        }
        source.parts.append(Field(specification, "valuesFiles"))
        source.verification = Field(specification, "verify")
        return source
    }

    // MARK: Appliers

    static func kustomization(_ specification: Field, namespace: String) -> Delivery {
        var source = DeliverySource(reference: Field(specification, "sourceRef"), namespace: namespace)
        source.parts = ["path", "components"].map { Field(specification, $0) }
        return Delivery(
            sources: [source], settings: appliers(specification), documentation: RiskSource.fluxKustomization)
    }

    static func helmRelease(_ specification: Field, namespace: String) -> Delivery {
        var delivery = Delivery(settings: appliers(specification), documentation: RiskSource.fluxHelmRelease)
        let chart = Field(Field(specification, "chart"), "spec")
        if chart.value != nil { delivery.sources.append(self.chart(chart, namespace: namespace)) }
        let reference = Field(specification, "chartRef")
        if reference.value != nil {
            delivery.sources.append(DeliverySource(reference: reference, namespace: namespace))
        }
        delivery.settings.append(
            Setting(field: Field(specification, "storageNamespace"), reason: "its releases are kept elsewhere"))
        return delivery
    }

    private static func appliers(_ specification: Field) -> [Setting] {
        [
            Setting(field: Field(specification, "targetNamespace"), reason: "it is deployed to another namespace"),
            Setting(
                field: Field(specification, "serviceAccountName"),
                reason: "it is deployed with the rights of another service account",
                loosenedWhenRemoved: "it is deployed with the rights of the controller"),
            Setting(field: Field(specification, "kubeConfig"), reason: "it is deployed to another cluster"),
        ]
    }
}
