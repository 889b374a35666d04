public import GitOpsManifest

/// What is wrong with an expression, where, and what to do about it.
public struct ExpressionIssue: Sendable, Hashable {
    /// The kind of the issue.
    public let kind: Kind
    /// What is wrong, in the words of the API server where it has any.
    public let message: String
    /// What to do about it, when the message alone does not say so.
    public let suggestion: String?
    /// Where in the expression, counted from 0, in UTF-8 bytes.
    public let byteOffset: Int
    /// The line of the expression, counted from 1.
    public let line: Int
    /// The column, counted from 1, in Unicode scalars.
    public let column: Int
    /// The place in the manifest, when the expression was read from one.
    ///
    /// Exact for what stands on one line and for block scalars. See ``ExpressionSource/position(atByte:)`` for the
    /// rest.
    public let position: SourcePosition?
    /// The name of the manifest's source.
    public let sourceName: String?

    /// The kinds of issues.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The text breaks the grammar.
        case syntax
        /// The grammar knows it, but the version of Kubernetes does not turn it on.
        case unsupportedSyntax
        /// A literal without a value: an integer too large, an escape that names no character.
        case literal
        /// A word that cannot be a name.
        case reservedName
        /// An argument that a macro cannot take.
        case macroArgument
        /// Longer, deeper or larger than ``ExpressionLimits`` allow.
        case limit
        /// Names or types do not fit.
        case check
    }

    /// An issue at a byte of an expression. Complexity: O(length of the text).
    package init(
        _ kind: Kind, _ message: String, suggestion: String? = nil, at byteOffset: Int, in source: ExpressionSource
    ) {
        self.kind = kind
        self.message = message
        self.suggestion = suggestion
        self.byteOffset = byteOffset
        (line, column) = source.lineAndColumn(atByte: byteOffset)
        position = source.position(atByte: byteOffset)
        sourceName = source.node?.document.source.name
    }
}

extension ExpressionIssue: CustomStringConvertible {
    /// `line:column: message (suggestion)`; of an expression in a manifest, the manifest's name and line come first.
    public var description: String {
        let place = position.map { "\(sourceName ?? ""):\($0)" } ?? "\(line):\(column)"
        return "\(place): \(message)" + (suggestion.map { " (\($0))" } ?? "")
    }
}

/// Everything that is wrong with an expression, in the order of the text. Never empty.
public struct ExpressionError: Error, Sendable, Hashable {
    /// The issues; after one that ends the reading, nothing more is looked for.
    public let issues: [ExpressionIssue]

    package init(_ issues: [ExpressionIssue]) { self.issues = issues }
}

extension ExpressionError: CustomStringConvertible {
    /// An issue a line.
    public var description: String { issues.map(\.description).joined(separator: "\n") }
}
