import GitOpsCEL
import GitOpsManifest
import GitOpsSchema

/// An object that an expression made, `Object{spec: Object.spec{replicas: 3}}`, as a document.
///
/// Source: `k8s.io/apiserver/pkg/cel/mutation/dynamic/objects.go`.
enum ObjectLiteral {
    /// The configuration that an expression of type `Object` gives; its kind is that of the object it is for.
    static func configuration(_ value: CELValue, kind: GroupVersionKind) throws(MutationFailure) -> Document {
        guard case .object(_, let fields) = value else {
            throw MutationFailure("unsupported return type from ApplyConfiguration expression: \(value.type)")
        }
        try check(value)
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.member("apiVersion", kind.apiVersion)
        builder.member("kind", kind.kind)
        for (name, field) in last(fields) where name != "apiVersion" && name != "kind" {
            builder.key(name)
            try append(field, to: &builder)
        }
        builder.end()
        return try finished(&builder)
    }

    static func finished(_ builder: inout DocumentBuilder) throws(MutationFailure) -> Document {
        do throws(DocumentBuilderError) {
            return try builder.finish()
        } catch {
            throw MutationFailure(error, of: "the value")
        }
    }

    // MARK: Names of types

    /// Types of objects are named after the fields that they stand in.
    ///
    /// Source: `CheckTypeNamesMatchFieldPathNames`.
    static func check(_ value: CELValue) throws(MutationFailure) {
        guard case .object(let type, _) = value else { return }
        var problems: [String] = []
        check(value, expected: type, &problems)
        if !problems.isEmpty { throw MutationFailure("type mismatch: \(problems.joined(separator: "\n"))") }
    }

    private static func check(_ value: CELValue, expected: String, _ problems: inout [String]) {
        switch value {
        case .object(let type, let fields):
            if !type.hasSameBytes(as: expected) {
                problems.append(
                    "unexpected type name \(type.goQuoted), expected \(expected.goQuoted), which matches field name "
                        + "path from root Object type")
            }
            for (name, field) in last(fields) { check(field, expected: "\(expected).\(name)", &problems) }
        case .list(let elements): for element in elements { check(element, expected: expected, &problems) }
        case .map(let entries): for entry in entries { check(entry.value, expected: expected, &problems) }
        default: break
        }
    }

    /// The fields of an object, in their order; of fields with one name the last counts.
    static func last(_ fields: [CELValue.Entry]) -> [(name: String, value: CELValue)] {
        var found: [(name: String, value: CELValue)] = []
        for field in fields {
            guard case .string(let name) = field.key else { continue }
            if let earlier = found.firstIndex(where: { $0.name.hasSameBytes(as: name) }) {
                found[earlier].value = field.value
            } else {
                found.append((name, field.value))
            }
        }
        return found
    }

    // MARK: Values

    private static func append(_ value: CELValue, to builder: inout DocumentBuilder) throws(MutationFailure) {
        switch value {
        case .bool(let value): builder.append(value)
        case .int(let value): builder.append(value)
        case .uint(let value): builder.append(value)
        case .double(let value) where value.isFinite: builder.append(value)
        case .string(let text): builder.append(text)
        case .list(let elements):
            builder.beginArray()
            for element in elements { try append(element, to: &builder) }
            builder.end()
        case .object(_, let fields):
            builder.beginObject()
            for (name, field) in last(fields) {
                builder.key(name)
                try append(field, to: &builder)
            }
            builder.end()
        case .map(let entries):
            builder.beginObject()
            for entry in entries {
                builder.key(try name(entry.key))
                try append(entry.value, to: &builder)
            }
            builder.end()
        case .null:
            throw MutationFailure("an Object may not have null, which no field takes; leave the field out")
        case .double, .bytes, .timestamp, .duration, .type, .optional, .opaque:
            throw MutationFailure("an Object may not have a value of type \(value.type); make it a string")
        }
    }

    static func name(_ key: CELValue) throws(MutationFailure) -> String {
        guard case .string(let name) = key else {
            throw MutationFailure("a key of a map is of type \(key.type), not string")
        }
        return name
    }
}
