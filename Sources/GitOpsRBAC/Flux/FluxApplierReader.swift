import GitOpsManifest

/// Reads one Kustomization or HelmRelease.
struct FluxApplierReader {
    private let manifest: Manifest
    private let controller: FluxDelegations.Controller
    private let namespace: String
    private var spec: Node? { manifest.root["spec"] }

    init(_ manifest: Manifest, _ controller: FluxDelegations.Controller, _ defaultNamespace: String) {
        self.manifest = manifest
        self.controller = controller
        namespace = manifest.id.namespace ?? defaultNamespace
    }

    var applier: FluxDelegations.Applier {
        let (identity, node) = identity
        return FluxDelegations.Applier(
            object: manifest.id, identity: identity, identityPlace: place(node),
            targetNamespace: spec?["targetNamespace"]?.string, sources: sources)
    }

    private var identity: (FluxDelegations.Identity, Node?) {
        let node = spec?["serviceAccountName"]
        let named = node?.string.flatMap { $0.isEmpty ? nil : Subject.serviceAccount(namespace: namespace, name: $0) }
        if let remote = spec?["kubeConfig"], !remote.isNull { return (.remote(account: named), remote) }
        if let named { return (.named(named), node) }
        if let account = controller.defaultAccount, !account.isEmpty {
            return (.byDefault(.serviceAccount(namespace: namespace, name: account)), nil)
        }
        return (.controller(controller.account), nil)
    }

    private var sources: [FluxDelegations.Source] {
        let references = [spec?["sourceRef"], spec?["chart"]?["spec"]?["sourceRef"], spec?["chartRef"]]
        return references.compactMap { $0 }.compactMap(source)
    }

    private func source(_ reference: Node) -> FluxDelegations.Source? {
        guard let kind = reference["kind"]?.string, let name = reference["name"]?.string else { return nil }
        let written = reference["namespace"]?.string ?? ""
        let place = written.isEmpty ? namespace : written
        let isCross = !place.hasSameBytes(as: namespace)
        let group = reference["apiVersion"]?.string.map(ResourceID.group(ofAPIVersion:)) ?? "source.toolkit.fluxcd.io"
        return FluxDelegations.Source(
            object: ResourceID(group: group, kind: kind, namespace: place, name: name), isCrossNamespace: isCross,
            isForbidden: isCross && controller.forbidsCrossNamespace,
            place: self.place(written.isEmpty ? reference : reference["namespace"]))
    }

    private func place(_ node: Node?) -> GrantPlace {
        GrantPlace(object: manifest.id, origin: manifest.origin, position: (node ?? manifest.root).position)
    }
}
