/// Lists taken as sets.
///
/// Source: https://github.com/google/cel-go/blob/master/ext/sets.go.
enum SetsLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = SetsFunction(rawValue: function), arguments.count == 2 else {
            return evaluation.noSuchOverload()
        }
        let (first, second) = (arguments[0], arguments[1])
        guard first.isList, second.isList else { return evaluation.noOverload("sets.\(function)", arguments) }
        switch function {
        case .contains: return .boolean(contains(first, second, in: &evaluation))
        case .equivalent:
            return .boolean(contains(first, second, in: &evaluation) && contains(second, first, in: &evaluation))
        case .intersects:
            for index in 0..<evaluation.count(of: first)
            where evaluation.contains(second, evaluation.element(of: first, at: index)) {
                return .yes
            }
            return .no
        }
    }

    /// Whether all elements of the second list are in the first.
    private static func contains(_ list: Value, _ part: Value, in evaluation: inout Evaluation) -> Bool {
        for index in 0..<evaluation.count(of: part)
        where !evaluation.contains(list, evaluation.element(of: part, at: index)) {
            return false
        }
        return true
    }
}
