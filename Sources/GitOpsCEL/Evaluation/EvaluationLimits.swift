/// What an evaluation may use.
public struct EvaluationLimits: Sendable, Hashable {
    /// Cost that one expression may have, in the units of Kubernetes.
    ///
    /// Source: `PerCallLimit` of k8s.io/apiserver/pkg/apis/cel/config.go.
    public var expressionCost: UInt64
    /// Cost that all expressions about one document may have together.
    ///
    /// Source: `RuntimeCELCostBudget` of k8s.io/apiserver/pkg/apis/cel/config.go.
    public var budget: UInt64
    /// Bytes of intermediate values about one document.
    public var scratchBytes: Int
    /// Work of compiling the patterns that expressions about one document make, such as `'^' + object.name`.
    ///
    /// The unit is a byte of a pattern, or an instruction of what it compiles to. The API server's figures charge a
    /// pattern by its length only, so that a short one with counted repetitions costs it next to nothing. Constant
    /// patterns, and those that were compiled before, take no work.
    public var patternWork: Int
    /// Work of matching texts with patterns, of all expressions about one document.
    ///
    /// The unit is a byte of a text times an instruction of what the pattern compiles to: that is what a match takes at
    /// worst, and few take a hundredth of it.
    public var matchWork: Int
    /// Bytes that all expressions about one document write with `format`.
    ///
    /// The API server's figures charge the clauses and not what they write, so that `%.32767f` in a loop costs it next
    /// to nothing.
    public var formatBytes: Int

    /// Limits from their parts: costs by default as the API server limits them.
    public init(
        expressionCost: UInt64 = 1_000_000, budget: UInt64 = 10_000_000, scratchBytes: Int = 64 << 20,
        patternWork: Int = 250_000, matchWork: Int = 500_000_000, formatBytes: Int = 16 << 20
    ) {
        self.expressionCost = expressionCost
        self.budget = budget
        self.scratchBytes = scratchBytes
        self.patternWork = patternWork
        self.matchWork = matchWork
        self.formatBytes = formatBytes
    }
}
