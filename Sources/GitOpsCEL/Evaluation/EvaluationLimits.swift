/// What an evaluation may use.
public struct EvaluationLimits: Sendable, Hashable {
    /// Cost that one expression may have, in the units of Kubernetes.
    ///
    /// Source: `PerCallLimit` of k8s.io/apiserver/pkg/apis/cel/config.go.
    public var expressionCost: UInt64 = 1_000_000
    /// Cost that all expressions about one document may have together.
    ///
    /// Source: `RuntimeCELCostBudget` of k8s.io/apiserver/pkg/apis/cel/config.go.
    public var budget: UInt64 = 10_000_000
    /// Bytes of intermediate values about one document.
    public var scratchBytes = 64 << 20

    /// The limits of the API server.
    public init() {}

    /// Limits of one's own.
    public init(expressionCost: UInt64, budget: UInt64, scratchBytes: Int = 64 << 20) {
        self.expressionCost = expressionCost
        self.budget = budget
        self.scratchBytes = scratchBytes
    }
}
