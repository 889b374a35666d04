import GitOpsManifest

/// Finding out what decided a value: goes down the instructions as the evaluation did, along the parts that made it
/// what it is.
extension Evaluator {
    /// Adds what decided the value of an instruction.
    mutating func explain(_ index: UInt32, _ explanation: inout Explanation) {
        explain(index, evaluation.evaluate(index), &explanation)
    }

    mutating func explain(_ index: UInt32, _ value: Value, _ explanation: inout Explanation) {
        guard explanation.mayGoOn(), !evaluation.mustStop() else { return }
        let instruction = program.instructions[Int(index)]
        switch instruction.operation {
        case .constant, .failure: break
        case .shared: explain(instruction.b, value, &explanation)
        case .named: explainNamed(instruction, &explanation)
        case .variable: append(evaluation.code.variables[Int(instruction.a)], &explanation)
        case .local: explainLocal(instruction.a, &explanation)
        case .boundLocal: explain(instruction.b, &explanation)
        case .bind:
            let outer = evaluation.code.locals[Int(instruction.a)]
            evaluation.code.locals[Int(instruction.a)] = .unset
            explain(instruction.b, &explanation)
            evaluation.code.locals[Int(instruction.a)] = outer
        case .path, .hasPath, .attribute: explainWay(instruction, &explanation)
        case .and, .or: explainLogic(instruction, &explanation)
        case .not, .negate, .matchesConstant, .containedInConstant: explain(instruction.a, &explanation)
        case .conditional: explainConditional(instruction, &explanation)
        case .contained: explainContainment(instruction, value, &explanation)
        case .equals, .notEquals, .less, .lessOrEqual, .greater, .greaterOrEqual, .add, .subtract, .multiply, .divide,
            .modulo:
            explainAll([instruction.a, instruction.b], &explanation)
        case .optionalOr, .optionalOrValue:
            let optional = evaluation.evaluate(instruction.a)
            explain(instruction.a, optional, &explanation)
            if optional.tag == .optional, optional.wrapped == nil { explain(instruction.b, &explanation) }
        case .call, .list: explainAll(operands(of: instruction, markEvery: 1), &explanation)
        case .map, .object: explainAll(operands(of: instruction, markEvery: 2), &explanation)
        case .all, .exists, .existsOne: explainQuantifier(instruction, value, &explanation)
        case .filter, .transform, .transformFiltered, .transformMap, .transformMapFiltered, .transformEntry,
            .transformEntryFiltered:
            explainElements(instruction, value, &explanation)
        case .filtered: explainAll([instruction.a, instruction.b], &explanation)
        }
    }

    /// The instructions of operands, without the marks of optional ones and the constants that fields' names are.
    private func operands(of instruction: Instruction, markEvery stride: Int) -> [UInt32] {
        var operands: [UInt32] = []
        var place = Int(instruction.b)
        for position in 0..<Int(instruction.count) {
            operands.append(program.operands[place])
            place += 1
            if instruction.flags.contains(.hasOptionals), position % stride == stride - 1 { place += 1 }
        }
        return operands
    }

    /// All parts; when some of them are errors, only the first of these.
    private mutating func explainAll(_ parts: [UInt32], _ explanation: inout Explanation) {
        for part in parts {
            let value = evaluation.evaluate(part)
            if value.isError { return explain(part, value, &explanation) }
        }
        for part in parts { explain(part, &explanation) }
    }

    // MARK: Logic

    /// The side that decides alone; else the one that is an error; else both.
    private mutating func explainLogic(_ instruction: Instruction, _ explanation: inout Explanation) {
        let decides = instruction.operation == .or
        let left = evaluation.evaluate(instruction.a)
        if left.tag == .boolean, left.boolean == decides { return explain(instruction.a, left, &explanation) }
        let right = evaluation.evaluate(instruction.b)
        if right.tag == .boolean, right.boolean == decides { return explain(instruction.b, right, &explanation) }
        if left.tag != .boolean { return explain(instruction.a, left, &explanation) }
        if right.tag == .boolean { explain(instruction.a, left, &explanation) }
        explain(instruction.b, right, &explanation)
    }

