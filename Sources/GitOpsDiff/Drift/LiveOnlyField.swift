public import GitOpsManifest

/// A field of the live object that the desired state says nothing about, and why it is there.
public struct LiveOnlyField: Sendable {
    /// Where it is in the live object.
    public let path: FieldPath
    /// The live value.
    public let live: Node
    /// Why it is there.
    public let explanation: Explanation

    /// Why the live state has a field that nobody desired.
    public enum Explanation: Sendable, Hashable {
        /// The server's default for the rest of the object.
        case defaulted
        /// Filled in by the server or a controller, with a value that cannot be foreseen.
        case allocated
        /// Written by this field manager, at this time when known.
        case owned(manager: String, since: String?)
        /// Part of the status.
        case status
        /// The server's own records in `metadata`.
        case bookkeeping
        /// Nothing known put it there.
        case unexplained
    }
}
