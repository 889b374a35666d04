/// Estimates what a checked expression costs before it is evaluated.
///
/// The API server refuses definitions of resources whose rules may cost too much by these figures.
///
/// Source: https://github.com/google/cel-go/blob/master/checker/cost.go and `CostEstimator` in
/// https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/cost.go.
struct CostEstimation {
    let checked: CheckedExpression
    let options: CostOptions

    /// By node.
    var paths: [[String]?]
    var sizes: [SizeEstimate?]
    var entrySizes: [EntrySize?]
    var locals: [String: [LocalVariable]] = [:]

    /// Sizes of the keys and values that a container may have.
    struct EntrySize {
        var isList: Bool
        var key: SizeEstimate
        var value: SizeEstimate

        func union(_ other: EntrySize) -> EntrySize {
            EntrySize(isList: isList, key: key.union(other.key), value: value.union(other.value))
        }
    }

    struct LocalVariable {
        var path: [String]?
        var size: SizeEstimate?
        var entrySize: EntrySize?
    }

    init(_ checked: CheckedExpression, _ options: CostOptions) {
        self.checked = checked
        self.options = options
        let count = checked.tree.nodes.count
        paths = Array(repeating: nil, count: count)
        sizes = Array(repeating: nil, count: count)
        entrySizes = Array(repeating: nil, count: count)
    }

    /// The cost of the whole expression.
    mutating func run() -> CostEstimate { cost(checked.tree.root) }
}

// MARK: - Nodes

extension CostEstimation {
    mutating func cost(_ node: ExpressionID) -> CostEstimate {
        // A name that is written as selections is one variable.
        switch checked.references[Int(node.rawValue)] {
        case .variable(let name): return costVariable(node, name)
        case .type(let name): return costVariable(node, name)
        case .local(let name): return costVariable(node, name)
        case .function, nil: break
        }
        switch checked.tree[node].kind {
        case .null, .boolean, .integer, .unsigned, .double, .string, .bytes: return CostEstimate(0)
        case .identifier(let name): return costVariable(node, checked.tree.text(name))
        case .select(let operand, let field): return costSelection(node, operand, checked.tree.text(field))
        case .has(let operand, _): return CostEstimate(options.presenceCost) + cost(operand)
        case .call(let name, let arguments): return costCall(node, checked.tree.text(name), nil, arguments)
        case .memberCall(let name, let target, let arguments):
            return costMemberCall(node, checked.tree.text(name), target, arguments)
        case .list(let elements): return costList(node, elements)
        case .map(let entries): return costMap(node, entries)
        case .object(_, let fields):
            let values = checked.tree.operands(fields).enumerated().filter { !$0.offset.isMultiple(of: 2) }
            return values.reduce(CostEstimate(UnitCost.object)) { $0 + cost($1.element.expression) }
        case .comprehension(let index):
            let comprehension = checked.tree.comprehensions[Int(index)]
            return comprehension.macro == .bind
                ? costBinding(node, comprehension) : costComprehension(node, comprehension)
        }
    }

    private mutating func costVariable(_ node: ExpressionID, _ name: String) -> CostEstimate {
        if let local = locals[name]?.last {
            paths[Int(node.rawValue)] = local.path
        } else {
            paths[Int(node.rawValue)] = [name]
        }
        return CostEstimate(UnitCost.selection)
    }

    private mutating func costSelection(_ node: ExpressionID, _ operand: ExpressionID, _ field: String) -> CostEstimate
    {
        var total = cost(operand)
        if type(operand).hasCostlyFields { total = total + CostEstimate(UnitCost.selection) }
        paths[Int(node.rawValue)] = (path(operand) ?? []) + [field]
        return total
    }

    private mutating func costList(_ node: ExpressionID, _ elements: OperandRange) -> CostEstimate {
        var total = CostEstimate(UnitCost.list)
        var element: SizeEstimate?
        for operand in checked.tree.operands(elements) {
            total = total + cost(operand.expression)
            let size = sizeOrUnknown(operand.expression)
            element = element?.union(size) ?? size
        }
        entrySizes[Int(node.rawValue)] = EntrySize(
            isList: true, key: SizeEstimate(1), value: element ?? SizeEstimate(0))
        return total
    }

    private mutating func costMap(_ node: ExpressionID, _ entries: OperandRange) -> CostEstimate {
        var total = CostEstimate(UnitCost.map)
        var parts: (SizeEstimate?, SizeEstimate?) = (nil, nil)
        for (index, operand) in checked.tree.operands(entries).enumerated() {
            total = total + cost(operand.expression)
            let size = sizeOrUnknown(operand.expression)
            if index.isMultiple(of: 2) {
                parts.0 = parts.0?.union(size) ?? size
            } else {
                parts.1 = parts.1?.union(size) ?? size
            }
        }
        entrySizes[Int(node.rawValue)] = EntrySize(
            isList: false, key: parts.0 ?? SizeEstimate(0), value: parts.1 ?? SizeEstimate(0))
        return total
    }
}

// MARK: - What is known

extension CostEstimation {
    func type(_ node: ExpressionID) -> CELType { checked.types[Int(node.rawValue)] }

    private func localName(_ node: ExpressionID) -> String? {
        guard case .identifier(let name) = checked.tree[node].kind else { return nil }
        return checked.tree.text(name)
    }

    func path(_ node: ExpressionID) -> [String]? {
        if let name = localName(node), let local = locals[name]?.last { return local.path }
        return paths[Int(node.rawValue)]
    }

    func entrySize(_ node: ExpressionID) -> EntrySize? {
        if let known = entrySizes[Int(node.rawValue)] { return known }
        return localName(node).flatMap { locals[$0]?.last?.entrySize }
    }

    mutating func costedNode(_ node: ExpressionID) -> CostedNode {
        var path = path(node)
        // Only paths from variables are of use: an accumulator is none.
        if let first = path?.first, first == "__result__" || first == "@result" { path = nil }
        var literal: Int64?
        if case .integer(let value) = checked.tree[node].kind { literal = value }
        return CostedNode(path: path, type: type(node), size: size(node), literal: literal)
    }

    mutating func sizeOrUnknown(_ node: ExpressionID) -> SizeEstimate { size(node) ?? .unknown }

    mutating func size(_ node: ExpressionID) -> SizeEstimate? {
        if let known = sizes[Int(node.rawValue)] { return known }
        if let written = writtenSize(node) { return written }
        if let hint = options.size(path(node), type(node)) {
            sizes[Int(node.rawValue)] = hint
            return hint
        }
        if type(node).isScalar { return SizeEstimate(1) }
        return localName(node).flatMap { locals[$0]?.last?.size }
    }

    /// The size of what stands in the expression itself.
    private func writtenSize(_ node: ExpressionID) -> SizeEstimate? {
        switch checked.tree[node].kind {
        case .string(let text): SizeEstimate(UInt64(checked.tree.text(text).unicodeScalars.count))
        case .bytes(let index): SizeEstimate(UInt64(checked.tree.byteLiterals[Int(index)].count))
        case .null, .boolean, .integer, .unsigned, .double: SizeEstimate(1)
        case .list(let elements): SizeEstimate(UInt64(elements.count))
        case .map(let entries): SizeEstimate(UInt64(entries.count / 2))
        default: nil
        }
    }
}
