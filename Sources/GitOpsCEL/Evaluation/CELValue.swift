/// A value, on its way into an evaluation or out of it.
///
/// Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md#values.
public indirect enum CELValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    /// Seconds since 1970 and nanoseconds of the second.
    case timestamp(seconds: Int64, nanoseconds: UInt32)
    /// Nanoseconds.
    case duration(Int64)
    case list([CELValue])
    case map([Entry])
    /// A type by its name.
    case type(String)
    /// `nil`: `optional.none()`.
    case optional(CELValue?)
    /// A message or Kubernetes object that the expression made.
    case object(type: String, [Entry])
    /// A value of a library: the name of its type, and its spelling, which is the type in `<>` for one without a text.
    case opaque(type: String, String)

    /// A key or name, and its value.
    public struct Entry: Sendable, Hashable {
        /// The key of a map, or the name of a field.
        public let key: CELValue
        /// What it leads to.
        public let value: CELValue

        /// An entry.
        public init(_ key: CELValue, _ value: CELValue) {
            self.key = key
            self.value = value
        }
    }
}

extension CELValue {
    /// The type of the value, without the types of its parts.
    public var type: CELType {
        switch self {
        case .null: .null
        case .bool: .boolean
        case .int: .integer
        case .uint: .unsigned
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .timestamp: .timestamp
        case .duration: .duration
        case .list: .list(.dynamic)
        case .map: .map(key: .dynamic, value: .dynamic)
        case .type: .type(.dynamic)
        case .optional: .optional(.dynamic)
        case .object(let name, _): .object(name)
        case .opaque(let name, _): .opaque(name)
        }
    }
}
