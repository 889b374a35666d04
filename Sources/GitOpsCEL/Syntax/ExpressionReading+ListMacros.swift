/// Macros over the elements of a list or the keys of a map, and those with two variables.
///
/// See [`macro.go`](https://github.com/google/cel-go/blob/master/parser/macro.go) and
/// [`comprehensions.go`](https://github.com/google/cel-go/blob/master/ext/comprehensions.go).
extension ExpressionReading {
    struct IterationVariables {
        var first: TextID
        var second: TextID?
    }

    // MARK: all, exists, exists_one

    mutating func expandQuantifier(_ call: MacroCall, _ target: PendingOperand)
        throws(ReadingStopped) -> Result<ExpressionID, MacroFailure>
    {
        let hasTwo = call.count == 3
        let variables: IterationVariables
        switch hasTwo ? twoVariables(call) : oneVariable(call, otherwise: "argument must be a simple name") {
        case .success(let found): variables = found
        case .failure(let failure): return .failure(failure)
        }
        recycle(call, count: hasTwo ? 2 : 1)
        let predicate = call.argument(hasTwo ? 2 : 1)
        switch call.frame.macro {
        case .all: return .success(try expandAll(call, target, variables, predicate))
        case .exists: return .success(try expandExists(call, target, variables, predicate))
        default: return .success(try expandExistsOne(call, target, variables, predicate))
        }
    }

    private mutating func expandAll(
        _ call: MacroCall, _ target: PendingOperand, _ variables: IterationVariables, _ predicate: ExpressionID
    ) throws(ReadingStopped) -> ExpressionID {
        let initial = try leaf(.boolean(true), call)
        let condition = try function("@not_strictly_false", accumulator(call), at: call)
        let step = try function("_&&_", accumulator(call), predicate, at: call)
        return try fold(.all, call, target, variables, initial, condition, step, result: accumulator(call))
    }

    private mutating func expandExists(
        _ call: MacroCall, _ target: PendingOperand, _ variables: IterationVariables, _ predicate: ExpressionID
    ) throws(ReadingStopped) -> ExpressionID {
        let initial = try leaf(.boolean(false), call)
        let isUndecided = try function("!_", accumulator(call), at: call)
        let condition = try function("@not_strictly_false", isUndecided, at: call)
        let step = try function("_||_", accumulator(call), predicate, at: call)
        return try fold(.exists, call, target, variables, initial, condition, step, result: accumulator(call))
    }

    private mutating func expandExistsOne(
        _ call: MacroCall, _ target: PendingOperand, _ variables: IterationVariables, _ predicate: ExpressionID
    ) throws(ReadingStopped) -> ExpressionID {
        let initial = try leaf(.integer(0), call)
        let condition = try leaf(.boolean(true), call)
        let next = try function("_+_", accumulator(call), leaf(.integer(1), call), at: call)
        let step = try function("_?_:_", predicate, next, accumulator(call), at: call)
        let result = try function("_==_", accumulator(call), leaf(.integer(1), call), at: call)
        return try fold(.existsOne, call, target, variables, initial, condition, step, result: result)
    }

    // MARK: map, filter

    mutating func expandListMacro(_ call: MacroCall, _ target: PendingOperand)
        throws(ReadingStopped) -> Result<ExpressionID, MacroFailure>
    {
        switch oneVariable(call, otherwise: "argument is not an identifier") {
        case .failure(let failure): return .failure(failure)
        case .success(let variables):
            if call.frame.macro == .map { recycle(call, count: 1) }
            let initial = try emptyList(call)
            let condition = try leaf(.boolean(true), call)
            let isFilter = call.frame.macro == .filter
            let hasPredicate = isFilter || call.count == 3
            // A filter keeps the variable itself.
            let element = isFilter ? call.argument(0) : call.argument(call.count - 1)
            let step = try appending(element, if: hasPredicate ? call.argument(1) : nil, call)
            let macro: ComprehensionMacro = isFilter ? .filter : hasPredicate ? .mapWithFilter : .map
            return .success(
                try fold(macro, call, target, variables, initial, condition, step, result: accumulator(call)))
        }
    }

