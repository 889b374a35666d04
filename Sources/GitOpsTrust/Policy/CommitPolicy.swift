public import GitOpsRepository

/// What commits have to prove before a cluster may follow them.
///
/// A policy is read from YAML (``init(contentsOf:)``), which <doc:CommitPolicies> describes, or made from its parts. It
/// must not come out of the history that it judges: whoever may write that history could change the policy.
public struct CommitPolicy: Sendable {
    /// Whom to trust.
    public var trust: TrustedKeys
    /// The commit after which the policy holds; `nil` when it holds from the beginning.
    public var baseline: ObjectID?
    /// Which commits are looked at.
    public var walk: Walk
    /// Which of them have to be signed.
    public var signatures: Signatures
    /// What has to be true of an annotated tag that the newest commit is named by.
    public var tag: TagRule
    /// People and machines, for the rules that name them.
    public var signers: [PolicySigner]
    /// Who has to sign changes of which files. All rules that a file matches hold.
    public var paths: [PathRule]
    /// What counts as another signature under a commit.
    public var countersignatures: Set<Countersignature>
    /// Whose mail address has to be one of the signer's.
    public var boundIdentities: Set<BoundIdentity>
    /// Signers who act for others, such as a forge that merges: their commits name other people.
    public var signersForOthers: [String]
    /// Whether commits carry the trailer `Signed-off-by`; `nil` when they need not.
    public var signOff: SignOff?
    /// What commits of the first-parent line need; `nil` when nothing special.
    public var mainline: MainlineRule?
    /// Commits that vouch for everything before them; `nil` when there are none.
    public var seals: SealRule?
    /// Whether the newest commit may lack the older end of the range, or the baseline, among its ancestors.
    public var allowsRewrites: Bool
    /// Commits that are not judged.
    public var exemptions: [Exemption]
    /// How many commits may be visited in all to find where the two sides of merges parted, which rules of paths and of
    /// the first-parent line need. Merges beyond that are unknown (`CommitReason.limitExceeded`).
    public var maximumAncestorVisits: Int
    /// How many steps the matching of one commit's paths with the patterns of rules may take, a step for each byte of a
    /// folder's or file's name and each place in a pattern that it may have come to. Commits beyond that are unknown
    /// (`CommitReason.limitExceeded`).
    public var maximumPathSteps: Int

    /// A policy that wants a signature of a trusted key under every commit.
    public init(trust: TrustedKeys) {
        self.trust = trust
        (baseline, walk, signatures, tag) = (nil, .all, .each, .ignored)
        (signers, paths, countersignatures) = ([], [], [.merge])
        (boundIdentities, signersForOthers, signOff) = ([], [], nil)
        (mainline, seals, allowsRewrites, exemptions) = (nil, nil, false, [])
        maximumAncestorVisits = 4_000_000
        maximumPathSteps = 2_000_000_000
    }

    /// Which commits are looked at.
    public enum Walk: String, Sendable, Hashable, CaseIterable {
        /// Every commit of the range.
        case all
        /// The first parents from the newest commit on. A merge answers for all that it brings.
        case firstParent
        /// The newest commit alone.
        case head
        /// None.
        case none
    }

    /// Which commits have to be signed.
    public enum Signatures: String, Sendable, Hashable, CaseIterable {
        /// Each.
        case each
        /// Each, by itself or by the merge that brought it into the first-parent line.
        case merged
        /// None for being signed alone; other rules may want signatures.
        case none
    }

    /// What has to be true of an annotated tag.
    public enum TagRule: String, Sendable, Hashable, CaseIterable {
        /// Tags play no role.
        case ignored
        /// If the newest commit is named by an annotated tag, the tag has a valid signature.
        case verified
        /// The newest commit is named by an annotated tag with a valid signature.
        case required
        /// As `verified`; the signature of the tag stands for those of the commits.
        case instead
    }

    /// What counts as another signature under a commit.
    public enum Countersignature: String, Sendable, Hashable, CaseIterable {
        /// That of the merge that brought it into the first-parent line.
        case merge
        /// That of the annotated tag that the newest commit is named by.
        case tag
    }

    /// A person that a commit names.
    public enum BoundIdentity: String, Sendable, Hashable, CaseIterable {
        /// Who wrote the change.
        case author
        /// Who made the commit.
        case committer
    }

    /// Who has to have signed off.
    public enum SignOff: String, Sendable, Hashable, CaseIterable {
        /// The author, as the Developer Certificate of Origin wants it.
        case author
        /// Anybody.
        case anyone
    }

    /// What commits of the first-parent line need.
    public struct MainlineRule: Sendable, Hashable {
        /// Whether each of them has to be a merge: a commit with a further parent that its first parent does not reach.
        public var requiresMerges: Bool
        /// Names of signers of whom one has to have signed each of them; empty when anybody may.
        public var signers: [String]

        /// A rule from its parts.
        public init(requiresMerges: Bool, signers: [String] = []) {
            self.requiresMerges = requiresMerges
            self.signers = signers
        }
    }

    /// Which commits vouch for everything before them.
    public struct SealRule: Sendable, Hashable {
        /// The name of the trailer that makes a commit a seal, compared without regard to case.
        public var trailer: String
        /// Names of signers of whom one has to have signed the seal; empty for any trusted key.
        public var signers: [String]

        /// A rule from its parts. Argo CD's trailer is `Argocd-gpg-seal`.
        public init(trailer: String = "Argocd-gpg-seal", signers: [String] = []) {
            self.trailer = trailer
            self.signers = signers
        }
    }

    /// A commit that is not judged.
    public struct Exemption: Sendable, Hashable {
        /// The commit.
        public var commit: ObjectID
        /// Why.
        public var reason: String

        /// An exemption from its parts.
        public init(commit: ObjectID, reason: String) {
            self.commit = commit
            self.reason = reason
        }
    }
}
