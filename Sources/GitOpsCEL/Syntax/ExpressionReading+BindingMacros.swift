/// Macros that name a value, and those of the mathematical library.
extension ExpressionReading {
    /// The iteration variable of a comprehension that only names a value.
    private static let unused = "#unused"

    // MARK: cel.bind

    /// [`bindings.go`](https://github.com/google/cel-go/blob/master/ext/bindings.go)
    mutating func expandBind(_ call: MacroCall, _ target: PendingOperand)
        throws(ReadingStopped) -> Result<ExpressionID?, MacroFailure>
    {
        guard isNamespace("cel", target) else { return .success(nil) }
        switch variable(call.argument(0), otherwise: "cel.bind() variable names must be simple identifiers") {
        case .failure(let failure): return .failure(failure)
        case .success(let name):
            recycled.append(target.id)
            recycle(call, count: 1)
            return .success(try bind(name, to: call.argument(1), in: call.argument(2), call))
        }
    }

    private func isNamespace(_ name: String, _ target: PendingOperand) -> Bool {
        guard case .identifier(let found) = tree[target.id].kind else { return false }
        return tree.text(found) == name
    }

    /// A fold over nothing, whose accumulator is the value.
    private mutating func bind(
        _ name: TextID, to value: ExpressionID, in body: ExpressionID, _ call: MacroCall
    ) throws(ReadingStopped) -> ExpressionID {
        let range = try emptyList(call)
        let condition = try leaf(.boolean(false), call)
        let step = try leaf(.identifier(name), call)
        return try comprehension(
            Comprehension(
                macro: .bind, range: range, variable: textID(Self.unused), accumulator: name, initial: value,
                condition: condition, step: step, result: body), call)
    }

    // MARK: optMap, optFlatMap

    /// `target.hasValue() ? optional.of(body) : optional.none()`, where the body knows the value by a name. The target
    /// is evaluated twice, and costs twice, as in
    /// [`library.go`](https://github.com/google/cel-go/blob/master/cel/library.go).
    mutating func expandOptional(_ call: MacroCall, _ target: PendingOperand, name: String)
        throws(ReadingStopped) -> Result<ExpressionID, MacroFailure>
    {
        switch variable(call.argument(0), otherwise: "\(name) variable name must be a simple identifier") {
        case .failure(let failure): return .failure(failure)
        case .success(let variable):
            recycle(call, count: 1)
            let condition = try member("hasValue", of: target.id, call)
            let value = try member("value", of: copy(target), call)
            var result = try bind(variable, to: value, in: call.argument(1), call)
            if call.frame.macro == .optMap { result = try function("optional.of", result, at: call) }
            let none = try function("optional.none", at: call)
            return .success(try function("_?_:_", condition, result, none, at: call))
        }
    }

    private mutating func member(_ name: String, of target: ExpressionID, _ call: MacroCall)
        throws(ReadingStopped) -> ExpressionID
    {
        try node(.memberCall(textID(name), target: target, addOperands()), call)
    }

    /// Another copy of an operand's nodes, which stand in a row.
    private mutating func copy(_ operand: PendingOperand) throws(ReadingStopped) -> ExpressionID {
        let offset = nodeCount - operand.firstNode
        for index in operand.firstNode...operand.id.rawValue {
            let original = tree.nodes[Int(index)]
            let kind = copy(original.kind, offset: offset)
            _ = try add(kind, anchor: original.anchor, start: original.start, end: original.end)
        }
        return ExpressionID(rawValue: operand.id.rawValue + offset)
    }

    private mutating func copy(_ kind: ExpressionKind, offset: UInt32) -> ExpressionKind {
        switch kind {
        case .select(let operand, let field): .select(operand.moved(offset), field)
        case .has(let operand, let field): .has(operand.moved(offset), field)
        case .call(let name, let range): .call(name, copy(range, offset: offset))
        case .memberCall(let name, let target, let range):
            .memberCall(name, target: target.moved(offset), copy(range, offset: offset))
        case .list(let range): .list(copy(range, offset: offset))
        case .map(let range): .map(copy(range, offset: offset))
        case .object(let name, let range): .object(name, copy(range, offset: offset))
        case .comprehension(let index): .comprehension(copyComprehension(index, offset: offset))
        case .null, .boolean, .integer, .unsigned, .double, .string, .bytes, .identifier: kind
        }
    }

    private mutating func copy(_ range: OperandRange, offset: UInt32) -> OperandRange {
        let first = UInt32(truncatingIfNeeded: tree.operands.count)
        for index in Int(range.first)..<Int(range.first) + Int(range.count) {
            let operand = tree.operands[index]
            tree.operands.append(Operand(operand.expression.moved(offset), isOptional: operand.isOptional))
        }
        return OperandRange(first: first, count: range.count)
    }

