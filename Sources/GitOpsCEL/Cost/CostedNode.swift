/// What is known about a node while costs are estimated.
struct CostedNode {
    /// From a variable to the value: names of fields, `@items`, `@keys`, `@values`, `@indices`; `nil` when it cannot be
    /// told.
    var path: [String]?
    var type: CELType
    /// The size that the expression itself tells.
    var size: SizeEstimate?
    /// The number that the node is, when it is one.
    var literal: Int64?

    /// Of a list, an element; of a map, a key; of an optional, its value; `nil` for other types.
    var element: CostedNode? {
        switch type {
        case .list(let element), .optional(let element):
            CostedNode(path: path.map { $0 + ["@items"] }, type: element)
        case .map(let key, _): CostedNode(path: path.map { $0 + ["@items"] }, type: key)
        default: nil
        }
    }
}

/// The cost of a call without its arguments, and the size of its result.
struct CallCost {
    var cost: CostEstimate
    var resultSize: SizeEstimate?

    init(_ cost: CostEstimate, resultSize: SizeEstimate? = nil) {
        self.cost = cost
        self.resultSize = resultSize
    }

    init(_ cost: UInt64) { self.init(CostEstimate(cost)) }
}

extension CELType {
    /// Whether a value of the type has size 1.
    ///
    /// Source: `isScalar` in cel-go's `checker/cost.go`.
    var isScalar: Bool {
        switch self {
        case .boolean, .double, .duration, .integer, .timestamp, .unsigned: true
        case .optional(let wrapped), .wrapper(let wrapped): wrapped.isScalar
        default: false
        }
    }

    /// Whether selecting a field costs something beyond the operand.
    var hasCostlyFields: Bool {
        switch self {
        case .map, .object, .parameter: true
        case .opaque(let name): name != "net.IP" && name != "net.CIDR"
        default: false
        }
    }

    var isList: Bool {
        if case .list = self { return true }
        return false
    }
}
