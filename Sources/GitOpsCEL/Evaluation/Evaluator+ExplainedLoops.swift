import GitOpsManifest

extension Evaluator {
    /// The elements that decide a quantifier, or the range when all of them do.
    mutating func explainQuantifier(_ instruction: Instruction, _ result: Value, _ explanation: inout Explanation) {
        let range = evaluation.evaluate(instruction.a)
        guard range.isList || range.isMap else { return explain(instruction.a, range, &explanation) }
        let turns = decisiveTurns(instruction, range, result)
        if turns.isEmpty { return explain(instruction.a, range, &explanation) }
        for turn in turns { explainTurn(instruction, range, turn, body: instruction.b, &explanation) }
    }

    /// `all` by the first element for which it does not hold, `exists` by the first for which it does, `exists_one` by
    /// all of these; an error by the first that is one.
    private mutating func decisiveTurns(_ instruction: Instruction, _ range: Value, _ result: Value) -> [Int] {
        let wanted = instruction.operation != .all
        let isEveryWanted = instruction.operation == .existsOne
        var turns: [Int] = []
        for turn in 0..<evaluation.count(of: range) {
            bind(instruction, range, turn)
            let value = evaluation.evaluate(instruction.b)
            if evaluation.mustStop() { return turns }
            if result.isError {
                if value.tag != .boolean { return [turn] }
            } else if value.tag == .boolean, value.boolean == wanted {
                turns.append(turn)
                if !isEveryWanted { return turns }
            }
        }
        return turns
    }

    /// What the elements of a new list or map are made of, or those that passed a filter; the range when there are
    /// none.
    mutating func explainElements(_ instruction: Instruction, _ result: Value, _ explanation: inout Explanation) {
        let range = evaluation.evaluate(instruction.a)
        guard range.isList || range.isMap else { return explain(instruction.a, range, &explanation) }
        let before = explanation.found.count
        let parts = parts(of: instruction)
        for turn in 0..<evaluation.count(of: range) {
            guard explanation.mayLook(), !evaluation.mustStop() else { return }
            bind(instruction, range, turn)
            let isPassed = parts.filter.map { evaluation.evaluate($0) } ?? .yes
            if result.isError {
                let isCause =
                    isPassed.tag != .boolean || isPassed.boolean && evaluation.evaluate(parts.body).isError
                if !isCause { continue }
                return explainTurn(
                    instruction, range, turn, body: isPassed.isTrue ? parts.body : parts.filter ?? parts.body,
                    &explanation)
            }
            if isPassed.isTrue { explainTurn(instruction, range, turn, body: parts.body, &explanation) }
        }
        if explanation.found.count == before { explain(instruction.a, range, &explanation) }
    }

    /// Of a filter the body is the condition, since what it says of the elements is why they are there.
    private func parts(of instruction: Instruction) -> (filter: UInt32?, body: UInt32) {
        switch instruction.operation {
        case .filter: return (instruction.b, instruction.b)
        case .transformFiltered, .transformMapFiltered, .transformEntryFiltered:
            let inner = program.instructions[Int(instruction.b)]
            return (inner.a, inner.b)
        default: return (nil, instruction.b)
        }
    }

    private mutating func bind(_ instruction: Instruction, _ range: Value, _ turn: Int) {
        let slot = Int(instruction.c)
        let hasTwo = instruction.flags.contains(.hasTwoVariables)
        let first: Value =
            range.isMap
            ? evaluation.key(of: range, at: turn)
            : hasTwo ? .integer(Int64(turn)) : evaluation.element(of: range, at: turn)
        evaluation.code.locals[slot] = first
        guard hasTwo else { return }
        evaluation.code.locals[slot + 1] =
            range.isMap ? evaluation.value(of: range, at: turn) : evaluation.element(of: range, at: turn)
    }

