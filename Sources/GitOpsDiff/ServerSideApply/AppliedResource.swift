import GitOpsManifest
import GitOpsSchema

/// What one operation needs to know of a kind.
struct AppliedResource {
    let kind: GroupVersionKind
    let type: TypeRef
    let definition: DocumentStorage?
    /// The kind is one of the server's own, whose types have zero values.
    let isBuiltIn: Bool
    /// Fields that the write does not reach, and nobody owns through it.
    let resetPaths: [[String]]
    /// Values that the server keeps, whoever owns them.
    let keptPaths: [[String]]
    let subresource: String
    private let schema: Schema

    init(_ kind: GroupVersionKind, subresource: String, schema: Schema) {
        let resource = schema.resource(kind)
        self.kind = kind
        self.schema = schema
        self.subresource = subresource
        type = resource?.type ?? UntypedSchema.type
        definition = resource?.definition
        isBuiltIn = resource != nil && resource?.custom == nil
        resetPaths =
            resource == nil
            ? [] : ResetFields.paths(kind, custom: resource?.custom, subresource: subresource)
        keptPaths = ResetFields.keptPaths(kind)
    }

    /// Whether paths of a version still mean something. Nothing is known about versions of unknown kinds.
    func serves(_ apiVersion: String) -> Bool {
        apiVersion == kind.apiVersion || schema.resource(kind) == nil
            || schema.type(apiVersion: apiVersion, kind: kind.kind) != nil
    }
}

extension FieldTrie {
    /// The node of a path of fields, when it is there.
    func existing(_ path: [String]) -> Index? {
        var index = Self.root
        for name in path {
            var name = name
            guard let child = name.withUTF8({ existingChild(of: index, .field, $0) }) else { return nil }
            index = child
        }
        return index
    }

    /// The field of an object type that a node is.
    func field(_ child: Index, of type: TypeRef) -> FieldRef? {
        let hash = self[child].hash
        return spelling(child) { type.field(spelled: $0, hash: hash) }
    }

    /// The type of a child of a value; `nil` when the schema does not name it.
    func childType(_ child: Index, of type: TypeRef) -> TypeRef? {
        let node = self[child]
        switch type.kind {
        case .list: return node.kind == .field ? nil : type.element
        case .map: return node.kind == .field ? type.value : nil
        case .object:
            guard node.kind == .field else { return nil }
            if let field = field(child, of: type) { return field.type }
            return type.preservesUnknownFields ? UntypedSchema.type : nil
        case .untyped: return UntypedSchema.type
        case .scalar, .builtIn: return nil
        }
    }
}
