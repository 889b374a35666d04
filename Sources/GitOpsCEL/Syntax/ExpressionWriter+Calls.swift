extension ExpressionWriter {
    private static let operators: [String: (text: String, binding: Binding)] = [
        "_==_": ("==", .relation), "_!=_": ("!=", .relation), "_<_": ("<", .relation), "_<=_": ("<=", .relation),
        "_>_": (">", .relation), "_>=_": (">=", .relation), "@in": ("in", .relation), "_+_": ("+", .sum),
        "_-_": ("-", .sum), "_*_": ("*", .product), "_/_": ("/", .product), "_%_": ("%", .product),
    ]
    private static let macros = ["math.@max": "math.greatest", "math.@min": "math.least"]

    func call(_ name: String, _ operands: [Operand]) -> (Binding, [Piece]) {
        let arguments = operands.map(\.expression)
        switch (name, arguments.count) {
        case ("_?_:_", 3): return conditional(arguments)
        case ("_||_", 2): return logic(name, " || ", .or, arguments)
        case ("_&&_", 2): return logic(name, " && ", .and, arguments)
        case ("!_", 1): return (.prefix, [.text("!"), .node(arguments[0], .member)])
        case ("-_", 1): return negation(arguments[0])
        case ("_[_]", 2):
            return (.member, [.node(arguments[0], .member), .text("["), .node(arguments[1], .conditional), .text("]")])
        case ("_[?_]", 2):
            return (
                .member, [.node(arguments[0], .member), .text("[?"), .node(arguments[1], .conditional), .text("]")]
            )
        case ("_?._", 2):
            guard case .string(let field) = tree[arguments[1]].kind else { break }
            return (.member, [.node(arguments[0], .member), .text(".?\(fieldName(field))")])
        default: break
        }
        if let binary = Self.operators[name], arguments.count == 2 {
            let (left, right) = (arguments[0], arguments[1])
            return (
                binary.binding,
                [.node(left, binary.binding), .text(" \(binary.text) "), .node(right, binary.binding.next)]
            )
        }
        var pieces: [Piece] = [.text("\(Self.macros[name] ?? name)(")]
        for (index, argument) in arguments.enumerated() {
            if index > 0 { pieces.append(.text(", ")) }
            pieces.append(.node(argument, .conditional))
        }
        return (.member, pieces + [.text(")")])
    }

    /// A sign before a bare number would become part of it.
    private func negation(_ operand: ExpressionID) -> (Binding, [Piece]) {
        guard beginsWithNumber(operand) else { return (.prefix, [.text("-"), .node(operand, .member)]) }
        return (.prefix, [.text("-("), .node(operand, .conditional), .text(")")])
    }

    /// Whether the spelling begins with the digits or the sign of an int or a double.
    private func beginsWithNumber(_ id: ExpressionID) -> Bool {
        var first = id
        while true {
            switch tree[first].kind {
            case .integer, .double: return true
            case .select(let operand, _), .memberCall(_, let operand, _): first = operand
            case .comprehension(let index):
                let fold = tree.comprehensions[Int(index)]
                let isSorting = tree.text(fold.accumulator) == ExpressionReading.sortedList
                guard fold.macro != .bind || isSorting else { return false }
                first = fold.macro == .bind ? fold.initial : fold.range
            case .call(let name, let range):
                let arguments = tree.operands(range).map(\.expression)
                switch tree.text(name) {
                case "_[_]", "_[?_]", "_?._": first = arguments[0]
                case "_?_:_" where optionalMacro(arguments) != nil: first = arguments[0]
                default: return false
                }
            default: return false
            }
        }
    }

    private func conditional(_ arguments: [ExpressionID]) -> (Binding, [Piece]) {
        if let macro = optionalMacro(arguments) { return (.member, macro) }
        return (
            .conditional,
            [
                .node(arguments[0], .or), .text(" ? "), .node(arguments[1], .or), .text(" : "),
                .node(arguments[2], .conditional),
            ]
        )
    }

    // MARK: Logic

    /// Terms in a row stand without parentheses when the reader would balance them to the same tree.
    private func logic(
        _ name: String, _ text: String, _ binding: Binding, _ arguments: [ExpressionID]
    ) -> (Binding, [Piece]) {
        var terms: [ExpressionID] = []
        var waiting = [arguments[1], arguments[0]]
        while let id = waiting.popLast() {
            if let (left, right) = logicTerms(id, name) {
                waiting += [right, left]
            } else {
                terms.append(id)
            }
        }
        if !isBalanced(arguments[0], arguments[1], count: terms.count, name) { terms = arguments }
        let parts = terms.map { [Piece.node($0, binding.next)] }
        return (binding, Array(parts.joined(separator: [.text(text)])))
    }

    private func logicTerms(_ id: ExpressionID, _ name: String) -> (ExpressionID, ExpressionID)? {
        guard case .call(let function, let range) = tree[id].kind, tree.text(function) == name else { return nil }
        let operands = tree.operands(range)
        return (operands[operands.startIndex].expression, operands[operands.startIndex + 1].expression)
    }

    /// Whether the two sides have the terms that they get when `count` terms are balanced.
    private func isBalanced(_ left: ExpressionID, _ right: ExpressionID, count: Int, _ name: String) -> Bool {
        let leftCount = (count - 1) / 2 + 1
        return isBalanced(left, count: leftCount, name) && isBalanced(right, count: count - leftCount, name)
    }

    private func isBalanced(_ id: ExpressionID, count: Int, _ name: String) -> Bool {
        guard let (left, right) = logicTerms(id, name) else { return count == 1 }
        return count > 1 && isBalanced(left, right, count: count, name)
    }
}
