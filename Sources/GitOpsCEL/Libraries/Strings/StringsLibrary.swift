/// The extended strings of cel-go. Positions count code points.
///
/// Source: https://github.com/google/cel-go/blob/master/ext/strings.go.
enum StringsLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = StringsFunction(rawValue: function), let first = arguments.first else {
            return evaluation.noSuchOverload()
        }
        switch function {
        case .join: return join(arguments, in: &evaluation)
        case .indexOf, .lastIndexOf, .reverse:
            guard first.isList else { break }
            // The names are shared with functions of lists.
            switch function {
            case .indexOf:
                return KubernetesListsLibrary.call(
                    KubernetesListsFunction.indexOf.rawValue, arguments, in: &evaluation)
            case .lastIndexOf:
                return KubernetesListsLibrary.call(
                    KubernetesListsFunction.lastIndexOf.rawValue, arguments, in: &evaluation)
            default: return ListsLibrary.call(ListsFunction.reverse.rawValue, arguments, in: &evaluation)
            }
        default: break
        }
        guard accepts(function, arguments) else {
            return evaluation.noOverload(function == .quote ? "strings.quote" : "\(function)", arguments)
        }
        switch function {
        case .charAt: return charAt(first, arguments[1].integer, in: &evaluation)
        case .indexOf, .lastIndexOf: return search(function, arguments, in: &evaluation)
        case .lowerAscii: return changeCase(first, of: 0x41...0x5A, in: &evaluation)
        case .upperAscii: return changeCase(first, of: 0x61...0x7A, in: &evaluation)
        case .replace: return replace(arguments, in: &evaluation)
        case .split: return split(arguments, in: &evaluation)
        case .substring: return substring(arguments, in: &evaluation)
        case .trim: return trim(first)
        case .format: return StringFormat.call(first, arguments[1], in: &evaluation)
        case .quote: return quote(first, in: &evaluation)
        case .reverse: return reverse(first, in: &evaluation)
        case .join: return evaluation.noSuchOverload()
        }
    }

    /// Whether the arguments' types fit, which matters when they are known only now.
    private static func accepts(_ function: StringsFunction, _ arguments: UnsafeBufferPointer<Value>) -> Bool {
        let shapes: [[Value.Tag]] =
            switch function {
            case .charAt: [[.string, .integer]]
            case .indexOf, .lastIndexOf, .split: [[.string, .string], [.string, .string, .integer]]
            case .lowerAscii, .upperAscii, .trim, .quote, .reverse: [[.string]]
            case .replace: [[.string, .string, .string], [.string, .string, .string, .integer]]
            case .substring: [[.string, .integer], [.string, .integer, .integer]]
            case .format: [[.string, .list], [.string, .documentList]]
            case .join: []
            }
        return shapes.contains { $0.elementsEqual(arguments.lazy.map(\.tag), by: ==) }
    }
}
