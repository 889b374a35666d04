public import GitOpsManifest

/// What the Kubernetes API knows about kinds: types, list keys, merge rules, defaults.
///
/// The built-in kinds are those of Kubernetes 1.36, in constant tables that cost nothing at start-up; custom resources are
/// compiled from their definitions to the same tables.
public struct Schema: Sendable {
    /// The built-in kinds alone.
    public static let kubernetes = Schema(customKinds: [:], problems: [])

    /// Definitions that gave no schema.
    public let problems: [SchemaProblem]
    private let customKinds: [GroupVersionKind: CustomKind]
    private let customScopes: [[String]: ResourceScope]

    private init(customKinds: [GroupVersionKind: CustomKind], problems: [SchemaProblem]) {
        self.customKinds = customKinds
        customScopes = Dictionary(
            customKinds.map { ([$0.group, $0.kind], $1.isNamespaced ? .namespaced : .clusterScoped) }
        ) { _, last in last }
        self.problems = problems
    }

    /// The built-in kinds and those that the CustomResourceDefinitions of a set define, in all their served versions.
    ///
    /// A definition without a usable schema is kept in `problems`. Complexity: O(size of the definitions).
    public init(definitionsIn set: ManifestSet) {
        var kinds: [GroupVersionKind: CustomKind] = [:]
        var problems: [SchemaProblem] = []
        for manifest in set.manifests(ofKind: "CustomResourceDefinition", group: "apiextensions.k8s.io") {
            let compiled = CustomResourceDefinition.kinds(of: manifest)
            for kind in compiled.kinds { kinds[kind.id] = kind }
            problems += compiled.problems
        }
        self.init(customKinds: kinds, problems: problems)
    }

    /// Whether the schema knows a kind.
    public func knows(_ id: GroupVersionKind) -> Bool { resource(id) != nil }

    /// Whether objects of a kind live in namespaces: by the definition of a custom resource, else by the built-in kinds.
    public func scope(of id: ResourceID) -> ResourceScope {
        let known = ResourceScope.of(group: id.group, kind: id.kind)
        guard known == .unknown else { return known }
        return customScopes[[id.group, id.kind]] ?? .unknown
    }

    /// The kinds that definitions added, sorted by their texts.
    public var customResources: [GroupVersionKind] {
        customKinds.keys.sorted { $0.description < $1.description }
    }
}

extension Schema {
    /// What is known about a kind; `nil` when the schema does not know it. Complexity: O(log kinds).
    package func resource(_ id: GroupVersionKind) -> ResourceSchema? {
        if let type = BuiltInKinds.type(id) { return ResourceSchema(type: type, custom: nil) }
        return customKinds[id].map { ResourceSchema(type: $0.type, custom: $0) }
    }

    /// What is known about the kind of an object.
    package func resource(of object: Node) -> ResourceSchema? {
        guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string else { return nil }
        return resource(GroupVersionKind(apiVersion: apiVersion, kind: kind))
    }

    /// The type of an object of a built-in kind; `nil` for any other. Complexity: O(log kinds).
    package static func builtInType(of object: Node) -> TypeRef? { BuiltInKinds.type(of: object) }

    /// The type of a kind; `nil` when the schema does not know it.
    package func type(apiVersion: String, kind: String) -> TypeRef? {
        resource(GroupVersionKind(apiVersion: apiVersion, kind: kind))?.type
    }
}

/// The type of a kind's objects; valid while the `Schema` lives.
package struct ResourceSchema {
    package let type: TypeRef
    /// The custom resource's definition; `nil` for built-in kinds.
    package let custom: CustomKind?

    /// The document that structural defaults are nodes of.
    package var definition: DocumentStorage? { custom?.definition.storage }
}
