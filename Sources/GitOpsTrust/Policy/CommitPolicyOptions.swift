/// How commits are judged.
public struct CommitPolicyOptions: Sendable, Hashable {
    /// Number of threads; 0 means one for each core. The result does not depend on it.
    public var threads: Int

    /// Options with their defaults.
    public init(threads: Int = 0) { self.threads = threads }
}
