public import GitOpsManifest

/// What is read and how much.
public struct AuditLogOptions: Sendable {
    /// The subjects to look at; `nil` for all.
    public var subjects: Set<Subject>?
    /// The namespaces to look at; `nil` for all, requests for the cluster's own resources and paths included.
    public var namespaces: Set<String>?
    /// Whether requests that the authorizer refused count as well: what somebody would have needed, when a program
    /// was run without rights to see what it asks for.
    public var includesRefused: Bool
    /// Whether acting for somebody else counts as a permission to impersonate, used by the one who did it.
    public var includesImpersonation: Bool
    /// Protection against hostile input; `bytes` is the largest single value of a file. One that is larger is left
    /// out.
    public var limits: ReadingLimits
    /// How many different requests are kept.
    public var uses: Int
    /// How many problems are kept; all are counted.
    public var problems: Int
    /// How much of a file is read at once, about, for each thread.
    public var pieceBytes: Int
    /// Number of threads; 0 means one for each core. The result does not depend on it.
    public var threads: Int

    /// Options with their defaults.
    public init(
        subjects: Set<Subject>? = nil, namespaces: Set<String>? = nil, includesRefused: Bool = false,
        includesImpersonation: Bool = true, limits: ReadingLimits = ReadingLimits(bytes: 64 << 20),
        uses: Int = 2_000_000,
        problems: Int = 1_000, pieceBytes: Int = 4 << 20, threads: Int = 0
    ) {
        self.subjects = subjects
        self.namespaces = namespaces
        self.includesRefused = includesRefused
        self.includesImpersonation = includesImpersonation
        self.limits = limits
        self.uses = uses
        self.problems = problems
        self.pieceBytes = pieceBytes
        self.threads = threads
    }
}
