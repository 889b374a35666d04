public import GitOpsManifest
public import GitOpsSchema

/// Which resource the objects of a kind are, where they live, and in which other versions they can be had: what a
/// cluster's discovery tells.
///
/// Built-in kinds are known; custom ones by the CustomResourceDefinitions of the given sets. For any other kind the
/// resource is guessed from the kind as Kubernetes' own clients guess it, and the answer says so.
public struct ResourceCatalog: Sendable {
    /// The version of Kubernetes whose versions of built-in kinds count as served.
    public let kubernetes: KubernetesVersion
    private let customs: [GroupVersionKind: ServedResource]
    /// Groups and kinds of the definitions, those without a served version too.
    private let definedKinds: Set<[String]>

    /// What a cluster of this version serves that has the definitions of a set.
    ///
    /// Complexity: O(documents).
    public init(definitionsIn set: ManifestSet = ManifestSet(), kubernetes: KubernetesVersion = .newest) {
        self.kubernetes = kubernetes
        var customs: [GroupVersionKind: ServedResource] = [:]
        var definedKinds: Set<[String]> = []
        for manifest in set.manifests(ofKind: "CustomResourceDefinition", group: "apiextensions.k8s.io") {
            let spec = manifest.root["spec"]
            for (kind, resource) in Self.resources(of: spec) { customs[kind] = resource }
            if let group = spec?["group"]?.string, let kind = spec?["names"]?["kind"]?.string {
                definedKinds.insert([group, kind])
            }
        }
        self.customs = customs
        self.definedKinds = definedKinds
    }

    /// The resource of a kind. Complexity: O(log built-in kinds).
    public func resource(of kind: GroupVersionKind) -> ServedResource {
        if let custom = customs[kind] { return custom }
        if let known = KnownKind.find(group: kind.group, kind: kind.kind) {
            return ServedResource(
                resource: GroupVersionResource(group: kind.group, version: kind.version, resource: known.resource),
                scope: known.scope, equivalents: equivalents(of: kind, known))
        }
        return ServedResource(
            resource: GroupVersionResource(
                group: kind.group, version: kind.version, resource: Self.guessedResource(of: kind.kind)),
            scope: .unknown, isGuessed: true)
    }

    /// Whether objects of a kind can be had in its version; `nil` for a kind that is neither built in nor defined.
    ///
    /// Complexity: O(versions).
    func isServed(_ kind: GroupVersionKind) -> Bool? {
        if customs[kind] != nil { return true }
        if definedKinds.contains([kind.group, kind.kind]) { return false }
        guard KnownKind.find(group: kind.group, kind: kind.kind) != nil else { return nil }
        if let isServed = APIVersions.status(of: kind, minor: kubernetes.minor).isServed { return isServed }
        // Of some kinds only the name is known.
        let isVersioned = Self.versions.contains { version in
            let other = GroupVersionKind(group: kind.group, version: version, kind: kind.kind)
            return APIVersions.status(of: other, minor: kubernetes.minor) != .unknown
        }
        return isVersioned ? false : nil
    }

    /// Whether some kind that is known has the resource; in any group where none is given.
    ///
    /// Complexity: O(kinds).
    func hasResource(_ name: String, group: String?) -> Bool {
        func fits(_ other: String, _ resource: String) -> Bool {
            resource.hasSameBytes(as: name) && (group.map { other.hasSameBytes(as: $0) } ?? true)
        }
        return KnownKind.all.contains { fits($0.group, $0.resource) }
            || customs.contains { fits($0.key.group, $0.value.resource.resource) }
    }

    /// The kinds that a resource of a version has; without a group, those of all groups, as the server's own mapper
    /// takes it.
    ///
    /// Complexity: O(kinds).
    ///
    /// Source: `KindsFor` of `k8s.io/apimachinery/pkg/api/meta/restmapper.go`.
    func kinds(of resource: GroupVersionResource) -> [GroupVersionKind] {
        func fits(_ group: String, _ name: String) -> Bool {
            name.hasSameBytes(as: resource.resource)
                && (resource.group.isEmpty || group.hasSameBytes(as: resource.group))
        }
        let builtIn = KnownKind.all.filter { fits($0.group, $0.resource) }
            .map { GroupVersionKind(group: $0.group, version: resource.version, kind: $0.kind) }
            .filter { APIVersions.status(of: $0, minor: kubernetes.minor).isServed == true }
        let custom = customs.filter {
            $0.key.version.hasSameBytes(as: resource.version) && fits($0.key.group, $0.value.resource.resource)
        }
        return builtIn + custom.keys.sorted { $0.group.precedesByBytes($1.group) }
    }

    /// The other versions of a resource whose part has a kind of its own in all of them, as `scale` has.
    ///
    /// Source: `KindFor` of `k8s.io/apimachinery/pkg/runtime/mapper.go`.
    func equivalents(of served: ServedResource, kind: GroupVersionKind) -> [ServedResource.Equivalent] {
        let owner = kinds(of: served.resource).first { $0.group.hasSameBytes(as: served.resource.group) }
        guard let owner, owner.kind != kind.kind else { return served.equivalents }
        return resource(of: owner).equivalents.map { other in
            ServedResource.Equivalent(resource: other.resource, kind: kind, conversion: .versionOnly)
        }
    }

