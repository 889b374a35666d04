import GitOpsCEL
import GitOpsManifest

/// What the rules of a definition may cost by their estimates, and what the API server says when it is too much.
///
/// Source: apiextensions-apiserver `pkg/apis/apiextensions/validation/validation.go` and `cel_validation.go`.
struct RuleCosts {
    /// One expression.
    struct Expression {
        /// The string in the definition.
        let node: Node
        /// `estimated rule cost`, or that of a message.
        let name: String
        let cost: UInt64
    }

    /// What an expression costs at most.
    static let expressionLimit: UInt64 = 10_000_000
    /// What all expressions of a version cost at most.
    static let totalLimit: UInt64 = 100_000_000

    private var total: UInt64 = 0
    private var expensive: [Expression] = []
    /// Expressions that cost too much, and why.
    private(set) var excesses: [(node: Node, message: String)] = []

    mutating func add(_ expression: Expression) {
        if expression.cost > Self.expressionLimit {
            excesses.append((expression.node, Self.message(expression.name, expression.cost, Self.expressionLimit)))
        }
        let (sum, overflow) = total.addingReportingOverflow(expression.cost)
        total = overflow ? .max : sum
        if expression.cost >= Self.totalLimit / 100 { expensive.append(expression) }
    }

    /// Adds what the API server says about all of them together.
    mutating func finish(_ schema: Node) {
        guard total > Self.totalLimit else { return }
        let order = expensive.enumerated().sorted { ($1.element.cost, $0.offset) < ($0.element.cost, $1.offset) }
        for (_, expression) in order.prefix(4) {
            excesses.append(
                (
                    expression.node,
                    "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"
                ))
        }
        let name = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema"
        excesses.append((schema, Self.message(name, total, Self.totalLimit)))
    }

    private static func message(_ name: String, _ cost: UInt64, _ limit: UInt64) -> String {
        "\(name) exceeds budget by factor of \(factor(Double(cost) / Double(limit))) (try simplifying the rule, or "
            + "adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)"
    }

    private static func factor(_ excess: Double) -> String {
        if excess > 100 { return "more than 100x" }
        let digits = excess < 1.5 ? 6 : 1
        let scale = digits == 6 ? 1_000_000.0 : 10.0
        let scaled = Int64((excess * scale).rounded(.toNearestOrEven))
        let fraction = String(scaled % Int64(scale))
        return "\(scaled / Int64(scale)).\(String(repeating: "0", count: digits - fraction.utf8.count))\(fraction)x"
    }
}

extension RuleSchema {
    /// How often the values of each schema can be in one object, by the limits around them; `nil` without limits.
    ///
    /// Source: `extractMaxElements` in `cel_validation.go`.
    var occurrences: [UInt64?] {
        var result = [UInt64?](repeating: nil, count: values.count)
        if result.isEmpty { return result }
        result[0] = 1
        // Children stand behind their parents.
        for (index, value) in values.enumerated() where value.spine == nil {
            switch value.shape {
            case .list(let element):
                result[element] = Self.product(result[index], ValueSize.limit(value.node["maxItems"]))
            case .map(let entry):
                result[entry] = Self.product(result[index], ValueSize.limit(value.node["maxProperties"]))
            case .object(let properties):
                for property in properties { result[property.value] = result[index] }
            default: break
            }
        }
        return result
    }

    private static func product(_ left: UInt64?, _ right: UInt64?) -> UInt64? {
        guard let left, let right else { return nil }
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? .max : product
    }
}
