public import GitOpsRepository
public import GitOpsTrust

/// Who stands behind a commit that made a field what it is.
public struct CommitVerification: Sendable, Hashable {
    /// What became of its signature; `nil` when two readers could take the commit apart differently, so that none
    /// counts.
    public let signature: SignatureVerification?
    /// What a policy says about it.
    public let judgement: Judgement

    /// What a policy says about a commit.
    public enum Judgement: Sendable, Hashable {
        /// No policy was asked.
        case notAsked
        /// The policy does not look at it: it is from before the baseline or left to a seal, or beside the line.
        case notCovered
        /// Its verdict.
        case verdict(CommitVerdict)
    }

    /// Whether a trusted signer stands behind the commit.
    ///
    /// Without a policy, its own signature is valid. With one, the policy accepts the commit for its own signature, or
    /// for that of the merge or the tag; what it accepts without a signature, or exempts, is not verified.
    public var isVerified: Bool {
        switch judgement {
        case .notAsked: signature?.validSigner != nil
        case .notCovered: false
        case .verdict(let verdict):
            verdict.outcome == .accepted && [.signed, .countersigned, .signedByTag].contains(verdict.reason)
        }
    }
}

extension ResourceBlame {
    /// Verifies the commits that made the fields of the resource what they are.
    ///
    /// Complexity: a verification for each of the commits.
    ///
    /// - Parameters:
    ///   - repository: where the commits are.
    ///   - keys: whom to trust; those of the policy when there is one.
    ///   - evidence: when commits were first seen: signatures are then judged at that time.
    ///   - policy: what a policy says about a range that has the commits; `nil` when none is asked.
    /// - Returns: for each commit of ``fields`` who stands behind it.
    /// - Throws: `GitError` when a commit cannot be read, or its bytes have another name.
    public func verifications(
        in repository: Repository, trusting keys: TrustedKeys, evidence: CommitEvidence = CommitEvidence(),
        policy: CommitPolicyResult? = nil
    ) throws(GitError) -> [ObjectID: CommitVerification] {
        let verifier = SignatureVerifier(trusting: keys)
        let verdicts = policy.map { policy in
            Dictionary(policy.commits.map { ($0.id, $0) }) { first, _ in first }
        }
        var found: [ObjectID: CommitVerification] = [:]
        for field in fields where found[field.commit.id] == nil {
            let id = field.commit.id
            let judgement: CommitVerification.Judgement =
                if let verdicts { verdicts[id].map { .verdict($0) } ?? .notCovered } else { .notAsked }
            found[id] = CommitVerification(
                signature: try verifier.verify(commit: id, in: repository, at: evidence.firstSeen[id]),
                judgement: judgement)
        }
        return found
    }
}
