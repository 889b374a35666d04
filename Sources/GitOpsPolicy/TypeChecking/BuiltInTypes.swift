import GitOpsCEL
import GitOpsSchema

/// The types of built-in kinds, by the names that the API server's type checker gives them: `Deployment.spec`,
/// `Deployment.spec.template.spec.containers.@idx`.
///
/// Source: `SchemaDeclType` of apiserver `pkg/cel/common/schemas.go`, and the definitions of the OpenAPI of version 3.
struct BuiltInTypes: TypeProvider {
    /// A kind, or a part of one.
    ///
    /// `@unchecked Sendable` is sound because the tables of built-in kinds are constants that live as long as the
    /// process.
    struct Root: @unchecked Sendable {
        let type: TypeRef
        /// Values of any type are no object, but are not seen at all: those of JSON schemas.
        var hidesUntyped = false
    }

    /// By name.
    var roots: [String: Root] = [:]
    /// Values are what they are when a policy is evaluated: times and bytes are texts, and quantities are there. The
    /// checker of the API server takes the first for what their formats say, and does not see the last, which have no
    /// one type.
    var areEvaluated = false

    private enum Found {
        case object(TypeRef, Root)
        /// An object without fields.
        case empty
    }

    func hasType(named name: String) -> Bool { find(name) != nil }

    func type(ofField field: String, in type: String) -> CELType? {
        guard case .object(let object, let root)? = find(type) else { return nil }
        let name = PropertyName.unescaped(field)
        guard let found = object.field(named: name), let escaped = PropertyName.escaped(name) else { return nil }
        return self.type(of: found.type, named: "\(type).\(escaped)", root)
    }

    func fieldNames(of type: String) -> [String] {
        guard case .object(let object, let root)? = find(type) else { return [] }
        return object.fields.filter { self.type(of: $0.type, named: type, root) != nil }.map(\.name.text)
    }

    /// `nil` for what expressions cannot see.
    private func type(of type: TypeRef, named name: String, _ root: Root) -> CELType? {
        switch type.kind {
        case .scalar: scalar(type.scalar)
        case .list: self.type(of: type.element, named: "\(name).@idx", root).map(CELType.list)
        case .map: self.type(of: type.value, named: "\(name).@elem", root).map { .map(key: .string, value: $0) }
        case .object, .builtIn: .object(name)
        case .untyped: root.hidesUntyped ? nil : .object(name)
        }
    }

    private func scalar(_ format: ScalarFormat) -> CELType? {
        switch format {
        case .string, .duration: .string
        case .boolean: .boolean
        case .integer, .int32, .int64: .integer
        case .number: .double
        case .bytes: areEvaluated ? .dynamic : .bytes
        case .time, .microTime: areEvaluated ? .dynamic : .timestamp
        case .intOrString: .dynamic
        case .quantity: areEvaluated ? .dynamic : nil
        }
    }

    // MARK: Names

    private func find(_ name: String) -> Found? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        for count in (1...max(1, parts.count)).reversed() {
            guard let root = roots[parts.prefix(count).joined(separator: ".")] else { continue }
            return find(parts.dropFirst(count), from: root)
        }
        return nil
    }

    private func find(_ steps: ArraySlice<Substring>, from root: Root) -> Found? {
        var type = root.type
        // A type inside itself is shown without fields.
        var outer: [TypeRef] = []
        for step in steps {
            switch (type.kind, step) {
            case (.list, "@idx"): type = type.element
            case (.map, "@elem"): type = type.value
            case (.object, _):
                guard !outer.contains(type), let field = type.field(named: PropertyName.unescaped(String(step))) else {
                    return nil
                }
                outer.append(type)
                type = field.type
            default: return nil
            }
        }
        switch type.kind {
        case .object: return outer.contains(type) ? .empty : .object(type, root)
        case .untyped: return root.hidesUntyped ? nil : .empty
        default: return nil
        }
    }
}
