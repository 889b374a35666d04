import GitOpsManifest

/// What rules need of a custom resource's structural schema: its nodes in a row, the root first.
///
/// Schemas are trees of a document, so that the walk ends; `$ref` does not exist in them.
struct RuleSchema: Sendable {
    /// One value's schema.
    struct Value: Sendable {
        /// The schema, for rules and their positions.
        var node: Node
        var shape: Shape
        /// A rule stands here or below.
        var hasRules = false
        /// Schemas of `allOf`, which may bring more rules about the same value.
        var alternatives: [Int] = []
        /// Of a schema in `allOf`: the schema around it, whose fields its rules see.
        var spine: Int?
        /// Whether old and new members of the same name belong together.
        var isCorrelatable = true
        var listType = ListType.atomic
        var role = Role.plain
        /// How large values may be.
        var size = ValueSize()
    }

    /// What a value is of a resource.
    enum Role: Sendable {
        case plain
        /// The root, or `x-kubernetes-embedded-resource`.
        case resource
        /// The metadata of one, of which rules see the names.
        case metadata
    }

    indirect enum Shape: Sendable {
        /// What rules cannot see: unknown fields, values without a type.
        case hidden
        case dynamic
        case boolean, integer, number, string, bytes, duration, timestamp
        /// `date`, which rules see as a timestamp.
        case date
        case list(Int)
        case map(Int)
        case object([Property])
    }

    struct Property: Sendable {
        var name: String
        var value: Int
    }

    enum ListType: Sendable, Hashable {
        case atomic, set
        case map(keys: [String])
    }

    private(set) var values: [Value] = []

    init(root: Node) { _ = add(root, .resource) }

    private mutating func add(_ node: Node, _ role: Role) -> Int {
        let index = values.count
        values.append(Value(node: node, shape: .hidden, role: role))
        var value = Value(node: node, shape: shape(of: node, role), role: role)
        value.size = ValueSize(node, value.shape, role) { values[$0].size }
        value.isCorrelatable = ["granular", "atomic", nil].contains(node["x-kubernetes-map-type"]?.string)
        value.listType = Self.listType(of: node)
        value.hasRules = node["x-kubernetes-validations"]?.elements.isEmpty == false
        for child in children(value.shape) where values[child].hasRules { value.hasRules = true }
        values[index] = value
        addAlternatives(of: node, to: index, shapedAs: index)
        return index
    }

    private mutating func addAlternatives(of node: Node, to index: Int, shapedAs spine: Int) {
        for part in node["allOf"]?.elements.map({ $0 }) ?? [] {
            let alternative = addAlternative(part, shapedAs: spine)
            values[index].alternatives.append(alternative)
            if values[alternative].hasRules { values[index].hasRules = true }
        }
    }

    /// A part of `allOf` describes the same value: its rules see the fields of the schema around it.
    private mutating func addAlternative(_ part: Node, shapedAs spine: Int) -> Int {
        let index = values.count
        var value = values[spine]
        value.node = part
        value.alternatives = []
        value.spine = values[spine].spine ?? spine
        value.shape = .dynamic
        value.hasRules = part["x-kubernetes-validations"]?.elements.isEmpty == false
        values.append(value)
        defer { addAlternatives(of: part, to: index, shapedAs: spine) }
        switch values[spine].shape {
        case .object(let properties):
            guard let own = part["properties"] else { break }
            var parts: [Property] = []
            for property in properties {
                guard let inner = own[property.name] else { continue }
                parts.append(Property(name: property.name, value: addAlternative(inner, shapedAs: property.value)))
            }
            finish(index, .object(parts), parts.map(\.value))
        case .list(let element):
            guard let inner = part["items"] else { break }
            let child = addAlternative(inner, shapedAs: element)
            finish(index, .list(child), [child])
        case .map(let entry):
            guard let inner = part["additionalProperties"], inner.kind == .object else { break }
            let child = addAlternative(inner, shapedAs: entry)
            finish(index, .map(child), [child])
        default: break
        }
        return index
    }

    private mutating func finish(_ index: Int, _ shape: Shape, _ children: [Int]) {
        values[index].shape = shape
        if children.contains(where: { values[$0].hasRules }) { values[index].hasRules = true }
    }

    private mutating func shape(of node: Node, _ role: Role) -> Shape {
        if node["x-kubernetes-int-or-string"]?.bool == true { return .dynamic }
        switch node["type"]?.string {
        case "array":
            guard let items = node["items"] else { return .hidden }
            let element = add(items, Self.role(of: items))
            return isHidden(element) ? .hidden : .list(element)
        case "object":
            if let additional = node["additionalProperties"], additional.kind == .object {
                let entry = add(additional, Self.role(of: additional))
                return isHidden(entry) ? .hidden : .map(entry)
            }
            return .object(properties(of: node, role))
        case "string":
            switch node["format"]?.string {
            case "byte": return .bytes
            case "duration": return .duration
            case "date": return .date
            case "date-time": return .timestamp
            default: return .string
            }
        case "boolean": return .boolean
        case "number": return .number
        case "integer": return .integer
        default: return .hidden
        }
    }

    /// The declared properties; of metadata those whose rules are asked.
    private mutating func properties(of node: Node, _ role: Role) -> [Property] {
        var properties: [Property] = []
        guard let declared = node["properties"] else { return [] }
        for (name, schema) in declared.members {
            if role == .metadata, !Self.metadataNames.contains(name) { continue }
            let inner = role == .resource && name == "metadata" ? Role.metadata : Self.role(of: schema)
            properties.append(Property(name: name, value: add(schema, inner)))
        }
        return properties
    }

    /// What every resource has, whose types come from the API, whatever the schema says about them.
    static let resourceNames = ["apiVersion", "kind", "metadata"]
    static let metadataNames = ["name", "generateName"]

    private static func role(of node: Node) -> Role {
        node["x-kubernetes-embedded-resource"]?.bool == true ? .resource : .plain
    }

    static func listType(of node: Node) -> ListType {
        switch node["x-kubernetes-list-type"]?.string {
        case "set": .set
        case "map": .map(keys: node["x-kubernetes-list-map-keys"]?.elements.compactMap(\.string) ?? [])
        default: .atomic
        }
    }

    /// By value: the outermost list around it whose items cannot be told from each other, so that they have no old
    /// value.
    ///
    /// Source: `withForbidOldSelfValidations` of apiextensions-apiserver
    /// `pkg/apis/apiextensions/validation/validation.go`.
    var listsWithoutKeys: [Node?] {
        var result = [Node?](repeating: nil, count: values.count)
        // Children stand behind their parents.
        for (index, value) in values.enumerated() where value.spine == nil {
            for child in children(value.shape) { result[child] = result[index] }
            guard case .list(let element) = value.shape, result[index] == nil else { continue }
            if case .map = value.listType { continue }
            result[element] = value.node
        }
        return result
    }

    private func isHidden(_ index: Int) -> Bool {
        if case .hidden = values[index].shape { true } else { false }
    }

    private func children(_ shape: Shape) -> [Int] {
        switch shape {
        case .list(let element): [element]
        case .map(let entry): [entry]
        case .object(let properties): properties.map(\.value)
        default: []
        }
    }
}
