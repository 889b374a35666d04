public import GitOpsManifest
public import GitOpsReport
public import GitOpsRepository
public import GitOpsTrust

/// Everything that a gate looks at, as read.
public struct GateInput: Sendable {
    /// What is delivered now; `nil` when there is nothing to compare with.
    public var base: ManifestSet?
    /// What is to be delivered.
    public var head: ManifestSet
    /// Policies, bindings and parameters that are not among the manifests.
    public var policies = ManifestSet()
    /// Exceptions from policies.
    public var exceptions = ManifestSet()
    /// Definitions of custom resources that are not among the manifests.
    public var definitions = ManifestSet()
    /// Statements about access.
    public var assertions: [SourceText] = []
    /// The commits that lead from the base to the head; `nil` when the states are folders.
    public var commits: GateCommits?
    /// The files and folders of rules that the change alters.
    public var changedRules: [GateRuleFile] = []
    /// What is wrong with rules of the head that the change alters: it fails, because later changes could not be judged by them.
    public var brokenRules: [ReportProblem] = []
    /// What is wrong with rules of the base that the change mends: they do not count, and the change may go on.
    public var mendedRules: [ReportProblem] = []
    /// Rules of which the change leaves less, each with its place: it fails by default, because later changes would pass.
    public var loosenedRules: [ReportProblem] = []
    /// Files that were read, or would be, if the change did not alter ignore files.
    public var ignoredFiles: [String] = []
    /// Files of the head that are not read, behind a dot or with another ending, with objects that were read of the base.
    public var unreadFiles: [String] = []
    /// What else could not be read.
    public var problems: [ReportProblem] = []

    /// An input of two sets.
    public init(base: ManifestSet?, head: ManifestSet) {
        self.base = base
        self.head = head
    }
}

/// The commits between two states.
public struct GateCommits: Sendable {
    /// Where they are.
    public var repository: Repository
    /// The two states.
    public var range: RevisionRange
    /// What the commits are judged by; `nil` for nothing.
    public var policy: GateCommitPolicy?

    /// Commits of a repository.
    public init(repository: Repository, range: RevisionRange, policy: GateCommitPolicy? = nil) {
        self.repository = repository
        self.range = range
        self.policy = policy
    }
}

/// A commit policy of a file.
public struct GateCommitPolicy: Sendable {
    /// The policy.
    public var policy: CommitPolicy
    /// The path of its file, which findings name.
    public var path: String

    /// A policy of a file.
    public init(_ policy: CommitPolicy, path: String) {
        self.policy = policy
        self.path = path
    }
}
