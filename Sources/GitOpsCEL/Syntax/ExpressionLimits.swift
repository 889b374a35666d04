/// How much of an expression is read before it is refused; the defaults take what the API server takes.
public struct ExpressionLimits: Sendable, Hashable {
    /// Longest text, in Unicode scalars.
    public var scalars: Int
    /// Deepest nesting, and longest chain of operators, selections and calls; values above `maximumDepth` count as
    /// `maximumDepth`.
    public var depth: Int
    /// Nodes of the tree after macros are expanded. `optMap` writes its target twice, so chains of it grow fast.
    public var nodes: Int
    /// Issues that are reported before reading ends.
    public var issues: Int

    /// Deepest nesting that can be asked for: trees are walked recursively later on.
    public static let maximumDepth = 1_000

    /// Limits with their defaults.
    ///
    /// Length, depth and number of issues are those that `NewParser` sets in
    /// [cel-go](https://github.com/google/cel-go/blob/master/parser/parser.go); it does not limit nodes.
    public init(scalars: Int = 100_000, depth: Int = 250, nodes: Int = 250_000, issues: Int = 100) {
        self.scalars = scalars
        self.depth = depth
        self.nodes = nodes
        self.issues = issues
    }

    var effectiveDepth: Int { max(1, min(depth, Self.maximumDepth)) }
}
