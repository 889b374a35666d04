/// A call of one overload, of which the cost is estimated.
struct CostedCall {
    let name: String
    let overload: String
    let target: CostedNode?
    let arguments: [CostedNode]
    let argumentCosts: [CostEstimate]
    let options: CostOptions

    /// The cost with that of the arguments, but not of the target.
    var total: CallCost {
        if let whole = shortCircuited { return whole }
        let own =
            libraryCost ?? (options.countsKubernetesLibraries ? kubernetesCost : nil) ?? standardCost ?? CallCost(1)
        return CallCost(own.cost + argumentSum, resultSize: own.resultSize)
    }

    private var argumentSum: CostEstimate { argumentCosts.reduce(CostEstimate(0), +) }

    func size(_ node: CostedNode) -> SizeEstimate { node.size ?? hint(node) ?? .unknown }

    /// The size of a node that is only asked for by its path and type.
    func hint(_ node: CostedNode) -> SizeEstimate? { options.size(node.path, node.type) }

    /// Operators that do not evaluate all their operands.
    private var shortCircuited: CallCost? {
        switch overload {
        case "logical_and" where argumentCosts.count == 2, "logical_or" where argumentCosts.count == 2:
            let (left, right) = (argumentCosts[0], argumentCosts[1])
            return CallCost(CostEstimate(left.minimum, (left + right).maximum))
        case "conditional" where argumentCosts.count == 3:
            let cost = argumentCosts[0] + argumentCosts[1].union(argumentCosts[2])
            return CallCost(cost, resultSize: known(arguments[1]).union(known(arguments[2])))
        default: return nil
        }
    }

    /// The size without asking for a hint again.
    private func known(_ node: CostedNode) -> SizeEstimate { node.size ?? .unknown }
}

// MARK: - The standard library

extension CostedCall {
    /// Source: `functionCost` in cel-go's `checker/cost.go`; everything else costs 1.
    private var standardCost: CallCost? {
        switch (overload, target, arguments.count) {
        case ("string_format", let target?, _): return CallCost(known(target) * UnitCost.text)
        case ("string_to_bytes", _, 1):
            let size = known(arguments[0])
            // Up to four bytes for each code point.
            return CallCost(
                size * UnitCost.text,
                resultSize: SizeEstimate(size.minimum, size.maximum &* 4))
        case ("bytes_to_string", _, 1):
            let size = known(arguments[0])
            return CallCost(size * UnitCost.text, resultSize: SizeEstimate(size.minimum / 4, size.maximum))
        case ("strings_quote", _, 1):
            let size = known(arguments[0])
            return CallCost(
                size * UnitCost.text,
                resultSize: SizeEstimate(size.minimum &+ 2, size.maximum &* 2 &+ 2))
        case ("starts_with_string", _, 1), ("ends_with_string", _, 1):
            return CallCost(known(arguments[0]) * UnitCost.text)
        case ("in_list", _, 2): return CallCost(CostEstimate(known(arguments[1])))
        case ("matches_string", let target?, 1):
            let text = (known(target) + SizeEstimate(1)) * UnitCost.text
            return CallCost(text * (known(arguments[0]) * UnitCost.expression))
        case ("contains_string", let target?, 1):
            return CallCost((known(target) * UnitCost.text) * (known(arguments[0]) * UnitCost.text))
        case ("add_list", _, 2):
            return CallCost(CostEstimate(1), resultSize: known(arguments[0]) + known(arguments[1]))
        case ("add_string", _, 2), ("add_bytes", _, 2):
            let size = known(arguments[0]) + known(arguments[1])
            return CallCost(size * UnitCost.text, resultSize: size)
        case (_, _, 2) where Self.comparisons.contains(overload):
            let largest = min(known(arguments[0]).maximum, known(arguments[1]).maximum)
            return CallCost(CostEstimate(min(1, largest), largest) * UnitCost.text)
        default: return nil
        }
    }

    /// Comparisons that pass two values until they differ.
    private static let comparisons: Set<String> = [
        "less_string", "greater_string", "less_equals_string", "greater_equals_string",
        "less_bytes", "greater_bytes", "less_equals_bytes", "greater_equals_bytes", "equals", "not_equals",
    ]
}
