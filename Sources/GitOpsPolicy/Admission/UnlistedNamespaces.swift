/// What is taken of a namespace whose manifest is not there.
///
/// That goes for `default` and the namespaces of Kubernetes itself, too: every cluster has them, with labels that its
/// owners give them (those of Pod Security are common).
public enum UnlistedNamespaces: String, Sendable, Hashable, CaseIterable {
    /// Nothing but its name: where its other labels or fields decide, the verdict is unknown.
    case unknown
    /// It has no label but the one with its name.
    case unlabelled
}
