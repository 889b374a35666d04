import GitOpsCEL
import GitOpsManifest

/// The types that rules are checked against: one for each object in a schema, by number.
///
/// Source: apiserver `pkg/cel/common/schemas.go` (`SchemaDeclType`).
struct RuleTypes: TypeProvider {
    private let schema: RuleSchema
    /// By value of the schema: the name of its type.
    private var names: [String]
    /// By value of the schema that is an object: escaped names and types.
    private var fields: [String: [String: CELType]] = [:]
    /// The types of the metadata of the object and of those in it.
    private(set) var metadataNames: [String] = []
    /// Fields named like reserved words need no underscores since Kubernetes 1.31.
    private let takesReservedWords: Bool
    /// Times and bytes are the texts that they are for policies, which may look like anything.
    private let formatsAreTexts: Bool

    /// The API server adds a number of its own making to the name.
    init(
        _ schema: RuleSchema, named name: String = "object", kubernetes: KubernetesVersion? = nil,
        formatsAreTexts: Bool = false
    ) {
        self.schema = schema
        self.formatsAreTexts = formatsAreTexts
        takesReservedWords = kubernetes.map { $0.minor >= 31 } ?? true
        names = Array(repeating: "", count: schema.values.count)
        if !schema.values.isEmpty { assign(name, to: 0) }
        for (index, value) in schema.values.enumerated() where !names[index].isEmpty {
            guard case .object(let properties) = value.shape else { continue }
            var own: [String: CELType] = [:]
            for property in properties {
                guard let name = PropertyName.escaped(property.name), let type = type(of: property.value) else {
                    continue
                }
                own[name] = type
            }
            if value.role == .resource {
                own["apiVersion"] = .string
                own["kind"] = .string
                let metadata = names[index] + ".metadata"
                own["metadata"] = .object(metadata)
                metadataNames.append(metadata)
            }
            fields[names[index]] = own
        }
        for name in metadataNames { fields[name] = ["name": .string, "generateName": .string] }
    }

    private mutating func assign(_ name: String, to index: Int) {
        names[index] = name
        switch schema.values[index].shape {
        case .list(let element): assign(name + ".@idx", to: element)
        case .map(let entry): assign(name + ".@elem", to: entry)
        case .object(let properties):
            for property in properties {
                assign("\(name).\(PropertyName.escaped(property.name) ?? property.name)", to: property.value)
            }
        default: break
        }
    }

    /// The same types where the metadata is declared elsewhere.
    var withoutMetadata: RuleTypes {
        var copy = self
        for name in metadataNames { copy.fields[name] = nil }
        return copy
    }

    /// The type of a value; `nil` for what rules cannot see.
    func type(of index: Int) -> CELType? {
        switch schema.values[index].shape {
        case .hidden: nil
        case .dynamic: .dynamic
        case .boolean: .boolean
        case .integer: .integer
        case .number: .double
        case .string: .string
        case .bytes: formatsAreTexts ? .dynamic : .bytes
        case .duration: formatsAreTexts ? .dynamic : .duration
        case .timestamp, .date: formatsAreTexts ? .dynamic : .timestamp
        case .list(let element): type(of: element).map(CELType.list)
        case .map(let entry): type(of: entry).map { .map(key: .string, value: $0) }
        case .object: .object(names[index])
        }
    }

    func hasType(named name: String) -> Bool { fields[name] != nil }
    func type(ofField field: String, in type: String) -> CELType? {
        guard let fields = fields[type] else { return nil }
        if let known = fields[field] { return known }
        guard takesReservedWords else { return nil }
        return PropertyName.escaped(field).flatMap { $0 == "__\(field)__" ? fields[$0] : nil }
    }
    func fieldNames(of type: String) -> [String] { fields[type].map { $0.keys.sorted() } ?? [] }
}

extension RuleSchema {
    /// The same types for the evaluation, by value; they name each other by number from 1 on.
    var declaredTypes: [DeclaredType] {
        values.map { value in
            var type: DeclaredType
            switch value.shape {
            case .hidden, .dynamic, .boolean, .integer, .string: return .any
            case .number: return DeclaredType(.number)
            case .bytes: return DeclaredType(.bytes)
            case .duration: return DeclaredType(.duration)
            case .date: return DeclaredType(.date)
            case .timestamp: return DeclaredType(.dateTime)
            case .list(let element): type = DeclaredType(.list, element: UInt32(element + 1))
            case .map(let entry): type = DeclaredType(.map, element: UInt32(entry + 1))
            case .object(let properties):
                type = DeclaredType(
                    .object, fields: properties.map { .init($0.name, UInt32($0.value + 1)) })
            }
            switch value.listType {
            case .atomic: break
            case .set: type.listKind = .set
            case .map(let keys):
                type.listKind = .map
                type.mapKeys = keys
            }
            return type
        }
    }
}
