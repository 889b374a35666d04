/// What an estimate of costs depends on besides the expression.
package struct CostOptions: Sendable {
    /// The cost of `has(a.b)` besides its operand: nothing in Kubernetes, 1 in cel-go.
    package var presenceCost: UInt64 = 0

    /// The size that a schema allows for a value, by the way to it from a variable and its type.
    ///
    /// The way is `nil` for values that the expression makes. After the variable's name come names of fields, `@items`
    /// for elements, `@indices` for their numbers, `@keys` and `@values` for entries of maps.
    package var size: @Sendable (_ path: [String]?, _ type: CELType) -> SizeEstimate?

    /// Whether functions of the libraries of Kubernetes have the costs that Kubernetes gives them.
    package var countsKubernetesLibraries = true

    /// Options of the API server, with sizes from a schema.
    package init(size: @escaping @Sendable (_ path: [String]?, _ type: CELType) -> SizeEstimate? = { _, _ in nil }) {
        self.size = size
    }
}

extension CheckedExpression {
    /// The least and the most that the expression may cost.
    ///
    /// Complexity: O(nodes).
    package func estimatedCost(_ options: CostOptions = CostOptions()) -> CostEstimate {
        var estimation = CostEstimation(self, options)
        return estimation.run()
    }
}
