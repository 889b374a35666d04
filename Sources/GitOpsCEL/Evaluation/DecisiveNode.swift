public import GitOpsManifest

/// A value of a document that decided what an expression amounts to.
public struct DecisiveNode: Sendable {
    /// The value, or the deepest object on the way to one that is missing.
    public let node: Node
    /// The name that the object does not have; `nil` when the value is there.
    public let missingName: String?
}

extension Evaluator {
    /// The values that decided an expression: those read by the side of `&&` and `||` that failed, in the element for which
    /// a quantifier did. Evaluates it once more; without a call of this nothing is recorded.
    public mutating func decisiveNodes(of expression: Program.Expression) -> [DecisiveNode] {
        _ = run(expression)
        let index = Int(expression.index)
        guard program.areDeep[index] else { return explain(index) }
        return withUnsafeMutablePointer(to: &self) { evaluator in
            RoomyStack.run { Result<[DecisiveNode], Never>.success(evaluator.pointee.explain(index)) }
        }
    }

    private mutating func explain(_ index: Int) -> [DecisiveNode] {
        var found: [DecisiveNode] = []
        explain(program.entries[index], &found)
        return found
    }

    private mutating func explain(_ index: UInt32, _ found: inout [DecisiveNode]) {
        let instruction = program.instructions[Int(index)]
        switch instruction.operation {
        case .shared: explain(instruction.b, &found)
        case .named: explain(program.named[Int(instruction.a)], &found)
        case .not, .negate, .matchesConstant, .containedInConstant: explain(instruction.a, &found)
        case .and, .or:
            let decides = instruction.operation == .or
            for side in [instruction.a, instruction.b] {
                let value = evaluation.evaluate(side)
                if value.tag == .boolean, value.boolean == decides { return explain(side, &found) }
            }
            explain(instruction.a, &found)
            explain(instruction.b, &found)
        case .conditional:
            let before = found.count
            let condition = evaluation.evaluate(instruction.a)
            if !condition.isError { explain(condition.isTrue ? instruction.b : instruction.c, &found) }
            if found.count == before { explain(instruction.a, &found) }
        case .path, .hasPath: explainPath(instruction, &found)
        case .all, .exists: explainLoop(instruction, &found)
        case .equals, .notEquals, .less, .lessOrEqual, .greater, .greaterOrEqual, .add, .subtract, .multiply, .divide,
            .modulo, .contained, .optionalOr, .optionalOrValue:
            explain(instruction.a, &found)
            explain(instruction.b, &found)
        case .existsOne, .filter, .transform, .transformFiltered, .transformMap, .transformMapFiltered, .attribute:
            explain(instruction.a, &found)
        case .call, .list:
            let stride = instruction.flags.contains(.hasOptionals) ? 2 : 1
            for position in 0..<Int(instruction.count) {
                explain(program.operands[Int(instruction.b) + position * stride], &found)
            }
        case .variable: append(evaluation.code.variables[Int(instruction.a)], &found)
        case .local: append(evaluation.code.locals[Int(instruction.a)], &found)
        default: break
        }
    }

    private mutating func explainPath(_ instruction: Instruction, _ found: inout [DecisiveNode]) {
        let isLocal = instruction.flags.contains(.isLocal)
        let slot = Int(instruction.a)
        let base = isLocal ? evaluation.code.locals[slot] : evaluation.code.variables[slot]
        guard base.tag == .documentMap, let root = node(base) else { return }
        var current = root
        for position in 0..<Int(instruction.count) {
            let name = evaluation.nameValue(program.operands[Int(instruction.b) + position]).text
            guard let next = current[name] else {
                return found.append(DecisiveNode(node: current, missingName: name))
            }
            current = next
        }
        found.append(DecisiveNode(node: current, missingName: nil))
    }

    /// The first element that decides, or the range when none does.
    private mutating func explainLoop(_ instruction: Instruction, _ found: inout [DecisiveNode]) {
        let range = evaluation.evaluate(instruction.a)
        guard range.isList || range.isMap else { return explain(instruction.a, &found) }
        let decides = instruction.operation == .exists
        let slot = Int(instruction.c)
        for turn in 0..<evaluation.count(of: range) {
            if instruction.flags.contains(.hasTwoVariables) {
                evaluation.code.locals[slot] =
                    range.isList ? .integer(Int64(turn)) : evaluation.key(of: range, at: turn)
                evaluation.code.locals[slot + 1] =
                    range.isList ? evaluation.element(of: range, at: turn) : evaluation.value(of: range, at: turn)
            } else {
                evaluation.code.locals[slot] =
                    range.isList ? evaluation.element(of: range, at: turn) : evaluation.key(of: range, at: turn)
            }
            let value = evaluation.evaluate(instruction.b)
            guard value.isError || value.tag == .boolean && value.boolean == decides else { continue }
            let before = found.count
            explain(instruction.b, &found)
            if found.count == before, range.isList { append(evaluation.element(of: range, at: turn), &found) }
            return
        }
        explain(instruction.a, &found)
    }

    private func append(_ value: Value, _ found: inout [DecisiveNode]) {
        if let node = node(value) { found.append(DecisiveNode(node: node, missingName: nil)) }
    }

    /// The node that a container of a document is.
    private func node(_ value: Value) -> Node? {
        guard value.tag == .documentMap || value.tag == .documentList, Int(value.document) < documents.count,
            let record = UnsafePointer<NodeRecord>(bitPattern: value.recordAddress)
        else { return nil }
        let storage = documents[Int(value.document)].storage
        return Node(storage: storage, index: record - storage.nodes)
    }
}
