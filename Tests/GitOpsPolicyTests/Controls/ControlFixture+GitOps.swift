extension ControlFixture {
    private static func argo(_ kind: String, _ spec: String) -> String {
        object("argoproj.io/v1alpha1", kind, "spec:\n  \(spec.replacing("\n", with: "\n  "))")
    }
    private static func flux(_ group: String, _ kind: String, _ spec: String, version: String = "v1") -> String {
        object("\(group).toolkit.fluxcd.io/\(version)", kind, "spec:\n  \(spec.replacing("\n", with: "\n  "))")
    }
    private static let repository = "repoURL: https://git.example/shop"

    /// The source of an ApplicationSet's template.
    private static func template(_ source: String) -> String {
        "template:\n  spec:\n    project: shop\n    source:\n      \(source)"
    }

    private static let anyProject = "template:\n  spec:\n    project: '{{project}}' # <-"

    static let argo: [ControlFixture] = [
        ControlFixture(
            "argocd-project-any-source",
            fails: argo("AppProject", "sourceRepos:\n- https://git.example/shop\n- '*' # <-"),
            passes: argo("AppProject", "sourceRepos: ['https://git.example/shop/*']"), argo("AppProject", "roles: []")),
        ControlFixture(
            "argocd-project-any-destination",
            fails: argo("AppProject", "destinations:\n- server: '*'\n  namespace: '*' # <-"),
            argo("AppProject", "destinations:\n- server: https://cluster.example\n  namespace: '*' # <-"),
            passes: argo("AppProject", "destinations: [{server: https://cluster.example, namespace: shop-*}]"),
            argo("AppProject", "destinations: [{name: '*', namespace: shop}]")),
        ControlFixture(
            "argocd-project-any-cluster-resource",
            fails: argo("AppProject", "clusterResourceWhitelist:\n- group: '*' # <-\n  kind: '*' # <-"),
            passes: argo("AppProject", "clusterResourceWhitelist: [{group: '', kind: Namespace}]")),
        ControlFixture(
            "argocd-default-project", fails: argo("Application", "project: default # <-\nsource: {\(repository)}"),
            argo("ApplicationSet", "template:\n  spec:\n    project: default # <-\n    source: {\(repository)}"),
            passes: argo("Application", "project: shop\nsource: {\(repository)}"),
            argo("ApplicationSet", "template: {spec: {project: shop, source: {\(repository)}}}")),
        ControlFixture(
            "argocd-floating-chart",
            fails: argo("Application", "source:\n  \(repository)\n  chart: shop\n  targetRevision: 1.* # <-"),
            argo("Application", "sources:\n- \(repository)\n  chart: shop\n  targetRevision: ^2 # <-"),
            argo("Application", "source:\n  \(repository)\n  chart: shop\n  targetRevision: '1.2' # <-"),
            argo("Application", "source:\n  \(repository)\n  chart: shop\n  targetRevision: 1.2.0 - 2.0.0 # <-"),
            argo("ApplicationSet", template("\(repository)\n      chart: shop\n      targetRevision: '>={{.v}}' # <-")),
            argo("ApplicationSet", template("\(repository)\n      chart: shop\n      targetRevision: 2.x # <-")),
            passes: argo(
                "ApplicationSet", template("\(repository)\n      chart: shop\n      targetRevision: '{{.v | trim}}'")),
            argo("Application", "source:\n  \(repository)\n  chart: shop\n  targetRevision: 1.2.3"),
            argo("Application", "source:\n  \(repository)\n  chart: shop\n  targetRevision: v1.2.3-rc.1+5"),
            argo("Application", "source:\n  \(repository)\n  targetRevision: HEAD")),
        ControlFixture(
            "argocd-floating-revision",
            fails: argo("Application", "source:\n  \(repository)\n  targetRevision: HEAD # <-"),
            argo("ApplicationSet", template("\(repository)\n      targetRevision: HEAD # <-")),
            passes: argo("Application", "source:\n  \(repository)\n  targetRevision: main"),
            argo("Application", "source:\n  \(repository)\n  chart: shop\n  targetRevision: 1.2.3")),
        ControlFixture(
            "argocd-plain-source", fails: argo("Application", "source:\n  repoURL: http://git.example/shop # <-"),
            argo("ApplicationSet", template("repoURL: http://git.example/shop # <-")),
            argo("Application", "sourceHydrator:\n  drySource:\n    repoURL: git://git.example/shop # <-"),
            passes: argo("Application", "source:\n  \(repository)")),
        ControlFixture(
            "argocd-empty-prune",
            fails: argo("Application", "syncPolicy:\n  automated:\n    prune: true # <-\n    allowEmpty: true # <-"),
            argo(
                "ApplicationSet",
                """
                template:
                  spec:
                    syncPolicy:
                      automated:
                        prune: true # <-
                        allowEmpty: true # <-
                """),
            passes: argo("Application", "syncPolicy: {automated: {prune: true}}"), argo("Application", "project: shop")),
        ControlFixture(
            "argocd-templated-project",
            fails: argo(
                "ApplicationSet", "generators: [{pullRequest: {}}]\ntemplate:\n  spec:\n    project: '{{project}}' # <-"
            ),
            argo(
                "ApplicationSet",
                "generators:\n- matrix:\n    generators: [{list: {}}, {scmProvider: {}}] # <-\n\(anyProject)"),
            argo(
                "ApplicationSet",
                "generators:\n- merge:\n    generators: [{matrix: {generators: [{pullRequest: {}}]}}] # <-\n\(anyProject)"
            ),
            argo(
                "ApplicationSet",
                """
                generators:
                - scmProvider:
                    template:
                      spec:
                        project: '{{organization}}' # <-
                template: {spec: {project: shop}}
                """),
            passes: argo("ApplicationSet", "generators: [{pullRequest: {}}]\ntemplate: {spec: {project: shop}}"),
            argo("ApplicationSet", "generators: [{matrix: {generators: [{list: {}}]}}]\n\(anyProject)")),
        ControlFixture(
            "argocd-anonymous", fails: configuration("argocd-cm", "users.anonymous.enabled: 'true' # <-"),
            passes: configuration("argocd-cm", "users.anonymous.enabled: 'false'"),
            configuration("argocd-cm", "url: https://argocd.example")),
        ControlFixture(
            "argocd-exec", fails: configuration("argocd-cm", "exec.enabled: 'true' # <-"),
            passes: configuration("argocd-cm", "url: https://argocd.example")),
        ControlFixture(
            "argocd-kustomize-options",
            fails: configuration("argocd-cm", "kustomize.buildOptions: --load-restrictor LoadRestrictionsNone # <-"),
            configuration("argocd-cm", "kustomize.buildOptions.v5.6.0: --enable-exec # <-"),
            passes: configuration("argocd-cm", "kustomize.buildOptions: --enable-helm")),
        ControlFixture(
            "argocd-default-role", fails: configuration("argocd-rbac-cm", "policy.default: role:admin # <-"),
            passes: configuration("argocd-rbac-cm", "policy.default: role:readonly")),
        ControlFixture(
            "argocd-no-authentication",
            fails: configuration("argocd-cmd-params-cm", "server.disable.auth: 'true' # <-"),
            passes: configuration("argocd-cmd-params-cm", "server.insecure: 'true'")),
        ControlFixture(
            "argocd-insecure-repository",
            fails: object("v1", "Secret", "stringData:\n  url: https://git.example\n  insecure: 'true' # <-")
                .replacing("namespace: shop", with: "labels: {argocd.argoproj.io/secret-type: repository}"),
            passes: object("v1", "Secret", "stringData: {insecure: 'true'}"),
            object("v1", "Secret", "stringData: {url: https://git.example}")
                .replacing("namespace: shop", with: "labels: {argocd.argoproj.io/secret-type: repository}")),
    ]

    static let flux: [ControlFixture] = [
        ControlFixture(
            "flux-plain-source", fails: flux("source", "GitRepository", "url: http://git.example/shop # <-"),
            flux("source", "OCIRepository", "url: oci://registry.example/shop\ninsecure: true # <-"),
            passes: flux("source", "GitRepository", "url: ssh://git@git.example/shop"),
            flux("source", "HelmRepository", "url: https://charts.example")),
        ControlFixture(
            "flux-unverified-source",
            fails: flux("source", "GitRepository", "url: https://git.example/shop").replacing(
                "spec:", with: "spec: # <-"),
            passes: flux("source", "GitRepository", "verify: {mode: HEAD, secretRef: {name: keys}}")),
        ControlFixture(
            "flux-controller-permissions",
            fails: flux("kustomize", "Kustomization", "path: ./shop").replacing("spec:", with: "spec: # <-"),
            passes: flux("kustomize", "Kustomization", "serviceAccountName: shop"),
            flux("helm", "HelmRelease", "kubeConfig: {secretRef: {name: other}}", version: "v2")),
        ControlFixture(
            "flux-no-prune", fails: flux("kustomize", "Kustomization", "prune: false # <-"),
            passes: flux("kustomize", "Kustomization", "prune: true")),
        ControlFixture(
            "flux-cross-namespace-source",
            fails: flux(
                "kustomize", "Kustomization", "sourceRef:\n  kind: GitRepository\n  name: a\n  namespace: platform # <-"
            ),
            passes: flux("kustomize", "Kustomization", "sourceRef: {kind: GitRepository, name: a}"),
            flux("helm", "HelmRelease", "chartRef: {kind: OCIRepository, name: a, namespace: shop}", version: "v2")),
        ControlFixture(
            "flux-floating-chart",
            fails: flux(
                "helm", "HelmRelease",
                "chart:\n  spec:\n    chart: a\n    version: '>=1.0.0' # <-\n    sourceRef: {kind: HelmRepository, name: a}",
                version: "v2"),
            flux(
                "helm", "HelmRelease",
                "chart:\n  spec:\n    chart: a\n    version: '1.2' # <-\n    sourceRef: {kind: HelmRepository, name: a}",
                version: "v2"),
            flux(
                "source", "HelmChart",
                "chart: a\nversion: 1.2.0 - 2.0.0 # <-\nsourceRef: {kind: HelmRepository, name: a}"),
            passes: flux("source", "HelmChart", "chart: a\nversion: 1.2.3\nsourceRef: {kind: HelmRepository, name: a}"),
            flux(
                "helm", "HelmRelease",
                "chart: {spec: {chart: a, version: '${VERSION}', sourceRef: {kind: HelmRepository, name: a}}}",
                version: "v2"),
            flux(
                "helm", "HelmRelease",
                "chart: {spec: {chart: a, version: 1.2.3, sourceRef: {kind: HelmRepository, name: a}}}", version: "v2"),
            flux("helm", "HelmRelease", "values: {}", version: "v2")),
        ControlFixture(
            "flux-floating-artifact", fails: flux("source", "OCIRepository", "ref:\n  semver: 1.x # <-"),
            flux("source", "OCIRepository", "ref:\n  tag: latest # <-"),
            passes: flux("source", "OCIRepository", "ref: {tag: 1.2.3}"),
            flux("source", "OCIRepository", "ref: {semver: 1.2.3}")),
        ControlFixture(
            "flux-unsigned-receiver", fails: flux("notification", "Receiver", "type: generic # <-"),
            passes: flux("notification", "Receiver", "type: generic-hmac")),
    ]
    static let secrets: [ControlFixture] = [
        ControlFixture(
            "secret-in-plain-text",
            fails: object("v1", "Secret", "stringData:\n  user: shop\n  password: battery-staple # <-"),
            object("v1", "Secret", "data:\n  tls.key: a2V5 # <-\n  tls.crt: Y2VydA=="),
            object("v1", "Secret", "data:\n  .dockerconfigjson: e30= # <-"),
            passes: object("v1", "Secret", "stringData: {user: shop, url: https://git.example, token: ''}"),
            object("v1", "Secret", "stringData: {cosign.pub-key: a, tls.crt: b}"),
            object("v1", "Secret", "stringData: {password: 'ENC[AES256_GCM,data:a]'}"),
            object("v1", "Secret", "stringData: {password: '${PASSWORD}', token: '<path:a#b>', apiKey: '{{ .key }}'}"))
    ]
}
