public import GitOpsManifest

/// With whose rights Flux applies what Kustomizations and HelmReleases bring, and where their sources are.
///
/// Whoever may write such an object, or the source it takes its manifests from, acts with these rights.
///
/// Source: `spec.serviceAccountName`, `spec.kubeConfig` and `sourceRef` of `kustomize.toolkit.fluxcd.io` and
/// `helm.toolkit.fluxcd.io`, and the flags of their controllers (Flux RFC-0001, "Flux Multi-Tenancy").
public struct FluxDelegations: Sendable {
    /// A controller of Flux that applies objects.
    public struct Controller: Sendable {
        /// The kind of objects it reconciles.
        public let kind: String
        /// The account it runs as.
        public let account: Subject
        /// The account it acts as for objects that name none, in their namespace (`--default-service-account`).
        public let defaultAccount: String?
        /// Whether references to other namespaces are refused (`--no-cross-namespace-refs`).
        public let forbidsCrossNamespace: Bool
        /// Where its Deployment stands; `nil` when it is not in the set and Flux's own defaults are taken for it.
        public let place: GrantPlace?
    }

    /// With whose rights objects are applied.
    public enum Identity: Sendable, Hashable {
        /// An account of the object's own namespace, which it names.
        case named(Subject)
        /// The default account of the controller's flag, in the object's namespace.
        case byDefault(Subject)
        /// The controller's own account.
        case controller(Subject)
        /// Somebody in another cluster: whoever the kubeConfig stands for, or the account named there.
        case remote(account: Subject?)

        /// The account in this cluster whose rights are used; `nil` for another cluster.
        public var account: Subject? {
            switch self {
            case .named(let account), .byDefault(let account), .controller(let account): account
            case .remote: nil
            }
        }
    }

    /// A reference to where manifests come from.
    public struct Source: Sendable {
        /// What is referred to.
        public let object: ResourceID
        /// Whether it is in another namespace than the object.
        public let isCrossNamespace: Bool
        /// Whether the controller refuses it for that.
        public let isForbidden: Bool
        /// Where the reference stands.
        public let place: GrantPlace
    }

    /// A Kustomization or HelmRelease.
    public struct Applier: Sendable {
        /// The object.
        public let object: ResourceID
        /// With whose rights it is applied.
        public let identity: Identity
        /// The line that says so, or the object.
        public let identityPlace: GrantPlace
        /// The namespace its objects are put into, when it says so.
        public let targetNamespace: String?
        /// Where its manifests come from.
        public let sources: [Source]
    }

    /// The controllers: one for Kustomizations, one for HelmReleases.
    public let controllers: [Controller]
    /// The objects, in the order of the set.
    public let appliers: [Applier]

    /// Reads the objects and controllers of a set. Complexity: O(objects).
    ///
    /// - Parameters:
    ///   - manifests: the set.
    ///   - defaultNamespace: that of objects that name none.
    public init(_ manifests: ManifestSet, defaultNamespace: String = "default") {
        let controllers = Kind.allCases.map { Self.controller(of: $0, in: manifests) }
        self.controllers = controllers
        appliers = manifests.manifests.compactMap { manifest in
            guard let index = Kind.allCases.firstIndex(where: { $0.describes(manifest.id) }) else { return nil }
            return FluxApplierReader(manifest, controllers[index], defaultNamespace).applier
        }
    }

    /// The kinds that controllers apply.
    private enum Kind: CaseIterable {
        case kustomization, helmRelease

        var name: String { self == .kustomization ? "Kustomization" : "HelmRelease" }
        var group: String { self == .kustomization ? "kustomize.toolkit.fluxcd.io" : "helm.toolkit.fluxcd.io" }
        var controller: String { self == .kustomization ? "kustomize-controller" : "helm-controller" }

        func describes(_ id: ResourceID) -> Bool { id.kind == name && id.group == group }
    }

    private static func controller(of kind: Kind, in manifests: ManifestSet) -> Controller {
        let found = manifests.manifests(ofKind: "Deployment", group: "apps").first { $0.id.name == kind.controller }
        let pod = found?.root["spec"]?["template"]?["spec"]
        let arguments = (pod?["containers"]?.elements.map { $0 } ?? []).flatMap { container in
            [container["command"], container["args"]].flatMap { $0?.elements.compactMap(\.string) ?? [] }
        }
        let account = pod?["serviceAccountName"]?.string ?? pod?["serviceAccount"]?.string
        return Controller(
            kind: kind.name,
            account: .serviceAccount(
                namespace: found?.id.namespace ?? "flux-system",
                name: account ?? (found == nil ? kind.controller : "default")),
            defaultAccount: value(of: "--default-service-account", in: arguments),
            forbidsCrossNamespace: value(of: "--no-cross-namespace-refs", in: arguments).map { $0 != "false" } ?? false,
            place: found.map { GrantPlace(object: $0.id, origin: $0.origin, position: $0.position) })
    }

    /// The value of a flag as Go's `pflag` reads it: `--flag=value` or, for a text, `--flag value`; `--flag` alone is
    /// true.
    private static func value(of flag: String, in arguments: [String]) -> String? {
        for (index, argument) in arguments.enumerated().reversed() {
            if argument.hasPrefix(flag + "=") { return String(argument.dropFirst(flag.count + 1)) }
            if argument == flag {
                let next = index + 1 < arguments.count ? arguments[index + 1] : "true"
                return flag == "--default-service-account" ? next : "true"
            }
        }
        return nil
    }
}
