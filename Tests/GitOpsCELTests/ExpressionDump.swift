import GitOpsCEL

/// A tree in one line, with everything that the language tells apart: `_+_(a, 1)`, `a.f(b)`, `a.b?` for a test.
struct ExpressionDump {
    let tree: ExpressionTree
    /// Adds `@column` to every node that is not inside of a fold's own parts.
    var showsAnchors = false

    func text(_ id: ExpressionID) -> String {
        let node = tree[id]
        let anchor = showsAnchors ? "@\(node.anchor + 1)" : ""
        switch node.kind {
        case .null: return "null" + anchor
        case .boolean(let value): return "\(value)" + anchor
        case .integer(let value): return "\(value)" + anchor
        case .unsigned(let value): return "\(value)u" + anchor
        case .double(let value): return "\(value)d" + anchor
        case .string(let text): return "'\(tree.text(text))'" + anchor
        case .bytes(let index): return "b\(tree.byteLiterals[Int(index)])" + anchor
        case .identifier(let name): return tree.text(name) + anchor
        case .select(let operand, let field): return "\(text(operand)).\(tree.text(field))" + anchor
        case .has(let operand, let field): return "\(text(operand)).\(tree.text(field))?" + anchor
        case .call(let name, let range): return "\(tree.text(name))\(anchor)(\(list(range)))"
        case .memberCall(let name, let target, let range):
            return "\(text(target)).\(tree.text(name))\(anchor)(\(list(range)))"
        case .list(let range): return "[\(list(range))]" + anchor
        case .map(let range): return "{\(pairs(range))}" + anchor
        case .object(let name, let range): return "\(tree.text(name)){\(pairs(range))}" + anchor
        case .comprehension(let index): return fold(tree.comprehensions[Int(index)]) + anchor
        }
    }

    private func list(_ range: OperandRange) -> String {
        tree.operands(range).map { ($0.isOptional ? "?" : "") + text($0.expression) }.joined(separator: ", ")
    }

    private func pairs(_ range: OperandRange) -> String {
        let operands = Array(tree.operands(range))
        return stride(from: 0, to: operands.count - 1, by: 2).map { index in
            let key = operands[index]
            return (key.isOptional ? "?" : "") + "\(text(key.expression)): \(text(operands[index + 1].expression))"
        }.joined(separator: ", ")
    }

    private func fold(_ fold: Comprehension) -> String {
        var variables = tree.text(fold.variable)
        if let second = fold.secondVariable { variables += ",\(tree.text(second))" }
        return
            "\(fold.macro)<\(variables) in \(text(fold.range)); \(tree.text(fold.accumulator)) = \(text(fold.initial)); "
            + "\(text(fold.condition)); \(text(fold.step)); \(text(fold.result))>"
    }

    /// Children lie before their parents, every range inside of its array, every span inside of the text.
    func hasSoundShape() -> Bool {
        let length = UInt32(tree.source.text.utf8.count)
        return tree.nodes.indices.allSatisfy { index in
            let node = tree.nodes[index]
            guard node.start <= node.end, node.end <= length, node.anchor <= length else { return false }
            return children(node.kind).allSatisfy { Int($0.rawValue) < index }
        } && Int(tree.root.rawValue) < tree.nodes.count
    }

    private func children(_ kind: ExpressionKind) -> [ExpressionID] {
        switch kind {
        case .select(let operand, _), .has(let operand, _): return [operand]
        case .call(_, let range), .list(let range), .map(let range), .object(_, let range):
            return tree.operands(range).map(\.expression)
        case .memberCall(_, let target, let range): return [target] + tree.operands(range).map(\.expression)
        case .comprehension(let index):
            let fold = tree.comprehensions[Int(index)]
            return [fold.range, fold.initial, fold.condition, fold.step, fold.result]
        default: return []
        }
    }
}

/// The tree of an expression, as text.
func dump(_ text: String, options: ParserOptions = .init(), anchors: Bool = false) throws -> String {
    let tree = try ExpressionParser(options: options).parse(ExpressionSource(text))
    return ExpressionDump(tree: tree, showsAnchors: anchors).text(tree.root)
}

/// The issues of an expression, each as `line:column message`.
func issues(_ text: String, options: ParserOptions = .init()) -> [String] {
    do throws(ExpressionError) {
        _ = try ExpressionParser(options: options).parse(ExpressionSource(text))
        return []
    } catch {
        return error.issues.map { "\($0.line):\($0.column) \($0.message)" }
    }
}
