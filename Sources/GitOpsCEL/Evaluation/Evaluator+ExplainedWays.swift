import GitOpsManifest

extension Evaluator {
    /// A way from a value to a part of it: its end, or where it ends before.
    mutating func explainWay(_ instruction: Instruction, _ explanation: inout Explanation) {
        let isPath = instruction.operation != .attribute
        let base = isPath ? self.base(of: instruction) : evaluation.evaluate(instruction.a)
        var value = base
        if value.tag == .optional, let inner = value.wrapped { value = inner }
        guard !value.isError, value.tag != .optional else { return explainBase(instruction, &explanation) }
        var node = node(value, &explanation)
        var place = Int(instruction.b)
        for position in 0..<Int(instruction.count) {
            guard let key = key(at: &place, isPath: isPath) else { break }
            if key.isError { return explainKeys(instruction, &explanation) }
            guard let next = part(key, of: value) else {
                guard let node else { return explainBase(instruction, &explanation) }
                return appendMissing(key, of: node, &explanation)
            }
            if position == 0, node == nil, !isPath, value.tag == .list, key.tag == .integer,
                let index = Int(exactly: key.integer)
            {
                node = onlyNode(origin(of: instruction.a, at: index, &explanation))
            } else {
                node = node.flatMap { child(key, of: $0) }
            }
            value = next
            node = node ?? self.node(next, &explanation)
        }
        if let node { return explanation.append(DecisiveNode(node: node, missingName: nil)) }
        let before = explanation.found.count
        explainBase(instruction, &explanation)
        if explanation.found.count == before, !isPath { explainKeys(instruction, &explanation) }
    }

    private func onlyNode(_ nodes: [DecisiveNode]) -> Node? {
        nodes.count == 1 && nodes[0].missingName == nil ? nodes[0].node : nil
    }

    private func base(of instruction: Instruction) -> Value {
        instruction.flags.contains(.isLocal)
            ? evaluation.code.locals[Int(instruction.a)] : evaluation.code.variables[Int(instruction.a)]
    }

    /// The part of a value, `nil` when it is not there, whatever the reason.
    private mutating func part(_ key: Value, of value: Value) -> Value? {
        guard var part = evaluation.part(key, of: value, mayBeAbsent: true), !part.isError else { return nil }
        if part.tag == .optional {
            guard let inner = part.wrapped else { return nil }
            part = inner
        }
        return part
    }

    /// The key of a step, and on to the next.
    private mutating func key(at place: inout Int, isPath: Bool) -> Value? {
        defer { place += isPath ? 1 : 2 }
        if isPath { return evaluation.nameValue(program.operands[place]) }
        let argument = program.operands[place + 1]
        switch Qualifier(rawValue: program.operands[place]).kind {
        case Qualifier.name.kind: return evaluation.nameValue(argument)
        case Qualifier.constant.kind: return evaluation.code.constants[Int(argument)]
        default: return evaluation.evaluate(argument)
        }
    }

    private mutating func appendMissing(_ key: Value, of node: Node, _ explanation: inout Explanation) {
        // A null that counts as absent is there to be seen.
        if let child = child(key, of: node) {
            explanation.append(DecisiveNode(node: child, missingName: nil))
        } else {
            explanation.append(DecisiveNode(node: node, missingName: evaluation.describe(key)))
        }
    }

    private mutating func explainBase(_ instruction: Instruction, _ explanation: inout Explanation) {
        if instruction.operation == .attribute { return explain(instruction.a, &explanation) }
        guard instruction.flags.contains(.isLocal) else {
            return append(evaluation.code.variables[Int(instruction.a)], &explanation)
        }
        for node in explanation.origins[instruction.a] ?? [] { explanation.append(node) }
    }

    private mutating func explainKeys(_ instruction: Instruction, _ explanation: inout Explanation) {
        for position in 0..<Int(instruction.count) {
            let place = Int(instruction.b) + 2 * position
            guard Qualifier(rawValue: program.operands[place]).kind == Qualifier.computed.kind else { continue }
            explain(program.operands[place + 1], &explanation)
        }
    }
}
