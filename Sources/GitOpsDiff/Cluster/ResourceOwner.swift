public import GitOpsManifest

/// What a live object says about the tool that applied it.
public enum ResourceOwner: Sendable, Hashable {
    /// An Argo CD application, by its tracking annotation or label.
    case argoCD(application: String)
    /// A Flux Kustomization.
    case fluxKustomization(namespace: String, name: String)
    /// A Flux HelmRelease.
    case fluxHelmRelease(namespace: String, name: String)
    /// A member of an ApplySet (KEP-3659), by the identifier of the set.
    case applySet(id: String)
    /// A Helm release.
    case helm(namespace: String, release: String)

    /// The tool that an object names; `nil` when it names none.
    ///
    /// Sources: Argo CD docs `user-guide/resource_tracking`; Flux `kustomize.toolkit.fluxcd.io` and
    /// `helm.toolkit.fluxcd.io` labels; KEP-3659; Helm's `meta.helm.sh` annotations.
    public init?(_ object: Node) {
        let labels = object["metadata"]?["labels"]
        let annotations = object["metadata"]?["annotations"]
        func label(_ name: String) -> String? { labels?[name]?.string }
        if let tracking = annotations?["argocd.argoproj.io/tracking-id"]?.string {
            self = .argoCD(application: String(tracking.prefix { $0 != ":" }))
        } else if let name = label("kustomize.toolkit.fluxcd.io/name") {
            self = .fluxKustomization(namespace: label("kustomize.toolkit.fluxcd.io/namespace") ?? "", name: name)
        } else if let name = label("helm.toolkit.fluxcd.io/name") {
            self = .fluxHelmRelease(namespace: label("helm.toolkit.fluxcd.io/namespace") ?? "", name: name)
        } else if let id = label("applyset.kubernetes.io/part-of") {
            self = .applySet(id: id)
        } else if let name = annotations?["meta.helm.sh/release-name"]?.string {
            self = .helm(namespace: annotations?["meta.helm.sh/release-namespace"]?.string ?? "", release: name)
        } else if let name = label("argocd.argoproj.io/instance") {
            self = .argoCD(application: name)
        } else {
            return nil
        }
    }
}

extension ResourceOwner: CustomStringConvertible {
    /// The tool and what it calls the owner.
    public var description: String {
        switch self {
        case .argoCD(let application): "Argo CD application \(application)"
        case .fluxKustomization(let namespace, let name): "Kustomization \(namespace)/\(name)"
        case .fluxHelmRelease(let namespace, let name): "HelmRelease \(namespace)/\(name)"
        case .applySet(let id): "ApplySet \(id)"
        case .helm(let namespace, let release): "Helm release \(namespace)/\(release)"
        }
    }
}
