extension CELType: CustomStringConvertible {
    /// The type as errors print it: `list(int)`, `map(string, dyn)`, `wrapper(int)`, `timestamp`.
    ///
    /// A type with more than 200 parts is cut.
    ///
    /// Source: https://github.com/google/cel-go/blob/master/checker/format.go.
    public var description: String {
        var text = ""
        var remaining = 200
        write(to: &text, remaining: &remaining)
        return text
    }

    private func write(to text: inout String, remaining: inout Int) {
        guard remaining > 0 else {
            text += "…"
            return
        }
        remaining -= 1
        switch self {
        case .dynamic: text += "dyn"
        case .null: text += "null"
        case .timestamp: text += "timestamp"
        case .duration: text += "duration"
        case .object(let name), .opaque(let name), .parameter(let name): text += name
        case .error: text += "!error!"
        case .list(let element): Self.write("list", [element], to: &text, remaining: &remaining)
        case .map(let key, let value): Self.write("map", [key, value], to: &text, remaining: &remaining)
        case .optional(let value): Self.write("optional_type", [value], to: &text, remaining: &remaining)
        case .type(let type): Self.write("type", [type], to: &text, remaining: &remaining)
        case .wrapper(let type): Self.write("wrapper", [type], to: &text, remaining: &remaining)
        case .boolean, .integer, .unsigned, .double, .string, .bytes: text += runtimeName
        }
    }

    private static func write(_ name: String, _ parts: [CELType], to text: inout String, remaining: inout Int) {
        text += name + "("
        for (index, part) in parts.enumerated() {
            if index > 0 { text += ", " }
            part.write(to: &text, remaining: &remaining)
        }
        text += ")"
    }

    /// The name that a value of the type has at run time, without the types of its parts: `list`, `int`,
    /// `google.protobuf.Timestamp`.
    ///
    /// It is what `type(value)` compares by.
    ///
    /// Source: https://github.com/google/cel-go/blob/master/common/types/types.go.
    public var runtimeName: String {
        switch self {
        case .dynamic: "dyn"
        case .null: "null_type"
        case .boolean: "bool"
        case .integer: "int"
        case .unsigned: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .list: "list"
        case .map: "map"
        case .optional: "optional_type"
        case .type: "type"
        case .wrapper(let type): type.runtimeName
        case .object(let name), .opaque(let name), .parameter(let name): name
        case .error: "error"
        }
    }
}
