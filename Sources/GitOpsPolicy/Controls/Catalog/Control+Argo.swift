import GitOpsReport

extension Control {
    /// Whether a generator, or one within it, takes values from repositories and pull requests. A matrix or merge holds
    /// others, and one of those holds others once more.
    private static func isFromOutside(_ generator: String, levels: Int = 2) -> String {
        let itself = "\(generator).?scmProvider.hasValue() || \(generator).?pullRequest.hasValue()"
        guard levels > 0 else { return itself }
        let inner = "\(generator)Part"
        let others = ["matrix", "merge"].map {
            "\(generator).?\($0).?generators.orValue([]).exists(\(inner), \(isFromOutside(inner, levels: levels - 1)))"
        }
        return ([itself] + others).joined(separator: " || ")
    }

    /// Argo CD.
    ///
    /// Sources: the operator manual of Argo CD, https://argo-cd.readthedocs.io/en/stable/operator-manual/.
    static let argo: [Control] = [
        Control(
            "argocd-project-any-source", .medium, .gitops,
            summary: "A project names its repositories.",
            reason: "Who may write an Application of the project deploys from any repository of the world.",
            remediation: "List the repositories in sourceRepos, with patterns below your own organisation.",
            of: .projects,
            .none(
                of: "object.?spec.?sourceRepos.orValue([])", where: "it in ['*', '**', 'https://*', 'http*']",
                says: "patterns for any repository", naming: "it"),
            references: [.mitre("T1610"), .nsa(.accessControl), .soc2("CC6.8"), .pci("7.2.2")]),
        Control(
            "argocd-project-any-destination", .medium, .gitops,
            summary: "A project names the namespaces that it deploys to.",
            reason: "An Application of the project may change what others run, and Argo CD itself.",
            remediation: "List clusters and namespaces in destinations.",
            of: .projects,
            .none(
                of: "object.?spec.?destinations.orValue([])", where: "it.?namespace.orValue('') in ['*', '**']",
                says: "destinations in every namespace of a cluster",
                naming: "it.?server.or(it.?name).orValue('?')"),
            references: [.mitre("T1610"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
        Control(
            "argocd-project-any-cluster-resource", .medium, .gitops,
            summary: "A project names the resources of the cluster that it may change.",
            reason:
                "With * an Application makes ClusterRoles, bindings, webhooks and namespaces: the project is cluster-admin.",
            remediation: "List the kinds in clusterResourceWhitelist, or leave it out.",
            of: .projects,
            .none(
                of: "object.?spec.?clusterResourceWhitelist.orValue([])",
                where: "it.?group.orValue('') == '*' && it.?kind.orValue('') == '*'",
                says: "permissions for resources of the cluster", naming: "'*/*'"),
            references: [.mitre("T1078"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
        Control(
            "argocd-default-project", .low, .gitops,
            summary: "Applications belong to a project of their own.",
            reason: "The project default allows every source, destination and kind unless somebody narrowed it.",
            remediation: "Make a project with the sources and destinations that are needed, and set spec.project.",
            of: .applications,
            .holds("variables.spec.?project.orValue('default') != 'default'", says: "is in the project default"),
            references: [.nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
        Control(
            "argocd-floating-chart", .low, .gitops,
            summary: "Charts are deployed at a version.",
            reason: "A range lets the chart's publisher change the cluster without a commit.",
            remediation: "Write the version of the chart in targetRevision.",
            of: .applications,
            .none(
                of: "variables.sources",
                where: """
                    !it.?targetRevision.orValue('*').matches(\(CELText.fixedVersion)) && it.?chart.orValue('') != ''
                    """,
                says: "charts without a version", naming: "it.chart"),
            references: [.mitre("T1195.002"), .soc2("CC8.1"), .pci("6.5.1")]),
        Control(
            "argocd-floating-revision", .info, .gitops,
            summary: "Applications name the branch or tag that they follow.",
            reason: "HEAD is whatever the host of the repository calls its default branch.",
            remediation: "Write the branch, or better a tag, in targetRevision.",
            of: .applications,
            .none(
                of: "variables.sources",
                where: "it.?targetRevision.orValue('HEAD') in ['', 'HEAD'] && it.?chart.orValue('') == ''",
                says: "sources at HEAD", naming: "it.?repoURL.orValue('?')"),
            references: [.soc2("CC8.1"), .pci("6.5.1")]),
        Control(
            "argocd-plain-source", .medium, .gitops,
            summary: "Sources are read over encrypted connections.",
            reason: "Whoever gets between Argo CD and its source decides what runs in the cluster.",
            remediation: "Use https or ssh.",
            of: .applications,
            .none(
                of: "variables.sources", where: "it.?repoURL.orValue('').matches(r'^(http|git)://')",
                says: "sources without encryption", naming: "it.repoURL"),
            references: [.mitre("T1195.002"), .nsa(.encryption), .soc2("CC6.7"), .pci("4.2.1")]),
        Control(
            "argocd-empty-prune", .medium, .gitops,
            summary: "An empty folder does not delete everything.",
            reason: "With prune and allowEmpty, a wrong path or an error of a generator takes all resources away.",
            remediation: "Remove allowEmpty.",
            of: .applications,
            .holds(
                """
                !variables.spec.?syncPolicy.?automated.?prune.orValue(false) \
                || !variables.spec.?syncPolicy.?automated.?allowEmpty.orValue(false)
                """, says: "deletes all of its resources when the source is empty"),
            references: [.mitre("T1485"), .soc2("A1.2")]),
        // https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Security/.
        Control(
            "argocd-templated-project", .high, .gitops,
            summary: "What outsiders write does not choose the project.",
            reason: """
                Generators of repositories and pull requests take values from people who may push there: with a templated \
                project they choose what the Application is allowed to do.
                """,
            remediation: "Write the project in the template as it is.",
            of: .applicationSets,
            // A generator may have a template of its own; that of one within another is not used.
            .holds(
                """
                !object.?spec.?generators.orValue([]).exists(generator, [object.?spec.?template, \
                generator.?scmProvider.?template, generator.?pullRequest.?template, generator.?matrix.?template, \
                generator.?merge.?template].exists(template, template.?spec.?project.orValue('').contains('{{')) \
                && (\(isFromOutside("generator"))))
                """, says: "lets repositories choose the project"),
            references: [.mitre("T1078"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
        Control(
            "argocd-anonymous", .critical, .gitops,
            summary: "Nobody uses Argo CD without logging in.",
            reason: "Everybody who reaches the server has the default role, sees what is deployed, and may deploy.",
            remediation: "Remove users.anonymous.enabled from argocd-cm.",
            of: .argoConfiguration("argocd-cm"),
            .holds(
                "variables.data[?'users.anonymous.enabled'].orValue('false') != 'true'", says: "allows anonymous users"),
            references: [.mitre("T1133"), .nsa(.authentication), .soc2("CC6.1"), .pci("8.2.1")]),
        Control(
            "argocd-exec", .medium, .gitops,
            summary: "Argo CD opens no shells.",
            reason: "A session in Argo CD becomes a shell in any pod that its role covers.",
            remediation: "Remove exec.enabled from argocd-cm.",
            of: .argoConfiguration("argocd-cm"),
            .holds("variables.data[?'exec.enabled'].orValue('false') != 'true'", says: "opens shells in pods"),
            references: [.mitre("T1609"), .nsa(.accessControl), .soc2("CC6.1"), .pci("2.2.4")]),
        // https://argo-cd.readthedocs.io/en/stable/user-guide/kustomize/#kustomize-build-optionsparameters.
        Control(
            "argocd-kustomize-options", .medium, .gitops,
            summary: "Kustomize reads only its own folder and runs no programs.",
            reason: "With these options a repository reads files of Argo CD's server or runs programs there.",
            remediation: "Remove the options from kustomize.buildOptions.",
            of: .argoConfiguration("argocd-cm"),
            .none(
                of: "variables.data",
                // Each version of kustomize may have a key of its own: kustomize.buildOptions.v5.6.0.
                where: #"""
                    it.matches(r'^kustomize\.buildOptions(\.|$)') && variables.data[it]\#
                    .matches('LoadRestrictionsNone|load_restrictor[ =]+none|enable-exec|enable-alpha-plugins|network')
                    """#, says: "options that let kustomize leave its folder or run programs", naming: "it"),
            references: [.mitre("T1609"), .soc2("CC6.8"), .pci("2.2.6")]),
        Control(
            "argocd-default-role", .high, .gitops,
            summary: "Who logs in to Argo CD is no administrator by that.",
            reason: "The default role is given to everybody who logs in, whatever else is configured.",
            remediation: "Set policy.default to role:readonly or to nothing, and bind roles to groups.",
            of: .argoConfiguration("argocd-rbac-cm"),
            .holds(
                "variables.data[?'policy.default'].orValue('') != 'role:admin'",
                says: "makes everybody an administrator"),
            references: [.mitre("T1078"), .nsa(.accessControl), .soc2("CC6.3"), .pci("7.2.2")]),
        Control(
            "argocd-no-authentication", .critical, .gitops,
            summary: "The server of Argo CD asks who its users are.",
            reason:
                "With server.disable.auth everybody who reaches the server is an administrator of every cluster it manages.",
            remediation: "Remove server.disable.auth from argocd-cmd-params-cm.",
            of: .argoConfiguration("argocd-cmd-params-cm"),
            .holds("variables.data[?'server.disable.auth'].orValue('false') != 'true'", says: "has no authentication"),
            references: [.mitre("T1133"), .nsa(.authentication), .soc2("CC6.1"), .pci("8.2.1")]),
        // The type checker of the server takes the data of a Secret for bytes; expressions see it in base64.
        Control(
            "argocd-insecure-repository", .medium, .gitops,
            summary: "Argo CD knows whom it reads from.",
            reason:
                "Without verification, whoever gets between Argo CD and the repository decides what runs in the cluster.",
            remediation: "Add the certificate or host key to Argo CD, and remove insecure.",
            of: .repositorySecrets,
            .holds(
                """
                dyn(object).?data.?insecure.orValue('') != 'dHJ1ZQ==' \
                && dyn(object).?data.?insecureIgnoreHostKey.orValue('') != 'dHJ1ZQ=='
                """, says: "is read without verifying the server"),
            references: [.mitre("T1195.002"), .nsa(.encryption), .soc2("CC6.7"), .pci("4.2.1")]),
    ]
}
