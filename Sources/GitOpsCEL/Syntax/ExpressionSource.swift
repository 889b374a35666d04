public import GitOpsManifest

/// The text of an expression, and where it stands.
public struct ExpressionSource: Sendable {
    /// The expression.
    public let text: String
    /// The string in a manifest that the expression was read from, for positions in files.
    public let node: Node?

    /// A text by itself, or the string of a document.
    public init(_ text: String, node: Node? = nil) {
        self.text = text
        self.node = node
    }
}