    private mutating func appending(
        _ element: ExpressionID, if predicate: ExpressionID?, _ call: MacroCall
    ) throws(ReadingStopped) -> ExpressionID {
        let list = try node(.list(addOperands(element)), call)
        return try conditional(predicate, function("_+_", accumulator(call), list, at: call), call)
    }

    private mutating func conditional(
        _ predicate: ExpressionID?, _ step: ExpressionID, _ call: MacroCall
    ) throws(ReadingStopped) -> ExpressionID {
        guard let predicate else { return step }
        return try function("_?_:_", predicate, step, accumulator(call), at: call)
    }

    // MARK: transformList, transformMap, transformMapEntry

    mutating func expandTransform(_ call: MacroCall, _ target: PendingOperand)
        throws(ReadingStopped) -> Result<ExpressionID, MacroFailure>
    {
        switch twoVariables(call) {
        case .failure(let failure): return .failure(failure)
        case .success(let variables):
            recycle(call, count: 2)
            let hasFilter = call.count == 4
            let predicate = hasFilter ? call.argument(2) : nil
            let transform = call.argument(call.count - 1)
            let isList = call.frame.macro == .transformList
            let initial = isList ? try emptyList(call) : try leaf(.map(addOperands()), call)
            let condition = try leaf(.boolean(true), call)
            let macro: ComprehensionMacro
            let step: ExpressionID
            switch call.frame.macro {
            case .transformList:
                macro = hasFilter ? .transformListWithFilter : .transformList
                step = try appending(transform, if: predicate, call)
            case .transformMap:
                macro = hasFilter ? .transformMapWithFilter : .transformMap
                let key = try leaf(.identifier(variables.first), call)
                let insertion = try function("cel.@mapInsert", accumulator(call), key, transform, at: call)
                step = try conditional(predicate, insertion, call)
            default:
                macro = hasFilter ? .transformMapEntryWithFilter : .transformMapEntry
                let insertion = try function("cel.@mapInsert", accumulator(call), transform, at: call)
                step = try conditional(predicate, insertion, call)
            }
            return .success(
                try fold(macro, call, target, variables, initial, condition, step, result: accumulator(call)))
        }
    }

    // MARK: Parts

    private func oneVariable(_ call: MacroCall, otherwise message: String)
        -> Result<IterationVariables, MacroFailure>
    {
        iterationVariable(call.argument(0), otherwise: message).map { IterationVariables(first: $0) }
    }

    private func twoVariables(_ call: MacroCall) -> Result<IterationVariables, MacroFailure> {
        let message = "argument must be a simple name"
        return variable(call.argument(0), otherwise: message).flatMap { first in
            variable(call.argument(1), otherwise: message).flatMap { second in
                guard first != second else {
                    return .failure(
                        MacroFailure(
                            message: "duplicate variable name: \(tree.text(first))",
                            suggestion: "give the two variables different names", argument: call.argument(1)))
                }
                return iterationVariable(call.argument(0), otherwise: message).flatMap { _ in
                    iterationVariable(call.argument(1), otherwise: message).map { _ in
                        IterationVariables(first: first, second: second)
                    }
                }
            }
        }
    }

    /// The names of the variables stand in the comprehension: their nodes are free.
    mutating func recycle(_ call: MacroCall, count: Int) {
        for index in 0..<count { recycled.append(call.argument(index)) }
    }

    private mutating func fold(
        _ macro: ComprehensionMacro, _ call: MacroCall, _ target: PendingOperand, _ variables: IterationVariables,
        _ initial: ExpressionID, _ condition: ExpressionID, _ step: ExpressionID, result: ExpressionID
    ) throws(ReadingStopped) -> ExpressionID {
        try comprehension(
            Comprehension(
                macro: macro, range: target.id, variable: variables.first, secondVariable: variables.second,
                accumulator: textID(options.accumulator), initial: initial, condition: condition, step: step,
                result: result), call)
    }
}
