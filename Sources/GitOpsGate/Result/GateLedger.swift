public import GitOpsPolicy

/// What a gate looked at: every document, and every document with every policy.
public struct GateLedger: Sendable, Hashable {
    /// What was read of one state.
    public struct Documents: Sendable, Hashable {
        /// Resources.
        public var resources = 0
        /// Valid documents that are no resources.
        public var others = 0
        /// What could not be read.
        public var unreadable = 0
        /// Files and folders that were not read because their names begin with a dot, in the order of their names.
        public var hiddenPaths: [String] = []
    }

    /// One kind of check.
    public struct Check: Sendable, Hashable {
        /// What was checked: `schema`, `policies`, `pod-security`, `access`, `escalation`, `assertions`, `commits`, `changes`.
        public var name: String
        /// How many things were looked at, of both states: what a state has alike with the other counts in each. Of `commits`
        /// and `changes`, which lie between the states, each counts once.
        public var subjects: Int
        /// Of those, how many nobody can tell anything of.
        public var unknown: Int
    }

    /// The older state; `nil` without one.
    public var base: Documents?
    /// The newer state.
    public var head = Documents()
    /// The checks that ran, in their order.
    public var checks: [Check] = []
    /// Documents of the newer state and validating policies; `nil` when policies are off.
    public var policies: LedgerSums?
    /// Documents of the newer state and mutating policies; `nil` when policies are off.
    public var mutatingPolicies: LedgerSums?

    /// Documents of the newer state and its own validating policies, when they differ from those of the older one.
    public var headPolicies: LedgerSums?

    /// Documents of the older state and validating policies; `nil` when policies are off, and without an older state.
    public var basePolicies: LedgerSums?
    /// Documents of the older state and mutating policies; `nil` when policies are off, and without an older state.
    public var baseMutatingPolicies: LedgerSums?

    /// Whether every pair of a document and a policy is accounted for.
    public var isExact: Bool {
        [policies, mutatingPolicies, headPolicies, basePolicies, baseMutatingPolicies]
            .allSatisfy { $0?.isExact != false }
    }
}
