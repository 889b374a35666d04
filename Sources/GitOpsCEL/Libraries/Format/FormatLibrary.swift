/// Checks of texts by named formats.
///
/// Source: `k8s.io/apiserver/pkg/cel/library/format.go`.
enum FormatLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = FormatFunction(rawValue: function) else { return evaluation.noSuchOverload() }
        switch function {
        case .validate: return validate(arguments, in: &evaluation)
        case .named:
            guard let name = arguments.first, name.tag == .string else { return evaluation.noSuchOverload() }
            guard let format = NamedFormat(name: name.text) else { return .none }
            return evaluation.makeOptional(evaluation.makeLibraryValue(.format(format)))
        default:
            guard let format = NamedFormat(name: String(describing: function)) else {
                return evaluation.noSuchOverload()
            }
            return evaluation.makeLibraryValue(.format(format))
        }
    }

    /// The problems in an optional; none when there are no problems.
    private static func validate(_ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation) -> Value {
        guard arguments.count == 2, case .format(let format) = evaluation.libraryValue(arguments[0]),
            arguments[1].tag == .string
        else { return evaluation.noSuchOverload() }
        let problems = format.problems(of: arguments[1].text)
        if problems.isEmpty { return .none }
        let list = evaluation.makeList(problems)
        return list.isError ? list : evaluation.makeOptional(list)
    }
}
