public import GitOpsManifest

/// Reads CustomResourceDefinitions.
enum CustomResourceDefinition {
    /// The served versions of a definition, compiled.
    static func kinds(of manifest: Manifest) -> (kinds: [CustomKind], problems: [SchemaProblem]) {
        // A patch of an overlay names nothing of its own; what it is laid over stands elsewhere.
        let naming = ["group", "names", "versions", "version"]
        guard let spec = manifest.root["spec"], naming.contains(where: { spec[$0] != nil }) else { return ([], []) }
        guard let group = spec["group"]?.string, let kind = spec["names"]?["kind"]?.string else {
            return ([], [SchemaProblem(manifest, manifest.root, .incompleteDefinition)])
        }
        var kinds: [CustomKind] = []
        var stored: CustomKind?
        var problems: [SchemaProblem] = []
        // apiextensions.k8s.io/v1beta1 had one schema for all versions.
        let shared = spec["validation"]?["openAPIV3Schema"]
        var versions = spec["versions"]?.elements.map { $0 } ?? []
        if versions.isEmpty, spec["version"]?.string != nil { versions = [spec] }
        for version in versions {
            guard let name = (version["name"] ?? version["version"])?.string else {
                problems.append(SchemaProblem(manifest, version, .incompleteDefinition))
                continue
            }
            let isServed = version["served"]?.bool != false
            let isStored = version["storage"]?.bool == true
            if !isServed, !isStored { continue }
            let schema = version["schema"]?["openAPIV3Schema"] ?? shared
            var compiler = StructuralCompiler()
            do throws(SchemaTableBuilder.TooLarge) {
                let root = try compiler.root(schema)
                let compiled =
                    CustomKind(
                        id: GroupVersionKind(group: group, version: name, kind: kind),
                        plural: spec["names"]?["plural"]?.string ?? "",
                        isNamespaced: spec["scope"]?.string != "Cluster",
                        hasStatusSubresource: (version["subresources"] ?? spec["subresources"])?["status"] != nil,
                        definition: manifest.root, structuralSchema: schema, builder: compiler.builder,
                        defaultNodes: compiler.defaultNodes, root: root)
                if isStored { stored = compiled }
                if isServed { kinds.append(compiled) }
            } catch {
                problems.append(SchemaProblem(manifest, version, .tooLarge))
            }
        }
        for index in kinds.indices where kinds[index] !== stored { kinds[index].storageVersion = stored }
        return (kinds, problems)
    }
}

/// Why the definition of a custom resource gives no schema; its objects are then treated as untyped.
public struct SchemaProblem: Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: Sendable, Hashable {
        /// `spec.group`, `spec.names.kind` or the name of a version is missing.
        case incompleteDefinition
        /// More than 65,000 fields or types.
        case tooLarge
    }

    /// The definition.
    public let definition: ResourceID
    /// The file of the definition.
    public let path: String
    /// Where in the file.
    public let position: SourcePosition?
    /// What is wrong.
    public let reason: Reason

    init(_ manifest: Manifest, _ node: Node, _ reason: Reason) {
        definition = manifest.id
        path = manifest.origin.path
        position = node.position
        self.reason = reason
    }

    /// Place, problem and next step.
    public var description: String {
        (position.map { "\(path):\($0.line):\($0.column): " } ?? "\(path): ") + text
    }

    /// Problem and next step, without the place.
    public var text: String {
        switch reason {
        case .incompleteDefinition:
            "\(definition) names no group, kind or version; its resources are read without a schema"
        case .tooLarge:
            "the schema of \(definition) has more than 65,000 fields; its resources are read without one"
        }
    }
}