    /// The branch that was taken; the condition where that reads nothing.
    private mutating func explainConditional(_ instruction: Instruction, _ explanation: inout Explanation) {
        let condition = evaluation.evaluate(instruction.a)
        if condition.tag == .boolean {
            let before = explanation.found.count
            explain(condition.boolean ? instruction.b : instruction.c, &explanation)
            if explanation.found.count > before { return }
        }
        explain(instruction.a, condition, &explanation)
    }

    /// The element or entry that is the value, or what was looked for and where.
    private mutating func explainContainment(
        _ instruction: Instruction, _ value: Value, _ explanation: inout Explanation
    ) {
        let wanted = evaluation.evaluate(instruction.a)
        let container = evaluation.evaluate(instruction.b)
        guard value.isTrue, !wanted.isError else { return explainAll([instruction.a, instruction.b], &explanation) }
        if container.isList {
            for position in 0..<evaluation.count(of: container) {
                guard explanation.mayLook() else { return }
                let element = evaluation.element(of: container, at: position)
                guard evaluation.equals(element, wanted) else { continue }
                let nodes = origin(of: instruction.b, at: position, &explanation)
                for node in nodes { explanation.append(node) }
                return explain(instruction.a, &explanation)
            }
        } else if let map = node(container, &explanation), let node = child(wanted, of: map) {
            explanation.append(DecisiveNode(node: node, missingName: nil))
            return explain(instruction.a, &explanation)
        }
        explainAll([instruction.a, instruction.b], &explanation)
    }

    // MARK: Names

    /// Slots of a named expression are those of whoever reads it, too.
    private mutating func explainNamed(_ instruction: Instruction, _ explanation: inout Explanation) {
        guard explanation.named.insert(instruction.a).inserted else { return }
        let origins = explanation.origins
        let locals = keptLocals()
        explanation.origins = [:]
        explain(program.named[Int(instruction.a)], &explanation)
        explanation.origins = origins
        restore(locals)
    }

    func keptLocals() -> [Value] {
        Array(UnsafeBufferPointer(start: evaluation.code.locals, count: program.counts.slots))
    }

    func restore(_ locals: [Value]) {
        for (slot, value) in locals.enumerated() { evaluation.code.locals[slot] = value }
    }

    private func explainLocal(_ slot: UInt32, _ explanation: inout Explanation) {
        let before = explanation.found.count
        append(evaluation.code.locals[Int(slot)], &explanation)
        if explanation.found.count > before { return }
        for node in explanation.origins[slot] ?? [] { explanation.append(node) }
    }

    func append(_ value: Value, _ explanation: inout Explanation) {
        if let node = node(value, &explanation) { explanation.append(DecisiveNode(node: node, missingName: nil)) }
    }

    // MARK: Nodes

    /// The node that a container or a text of a document is.
    func node(_ value: Value, _ explanation: inout Explanation) -> Node? {
        switch value.tag {
        case .documentMap, .documentList:
            guard Int(value.document) < documents.count,
                let record = UnsafePointer<NodeRecord>(bitPattern: value.recordAddress)
            else { return nil }
            let storage = documents[Int(value.document)].storage
            return Node(storage: storage, index: record - storage.nodes)
        case .string where value.count > 0 && Int(value.document) < documents.count:
            // The bytes of a text are those of the document, and no other has them at the same place.
            return explanation.texts.node(value, in: documents[Int(value.document)])
        case .optional: return value.wrapped.flatMap { node($0, &explanation) }
        default: return nil
        }
    }

    /// A member or an element.
    mutating func child(_ key: Value, of node: Node) -> Node? {
        switch key.tag {
        case .string: member(key, of: node)
        case .integer: element(Int(exactly: key.integer), of: node)
        case .unsigned: element(Int(exactly: key.unsigned), of: node)
        case .double: element(Int(exactly: key.double), of: node)
        default: nil
        }
    }

    private mutating func member(_ key: Value, of node: Node) -> Node? {
        guard node.kind == .object, let place = documents.firstIndex(where: { $0.storage === node.storage }) else {
            return nil
        }
        let nodes = node.storage.nodes
        return evaluation.member(named: key.bytes, of: nodes + node.index, evaluation.documents[place]).map {
            Node(storage: node.storage, index: $0 - nodes)
        }
    }

    private func element(_ index: Int?, of node: Node) -> Node? {
        guard node.kind == .array, let index, index >= 0 else { return nil }
        return node[index]
    }
}
