import GitOpsManifest

extension ClusterFacts {
    mutating func read(_ manifest: Manifest, _ position: UInt32) {
        let root = manifest.root
        func evidence(_ node: Node) -> Evidence {
            Evidence(manifest: position, node: UInt32(truncatingIfNeeded: node.index))
        }
        switch (manifest.id.group, manifest.id.kind) {
        case ("rbac.authorization.k8s.io", _): break
        case ("", "Namespace"): readNamespace(root, evidence)
        case ("", "ServiceAccount"): readAccount(manifest, evidence)
        case ("", "Secret"): readSecret(manifest, evidence)
        case ("", "ConfigMap"): readConfigMap(manifest, evidence)
        case ("apiextensions.k8s.io", "CustomResourceDefinition"):
            if let group = root["spec"]?["group"]?.string, let plural = root["spec"]?["names"]?["plural"]?.string {
                served.insert("\(plural).\(group)")
            }
        case ("argoproj.io", "AppProject"): readProject(manifest, evidence)
        case ("kustomize.toolkit.fluxcd.io", "Kustomization"):
            readConsumer(manifest, root["spec"]?["sourceRef"], .kustomizeController, evidence)
        case ("helm.toolkit.fluxcd.io", "HelmRelease"):
            let chart = root["spec"]?["chart"]?["spec"]?["sourceRef"] ?? root["spec"]?["chartRef"]
            readConsumer(manifest, chart, .helmController, evidence)
        default: readWorkload(manifest, evidence)
        }
    }

    /// Source: `staging/src/k8s.io/pod-security-admission/api/constants.go`.
    private mutating func readNamespace(_ root: Node, _ evidence: (Node) -> Evidence) {
        guard let name = root["metadata"]?["name"]?.string else { return }
        guard let level = root["metadata"]?["labels"]?["pod-security.kubernetes.io/enforce"] else { return }
        if ["baseline", "restricted"].contains(level.string) {
            restrictedNamespaces[names.intern(name)] = evidence(level)
        }
    }

    private mutating func readAccount(_ manifest: Manifest, _ evidence: (Node) -> Evidence) {
        let namespace = names.intern(manifest.id.namespace ?? "default")
        if manifest.root["automountServiceAccountToken"]?.bool == false {
            accountsWithoutMount.insert(username(manifest.id.namespace ?? "default", manifest.id.name))
        }
        for provider in CloudProvider.allCases {
            guard let found = manifest.root["metadata"]?["annotations"]?[provider.annotation] else { continue }
            clouds[provider, default: []].append((namespace, evidence(found)))
        }
    }

    /// Source: `pkg/controller/serviceaccount/tokens_controller.go`.
    private mutating func readSecret(_ manifest: Manifest, _ evidence: (Node) -> Evidence) {
        guard manifest.root["type"]?.string == "kubernetes.io/service-account-token" else { return }
        let annotations = manifest.root["metadata"]?["annotations"]
        guard let account = annotations?["kubernetes.io/service-account.name"], let name = account.string else {
            return
        }
        let namespace = manifest.id.namespace ?? "default"
        tokens.append(
            StoredToken(
                namespace: names.intern(namespace), name: names.intern(manifest.id.name),
                account: username(namespace, name), evidence: evidence(account)))
    }

    private mutating func readConfigMap(_ manifest: Manifest, _ evidence: (Node) -> Evidence) {
        if manifest.id.name == "aws-auth", manifest.id.namespace == "kube-system" { authMap = evidence(manifest.root) }
        // Source: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/
        if let flag = manifest.root["data"]?["allow-snippet-annotations"], flag.string == "true" {
            snippets = evidence(flag)
        }
    }

    /// An open project lets Applications go anywhere with any kind.
    ///
    /// Source: `AppProjectSpec` in `argo-cd/pkg/apis/application/v1alpha1`; a project `default` that is not written
    /// is made open by Argo CD.
    private mutating func readProject(_ manifest: Manifest, _ evidence: (Node) -> Evidence) {
        let namespace = names.intern(manifest.id.namespace ?? "default")
        if manifest.id.name == "default" { namespacesWithDefaultProject.insert(namespace) }
        let spec = manifest.root["spec"]
        let kinds = spec?["clusterResourceWhitelist"]?.elements.first {
            $0["kind"]?.string == "*" && $0["group"]?.string == "*"
        }
        let destination = spec?["destinations"]?.elements.first {
            $0["namespace"]?.string == "*" && ($0["server"]?.string ?? $0["name"]?.string ?? "") != ""
        }
        guard kinds != nil, let destination else { return }
        openProjects[namespace] = evidence(destination)
    }

    private mutating func readConsumer(
        _ manifest: Manifest, _ source: Node?, _ controller: Controller, _ evidence: (Node) -> Evidence
    ) {
        guard let source, manifest.root["spec"]?["kubeConfig"] == nil else { return }
        let namespace = manifest.id.namespace ?? "default"
        let account = manifest.root["spec"]?["serviceAccountName"]?.string
        consumers.append(
            SourceConsumer(
                sourceNamespace: names.intern(source["namespace"]?.string ?? namespace),
                account: account.map { username(namespace, $0) }, controller: controller, evidence: evidence(source)))
    }

    private mutating func readWorkload(_ manifest: Manifest, _ evidence: (Node) -> Evidence) {
        guard let pods = PodTemplate(manifest) else { return }
        workloads.append(
            Workload(
                namespace: names.intern(pods.namespace), name: names.intern(manifest.id.name),
                isPod: manifest.id.kind == "Pod", account: username(pods.namespace, pods.account),
                token: pods.token, isOnEveryNode: pods.isOnEveryNode, privileged: pods.privileged.map(evidence)))
        for controller in [Controller.kustomizeController, .helmController]
        where manifest.id.name == controller.rawValue && isConfined(manifest) {
            confinedControllers.insert(controller)
        }
    }

    /// Source: the flag `--default-service-account` of `fluxcd/flux2/rfcs/0001-authorization`.
    private func isConfined(_ manifest: Manifest) -> Bool {
        let containers = manifest.root["spec"]?["template"]?["spec"]?["containers"]
        return containers?.elements.contains { container in
            container["args"]?.elements.contains { $0.string?.hasPrefix("--default-service-account=") ?? false }
                ?? false
        } ?? false
    }
}
