/// Types with fields, looked up when an expression names them: the kinds of a cluster, or types that are made up as
/// they are named.
///
/// Names and fields are asked for often: answers come from tables.
public protocol TypeProvider: Sendable {
    /// Whether there is a type of that name.
    func hasType(named name: String) -> Bool
    /// The type of a field, `nil` when the type or the field is unknown.
    func type(ofField field: String, in type: String) -> CELType?
    /// The fields of a type, for hints in errors.
    func fieldNames(of type: String) -> [String]
}

/// A type with fields.
public struct ObjectType: Sendable, Hashable {
    /// The name that expressions and errors show, such as `kubernetes.Request`.
    public var name: String
    /// The types of the fields, by name.
    public var fields: [String: CELType]

    /// A type with its fields.
    public init(_ name: String, fields: [String: CELType]) {
        self.name = name
        self.fields = fields
    }
}

/// The object types that an environment declares one by one.
struct ObjectTypes: TypeProvider {
    var types: [String: ObjectType] = [:]

    func hasType(named name: String) -> Bool { types[name] != nil }
    func type(ofField field: String, in type: String) -> CELType? { types[type]?.fields[field] }
    func fieldNames(of type: String) -> [String] { types[type].map { $0.fields.keys.sorted() } ?? [] }
}

/// The types of mutations: `Object`, `Object.spec` and so on, of which any field is there and dynamic, and `JSONPatch`.
///
/// Source: https://github.com/kubernetes/apiserver/tree/master/pkg/cel/mutation.
struct MutationTypes: TypeProvider {
    private static let patchFields: [(name: String, type: CELType)] = [
        ("op", .string), ("from", .string), ("path", .string), ("value", .dynamic),
    ]

    func hasType(named name: String) -> Bool {
        name == "JSONPatch" || name == "Object" || name.utf8.starts(with: "Object.".utf8)
    }

    func type(ofField field: String, in type: String) -> CELType? {
        guard type == "JSONPatch" else { return hasType(named: type) ? .dynamic : nil }
        return Self.patchFields.first { $0.name == field }?.type
    }

    func fieldNames(of type: String) -> [String] { type == "JSONPatch" ? Self.patchFields.map(\.name) : [] }
}