    /// Source: `UnsafeGuessKindToResource` in `k8s.io/apimachinery/pkg/api/meta/restmapper.go`; definitions name
    /// Gateways and the like as English does, which that function does not.
    static func guessedResource(of kind: String) -> String {
        let name = kind.lowercased()
        if name.hasSuffix("s") { return name + "es" }
        if name.hasSuffix("y"), !["ay", "ey", "oy", "uy"].contains(where: name.hasSuffix) {
            return name.dropLast() + "ies"
        }
        return name.isEmpty ? "" : name + "s"
    }

    // MARK: Versions

    /// Versions that some built-in kind has or had. A kind at one of them is looked up in the tables.
    static let versions = [
        "v1", "v2", "v1beta1", "v1beta2", "v1beta3", "v2beta1", "v2beta2", "v1alpha1", "v1alpha2", "v1alpha3",
    ]

    /// The two groups that store the same events.
    ///
    /// Source: `DefaultAPIResourceConfigSource` and the cohabiting resources of
    /// `pkg/kubeapiserver/default_storage_factory_builder.go`.
    private static let eventGroups = ["", "events.k8s.io"]

    private func equivalents(of kind: GroupVersionKind, _ known: KnownKind) -> [ServedResource.Equivalent] {
        let isEvent = kind.kind == "Event" && Self.eventGroups.contains(kind.group)
        var found: [ServedResource.Equivalent] = []
        for group in isEvent ? Self.eventGroups : [kind.group] {
            for version in Self.versions where group != kind.group || version != kind.version {
                let other = GroupVersionKind(group: group, version: version, kind: kind.kind)
                guard APIVersions.status(of: other, minor: kubernetes.minor).isServed == true else { continue }
                found.append(
                    ServedResource.Equivalent(
                        resource: GroupVersionResource(group: group, version: version, resource: known.resource),
                        kind: other, conversion: .unknown))
            }
        }
        return found
    }

    private static func resources(of spec: Node?) -> [(GroupVersionKind, ServedResource)] {
        guard let spec, let group = spec["group"]?.string, let kind = spec["names"]?["kind"]?.string,
            let plural = spec["names"]?["plural"]?.string
        else { return [] }
        var versions = spec["versions"]?.elements.filter { $0["served"]?.bool != false }.compactMap {
            $0["name"]?.string
        }
        if versions?.isEmpty != false, let only = spec["version"]?.string { versions = [only] }
        let strategy = spec["conversion"]?["strategy"]?.string
        let conversion: ServedResource.Conversion = strategy == nil || strategy == "None" ? .versionOnly : .unknown
        func resource(_ version: String) -> GroupVersionResource {
            GroupVersionResource(group: group, version: version, resource: plural)
        }
        return (versions ?? []).map { version in
            let others = (versions ?? []).filter { $0 != version }.map { other in
                ServedResource.Equivalent(
                    resource: resource(other), kind: GroupVersionKind(group: group, version: other, kind: kind),
                    conversion: conversion)
            }
            return (
                GroupVersionKind(group: group, version: version, kind: kind),
                ServedResource(
                    resource: resource(version),
                    scope: spec["scope"]?.string == "Cluster" ? .clusterScoped : .namespaced, equivalents: others)
            )
        }
    }
}

/// The resource that objects of a kind are.
public struct ServedResource: Sendable, Hashable {
    /// The resource.
    public var resource: GroupVersionResource
    /// Where its objects live.
    public var scope: ResourceScope
    /// The resource was guessed from the name of the kind.
    public var isGuessed: Bool
    /// The same objects in other versions and groups, for `matchPolicy: Equivalent`.
    public var equivalents: [Equivalent]

    /// The same objects under another name.
    public struct Equivalent: Sendable, Hashable {
        /// The other resource.
        public var resource: GroupVersionResource
        /// The kind its objects have.
        public var kind: GroupVersionKind
        /// What the server does to an object to show it so.
        public var conversion: Conversion

        /// An equivalent from its parts.
        public init(resource: GroupVersionResource, kind: GroupVersionKind, conversion: Conversion) {
            self.resource = resource
            self.kind = kind
            self.conversion = conversion
        }
    }

    /// What turns an object of one version into one of another.
    public enum Conversion: Sendable, Hashable {
        /// Only `apiVersion` changes: custom resources with the conversion strategy `None`.
        case versionOnly
        /// Code of the server or a webhook, which is not here.
        case unknown
    }

    /// A resource from its parts.
    public init(
        resource: GroupVersionResource, scope: ResourceScope, isGuessed: Bool = false, equivalents: [Equivalent] = []
    ) {
        self.resource = resource
        self.scope = scope
        self.isGuessed = isGuessed
        self.equivalents = equivalents
    }
}
