/// A field that holds a 32-bit number or a text: a port or its name, a count or a percentage.
///
/// Source: `k8s.io/apimachinery/pkg/util/intstr/intstr.go`.
public enum IntOrString: Hashable, Sendable {
    /// A number, as `80`.
    case int(Int32)
    /// A text, as `http` or `25%`. The text `"80"` is not the number `80`.
    case string(String)

    /// Reads a command line argument: a decimal number that fits 32 bits becomes one, everything else is text.
    ///
    /// Source: `intstr.Parse`.
    public init(parsing text: String) {
        if let value = Int64(goDecimal: text), let value = Int32(exactly: value) {
            self = .int(value)
        } else {
            self = .string(text)
        }
    }
}

extension IntOrString: CustomStringConvertible {
    /// The number in decimal digits, or the text itself.
    public var description: String {
        switch self {
        case .int(let value): return String(value)
        case .string(let text): return text
        }
    }
}
