internal import CGitOpsSchema
internal import GitOpsManifest

/// The types of data that no schema knows.
package enum UntypedSchema {
    /// Maps are granular, lists atomic, every member is kept: how the server treats untyped data.
    package static var type: TypeRef { TypeRef(tables: .builtIn, index: SchemaTables.builtIn.pointee.untyped) }

    /// The type of a kind that no schema knows: its metadata is that of every object.
    package static var object: TypeRef { unknownKind?.type ?? type }

    private static let unknownKind: CustomKind? = {
        let schema = #"{"type":"object","x-kubernetes-preserve-unknown-fields":true}"#
        var compiler = StructuralCompiler()
        guard let definition = try? Document(json: schema).root, let root = try? compiler.root(definition) else {
            return nil
        }
        return CustomKind(
            id: GroupVersionKind(group: "", version: "", kind: ""), plural: "", isNamespaced: true,
            hasStatusSubresource: false, definition: definition, structuralSchema: definition,
            builder: compiler.builder, defaultNodes: compiler.defaultNodes, root: root)
    }()
}

extension TypeRef {
    /// The type of a member that has no field of its own: an entry of a map, or untyped data.
    package var unnamedMember: TypeRef {
        switch kind {
        case .map: value
        case .object: UntypedSchema.type
        case .untyped, .scalar, .list, .builtIn: self
        }
    }
}
