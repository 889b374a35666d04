/// A call that is a macro.
struct MacroCall {
    var frame: ParserFrame
    var end: UInt32
    /// Of a member call.
    var target: PendingOperand?
    var arguments: ArraySlice<PendingOperand>

    func argument(_ index: Int) -> ExpressionID { arguments[arguments.startIndex + index].id }
    var count: Int { arguments.count }
}

/// Why a macro cannot take an argument, and which.
struct MacroFailure: Error {
    var message: String
    var suggestion: String
    var argument: ExpressionID
}

extension ExpressionReading {
    /// What a call of a macro stands for; `nil` when it is an ordinary call after all. An argument that does not fit is
    /// noted, and the result is of no use then.
    mutating func expandMacro(_ frame: ParserFrame, end: UInt32) throws(ReadingStopped) -> ExpressionID? {
        let isMember = frame.kind == .memberCall
        let base = Int(frame.operandBase)
        let count = operands.count - base
        guard let library = frame.macro.library(arguments: count, isMember: isMember), options.macros.contains(library)
        else { return nil }
        let call = MacroCall(
            frame: frame, end: end, target: isMember ? operands[base - 1] : nil, arguments: operands[base...])
        defer { recycled.removeAll(keepingCapacity: true) }
        switch try expansion(of: call) {
        case .success(let id): return id
        case .failure(let failure):
            note(
                .macroArgument, failure.message, suggestion: failure.suggestion, at: tree[failure.argument].anchor)
            return try leaf(.null, call)
        }
    }

    private mutating func expansion(of call: MacroCall) throws(ReadingStopped) -> Result<ExpressionID?, MacroFailure> {
        if call.frame.macro == .has { return try expandHas(call).map { $0 } }
        guard let target = call.target else { return .success(nil) }
        switch call.frame.macro {
        case .bind: return try expandBind(call, target)
        case .greatest: return try expandExtremum(call, target, name: "math.greatest()", function: "math.@max")
        case .least: return try expandExtremum(call, target, name: "math.least()", function: "math.@min")
        case .optMap: return try expandOptional(call, target, name: "optMap()").map { $0 }
        case .optFlatMap: return try expandOptional(call, target, name: "optFlatMap()").map { $0 }
        case .sortBy: return try expandSortBy(call, target).map { $0 }
        case .map, .filter: return try expandListMacro(call, target).map { $0 }
        case .transformList, .transformMap, .transformMapEntry: return try expandTransform(call, target).map { $0 }
        default: return try expandQuantifier(call, target).map { $0 }
        }
    }

    /// The selection itself becomes the test.
    private mutating func expandHas(_ call: MacroCall) throws(ReadingStopped) -> Result<ExpressionID, MacroFailure> {
        let argument = call.argument(0)
        guard case .select(let operand, let field) = tree[argument].kind else {
            return .failure(
                MacroFailure(
                    message: "invalid argument to has() macro",
                    suggestion: "has() takes the selection of a field: has(object.spec)", argument: argument))
        }
        tree.nodes[Int(argument.rawValue)] = ExpressionNode(
            kind: .has(operand, field), anchor: call.frame.anchor, start: call.frame.start, end: call.end)
        return .success(argument)
    }
}

// MARK: Building

extension ExpressionReading {
    /// A node without children at the macro's parenthesis, in a place that became free if there is one.
    mutating func leaf(_ kind: ExpressionKind, _ call: MacroCall) throws(ReadingStopped) -> ExpressionID {
        guard let free = recycled.popLast() else { return try node(kind, call) }
        tree.nodes[Int(free.rawValue)] = ExpressionNode(
            kind: kind, anchor: call.frame.anchor, start: call.frame.start, end: call.end)
        return free
    }

    mutating func node(_ kind: ExpressionKind, _ call: MacroCall) throws(ReadingStopped) -> ExpressionID {
        try add(kind, anchor: call.frame.anchor, start: call.frame.start, end: call.end)
    }

    mutating func function(_ name: String, _ arguments: ExpressionID..., at call: MacroCall)
        throws(ReadingStopped) -> ExpressionID
    {
        let first = UInt32(truncatingIfNeeded: tree.operands.count)
        for argument in arguments { tree.operands.append(Operand(argument)) }
        let range = OperandRange(first: first, count: UInt32(truncatingIfNeeded: arguments.count))
        return try node(.call(textID(name), range), call)
    }

    mutating func emptyList(_ call: MacroCall) throws(ReadingStopped) -> ExpressionID {
        try leaf(.list(addOperands()), call)
    }

    mutating func accumulator(_ call: MacroCall) throws(ReadingStopped) -> ExpressionID {
        try leaf(.identifier(textID(options.accumulator)), call)
    }

    /// The name of a variable that a macro declares.
    func variable(_ argument: ExpressionID, otherwise message: String) -> Result<TextID, MacroFailure> {
        guard case .identifier(let name) = tree[argument].kind else {
            return .failure(
                MacroFailure(
                    message: message, suggestion: "the macro declares a variable here: write a name",
                    argument: argument))
        }
        return .success(name)
    }

    /// The same, when the accumulator must not be hidden by it.
    func iterationVariable(_ argument: ExpressionID, otherwise message: String) -> Result<TextID, MacroFailure> {
        variable(argument, otherwise: message).flatMap { name in
            guard tree.text(name) == options.accumulator || tree.text(name) == "__result__" else {
                return .success(name)
            }
            return .failure(
                MacroFailure(
                    message: "iteration variable overwrites accumulator variable",
                    suggestion: "choose another name: the macro uses this one itself", argument: argument))
        }
    }

    mutating func comprehension(_ comprehension: Comprehension, _ call: MacroCall)
        throws(ReadingStopped) -> ExpressionID
    {
        tree.comprehensions.append(comprehension)
        return try node(.comprehension(UInt32(truncatingIfNeeded: tree.comprehensions.count - 1)), call)
    }
}
