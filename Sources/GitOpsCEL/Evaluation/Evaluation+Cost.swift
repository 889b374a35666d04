extension Evaluation {
    /// A tenth of a size, rounded up as floating point has it.
    ///
    /// Source: `StringTraversalCostFactor` of cel-go common/cost.go.
    @inline(__always)
    package static func traversalCost(_ size: UInt64, times: Double = 1) -> UInt64 {
        // Up to ten it is one, whatever the rounding.
        if times == 1, size <= 10 { return size == 0 ? 0 : 1 }
        return UInt64((Double(size) * times * 0.1).rounded(.up))
    }

    /// Cost of matching a text. Source: `costCall` of cel-go interpreter/runtimecost.go.
    static func matchCost(text: Int, pattern: Int) -> UInt64 {
        let textCost = UInt64(((1 + Double(text)) * 0.1).rounded(.up))
        return textCost * UInt64((Double(pattern) * 0.25).rounded(.up))
    }

    /// Cost of `==` and `!=`, and of ordering strings or bytes.
    @inline(__always)
    func comparisonCost(_ left: Value, _ right: Value) -> UInt64 {
        if left.tag == .string, right.tag == .string {
            // A text of one to ten bytes has one to ten code points.
            let bytes = min(left.count, right.count)
            if bytes <= 10 { return bytes == 0 ? 0 : 1 }
        } else if !left.isSized || !right.isSized {
            // A size of 1 is the least there is, but for empty containers.
            if !left.isSized, !right.isSized { return 1 }
            return costSize(left.isSized ? left : right) == 0 ? 0 : 1
        }
        return Self.traversalCost(min(costSize(left), costSize(right)))
    }

    /// Cost of a standard function besides its arguments.
    func standardCost(
        _ function: StandardFunction, _ arguments: UnsafeBufferPointer<Value>, isSized: Bool
    ) -> UInt64 {
        guard isSized, let first = arguments.first else { return 1 }
        switch function {
        case .startsWith, .endsWith, .string, .bytes: return Self.traversalCost(costSize(first))
        case .contains:
            guard arguments.count == 2 else { return 1 }
            return Self.traversalCost(costSize(first)) * Self.traversalCost(costSize(arguments[1]))
        case .matches:
            guard arguments.count == 2 else { return 1 }
            return Self.matchCost(text: Int(costSize(first)), pattern: Int(costSize(arguments[1])))
        default: return 1
        }
    }
}

extension Value {
    /// Whether cost depends on the value's size.
    @inline(__always)
    var isSized: Bool {
        switch tag {
        case .string, .bytes, .list, .map, .documentList, .documentMap, .optional: true
        default: false
        }
    }
}
