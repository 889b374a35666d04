extension ExpressionWriter {
    /// The macro that a comprehension was written as.
    func macro(_ fold: Comprehension) -> [Piece] {
        if fold.macro == .bind { return binding(fold) }
        var variables = tree.text(fold.variable)
        if let second = fold.secondVariable { variables += ", \(tree.text(second))" }
        var pieces: [Piece] = [
            .node(fold.range, .member), .text(".\(Self.spelling(fold.macro))(\(variables)"),
        ]
        for argument in arguments(fold) { pieces += [.text(", "), .node(argument, .conditional)] }
        return pieces + [.text(")")]
    }

    private static func spelling(_ macro: ComprehensionMacro) -> String {
        switch macro {
        case .all: "all"
        case .exists: "exists"
        case .existsOne: "exists_one"
        case .map, .mapWithFilter: "map"
        case .filter: "filter"
        case .transformList, .transformListWithFilter: "transformList"
        case .transformMap, .transformMapWithFilter: "transformMap"
        case .transformMapEntry, .transformMapEntryWithFilter: "transformMapEntry"
        case .bind: "cel.bind"
        }
    }

    /// What was written after the variables, found again in the step.
    private func arguments(_ fold: Comprehension) -> [ExpressionID] {
        let step = children(fold.step)
        switch fold.macro {
        case .all, .exists: return [step[1]]
        case .existsOne, .filter: return [step[0]]
        case .map, .transformList: return children(step[1])
        case .mapWithFilter, .transformListWithFilter: return [step[0]] + children(children(step[1])[1])
        case .transformMap, .transformMapEntry: return [step[step.count - 1]]
        case .transformMapWithFilter, .transformMapEntryWithFilter: return [step[0]] + children(step[1]).suffix(1)
        case .bind: return []
        }
    }

    private func children(_ id: ExpressionID) -> [ExpressionID] {
        switch tree[id].kind {
        case .call(_, let range), .list(let range), .memberCall(_, _, let range):
            tree.operands(range).map(\.expression)
        default: []
        }
    }

    // MARK: Named values

    private func binding(_ fold: Comprehension) -> [Piece] {
        let name = tree.text(fold.accumulator)
        if name == ExpressionReading.sortedList, let sorting = sorting(fold) { return sorting }
        return [
            .text("cel.bind(\(name), "), .node(fold.initial, .conditional), .text(", "),
            .node(fold.result, .conditional), .text(")"),
        ]
    }

    private func sorting(_ fold: Comprehension) -> [Piece]? {
        guard let keys = children(fold.result).first, case .comprehension(let index) = tree[keys].kind else {
            return nil
        }
        let map = tree.comprehensions[Int(index)]
        guard let key = arguments(map).last else { return nil }
        return [
            .node(fold.initial, .member), .text(".sortBy(\(tree.text(map.variable)), "), .node(key, .conditional),
            .text(")"),
        ]
    }

    /// Only `optMap` and `optFlatMap` call a function with the name `optional.none`: written out it is a member call.
    func optionalMacro(_ arguments: [ExpressionID]) -> [Piece]? {
        guard functionName(arguments[2]) == "optional.none",
            case .memberCall(_, let target, _) = tree[arguments[0]].kind
        else { return nil }
        let isMap = functionName(arguments[1]) == "optional.of"
        guard let body = isMap ? children(arguments[1]).first : arguments[1],
            case .comprehension(let index) = tree[body].kind
        else { return nil }
        let fold = tree.comprehensions[Int(index)]
        return [
            .node(target, .member), .text(".\(isMap ? "optMap" : "optFlatMap")(\(tree.text(fold.accumulator)), "),
            .node(fold.result, .conditional), .text(")"),
        ]
    }

    private func functionName(_ id: ExpressionID) -> String? {
        guard case .call(let name, _) = tree[id].kind else { return nil }
        return tree.text(name)
    }
}
