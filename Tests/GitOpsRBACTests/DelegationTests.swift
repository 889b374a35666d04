import GitOpsManifest
import GitOpsRBAC
import GitOpsSchema
import Testing

@Suite("With whose rights GitOps controllers apply")
struct DelegationTests {
    private static func set(_ text: String) -> ManifestSet { ManifestSet(SourceText(text, name: "flux.yaml")) }

    private static let appliers = """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: apps, namespace: team}
        spec:
          serviceAccountName: deployer
          sourceRef: {kind: GitRepository, name: apps, namespace: flux-system}
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: infra, namespace: team}
        spec:
          sourceRef: {kind: GitRepository, name: infra}
        ---
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {name: redis, namespace: team}
        spec:
          targetNamespace: cache
          kubeConfig: {secretRef: {name: other}}
          serviceAccountName: remote
          chart: {spec: {sourceRef: {kind: HelmRepository, name: charts, namespace: team}}}
        """

    @Test("the account an object names, the controller's own, and another cluster")
    func flux() {
        let flux = FluxDelegations(Self.set(Self.appliers))
        #expect(
            flux.appliers.map(\.identity) == [
                .named(.serviceAccount(namespace: "team", name: "deployer")),
                .controller(.serviceAccount(namespace: "flux-system", name: "kustomize-controller")),
                .remote(account: .serviceAccount(namespace: "team", name: "remote")),
            ])
        #expect(
            flux.appliers.map(\.identityPlace.description) == ["flux.yaml:5:23", "flux.yaml:8:1", "flux.yaml:19:15"])
        #expect(flux.appliers.map { $0.sources.map(\.isCrossNamespace) } == [[true], [false], [false]])
        #expect(flux.appliers[0].sources[0].place.description == "flux.yaml:6:59")
        #expect(flux.appliers[0].sources[0].object.namespace == "flux-system")
        #expect(flux.appliers[2].targetNamespace == "cache")
        #expect(flux.appliers[2].identity.account == nil)
        #expect(flux.controllers.allSatisfy { $0.place == nil })
    }

    @Test("the flags of a controller count")
    func flags() {
        let controller = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: kustomize-controller, namespace: flux}
            spec:
              template:
                spec:
                  serviceAccountName: kc
                  containers:
                  - name: manager
                    args: [--default-service-account=tenant, --no-cross-namespace-refs]
            ---
            """
        let flux = FluxDelegations(Self.set(controller + "\n" + Self.appliers))
        #expect(flux.controllers[0].account == .serviceAccount(namespace: "flux", name: "kc"))
        #expect(flux.appliers[1].identity == .byDefault(.serviceAccount(namespace: "team", name: "tenant")))
        #expect(flux.appliers[0].sources[0].isForbidden)
        #expect(!flux.appliers[2].sources[0].isForbidden)
    }

    // MARK: Argo CD

    private struct NoMatches: PatternMatching {
        func matches(_ text: String, pattern: String) -> Bool? { false }
    }

    private static func argo(_ settings: String = "") -> ManifestSet {
        set(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd}
            data: {\(settings)}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              destinations:
              - {server: "https://kubernetes.default.svc", namespace: "shop-*"}
              - {server: "*", namespace: "!kube-system"}
              sourceNamespaces: ["team-*", "/^ci-[0-9]+$/"]
              clusterResourceWhitelist: [{group: "", kind: Namespace}]
              namespaceResourceBlacklist: [{group: rbac.authorization.k8s.io, kind: "*"}]
              destinationServiceAccounts:
              - {server: "*", namespace: shop-web, defaultServiceAccount: deployer}
              - {server: "*", namespace: "*", defaultServiceAccount: "ops:all"}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: web, namespace: argocd}
            spec:
              project: shop
              destination: {server: "https://kubernetes.default.svc", namespace: shop-web}
              source: {repoURL: "https://example.com/web.git"}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: bad, namespace: elsewhere}
            spec:
              project: shop
              destination: {name: in-cluster, namespace: kube-system}
              sources: [{repoURL: a}, {repoURL: b}]
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: many, namespace: argocd}
            spec:
              template:
                spec:
                  project: missing
                  destination: {server: "{{server}}", namespace: x}
            """)
    }

    @Test("Applications use the controller's account within what their project permits")
    func controller() {
        let argo = ArgoCDDelegations(Self.argo())
        let account = Subject.serviceAccount(namespace: "argocd", name: "argocd-application-controller")
        #expect(argo.controller == account && !argo.impersonates)
        #expect(argo.appliers.map(\.identity) == [.controller(account), .controller(account), .controller(account)])
        #expect(
            argo.appliers.map(\.obstacles) == [
                [], [.destination], [.unknownProject("missing")],
            ])
        let matched = ArgoCDDelegations(Self.argo(), patterns: NoMatches())
        #expect(matched.appliers[1].obstacles == [.sourceNamespace("elsewhere"), .destination])
        #expect(argo.appliers.map(\.isLocal) == [true, true, false])
        #expect(argo.appliers.map(\.repositories) == [["https://example.com/web.git"], ["a", "b"], []])
    }

    @Test("with impersonation the first account that matches the destination is used")
    func impersonation() {
        let argo = ArgoCDDelegations(Self.argo("application.sync.impersonation.enabled: \"true\""))
        #expect(
            argo.appliers.map(\.identity) == [
                .destinationAccount(.serviceAccount(namespace: "shop-web", name: "deployer")),
                .destinationAccount(.serviceAccount(namespace: "ops", name: "all")), .none,
            ])
        #expect(argo.appliers[0].identityPlace.description == "flux.yaml:17:5")
        let open = ArgoCDDelegations(
            Self.argo(
                "application.sync.impersonation.enabled: \"true\", application.sync.impersonation.enforced: \"false\""))
        #expect(open.appliers[2].identity == .controller(argo.controller))
    }

    @Test("what a project permits")
    func limits() throws {
        let limits = try #require(ArgoCDDelegations(Self.argo()).projects.first)
        #expect(limits.permits(server: "https://kubernetes.default.svc", name: "", namespace: "shop-a"))
        #expect(!limits.permits(server: "https://kubernetes.default.svc", name: "", namespace: "kube-system"))
        #expect(limits.permits(group: "", kind: "Namespace", name: "x", isNamespaced: false))
        #expect(!limits.permits(group: "", kind: "Node", name: "x", isNamespaced: false))
        #expect(limits.permits(group: "apps", kind: "Deployment", name: "x", isNamespaced: true))
        #expect(!limits.permits(group: "rbac.authorization.k8s.io", kind: "Role", name: "x", isNamespaced: true))
        #expect(limits.takesApplications(from: "argocd") == true)
        #expect(limits.takesApplications(from: "team-a") == true)
        // Nobody evaluates regular expressions here.
        #expect(limits.takesApplications(from: "ci-7") == nil)
    }
}
