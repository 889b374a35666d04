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
    /// Work of compiling the patterns that expressions about one document make, such as `'^' + object.name`.
    ///
    /// The unit is a byte of a pattern, or an instruction of what it compiles to. The API server's figures charge a
    /// pattern by its length only, so that a short one with counted repetitions costs it next to nothing. Constant
    /// patterns, and those that were compiled before, take no work.
    public var patternWork = 250_000
    /// Work of matching texts with patterns, of all expressions about one document.
    ///
    /// The unit is a byte of a text times an instruction of what the pattern compiles to: that is what a match takes at
    /// worst, and few take a hundredth of it.
    public var matchWork = 500_000_000
    /// Bytes that all expressions about one document write with `format`.
    ///
    /// The API server's figures charge the clauses and not what they write, so that `%.32767f` in a loop costs it next
    /// to nothing.
    public var formatBytes = 16 << 20

    /// The limits of the API server.
    public init() {}

    /// Limits of one's own.
    public init(
        expressionCost: UInt64, budget: UInt64, scratchBytes: Int = 64 << 20, patternWork: Int = 250_000,
        matchWork: Int = 500_000_000, formatBytes: Int = 16 << 20
    ) {
        self.expressionCost = expressionCost
        self.budget = budget
        self.scratchBytes = scratchBytes
        self.patternWork = patternWork
        self.matchWork = matchWork
        self.formatBytes = formatBytes
    }
}
