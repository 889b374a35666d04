extension ProgramBuilder {
    mutating func compileComprehension(
        _ id: ExpressionID, _ fold: Comprehension
    ) throws(CompilationError) -> UInt32 {
        if fold.macro == .bind { return try compileBinding(id, fold) }
        let range = try compile(fold.range)
        let slot = current.nextSlot
        let outer = current.scope.count
        current.scope.append((current.tree.text(fold.variable), .slot(slot)))
        if let second = fold.secondVariable { current.scope.append((current.tree.text(second), .slot(slot + 1))) }
        current.nextSlot = slot + 2
        slots = max(slots, Int(slot) + 2)
        defer {
            current.scope.removeLast(current.scope.count - outer)
            current.nextSlot = slot
        }
        guard current.scope.count <= Self.maximumScope else {
            throw CompilationError("more than \(Self.maximumScope) nested variables", offset: current.tree[id].anchor)
        }
        guard let parts = parts(of: fold) else {
            throw CompilationError("a comprehension that no macro makes", offset: current.tree[id].anchor)
        }

        let body = try compile(parts.body)
        var instruction = Instruction(operation: parts.operation, a: range, b: body, c: slot)
        var inner = [range, body]
        if fold.secondVariable != nil { instruction.flags.insert(.hasTwoVariables) }
        if constantValue(body) != nil { instruction.flags.insert(.isConstantElement) }
        if let filter = parts.filter {
            let filter = try compile(filter)
            instruction.b = emit(Instruction(operation: .filtered, a: filter, b: body), [filter, body])
            inner = [range, instruction.b]
        }
        return emit(instruction, inner, at: id, fillsSlot: slot)
    }

    private static var maximumScope: Int { 1_000 }

    /// `cel.bind(name, value, body)`: the value's own slots lie below those of the body, since it is evaluated while
    /// the body is.
    private mutating func compileBinding(
        _ id: ExpressionID, _ fold: Comprehension
    ) throws(CompilationError) -> UInt32 {
        let slot = current.nextSlot
        slots = max(slots, Int(slot) + 1)
        current.nextSlot = slot + 1
        let before = slots
        slots = Int(slot) + 1
        let value = try compile(fold.initial)
        current.nextSlot = UInt32(slots)
        slots = max(slots, before)

        current.scope.append((current.tree.text(fold.accumulator), .bound(slot, value: value)))
        defer {
            current.scope.removeLast()
            current.nextSlot = slot
        }
        guard current.scope.count <= Self.maximumScope else {
            throw CompilationError("more than \(Self.maximumScope) nested variables", offset: current.tree[id].anchor)
        }
        let body = try compile(fold.result)
        return emit(Instruction(operation: .bind, a: slot, b: body), [body], at: id, fillsSlot: slot)
    }

    /// The operation a macro stands for, and the sub-expressions of its step that are the author's.
    private func parts(
        of fold: Comprehension
    ) -> (operation: Instruction.Operation, body: ExpressionID, filter: ExpressionID?)? {
        let step = arguments(fold.step)
        switch fold.macro {
        case .all: return step.count == 2 ? (.all, step[1], nil) : nil
        case .exists: return step.count == 2 ? (.exists, step[1], nil) : nil
        case .existsOne: return step.count == 3 ? (.existsOne, step[0], nil) : nil
        case .filter: return step.count == 3 ? (.filter, step[0], nil) : nil
        case .map, .transformList: return element(fold.step).map { (.transform, $0, nil) }
        case .mapWithFilter, .transformListWithFilter:
            return step.count == 3 ? element(step[1]).map { (.transformFiltered, $0, step[0]) } : nil
        case .transformMap: return step.last.map { (.transformMap, $0, nil) }
        case .transformMapEntry: return step.last.map { (.transformEntry, $0, nil) }
        case .transformMapWithFilter:
            return step.count == 3 ? arguments(step[1]).last.map { (.transformMapFiltered, $0, step[0]) } : nil
        case .transformMapEntryWithFilter:
            return step.count == 3 ? arguments(step[1]).last.map { (.transformEntryFiltered, $0, step[0]) } : nil
        case .bind: return nil
        }
    }

    private func arguments(_ id: ExpressionID) -> [ExpressionID] {
        switch current.tree[id].kind {
        case .call(_, let range), .memberCall(_, _, let range): current.tree.operands(range).map(\.expression)
        default: []
        }
    }

    /// The element in `accumulator + [element]`.
    private func element(_ id: ExpressionID) -> ExpressionID? {
        guard let list = arguments(id).last, case .list(let range) = current.tree[list].kind, range.count == 1 else {
            return nil
        }
        return current.tree.operands(range).first?.expression
    }
}
