import GitOpsRegex

/// A tree with the type of every node and what every name means.
package struct CheckedExpression: Sendable {
    package var tree: ExpressionTree
    /// By node.
    package var types: [CELType]
    /// By node; `nil` for nodes that name nothing, and for those that lie inside a qualified name.
    package var references: [Reference?]
    /// Of equal keys in a map literal the last one counts; otherwise they are an error.
    package var keysMayRepeat = false
    /// Constant patterns that were compiled to see whether they are valid.
    var patterns: [RegularExpression] = []

    package init(tree: ExpressionTree, types: [CELType], references: [Reference?]) {
        self.tree = tree
        self.types = types
        self.references = references
    }
}

/// What a name means.
package enum Reference: Sendable, Hashable {
    /// A declared variable by its whole name, perhaps a qualified one (`a.b.c` written as selections).
    case variable(String)
    /// A variable of a comprehension.
    case local(String)
    /// A type as a value: `int`, `google.protobuf.Timestamp`.
    case type(String)
    /// The overloads whose arguments may fit, by number in the declaration.
    case function(FunctionCode, overloads: [Overload])
}
