extension CostEstimation {
    mutating func costComprehension(_ node: ExpressionID, _ fold: Comprehension) -> CostEstimate {
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
    mutating func costBinding(_ node: ExpressionID, _ binding: Comprehension) -> CostEstimate {
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
