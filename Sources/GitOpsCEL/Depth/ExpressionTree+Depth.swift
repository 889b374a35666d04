extension ExpressionTree {
    /// Whether a recursion over the tree may need more than a small stack. Complexity: O(nodes), and O(1) for small
    /// trees.
    var isDeep: Bool { nodes.count > RoomyStack.shallow && depth > RoomyStack.shallow }

    /// Levels of the tree: children come before their parents, so that one pass finds them.
    private var depth: Int {
        var levels = [UInt32](repeating: 1, count: nodes.count)
        for (index, node) in nodes.enumerated() {
            var below: UInt32 = 0
            func take(_ id: ExpressionID) { below = max(below, levels[Int(id.rawValue)]) }
            func take(_ range: OperandRange) { for operand in operands(range) { take(operand.expression) } }
            switch node.kind {
            case .null, .boolean, .integer, .unsigned, .double, .string, .bytes, .identifier: break
            case .select(let operand, _), .has(let operand, _): take(operand)
            case .call(_, let range), .list(let range), .map(let range), .object(_, let range): take(range)
            case .memberCall(_, let target, let range):
                take(target)
                take(range)
            case .comprehension(let number):
                let fold = comprehensions[Int(number)]
                for part in [fold.range, fold.initial, fold.condition, fold.step, fold.result] { take(part) }
            }
            levels[index] = below + 1
        }
        return Int(levels[Int(root.rawValue)])
    }
}
