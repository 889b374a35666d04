extension CostEstimation {
    mutating func costMemberCall(
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

    mutating func costCall(
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
