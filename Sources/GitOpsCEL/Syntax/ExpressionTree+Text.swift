extension ExpressionTree: CustomStringConvertible {
    /// The expression in a canonical spelling, with macros as they are written: to read it gives the same tree again.
    package var description: String { text(of: root) }

    /// The canonical spelling of a part. Complexity: O(length of the result), for nested `&&` and `||` a little more.
    package func text(of id: ExpressionID) -> String {
        var writer = ExpressionWriter(tree: self)
        return writer.write(id)
    }
}

/// Writes expressions. What is yet to be written waits on a stack of its own, so depth costs no stack of the thread.
struct ExpressionWriter {
    enum Piece {
        case text(String)
        case node(ExpressionID, Binding)
    }

    /// How tightly an expression binds; an operand that binds less tightly than its place asks for is put in
    /// parentheses.
    enum Binding: UInt8, Comparable {
        case conditional, or, and, relation, sum, product, prefix, member

        var next: Binding { Binding(rawValue: rawValue + 1) ?? .member }
        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    let tree: ExpressionTree
    private var waiting: [Piece] = []
    private var result = ""

    init(tree: ExpressionTree) { self.tree = tree }

    mutating func write(_ id: ExpressionID) -> String {
        waiting = [.node(id, .conditional)]
        while let piece = waiting.popLast() {
            switch piece {
            case .text(let text): result += text
            case .node(let id, let needed):
                let (binding, pieces) = pieces(of: id)
                let isLoose = binding < needed
                if isLoose { waiting.append(.text(")")) }
                waiting.append(contentsOf: pieces.reversed())
                if isLoose { waiting.append(.text("(")) }
            }
        }
        return result
    }

    private func pieces(of id: ExpressionID) -> (Binding, [Piece]) {
        switch tree[id].kind {
        case .select(let operand, let field):
            return (.member, [.node(operand, .member), .text(".\(fieldName(field))")])
        case .has(let operand, let field):
            return (.member, [.text("has("), .node(operand, .member), .text(".\(fieldName(field)))")])
        case .call(let name, let range): return call(tree.text(name), Array(tree.operands(range)))
        case .memberCall(let name, let target, let range):
            return (
                .member,
                [.node(target, .member), .text(".\(tree.text(name))(")] + list(tree.operands(range)) + [.text(")")]
            )
        case .list(let range): return (.member, [.text("[")] + list(tree.operands(range)) + [.text("]")])
        case .map(let range): return (.member, [.text("{")] + entries(tree.operands(range)) + [.text("}")])
        case .object(let name, let range):
            return (.member, [.text("\(tree.text(name)){")] + fields(tree.operands(range)) + [.text("}")])
        case .comprehension(let index): return (.member, macro(tree.comprehensions[Int(index)]))
        case let leaf: return (.member, [.text(literal(leaf))])
        }
    }

    // MARK: Containers

    private func list(_ operands: ArraySlice<Operand>) -> [Piece] {
        separated(operands.map { [.text($0.isOptional ? "?" : ""), .node($0.expression, .conditional)] })
    }

    private func entries(_ operands: ArraySlice<Operand>) -> [Piece] {
        pairs(operands) { key in [.text(key.isOptional ? "?" : ""), .node(key.expression, .conditional)] }
    }

    private func fields(_ operands: ArraySlice<Operand>) -> [Piece] {
        pairs(operands) { name in
            guard case .string(let text) = tree[name.expression].kind else { return [] }
            return [.text((name.isOptional ? "?" : "") + fieldName(text))]
        }
    }

    private func pairs(_ operands: ArraySlice<Operand>, key: (Operand) -> [Piece]) -> [Piece] {
        let starts = stride(from: operands.startIndex, to: operands.endIndex - 1, by: 2)
        return separated(
            starts.map { key(operands[$0]) + [.text(": "), .node(operands[$0 + 1].expression, .conditional)] })
    }

    private func separated(_ parts: [[Piece]]) -> [Piece] { Array(parts.joined(separator: [.text(", ")])) }
}
