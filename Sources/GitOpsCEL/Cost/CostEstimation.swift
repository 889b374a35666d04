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
    private var paths: [[String]?]
    private var sizes: [SizeEstimate?]
    private var entrySizes: [EntrySize?]
    private var locals: [String: [LocalVariable]] = [:]

    /// Sizes of the keys and values that a container may have.
    private struct EntrySize {
        var isList: Bool
        var key: SizeEstimate
        var value: SizeEstimate

        func union(_ other: EntrySize) -> EntrySize {
            EntrySize(isList: isList, key: key.union(other.key), value: value.union(other.value))
        }
    }

    private struct LocalVariable {
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
    private mutating func cost(_ node: ExpressionID) -> CostEstimate {
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

// MARK: - Comprehensions

extension CostEstimation {
    private mutating func costComprehension(_ node: ExpressionID, _ fold: Comprehension) -> CostEstimate {
        let tree = checked.tree
        var total = cost(fold.range) + cost(fold.initial)
        let accumulator = tree.text(fold.accumulator)
        push(accumulator, valueOf: fold.initial)
        let first = tree.text(fold.variable)
        let entry = entrySize(fold.range)
        let isList = entry?.isList ?? type(fold.range).isList
        let rangePath = path(fold.range) ?? []
        if let secondVariable = fold.secondVariable {
            push(first, rangePath + [isList ? "@indices" : "@keys"], entry?.key)
            push(tree.text(secondVariable), rangePath + [isList ? "@items" : "@values"], entry?.value)
        } else {
            push(first, rangePath + [isList ? "@items" : "@keys"], isList ? entry?.value : entry?.key)
        }
        let stepCost = cost(fold.condition) + cost(fold.step)
        let stepEntry = entrySize(fold.step)
        pop(first)
        if let secondVariable = fold.secondVariable { pop(tree.text(secondVariable)) }
        total = total + cost(fold.result)
        pop(accumulator)
        let count = sizeOrUnknown(fold.range)
        switch tree[fold.initial].kind {
        case .list, .map:
            sizes[Int(node.rawValue)] = count
            if let stepEntry { entrySizes[Int(node.rawValue)] = stepEntry }
        default: sizes[Int(node.rawValue)] = size(fold.initial)
        }
        return total + count * stepCost
    }

    /// A value that is named costs what an empty loop does, besides the value and the body.
    private mutating func costBinding(_ node: ExpressionID, _ binding: Comprehension) -> CostEstimate {
        var total = cost(binding.range) + cost(binding.initial)
        let name = checked.tree.text(binding.accumulator)
        push(name, valueOf: binding.initial)
        total = total + cost(binding.result)
        let (bodySize, bodyEntry) = (size(binding.result), entrySize(binding.result))
        pop(name)
        if let bodySize { sizes[Int(node.rawValue)] = bodySize }
        if let bodyEntry { entrySizes[Int(node.rawValue)] = bodyEntry }
        return total
    }

    private mutating func push(_ name: String, valueOf node: ExpressionID) {
        let variable = LocalVariable(path: path(node), size: size(node), entrySize: entrySize(node))
        locals[name, default: []].append(variable)
    }

    private mutating func push(_ name: String, _ path: [String], _ size: SizeEstimate?) {
        locals[name, default: []].append(LocalVariable(path: path, size: size))
    }

    private mutating func pop(_ name: String) { _ = locals[name]?.popLast() }
}

// MARK: - Calls

extension CostEstimation {
    private mutating func costMemberCall(
        _ node: ExpressionID, _ name: String, _ target: ExpressionID, _ arguments: OperandRange
    ) -> CostEstimate {
        guard case .function(_, let overloads) = checked.references[Int(node.rawValue)], let first = overloads.first
        else { return CostEstimate(0) }
        if first.isMember { return costCall(node, name, target, arguments) }
        // The target is the function's namespace.
        return costCall(node, namespace(target) + "." + name, nil, arguments)
    }

    private func namespace(_ node: ExpressionID) -> String {
        switch checked.tree[node].kind {
        case .identifier(let name): checked.tree.text(name)
        case .select(let operand, let field): namespace(operand) + "." + checked.tree.text(field)
        default: ""
        }
    }

    private mutating func costCall(
        _ node: ExpressionID, _ name: String, _ target: ExpressionID?, _ range: OperandRange
    ) -> CostEstimate {
        let arguments = checked.tree.operands(range).map(\.expression)
        if name == "dyn", let argument = arguments.first {
            let total = CostEstimate(1) + cost(argument)
            sizes[Int(node.rawValue)] = size(argument)
            entrySizes[Int(node.rawValue)] = entrySize(argument)
            return total
        }
        var costs: [CostEstimate] = []
        var nodes: [CostedNode] = []
        for argument in arguments {
            costs.append(cost(argument))
            nodes.append(costedNode(argument))
        }
        guard case .function(_, let overloads) = checked.references[Int(node.rawValue)], !overloads.isEmpty else {
            return CostEstimate(0)
        }
        var total = CostEstimate(0)
        var targetNode: CostedNode?
        if let target {
            total = cost(target)
            targetNode = costedNode(target)
        }
        var callCost: CostEstimate?
        var resultSize: SizeEstimate?
        for overload in overloads {
            let call = CostedCall(
                name: name, overload: overload.id, target: targetNode, arguments: nodes, argumentCosts: costs,
                options: options)
            let one = call.total
            callCost = callCost?.union(one.cost) ?? one.cost
            if let size = one.resultSize { resultSize = resultSize?.union(size) ?? size }
            track(overload.id, node, arguments, &resultSize)
            resultSize = resultSize ?? size(node)
        }
        if let resultSize { sizes[Int(node.rawValue)] = resultSize }
        return total + (callCost ?? CostEstimate(0))
    }

    /// What is known about the elements of a call's result.
    private mutating func track(
        _ overload: String, _ node: ExpressionID, _ arguments: [ExpressionID], _ resultSize: inout SizeEstimate?
    ) {
        switch overload {
        case "index_list", "index_map":
            guard let container = arguments.first else { return }
            resultSize = entrySize(container)?.value
            paths[Int(node.rawValue)] = (path(container) ?? []) + [overload == "index_list" ? "@items" : "@values"]
        case "conditional":
            guard arguments.count == 3 else { return }
            entrySizes[Int(node.rawValue)] = union(arguments[1], arguments[2]) ?? entrySizes[Int(node.rawValue)]
        case "add_list", "add_string", "add_bytes":
            guard arguments.count == 2 else { return }
            entrySizes[Int(node.rawValue)] = union(arguments[0], arguments[1]) ?? entrySizes[Int(node.rawValue)]
        default: break
        }
    }

    private func union(_ left: ExpressionID, _ right: ExpressionID) -> EntrySize? {
        guard let first = entrySize(left), let second = entrySize(right) else { return nil }
        return first.union(second)
    }
}

// MARK: - What is known

extension CostEstimation {
    private func type(_ node: ExpressionID) -> CELType { checked.types[Int(node.rawValue)] }

    private func localName(_ node: ExpressionID) -> String? {
        guard case .identifier(let name) = checked.tree[node].kind else { return nil }
        return checked.tree.text(name)
    }

    private func path(_ node: ExpressionID) -> [String]? {
        if let name = localName(node), let local = locals[name]?.last { return local.path }
        return paths[Int(node.rawValue)]
    }

    private func entrySize(_ node: ExpressionID) -> EntrySize? {
        if let known = entrySizes[Int(node.rawValue)] { return known }
        return localName(node).flatMap { locals[$0]?.last?.entrySize }
    }

    private mutating func costedNode(_ node: ExpressionID) -> CostedNode {
        var path = path(node)
        // Only paths from variables are of use: an accumulator is none.
        if let first = path?.first, first == "__result__" || first == "@result" { path = nil }
        var literal: Int64?
        if case .integer(let value) = checked.tree[node].kind { literal = value }
        return CostedNode(path: path, type: type(node), size: size(node), literal: literal)
    }

    private mutating func sizeOrUnknown(_ node: ExpressionID) -> SizeEstimate { size(node) ?? .unknown }

    private mutating func size(_ node: ExpressionID) -> SizeEstimate? {
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
