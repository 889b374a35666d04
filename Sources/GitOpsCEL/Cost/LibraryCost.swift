extension Library {
    /// What a call of a library's function cost, besides its arguments, as the API server counts it.
    ///
    /// `isResolved` says that the checker left one overload: cel-go looks some costs up by it.
    ///
    /// Source: `CostEstimator.CallCost` in https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/cost.go,
    /// and the trackers in `ext/lists.go`, `ext/sets.go` and `ext/regex.go` of cel-go.
    package func cost(
        _ function: UInt8, isResolved: Bool, _ arguments: UnsafeBufferPointer<Value>, result: Value,
        in evaluation: inout Evaluation
    ) -> UInt64 {
        guard let first = arguments.first else { return 1 }
        switch self {
        case .strings:
            guard let function = StringsFunction(rawValue: function) else { return 1 }
            return LibraryCost.strings(function, isResolved, arguments, result, in: &evaluation)
        case .lists where isResolved:
            guard let function = ListsFunction(rawValue: function) else { return 1 }
            return LibraryCost.lists(function, arguments, result, in: &evaluation)
        case .sets:
            let pairs =
                Double(evaluation.count(of: first)) * Double(evaluation.count(of: arguments[arguments.count - 1]))
            return UInt64(clampingDouble: pairs * (SetsFunction(rawValue: function) == .equivalent ? 2 : 1)).adding(1)
        case .regex where isResolved: return LibraryCost.expressions(function, arguments, result, in: evaluation)
        case .kubernetesLists: return LibraryCost.traversal(of: first, in: &evaluation)
        case .kubernetesRegex:
            guard arguments.count > 1 else { return 1 }
            return LibraryCost.matching(
                text: LibraryCost.size(first, evaluation), expression: LibraryCost.size(arguments[1], evaluation))
        case .url: return function == URLFunction.url.rawValue ? LibraryCost.scan(first, evaluation) : 1
        case .quantity:
            return function <= QuantityFunction.isQuantity.rawValue ? LibraryCost.scan(first, evaluation) : 1
        case .semver: return function <= SemverFunction.isSemver.rawValue ? LibraryCost.scan(first, evaluation) : 1
        case .jsonPatch: return LibraryCost.scan(first, evaluation)
        case .ip, .cidr: return LibraryCost.addresses(self, function, isResolved, arguments, evaluation)
        case .format: return LibraryCost.formats(function, arguments, evaluation)
        case .authorizer: return LibraryCost.authorizer(function, arguments, evaluation)
        default: return 1
        }
    }

    /// The cost of a call that can be told before its result is there: an evaluation that is not to cost more than a
    /// limit asks first, for functions that compare all elements with each other.
    package func costBeforeCall(
        _ function: UInt8, isResolved: Bool, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> UInt64? {
        switch self {
        case .sets, .kubernetesRegex:
            return cost(function, isResolved: isResolved, arguments, result: .null, in: &evaluation)
        case .lists:
            switch ListsFunction(rawValue: function) {
            case .distinct, .sort, .sortByAssociatedKeys, .flatten:
                return cost(function, isResolved: isResolved, arguments, result: .null, in: &evaluation)
            case .range:
                guard let end = arguments.first, end.tag == .integer else { return nil }
                return UInt64(max(0, end.integer)).adding(1 + UnitCost.list)
            default: return nil
            }
        default: return nil
        }
    }
}

/// Costs of calls by library.
private enum LibraryCost {
    /// Source: `actualSize` in `cost.go` of Kubernetes.
    static func size(_ value: Value, _ evaluation: borrowing Evaluation) -> UInt64 {
        switch value.tag {
        case .library: evaluation.libraryValue(value)?.costSize ?? 1
        case .optional: 1
        default: evaluation.costSize(value)
        }
    }

    /// Passing a text once.
    static func scan(_ value: Value, times: Double = 1, _ evaluation: borrowing Evaluation) -> UInt64 {
        UInt64(clampingDouble: (Double(size(value, evaluation)) * times * UnitCost.text).rounded(.up))
    }

    static func matching(text: UInt64, expression: UInt64) -> UInt64 {
        let textCost = ((1 + Double(text)) * UnitCost.text).rounded(.up)
        let expressionCost = (Double(expression) * UnitCost.expression).rounded(.up)
        return UInt64(clampingDouble: textCost).multiplied(by: UInt64(clampingDouble: expressionCost))
    }

    /// Passing a value with everything in it: texts by their bytes, rounded down.
    static func traversal(of value: Value, depth: Int = 0, in evaluation: inout Evaluation) -> UInt64 {
        guard depth < 256 else { return .max }
        switch value.tag {
        case .string, .bytes: return UInt64(Double(value.count) * UnitCost.text)
        case .list, .documentList:
            var total: UInt64 = 0
            for index in 0..<evaluation.count(of: value) {
                let element = evaluation.element(of: value, at: index)
                total = total.adding(traversal(of: element, depth: depth + 1, in: &evaluation))
            }
            return total
        case .map, .documentMap:
            var total: UInt64 = 0
            for index in 0..<evaluation.count(of: value) {
                let key = evaluation.key(of: value, at: index)
                let member = evaluation.value(of: value, at: index)
                total = total.adding(traversal(of: key, depth: depth + 1, in: &evaluation))
                total = total.adding(traversal(of: member, depth: depth + 1, in: &evaluation))
            }
            return total
        default: return 1
        }
    }

    static func strings(
        _ function: StringsFunction, _ isResolved: Bool, _ arguments: UnsafeBufferPointer<Value>, _ result: Value,
        in evaluation: inout Evaluation
    ) -> UInt64 {
        switch function {
        case .lowerAscii, .upperAscii, .substring, .trim: scan(arguments[0], evaluation)
        case .replace, .split: scan(arguments[0], times: 2, evaluation)
        case .join: scan(result, times: 2, evaluation)
        case .indexOf, .lastIndexOf: traversal(of: arguments[0], in: &evaluation)
        case .format, .quote: isResolved ? scan(arguments[0], evaluation) : 1
        case .charAt, .reverse: 1
        }
    }

    static func lists(
        _ function: ListsFunction, _ arguments: UnsafeBufferPointer<Value>, _ result: Value,
        in evaluation: inout Evaluation
    ) -> UInt64 {
        let units: Double
        switch function {
        case .slice, .range, .reverse: units = Double(evaluation.count(of: result))
        case .flatten:
            let depth = arguments.count > 1 && arguments[1].tag == .integer ? Double(arguments[1].integer) : 1
            units = Double(evaluation.count(of: arguments[0])) * depth
        case .distinct, .sort, .sortByAssociatedKeys:
            let keys = function == .sortByAssociatedKeys && arguments.count > 1 ? arguments[1] : arguments[0]
            let count = evaluation.count(of: keys)
            let type = count > 0 ? evaluation.element(of: keys, at: 0).tag : .null
            let each = type == .string || type == .bytes ? 2 + UnitCost.text : 2
            units = Double(count) * Double(count) * each
        }
        return UInt64(clampingDouble: units).adding(1 + UnitCost.list)
    }

    static func expressions(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, _ result: Value,
        in evaluation: borrowing Evaluation
    ) -> UInt64 {
        guard arguments.count > 1 else { return 1 }
        let text = Double(evaluation.costSize(arguments[0]) + 1) * UnitCost.text
        let expression = Double(evaluation.costSize(arguments[1]) + 1) * UnitCost.expression
        let cost = 1 + text * expression + Double(evaluation.costSize(result))
        switch RegexFunction(rawValue: function) {
        case .replace: return UInt64(clampingDouble: cost)
        case .extractAll: return UInt64(clampingDouble: (cost + Double(UnitCost.list)).rounded(.up))
        default: return UInt64(clampingDouble: cost.rounded(.up))
        }
    }

    static func addresses(
        _ library: Library, _ function: UInt8, _ isResolved: Bool, _ arguments: UnsafeBufferPointer<Value>,
        _ evaluation: borrowing Evaluation
    ) -> UInt64 {
        if library == .ip {
            switch IPFunction(rawValue: function) {
            case .ip, .isIP: return scan(arguments[0], evaluation)
            case .isCanonical: return scan(arguments[0], times: 2, evaluation)
            default: return 1
            }
        }
        switch CIDRFunction(rawValue: function) {
        case .cidr, .isCIDR: return scan(arguments[0], evaluation)
        case .containsIP, .containsCIDR:
            guard arguments.count > 1 else { return 1 }
            var cost = scan(arguments[0], times: 2, evaluation)
            if CIDRFunction(rawValue: function) == .containsCIDR { cost += scan(arguments[0], evaluation) + 1 }
            // A text has to be read first.
            if isResolved, arguments[1].tag == .string { cost += scan(arguments[1], evaluation) }
            return cost
        default: return 1
        }
    }

    static func formats(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, _ evaluation: borrowing Evaluation
    ) -> UInt64 {
        guard FormatFunction(rawValue: function) == .validate, arguments.count == 2,
            case .format(let format) = evaluation.libraryValue(arguments[0])
        else { return 1 }
        return matching(text: size(arguments[1], evaluation), expression: format.expressionLength)
    }

    static func authorizer(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, _ evaluation: borrowing Evaluation
    ) -> UInt64 {
        switch AuthorizerFunction(rawValue: function) {
        // Two questions are all that one expression may ask.
        case .check: return 350_000
        case .fieldSelector where arguments.count > 1, .labelSelector where arguments.count > 1:
            return SelectorCost.estimate(SizeEstimate(size(arguments[1], evaluation))).maximum
        default: return 1
        }
    }
}

extension UInt64 {
    /// The whole part, 0 below zero, the largest number beyond it.
    fileprivate init(clampingDouble value: Double) {
        self = value <= 0 ? 0 : value >= 0x1p64 ? .max : UInt64(value)
    }
}
