/// The type of an expression.
///
/// Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md#values.
public indirect enum CELType: Hashable, Sendable {
    /// Known only when the expression is evaluated.
    case dynamic
    case null, boolean, integer, unsigned, double, string, bytes, timestamp, duration
    case list(CELType)
    case map(key: CELType, value: CELType)
    case optional(CELType)
    /// The type of a type.
    case type(CELType)
    /// Either null or the type in it (`google.protobuf.Int64Value` and its like).
    case wrapper(CELType)
    /// An object with declared fields, by its name.
    case object(String)
    /// A type of a library that is only used through functions, such as `kubernetes.Quantity`.
    case opaque(String)
    /// A parameter of a generic function.
    case parameter(String)
    /// Stands for what could not be checked.
    case error
}
