import GitOpsCEL
import GitOpsDiff
import GitOpsManifest

/// A list of operations that an expression made, `[JSONPatch{op: "add", path: "/spec/paused", value: true}]`.
///
/// Sources: `k8s.io/apiserver/pkg/cel/mutation/jsonpatch.go` and `evaluatePatchExpression` in
/// `k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch/json_patch.go`.
enum PatchLiteral {
    static func patch(_ value: CELValue, limit: Int) throws(MutationFailure) -> JSONPatch {
        guard case .list(let elements) = value else {
            throw MutationFailure("type mismatch: JSONPatchType.expression should evaluate to array")
        }
        guard elements.count <= limit else {
            throw MutationFailure(
                ownLimit: "JSON Patch: there are \(elements.count) operations, and at most \(limit) are applied; raise "
                    + "patchOperations if that is wanted")
        }
        var operations: [JSONPatch.Operation] = []
        operations.reserveCapacity(elements.count)
        for element in elements { operations.append(try operation(element)) }
        return JSONPatch(operations)
    }

    private static func operation(_ value: CELValue) throws(MutationFailure) -> JSONPatch.Operation {
        guard case .object("JSONPatch", let entries) = value else {
            throw MutationFailure(
                "type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch, got element of "
                    + "\(value.type)")
        }
        let fields = ObjectLiteral.last(entries)
        func text(_ name: String) throws(MutationFailure) -> String {
            guard let value = fields.first(where: { $0.name == name })?.value else { return "" }
            guard case .string(let text) = value else {
                throw MutationFailure("unexpected type \(value.type) for JSONPatchType '\(name)' field")
            }
            return text
        }
        func pointer(_ name: String) throws(MutationFailure) -> JSONPointer {
            let text = try text(name)
            do throws(PathError) {
                return try JSONPointer(parsing: text)
            } catch {
                throw MutationFailure("JSON Patch: \(name) \(text.goQuoted): \(error)")
            }
        }
        let given = fields.first { $0.name == "value" }?.value
        let value = given ?? .null
        switch try text("op") {
        case "add": return .add(path: try pointer("path"), value: try node(value))
        case "remove": return .remove(path: try pointer("path"))
        case "replace": return .replace(path: try pointer("path"), value: try node(value))
        case "move": return .move(from: try pointer("from"), path: try pointer("path"))
        case "copy": return .copy(from: try pointer("from"), path: try pointer("path"))
        case "test":
            // The server takes a null that is written for an empty container, and only one that is left out for
            // nothing.
            let expected: CELValue = if case .null? = given { .map([]) } else { value }
            return .test(path: try pointer("path"), value: try node(expected))
        case let other:
            throw MutationFailure(
                "JSON Patch: op \(other.goQuoted) is none; write add, remove, replace, move, copy or test")
        }
    }

    // MARK: Values

    private static func node(_ value: CELValue) throws(MutationFailure) -> Node {
        try ObjectLiteral.check(value)
        var builder = DocumentBuilder()
        try append(value, to: &builder)
        return try ObjectLiteral.finished(&builder).root
    }

    /// Greater integers become texts, because JSON's numbers do not hold them.
    private static let greatestInteger: UInt64 = 1 << 53 - 1

    /// A value as JSON has it.
    ///
    /// Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md#json-data-conversion.
    private static func append(_ value: CELValue, to builder: inout DocumentBuilder) throws(MutationFailure) {
        switch value {
        case .null: builder.appendNull()
        case .bool(let value): builder.append(value)
        case .int(let value):
            if value.magnitude <= greatestInteger { builder.append(value) } else { builder.append("\(value)") }
        case .uint(let value):
            if value <= greatestInteger { builder.append(value) } else { builder.append("\(value)") }
        case .double(let value) where value.isFinite:
            // Whole numbers are written without a fraction, and so fit fields of integers.
            if let whole = Int64(exactly: value), whole.magnitude <= greatestInteger {
                builder.append(whole)
            } else {
                builder.append(value)
            }
        case .string(let text): builder.append(text)
        case .bytes(let bytes): builder.append(Base64.encode(bytes))
        case .list(let elements):
            builder.beginArray()
            for element in elements { try append(element, to: &builder) }
            builder.end()
        case .map(let entries):
            builder.beginObject()
            for entry in entries {
                builder.key(try ObjectLiteral.name(entry.key))
                try append(entry.value, to: &builder)
            }
            builder.end()
        case .object(_, let fields):
            builder.beginObject()
            for (name, field) in ObjectLiteral.last(fields) {
                builder.key(name)
                try append(field, to: &builder)
            }
            builder.end()
        case .double, .timestamp, .duration, .type, .optional, .opaque:
            throw MutationFailure(
                "JSONPath valueExpression evaluated to a type that could not marshal to JSON: \(value.type); make it a "
                    + "string")
        }
    }
}
