/// The least and the most that an expression may cost, in the units of Kubernetes.
///
/// Source: https://github.com/google/cel-go/blob/master/checker/cost.go.
package struct CostEstimate: Sendable, Hashable {
    /// The least cost.
    package var minimum: UInt64
    /// The most; `UInt64.max` when nothing bounds it.
    package var maximum: UInt64

    /// A range of costs.
    package init(_ minimum: UInt64, _ maximum: UInt64) {
        self.minimum = minimum
        self.maximum = maximum
    }

    /// A cost that is known.
    package init(_ cost: UInt64) { self.init(cost, cost) }
}

extension CostEstimate {
    /// Sums stop at the largest number.
    static func + (left: Self, right: Self) -> Self {
        CostEstimate(left.minimum.adding(right.minimum), left.maximum.adding(right.maximum))
    }

    static func * (left: Self, right: Self) -> Self {
        CostEstimate(left.minimum.multiplied(by: right.minimum), left.maximum.multiplied(by: right.maximum))
    }

    /// Rounded up.
    static func * (left: Self, factor: Double) -> Self {
        CostEstimate(left.minimum.multiplied(by: factor), left.maximum.multiplied(by: factor))
    }

    /// The range that holds both.
    func union(_ other: Self) -> Self {
        CostEstimate(min(minimum, other.minimum), max(maximum, other.maximum))
    }
}

/// How many code points, bytes, elements or entries a value may have.
package struct SizeEstimate: Sendable, Hashable {
    /// The smallest size.
    package var minimum: UInt64
    /// The largest; `UInt64.max` when nothing bounds it.
    package var maximum: UInt64

    /// A range of sizes.
    package init(_ minimum: UInt64, _ maximum: UInt64) {
        self.minimum = minimum
        self.maximum = maximum
    }

    /// A size that is known.
    package init(_ size: UInt64) { self.init(size, size) }

    /// Nothing is known.
    package static let unknown = SizeEstimate(0, .max)
}

extension SizeEstimate {
    static func + (left: Self, right: Self) -> Self {
        SizeEstimate(left.minimum.adding(right.minimum), left.maximum.adding(right.maximum))
    }

    static func * (left: Self, right: Self) -> Self {
        SizeEstimate(left.minimum.multiplied(by: right.minimum), left.maximum.multiplied(by: right.maximum))
    }

    /// Cost when each unit has a cost.
    static func * (left: Self, cost: CostEstimate) -> CostEstimate { CostEstimate(left) * cost }

    /// Cost when each unit has a part of a cost, rounded up.
    static func * (left: Self, factor: Double) -> CostEstimate { CostEstimate(left) * factor }

    /// The range that holds both.
    func union(_ other: Self) -> Self {
        SizeEstimate(min(minimum, other.minimum), max(maximum, other.maximum))
    }
}

extension CostEstimate {
    /// One for each unit.
    init(_ size: SizeEstimate) { self.init(size.minimum, size.maximum) }
}

extension UInt64 {
    /// The sum, or the largest number.
    func adding(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    /// The product, or the largest number.
    func multiplied(by other: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }

    /// The product rounded up, or the largest number.
    func multiplied(by factor: Double) -> UInt64 {
        let product = (Double(self) * factor).rounded(.up)
        return UInt64(exactly: product) ?? .max
    }
}

/// Costs of simple operations.
///
/// Source: https://github.com/google/cel-go/blob/master/common/cost.go.
enum UnitCost {
    static let selection: UInt64 = 1
    static let list: UInt64 = 10
    static let map: UInt64 = 30
    static let object: UInt64 = 40
    /// For each code point that is passed.
    static let text = 0.1
    /// For each code point of a regular expression.
    static let expression = 0.25
}
