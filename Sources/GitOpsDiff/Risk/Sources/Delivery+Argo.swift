import GitOpsManifest

extension Delivery {
    /// An Application of Argo CD, and the template of an ApplicationSet.
    ///
    /// Source: argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml, and `ApplicationSpec` in
    /// `pkg/apis/application/v1alpha1/types.go` of argoproj/argo-cd.
    static func application(_ specification: DeliverySource.Field) -> Delivery {
        var delivery = Delivery(documentation: RiskSource.argoApplication)
        func add(_ source: Field, revision: String = "targetRevision") {
            let address = Field(source, "repoURL")
            guard address.value != nil else { return }
            var found = DeliverySource(address: address)
            let chart = Field(source, "chart")
            found.chart = chart
            let field = Field(source, revision)
            found.revision = (field, chart.text.isEmpty ? Revision.git(field.value) : Revision.chart(field.value))
            found.parts = [Field(source, "path")]
            delivery.sources.append(found)
        }
        add(Field(specification, "source"))
        let list = Field(specification, "sources")
        for (index, item) in list.items.enumerated() {
            add(Field(list.path.appending(.index(index)), item))
        }
        let hydrator = Field(specification, "sourceHydrator")
        add(Field(hydrator, "drySource"))
        for name in ["syncSource", "hydrateTo"] {
            delivery.settings.append(
                Setting(field: Field(hydrator, name), reason: "rendered manifests go to another branch or folder"))
        }
        delivery.settings += [
            Setting(field: Field(specification, "project"), reason: "another project limits what may be deployed"),
            Setting(
                field: Field(specification, "destination"), reason: "it is deployed to another cluster or namespace"),
        ]
        return delivery
    }

    /// An ApplicationSet: its generators fill the template in.
    static func applicationSet(_ specification: DeliverySource.Field) -> Delivery {
        var delivery = application(Field(Field(specification, "template"), "spec"))
        let generators = Field(specification, "generators")
        for (index, item) in generators.items.enumerated() {
            let git = Field(Field(generators.path.appending(.index(index)), item), "git")
            guard git.value != nil else { continue }
            var source = DeliverySource(address: Field(git, "repoURL"))
            let revision = Field(git, "revision")
            source.revision = (revision, Revision.git(revision.value))
            delivery.sources.append(source)
        }
        delivery.settings += [
            Setting(field: generators, reason: "other Applications are made, or with other values"),
            Setting(
                field: Field(specification, "templatePatch"), reason: "the Applications are patched in another way"),
        ]
        return delivery
    }
}
