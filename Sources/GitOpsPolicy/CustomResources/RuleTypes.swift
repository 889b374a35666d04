import GitOpsCEL

/// The types that rules are checked against: one for each object in a schema, by number.
///
/// Source: apiserver `pkg/cel/common/schemas.go` (`SchemaDeclType`).
struct RuleTypes: TypeProvider {
    private let schema: RuleSchema
    /// By value of the schema that is an object: escaped names and types.
    private var fields: [String: [String: CELType]] = [:]

    init(_ schema: RuleSchema) {
        self.schema = schema
        for (index, value) in schema.values.enumerated() {
            guard case .object(let properties) = value.shape else { continue }
            var own: [String: CELType] = [:]
            for property in properties {
                guard let name = PropertyName.escaped(property.name), let type = type(of: property.value) else {
                    continue
                }
                own[name] = type
            }
            if value.isResource {
                own["apiVersion"] = .string
                own["kind"] = .string
                own["metadata"] = .object(Self.metadata)
            }
            fields[Self.name(index)] = own
        }
        fields[Self.metadata] = ["name": .string, "generateName": .string]
    }

    private static let metadata = "object.metadata"

    /// The API server shows a name of its own making as well.
    private static func name(_ index: Int) -> String { "object.\(index)" }

    /// The type of a value; `nil` for what rules cannot see.
    func type(of index: Int) -> CELType? {
        switch schema.values[index].shape {
        case .hidden: nil
        case .dynamic: .dynamic
        case .boolean: .boolean
        case .integer: .integer
        case .number: .double
        case .string: .string
        case .bytes: .bytes
        case .duration: .duration
        case .timestamp, .date: .timestamp
        case .list(let element): type(of: element).map(CELType.list)
        case .map(let entry): type(of: entry).map { .map(key: .string, value: $0) }
        case .object: .object(Self.name(index))
        }
    }

    func hasType(named name: String) -> Bool { fields[name] != nil }
    func type(ofField field: String, in type: String) -> CELType? { fields[type]?[field] }
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
