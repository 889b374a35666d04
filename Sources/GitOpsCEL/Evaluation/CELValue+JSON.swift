public import GitOpsManifest

extension DocumentBuilder {
    /// Adds a value as JSON has it.
    ///
    /// Bytes are base64, instants and durations texts (`2026-01-01T00:00:00Z`, `1.5s`), a type its name, a value of a
    /// library its spelling, an empty optional null, and keys of maps texts. Integers stay numbers, however large; what
    /// is no number in JSON is the text `NaN`, `Infinity` or `-Infinity`. Complexity: O(size of the value).
    ///
    /// Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md#json-data-conversion.
    public mutating func append(_ value: CELValue) {
        switch value {
        case .null, .optional(nil): appendNull()
        case .bool(let value): append(value)
        case .int(let value): append(value)
        case .uint(let value): append(value)
        case .double(let value):
            if value.isFinite { append(value) } else { append(Self.spelling(value)) }
        case .list(let elements):
            beginArray()
            for element in elements { append(element) }
            end()
        case .map(let entries), .object(_, let entries):
            beginObject()
            for entry in entries {
                key(entry.key.text)
                append(entry.value)
            }
            end()
        case .optional(let value?): append(value)
        case .string, .bytes, .timestamp, .duration, .type, .opaque: append(value.text)
        }
    }

    fileprivate static func spelling(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        return value < 0 ? "-Infinity" : "Infinity"
    }
}

extension CELValue {
    /// A scalar as JSON spells it in a text; of what has parts, nothing.
    fileprivate var text: String {
        switch self {
        case .string(let text), .type(let text), .opaque(_, let text): text
        case .bytes(let bytes): Base64.encode(bytes)
        case .timestamp(let seconds, let nanoseconds):
            TimeText.timestamp(seconds: seconds, nanoseconds: nanoseconds)
        case .duration(let nanoseconds): TimeText.duration(nanoseconds: nanoseconds)
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .uint(let value): "\(value)"
        case .double(let value): value.isFinite ? "\(value)" : DocumentBuilder.spelling(value)
        case .null: "null"
        case .list, .map, .object, .optional: ""
        }
    }
}
