import GitOpsManifest
import GitOpsSchema

/// What an AppProject permits its Applications.
///
/// Source: `pkg/apis/application/v1alpha1/app_project_types.go` of Argo CD 3.
public struct ArgoCDProjectLimits: Sendable {
    /// A cluster and namespace that Applications may be for; `!` in front takes away.
    public struct Destination: Sendable, Hashable {
        /// The pattern of the cluster's URL.
        public let server: String
        /// The pattern of the cluster's name.
        public let name: String
        /// The pattern of the namespace.
        public let namespace: String
    }

    /// A kind of objects that Applications may have, or may not.
    public struct Kind: Sendable, Hashable {
        /// The pattern of the group.
        public let group: String
        /// The pattern of the kind.
        public let kind: String
        /// The pattern of names, for resources of the cluster; empty for all.
        public let name: String
    }

    /// An account to act as for a destination.
    public struct DestinationAccount: Sendable {
        /// The pattern of the cluster's URL.
        public let server: String
        /// The pattern of the namespace.
        public let namespace: String
        /// The account, `NAME` or `NAMESPACE:NAME`.
        public let name: String
        /// Where it stands.
        public let place: GrantPlace

        func matches(server: String, namespace: String) -> Bool {
            ArgoCDGlob(self.server)?.matches(server) == true && ArgoCDGlob(self.namespace)?.matches(namespace) == true
        }
    }

    /// The name of the project.
    public let name: String
    /// Where Applications may be for.
    public let destinations: [Destination]
    /// Which repositories they may come from; `!` in front takes away.
    public let sourceRepositories: [String]
    /// Which other namespaces may have Applications of this project.
    public let sourceNamespaces: [String]
    /// Kinds of the cluster that are permitted.
    public let permittedClusterKinds: [Kind]
    /// Kinds of the cluster that are not.
    public let refusedClusterKinds: [Kind]
    /// Kinds of namespaces that are permitted; `nil` for all.
    public let permittedNamespacedKinds: [Kind]?
    /// Kinds of namespaces that are not.
    public let refusedNamespacedKinds: [Kind]
    /// Accounts to act as.
    public let destinationAccounts: [DestinationAccount]
    /// Where the project stands.
    public let place: GrantPlace
    private let installation: String
    private let patterns: (any PatternMatching)?

    init(_ manifest: Manifest, installation: String, patterns: (any PatternMatching)?) {
        let spec = manifest.root["spec"]
        func place(_ node: Node) -> GrantPlace {
            GrantPlace(object: manifest.id, origin: manifest.origin, position: node.position)
        }
        func texts(_ name: String) -> [String] { spec?[name]?.elements.compactMap(\.string) ?? [] }
        func text(_ node: Node, _ name: String) -> String { node[name]?.string ?? "" }
        func kinds(_ name: String) -> [Kind]? {
            guard let list = spec?[name], list.kind == .array else { return nil }
            return list.elements.map { Kind(group: text($0, "group"), kind: text($0, "kind"), name: text($0, "name")) }
        }
        name = manifest.id.name
        destinations = (spec?["destinations"]?.elements.map { $0 } ?? []).map {
            Destination(server: text($0, "server"), name: text($0, "name"), namespace: text($0, "namespace"))
        }
        sourceRepositories = texts("sourceRepos")
        sourceNamespaces = texts("sourceNamespaces")
        permittedClusterKinds = kinds("clusterResourceWhitelist") ?? []
        refusedClusterKinds = kinds("clusterResourceBlacklist") ?? []
        permittedNamespacedKinds = kinds("namespaceResourceWhitelist")
        refusedNamespacedKinds = kinds("namespaceResourceBlacklist") ?? []
        destinationAccounts = (spec?["destinationServiceAccounts"]?.elements.map { $0 } ?? []).map {
            DestinationAccount(
                server: text($0, "server"), namespace: text($0, "namespace"), name: text($0, "defaultServiceAccount"),
                place: place($0))
        }
        self.place = place(manifest.root)
        self.installation = installation
        self.patterns = patterns
    }

    // MARK: Questions

    /// Whether Applications may be for a cluster, by URL or name, and a namespace.
    ///
    /// Source: `isDestinationMatched`.
    public func permits(server: String, name: String, namespace: String) -> Bool {
        var isPermitted = false
        for item in destinations {
            let byName = !name.isEmpty && Self.matches(item.name, name)
            let byServer = !server.isEmpty && Self.matches(item.server, server)
            let inNamespace = Self.matches(item.namespace, namespace)
            if (byServer || byName) && inNamespace {
                isPermitted = true
            } else if !byName && item.name.hasPrefix("!") || !byServer && item.server.hasPrefix("!") && inNamespace {
                return false
            } else if !inNamespace, item.namespace.hasPrefix("!"), byServer {
                return false
            }
        }
        return isPermitted
    }

    /// Whether Applications may have objects of a kind.
    ///
    /// Source: `IsGroupKindNamePermitted`.
    public func permits(group: String, kind: String, name: String, isNamespaced: Bool) -> Bool {
        func has(_ kinds: [Kind]) -> Bool {
            kinds.contains { item in
                Self.pathMatches(item.kind, kind) && Self.pathMatches(item.group, group)
                    && (isNamespaced || item.name.isEmpty || Self.pathMatches(item.name, name))
            }
        }
        if isNamespaced { return (permittedNamespacedKinds.map(has) ?? true) && !has(refusedNamespacedKinds) }
        return has(permittedClusterKinds) && !has(refusedClusterKinds)
    }

    /// Whether Applications may be in a namespace; `nil` when only a regular expression can tell and none is evaluated.
    ///
    /// Source: `IsAppNamespacePermitted`. The server's own list (`--application-namespaces`) is not looked at.
    public func takesApplications(from namespace: String) -> Bool? {
        if namespace.hasSameBytes(as: installation) { return true }
        var isUnknown = false
        for pattern in sourceNamespaces {
            if pattern.hasPrefix("/"), pattern.hasSuffix("/"), pattern.utf8.count > 1 {
                switch patterns?.matches(namespace, pattern: String(pattern.dropFirst().dropLast())) {
                case true?: return true
                case nil: isUnknown = patterns == nil || isUnknown
                case false?: break
                }
            }
            if ArgoCDGlob(pattern)?.matches(namespace) == true { return true }
        }
        return isUnknown ? nil : false
    }

    /// A glob, or with `!` in front whatever it does not match.
    private static func matches(_ pattern: String, _ text: String) -> Bool {
        guard pattern.hasPrefix("!") else { return ArgoCDGlob(pattern)?.matches(text) == true }
        return ArgoCDGlob(String(pattern.dropFirst()))?.matches(text) != true
    }

    /// Kinds and groups have no slash, so that Go's `filepath.Match` is a glob without braces.
    private static func pathMatches(_ pattern: String, _ text: String) -> Bool {
        let escaped = pattern.replacing("{", with: "\\{")
        return ArgoCDGlob(escaped)?.matches(text) == true
    }
}

extension String {
    /// The text with every occurrence of a character replaced.
    fileprivate func replacing(_ character: Character, with text: String) -> String {
        reduce(into: "") { $0 += $1 == character ? text : String($1) }
    }
}
