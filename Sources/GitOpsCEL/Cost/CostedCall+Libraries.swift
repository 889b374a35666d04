// MARK: - Sets and lists of cel-go

extension CostedCall {
    /// Source: the estimators in cel-go's `ext/sets.go`, `ext/lists.go` and `ext/regex.go`, which come first.
    var libraryCost: CallCost? {
        switch overload {
        case "list_sets_contains_list", "list_sets_intersects_list": return pairs(1)
        case "list_sets_equivalent_list": return pairs(2)
        case "list_slice": return sliceCost
        case "lists_range":
            guard target == nil, arguments.count == 1 else { return nil }
            return allocating(1, SizeEstimate(number(arguments[0]) ?? .max))
        case "list_reverse": return target.map { allocating(1, size($0)) }
        case "list_flatten", "list_flatten_int":
            let depth = arguments.isEmpty ? 1 : number(arguments[0]) ?? .max
            return target.map { allocating(Double(depth), size($0)) }
        case "list_distinct": return target.map { allocating(2, size($0) * size($0)) }
        case "regex_extract_string_string", "regex_extractAll_string_string": return extractionCost
        case "regex_replace_string_string_string", "regex_replace_string_string_string_int": return replacementCost
        default: break
        }
        if overload.hasSuffix("_sortByAssociatedKeys") { return arguments.first.flatMap(sortCost) }
        return overload.hasSuffix("_sort") ? target.flatMap(sortCost) : nil
    }

    /// Each element of one list with each of the other.
    private func pairs(_ factor: Double) -> CallCost? {
        guard arguments.count == 2 else { return nil }
        return CallCost((size(arguments[0]) * size(arguments[1])) * factor + CostEstimate(1))
    }

    private func allocating(_ factor: Double, _ count: SizeEstimate) -> CallCost {
        CallCost(count * factor + CostEstimate(1 + UnitCost.list), resultSize: count)
    }

    private var sliceCost: CallCost? {
        guard let target, arguments.count == 2 else { return nil }
        let start = number(arguments[0]) ?? 0
        let end = number(arguments[1]) ?? size(target).maximum
        return allocating(1, SizeEstimate(end &- start))
    }

    private func sortCost(_ list: CostedNode) -> CallCost? {
        let isText = overload.hasPrefix("list_string_") || overload.hasPrefix("list_bytes_")
        return allocating(isText ? 2 + UnitCost.text : 2, size(list) * size(list))
    }

    /// A literal that is not negative, 0 for one that is.
    private func number(_ node: CostedNode) -> UInt64? { node.literal.map { UInt64(max(0, $0)) } }

    private var searchCost: CostEstimate {
        let text = (size(arguments[0]) + SizeEstimate(1)) * UnitCost.text
        return text * ((size(arguments[1]) + SizeEstimate(1)) * UnitCost.expression)
    }

    private var extractionCost: CallCost? {
        guard arguments.count == 2 else { return nil }
        let result = SizeEstimate(0, size(arguments[0]).maximum)
        let isList = overload == "regex_extractAll_string_string"
        let room = CostEstimate(result) + CostEstimate(isList ? UnitCost.list : 0)
        return CallCost(searchCost + room, resultSize: result)
    }

    private var replacementCost: CallCost? {
        guard arguments.count == 3 || arguments.count == 4 else { return nil }
        let whole = size(arguments[0]).maximum
        let replaced = whole &* size(arguments[2]).maximum
        let result =
            size(arguments[2]).maximum == 0 ? SizeEstimate(replaced, whole) : SizeEstimate(whole, replaced)
        return CallCost(searchCost + CostEstimate(result), resultSize: result)
    }
}