    private mutating func copyComprehension(_ index: UInt32, offset: UInt32) -> UInt32 {
        var comprehension = tree.comprehensions[Int(index)]
        comprehension.range = comprehension.range.moved(offset)
        comprehension.initial = comprehension.initial.moved(offset)
        comprehension.condition = comprehension.condition.moved(offset)
        comprehension.step = comprehension.step.moved(offset)
        comprehension.result = comprehension.result.moved(offset)
        tree.comprehensions.append(comprehension)
        return UInt32(truncatingIfNeeded: tree.comprehensions.count - 1)
    }

    // MARK: sortBy

    /// The name that a list to be sorted has inside of the expansion.
    static let sortedList = "@__sortBy_input__"

    /// The list is named, and sorted by the list of its keys:
    /// [`lists.go`](https://github.com/google/cel-go/blob/master/ext/lists.go).
    mutating func expandSortBy(_ call: MacroCall, _ target: PendingOperand)
        throws(ReadingStopped) -> Result<ExpressionID, MacroFailure>
    {
        guard isSortable(tree[target.id].kind) else {
            return .failure(
                MacroFailure(
                    message:
                        "sortBy can only be applied to a list, identifier, comprehension, call or select expression",
                    suggestion: "call it on a list", argument: target.id))
        }
        let name = textID(Self.sortedList)
        let input = try node(.identifier(name), call)
        var keys = call
        keys.frame.macro = .map
        let list = PendingOperand(id: input, start: target.start, end: target.end, firstNode: nodeCount)
        switch try expandListMacro(keys, list) {
        case .failure(let failure): return .failure(failure)
        case .success(let keys):
            let unsorted = try leaf(.identifier(name), call)
            let sorted = try node(
                .memberCall(textID("@sortByAssociatedKeys"), target: unsorted, addOperands(keys)), call)
            return .success(try bind(name, to: target.id, in: sorted, call))
        }
    }

    private func isSortable(_ kind: ExpressionKind) -> Bool {
        switch kind {
        case .list, .select, .has, .identifier, .comprehension, .call, .memberCall: true
        default: false
        }
    }

    // MARK: math.greatest, math.least

    /// [`math.go`](https://github.com/google/cel-go/blob/master/ext/math.go)
    mutating func expandExtremum(_ call: MacroCall, _ target: PendingOperand, name: String, function: String)
        throws(ReadingStopped) -> Result<ExpressionID?, MacroFailure>
    {
        guard isNamespace("math", target) else { return .success(nil) }
        let arguments = call.arguments.map(\.id)
        switch arguments.count {
        case 0: return .failure(numeric("\(name) requires at least one argument", target.id))
        case 1 where !isNumeric(arguments[0]) && !isListOfNumbers(arguments[0]):
            return .failure(numeric("\(name) invalid single argument value", arguments[0]))
        case 1: return .success(try self.function(function, arguments[0], at: call))
        default: break
        }
        if let wrong = arguments.first(where: { !isNumeric($0) }) {
            return .failure(numeric("\(name) simple literal arguments must be numeric", wrong))
        }
        if arguments.count == 2 {
            return .success(try self.function(function, arguments[0], arguments[1], at: call))
        }
        let first = UInt32(truncatingIfNeeded: tree.operands.count)
        for argument in arguments { tree.operands.append(Operand(argument)) }
        let range = OperandRange(first: first, count: UInt32(truncatingIfNeeded: arguments.count))
        return .success(try self.function(function, node(.list(range), call), at: call))
    }

    private func numeric(_ message: String, _ argument: ExpressionID) -> MacroFailure {
        MacroFailure(message: message, suggestion: "write numbers, or one list of numbers", argument: argument)
    }

    /// Literals must be numbers; what else there is turns out when types are checked.
    private func isNumeric(_ id: ExpressionID) -> Bool {
        switch tree[id].kind {
        case .integer, .unsigned, .double: true
        case .null, .boolean, .string, .bytes, .list, .map, .object: false
        case .identifier, .select, .has, .call, .memberCall, .comprehension: true
        }
    }

    private func isListOfNumbers(_ id: ExpressionID) -> Bool {
        guard case .list(let range) = tree[id].kind, range.count > 0 else { return false }
        return tree.operands(range).allSatisfy { isNumeric($0.expression) }
    }
}

extension ExpressionID {
    fileprivate func moved(_ offset: UInt32) -> Self { Self(rawValue: rawValue &+ offset) }
}
