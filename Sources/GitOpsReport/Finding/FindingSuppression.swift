/// Why a finding does not count, though it is shown.
public struct FindingSuppression: Sendable, Hashable {
    /// Where it was said.
    public var kind: Kind
    /// Who said it and why; empty when nobody did.
    public var justification: String

    /// Where a suppression is written.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// In the manifest: an annotation, a comment.
        case inSource
        /// In a file of its own: a baseline, a list of exceptions.
        case external
    }

    /// A suppression from its parts.
    public init(_ kind: Kind, justification: String = "") {
        self.kind = kind
        self.justification = justification
    }
}
