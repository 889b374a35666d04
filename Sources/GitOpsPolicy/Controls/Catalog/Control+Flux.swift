import GitOpsReport

extension Control {
    /// Flux.
    ///
    /// Sources: the API reference of Flux, and https://fluxcd.io/flux/security/best-practices/.
    static let flux: [Control] = [
        Control(
            "flux-plain-source", .medium, .gitops,
            summary: "Sources are read over encrypted connections.",
            reason: "Whoever gets between Flux and its source decides what runs in the cluster.",
            remediation: "Use https or ssh, and remove insecure.",
            of: .fluxSources,
            .holds(
                "!object.?spec.?url.orValue('').matches(r'^(http|git)://') && !object.?spec.?insecure.orValue(false)",
                says: "is read without encryption"),
            references: [.mitre("T1195.002"), .nsa(.encryption), .soc2("CC6.7"), .pci("4.2.1")]),
        Control(
            "flux-unverified-source", .info, .gitops,
            summary: "Flux verifies the signatures of what it applies.",
            reason:
                "Without spec.verify, whoever can push to the repository or registry decides what runs in the cluster.",
            remediation: "Sign commits, tags or artifacts, and set spec.verify.",
            of: .fluxVerifiableSources,
            .holds("object.?spec.?verify.hasValue()", says: "is applied without a verified signature"),
            references: [.mitre("T1195.002"), .soc2("CC6.8"), .pci("6.5.1")]),
        Control(
            "flux-controller-permissions", .info, .gitops,
            summary: "Flux applies with the permissions of a tenant.",
            reason: "Without serviceAccountName the controller applies as itself, which is cluster-admin by default.",
            remediation: "Set serviceAccountName, or start the controllers with --default-service-account.",
            of: .fluxAppliers,
            .holds(
                "object.?spec.?serviceAccountName.orValue('') != '' || object.?spec.?kubeConfig.hasValue()",
                says: "is applied with the permissions of the controller"),
            references: [.mitre("T1078"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.5")]),
        Control(
            "flux-no-prune", .low, .gitops,
            summary: "What is removed from Git is removed from the cluster.",
            reason: "With prune: false resources run on that no repository shows, and nobody patches them.",
            remediation: "Set prune: true, and keep single resources with kustomize.toolkit.fluxcd.io/prune: disabled.",
            of: .fluxKustomizations,
            .holds("object.?spec.?prune.orValue(true) != false", says: "leaves removed resources in the cluster"),
            references: [.soc2("CC8.1")]),
        Control(
            "flux-cross-namespace-source", .info, .gitops,
            summary: "Sources belong to the namespace that uses them.",
            reason:
                "Who may change the source's namespace decides what runs in this one; controllers can refuse such references.",
            remediation:
                "Make the source in the same namespace, or start the controllers with --no-cross-namespace-refs.",
            of: .fluxAppliers,
            .holds(
                """
                object.metadata.?namespace.orValue('') == '' || object.?spec.?sourceRef.?namespace\
                .or(object.?spec.?chart.?spec.?sourceRef.?namespace).or(object.?spec.?chartRef.?namespace)\
                .orValue(object.metadata.namespace) == object.metadata.namespace
                """, says: "uses a source of another namespace"),
            references: [.nsa(.accessControl), .soc2("CC6.3")]),
        Control(
            "flux-floating-chart", .low, .gitops,
            summary: "Charts are deployed at a version.",
            reason: "A range, or no version, lets the chart's publisher change the cluster without a commit.",
            remediation: "Write the version of the chart, and let a tool raise it.",
            of: .fluxCharts,
            .holds(
                """
                (object.kind == 'HelmChart' ? object.?spec.?version.orValue('*') \
                : object.?spec.?chart.?spec.?version.orValue('*')).matches(\(CELText.fixedVersion))
                """, says: "uses a chart without a version"),
            references: [.mitre("T1195.002"), .soc2("CC8.1"), .pci("6.5.1")]),
        Control(
            "flux-floating-artifact", .low, .gitops,
            summary: "Artifacts are deployed at a version.",
            reason:
                "The tag latest, which is also the default, or a range lets whoever pushes change the cluster without a commit.",
            remediation: "Set ref.tag to a version, or ref.digest.",
            of: .fluxOCIRepositories,
            .holds(
                #"""
                (!(object.?spec.?ref.?tag.orValue('latest') in ['', 'latest']) || object.?spec.?ref.?semver.hasValue()) \#
                && object.?spec.?ref.?semver.orValue('1.0.0').matches(\#(CELText.fixedVersion)) \#
                || object.?spec.?ref.?digest.orValue('') != ''
                """#, says: "uses an artifact without a fixed version"),
            references: [.mitre("T1195.002"), .soc2("CC8.1"), .pci("6.5.1")]),
        // https://fluxcd.io/flux/components/notification/receivers/#supported-receiver-types.
        Control(
            "flux-unsigned-receiver", .low, .gitops,
            summary: "Webhooks that start reconciliations are signed.",
            reason: "The type generic checks no signature: who learns its address makes the controllers work.",
            remediation: "Use the type of the sender, or generic-hmac.",
            of: .fluxReceivers,
            .holds("object.?spec.?type.orValue('') != 'generic'", says: "accepts requests without a signature"),
            references: [.mitre("T1133"), .soc2("CC6.6")]),
    ]
}
