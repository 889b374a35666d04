import GitOpsManifest

/// Compiles the structural schema of a custom resource to schema tables.
///
/// Sources: apiextensions-apiserver `pkg/apiserver/schema` (structural schemas), `pkg/controller/openapi/builder`
/// (members of embedded resources), kube-openapi `pkg/schemaconv` (list and map kinds).
struct StructuralCompiler {
    var builder = SchemaTableBuilder()
    /// For each field the node of its default.
    private(set) var defaultNodes: [UInt32] = []
    /// Schemas that were compiled, by the hash of their content: definitions repeat whole pod specifications.
    private var known: [UInt64: [(schema: Node, type: UInt16)]] = [:]

    private let metadata = Schema.kubernetes.type(apiVersion: "v1", kind: "ConfigMap")?.field(named: "metadata")?.type

    /// The type of the whole resource.
    mutating func root(_ schema: Node?) throws(SchemaTableBuilder.TooLarge) -> UInt16 {
        guard let schema, schema.kind == .object else { return try builder.untyped(.preservesUnknownFields) }
        return try object(schema, embedsMetadata: true)
    }

    private mutating func type(_ schema: Node) throws(SchemaTableBuilder.TooLarge) -> UInt16 {
        guard schema.kind == .object else { return try builder.untyped(.preservesUnknownFields) }
        for entry in known[schema.contentHash] ?? [] where entry.schema == schema { return entry.type }
        let type = try compile(schema)
        known[schema.contentHash, default: []].append((schema, type))
        return type
    }

    private mutating func compile(_ schema: Node) throws(SchemaTableBuilder.TooLarge) -> UInt16 {
        if schema["x-kubernetes-int-or-string"]?.bool == true { return try builder.scalar(.intOrString) }
        switch schema["type"]?.string {
        case "string": return try builder.scalar(.string)
        case "boolean": return try builder.scalar(.boolean)
        case "integer": return try builder.scalar(.integer)
        case "number": return try builder.scalar(.number)
        case "array": return try list(schema)
        case "object":
            if let values = schema["additionalProperties"], schema["properties"] == nil {
                let atomic: TypeFlags = schema["x-kubernetes-map-type"]?.string == "atomic" ? .atomic : []
                if values.kind == .object { return try builder.map(of: type(values), atomic) }
                return try builder.map(of: builder.untyped(.preservesUnknownFields), atomic)
            }
            return try object(schema, embedsMetadata: schema["x-kubernetes-embedded-resource"]?.bool == true)
        default: return try builder.untyped(.preservesUnknownFields)
        }
    }

    private mutating func list(_ schema: Node) throws(SchemaTableBuilder.TooLarge) -> UInt16 {
        var element = try builder.untyped(.preservesUnknownFields)
        if let items = schema["items"] { element = try type(items) }
        switch schema["x-kubernetes-list-type"]?.string {
        case "map":
            let keys = schema["x-kubernetes-list-map-keys"]?.elements.compactMap(\.string) ?? []
            if keys.isEmpty { return try builder.atomicList(of: element) }
            let properties = schema["items"]?["properties"]
            for key in keys {
                if let value = properties?[key]?["default"] { builder.setKeyDefault(value, of: key, in: element) }
            }
            return try builder.mapList(of: element, keys: keys)
        case "set": return try builder.setList(of: element)
        default: return try builder.atomicList(of: element)
        }
    }

    private mutating func object(
        _ schema: Node, embedsMetadata: Bool
    ) throws(SchemaTableBuilder.TooLarge) -> UInt16 {
        var flags: TypeFlags = schema["x-kubernetes-map-type"]?.string == "atomic" ? .atomic : []
        if schema["x-kubernetes-preserve-unknown-fields"]?.bool == true { flags.insert(.preservesUnknownFields) }
        if embedsMetadata { flags.insert(.embeddedResource) }
        let index = try builder.reserveObject()
        let required = Set(schema["required"]?.elements.compactMap(\.string) ?? [])
        var fields: [SchemaTableBuilder.Field] = []
        var defaults: [UInt32] = []
        for (name, property) in schema["properties"]?.members.map({ $0 }) ?? [] {
            if embedsMetadata, ["apiVersion", "kind", "metadata"].contains(name) { continue }
            var marks: FieldFlags = required.contains(name) ? .required : []
            if property["nullable"]?.bool == true { marks.insert(.nullable) }
            let value = property["default"]
            if value != nil { marks.insert(.structuralDefault) }
            fields.append(.init(name: name, type: try type(property), flags: marks))
            defaults.append(value.map { UInt32(truncatingIfNeeded: $0.index) } ?? .max)
        }
        if embedsMetadata {
            let string = try builder.scalar(.string)
            fields.append(.init(name: "apiVersion", type: string))
            fields.append(.init(name: "kind", type: string))
            if let metadata = metadata {
                fields.append(.init(name: "metadata", type: try builder.builtIn(metadata)))
            }
            defaults += [UInt32](repeating: .max, count: fields.count - defaults.count)
        }
        let indices = try builder.setObject(index, flags, fields)
        defaultNodes += [UInt32](repeating: .max, count: builder.fields.count - defaultNodes.count)
        for (field, node) in zip(indices, defaults) { defaultNodes[Int(field)] = node }
        return index
    }
}