    /// What the body reads in one turn; the element itself where it reads nothing of it.
    private mutating func explainTurn(
        _ instruction: Instruction, _ range: Value, _ turn: Int, body: UInt32, _ explanation: inout Explanation
    ) {
        // Where the element comes from is found out first: loops of the range use the same slots.
        let origin = origin(of: instruction.a, at: turn, &explanation)
        let outer = explanation.origins
        let hasTwo = instruction.flags.contains(.hasTwoVariables)
        // The number of an element says nothing of it.
        explanation.origins[instruction.c] = hasTwo && range.isList ? [] : origin
        if hasTwo { explanation.origins[instruction.c + 1] = origin }
        bind(instruction, range, turn)
        let before = explanation.found.count
        explain(body, &explanation)
        explanation.origins = outer
        let told = explanation.found.dropFirst(before)
        // A quantifier fails for an element, even where the condition reads only what it is compared with.
        let isQuantifier = [.all, .exists, .existsOne].contains(instruction.operation)
        let isMissing = isQuantifier && !origin.contains { element in told.contains { $0.lies(in: element.node) } }
        guard told.isEmpty || isMissing else { return }
        for node in origin { explanation.append(node) }
    }

    // MARK: Elements

    /// Where an element of a list or an entry of a map comes from.
    mutating func origin(of list: UInt32, at position: Int, _ explanation: inout Explanation) -> [DecisiveNode] {
        let locals = keptLocals()
        defer { restore(locals) }
        return explanation.aside { findOrigin(of: list, at: position, &$0) }
    }

    private mutating func findOrigin(of list: UInt32, at position: Int, _ explanation: inout Explanation) {
        guard explanation.mayGoOn(), !evaluation.mustStop() else { return }
        let value = evaluation.evaluate(list)
        guard position < evaluation.count(of: value) else { return explain(list, value, &explanation) }
        if let container = node(value, &explanation) {
            let child = value.isMap ? container.members[position].value : container.elements[position]
            return explanation.append(DecisiveNode(node: child, missingName: nil))
        }
        let element =
            value.isMap ? evaluation.value(of: value, at: position) : evaluation.element(of: value, at: position)
        append(element, &explanation)
        if explanation.found.isEmpty { findMade(list, value, at: position, &explanation) }
    }

    /// An element that is no part of a document itself.
    private mutating func findMade(_ list: UInt32, _ value: Value, at position: Int, _ explanation: inout Explanation) {
        let instruction = program.instructions[Int(list)]
        switch instruction.operation {
        case .shared, .boundLocal: findOrigin(of: instruction.b, at: position, &explanation)
        case .named:
            explanation.origins = [:]
            findOrigin(of: program.named[Int(instruction.a)], at: position, &explanation)
        case .list where !instruction.flags.contains(.hasOptionals):
            explain(program.operands[Int(instruction.b) + position], &explanation)
        case .add:
            let left = evaluation.count(of: evaluation.evaluate(instruction.a))
            if position < left { return findOrigin(of: instruction.a, at: position, &explanation) }
            findOrigin(of: instruction.b, at: position - left, &explanation)
        case .conditional:
            let isTrue = evaluation.evaluate(instruction.a).isTrue
            findOrigin(of: isTrue ? instruction.b : instruction.c, at: position, &explanation)
        case .filter, .transform, .transformFiltered:
            findTurn(instruction, at: position, &explanation)
        default: explain(list, value, &explanation)
        }
    }

    /// The turn of a loop that made an element.
    private mutating func findTurn(_ instruction: Instruction, at position: Int, _ explanation: inout Explanation) {
        let range = evaluation.evaluate(instruction.a)
        let parts = parts(of: instruction)
        var made = 0
        for turn in 0..<evaluation.count(of: range) {
            guard explanation.mayLook(), !evaluation.mustStop() else { return }
            bind(instruction, range, turn)
            if let filter = parts.filter, !evaluation.evaluate(filter).isTrue { continue }
            if made == position {
                if instruction.operation == .filter { return findOrigin(of: instruction.a, at: turn, &explanation) }
                return explainTurn(instruction, range, turn, body: parts.body, &explanation)
            }
            made += 1
        }
    }
}
