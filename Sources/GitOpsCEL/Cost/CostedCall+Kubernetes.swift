// MARK: - The libraries of Kubernetes

extension CostedCall {
    /// By the function's name, as the API server counts.
    ///
    /// Source: `CostEstimator.EstimateCallCost` in `k8s.io/apiserver/pkg/cel/library/cost.go`.
    var kubernetesCost: CallCost? {
        if Self.accessors.contains(name) { return CallCost(1) }
        switch name {
        case "check": return CallCost(350_000)
        case "fieldSelector", "labelSelector":
            return arguments.count == 1 ? CallCost(SelectorCost.estimate(size(arguments[0]))) : nil
        case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf", "includes": return traversalCost
        case "url", "jsonpatch.escapeKey": return arguments.count == 1 ? scan(arguments[0], keepsSize: true) : nil
        case "lowerAscii", "upperAscii", "substring", "trim": return target.map { scan($0, keepsSize: true) }
        case "replace": return replaceCost
        case "split": return splitCost
        case "join": return joinCost
        case "find", "findAll": return findCost
        case "ip" where overload == "cidr_ip": return CallCost(1)
        case "cidr", "isIP", "isCIDR", "ip", "quantity", "isQuantity", "semver", "isSemver":
            return arguments.first.map { scan($0, keepsSize: false) }
        case "ip.isCanonical": return arguments.first.map { CallCost(size($0) * (2 * UnitCost.text)) }
        case "containsIP", "containsCIDR": return containmentCost
        case "validate":
            return arguments.first.map { CallCost(size($0) * UnitCost.text * (128 * UnitCost.expression)) }
        case "_==_": return equalityCost
        default: return nil
        }
    }

    /// Functions that cost 1.
    private static let accessors: Set<String> = [
        "serviceAccount", "path", "group", "resource", "subresource", "namespace", "name", "allowed", "reason",
        "error", "errored", "masked", "prefixLength", "family", "isUnspecified", "isLoopback",
        "isLinkLocalMulticast", "isLinkLocalUnicast", "isGlobalUnicast", "format.named", "sign", "asInteger",
        "isInteger", "asApproximateFloat", "isGreaterThan", "isLessThan", "compareTo", "add", "sub", "major",
        "minor", "patch", "getScheme", "getHostname", "getHost", "getPort", "getEscapedPath", "getQuery",
    ]

    private func scan(_ node: CostedNode, keepsSize: Bool) -> CallCost {
        let size = size(node)
        return CallCost(size * UnitCost.text, resultSize: keepsSize ? size : nil)
    }

    /// One for each element, and the texts among them.
    private var traversalCost: CallCost? {
        guard let target else { return nil }
        var each = CostEstimate(1)
        if let element = target.element {
            if element.type == .string || element.type == .bytes { each = each + size(element) * UnitCost.text }
            return CallCost(size(target) * each)
        }
        return CallCost(name == "includes" ? size(target) * each : size(target) * UnitCost.text)
    }

    private var splitCost: CallCost? {
        guard let target else { return nil }
        let size = size(target)
        let limit = arguments.count > 1 ? arguments[1].literal.map { UInt64(bitPattern: $0) } : nil
        return CallCost(size * (2 * UnitCost.text), resultSize: SizeEstimate(0, limit ?? size.maximum))
    }

    private var joinCost: CallCost? {
        guard let target else { return nil }
        let list = size(target)
        var result = SizeEstimate(0)
        if let element = target.element { result = list * size(element) }
        if let separator = arguments.first {
            let gaps = SizeEstimate(list.minimum - min(1, list.minimum), list.maximum - min(1, list.maximum))
            result = result + size(separator) * gaps
        }
        return CallCost(result * UnitCost.text, resultSize: result)
    }

    private var findCost: CallCost? {
        guard let target, let expression = arguments.first else { return nil }
        let text = (size(target) + SizeEstimate(1)) * UnitCost.text
        return CallCost(
            text * (size(expression) * UnitCost.expression), resultSize: SizeEstimate(0, size(target).maximum))
    }

    private var containmentCost: CallCost? {
        guard let argument = arguments.first else { return nil }
        // Four or sixteen bytes of two addresses.
        let address = SizeEstimate(4, 16)
        var cost = (address + address) * UnitCost.text
        if name == "containsCIDR" { cost = cost + address * UnitCost.text + CostEstimate(1) }
        if overload == "cidr_contains_ip_string" || overload == "cidr_contains_cidr_string" {
            cost = cost + size(argument) * UnitCost.text
        }
        return CallCost(cost)
    }

    /// Values of libraries cost 1, named formats up to their longest name, URLs up to their size.
    private var equalityCost: CallCost? {
        guard arguments.count == 2, arguments[0].type == arguments[1].type else { return nil }
        switch arguments[0].type {
        case .namedFormat: return CallCost(CostEstimate(1, 64) * UnitCost.text)
        case .url:
            let largest = arguments[1].size?.maximum ?? 1
            return CallCost(CostEstimate(1, largest) * UnitCost.text)
        case .opaque: return CallCost(1)
        default: return nil
        }
    }
}

// MARK: - Replacing

extension CostedCall {
    private var replaceCost: CallCost? {
        guard let target, arguments.count >= 2 else { return nil }
        let text = size(target)
        let (old, new) = (size(arguments[0]), size(arguments[1]))
        var count = SizeEstimate(0)
        var kept = SizeEstimate(0)
        if old.minimum == 0 {
            // The replacement goes around every code point.
            count.maximum = text.maximum.adding(1)
            kept.maximum = text.maximum
        } else if new.maximum <= old.minimum {
            kept.maximum = text.maximum
        } else {
            count.maximum = Self.divided(text.maximum, old.minimum)
        }
        if old.maximum == 0 {
            count.minimum = text.minimum.adding(1)
            kept.minimum = text.minimum
        } else if old.maximum <= new.minimum {
            kept.minimum = text.minimum
        } else {
            count.minimum = Self.divided(text.minimum, old.maximum)
        }
        return CallCost(text * (2 * UnitCost.text), resultSize: count * new + kept)
    }

    private static func divided(_ value: UInt64, _ divisor: UInt64) -> UInt64 {
        UInt64(exactly: (Double(value) / Double(divisor)).rounded(.up)) ?? .max
    }
}

/// The cost of reading a selector: its text, and a requirement for every second character at worst.
enum SelectorCost {
    static func estimate(_ size: SizeEstimate) -> CostEstimate {
        let requirements = size * 0.5 * Double(UnitCost.list + UnitCost.object)
        return CostEstimate(UnitCost.list) + size * UnitCost.text + requirements
    }
}
