/// Why a commit, tag or history has the verdict it has. The spellings are stable.
public enum CommitReason: String, Sendable, Hashable, CaseIterable {
    // Accepted.

    /// A trusted key signed it, and all other rules hold.
    case signed
    /// The merge that brought it has a valid signature, and all other rules hold.
    case countersigned
    /// No signature is asked for, and all other rules hold.
    case signatureNotRequired = "signature-not-required"
    /// The signature of the tag stands for that of the commit.
    case signedByTag = "signed-by-tag"
    /// The policy exempts it.
    case exempt

    // Rejected.

    /// There is no signature.
    case unsigned
    /// Nothing trusted belongs to the key of the signature.
    case unknownKey = "unknown-key"
    /// The signature does not hold.
    case invalidSignature = "invalid-signature"
    /// The digest of the signature can be forged.
    case weakDigest = "weak-digest"
    /// The key of the signature is too short.
    case weakKey = "weak-key"
    /// Something about the signature had ended when it was made.
    case expiredSignature = "expired-signature"
    /// The key of the signature is revoked.
    case revokedKey = "revoked-key"
    /// The object is one that two readers could take apart differently.
    case malformedObject = "malformed-object"
    /// The author's mail address is not one of the signer's.
    case authorNotSigner = "author-not-signer"
    /// The committer's mail address is not one of the signer's.
    case committerNotSigner = "committer-not-signer"
    /// Nobody signed off.
    case signOffMissing = "sign-off-missing"
    /// Somebody signed off, but not the author.
    case signOffOfAnother = "sign-off-of-another"
    /// Files changed for which more signers, or others, are needed.
    case tooFewSigners = "too-few-signers"
    /// The commit stands on the first-parent line and merges nothing that its first parent does not have.
    case notAMerge = "not-a-merge"
    /// The commit stands on the first-parent line and has not the signature of one who may merge.
    case mergeSignerNotAllowed = "merge-signer-not-allowed"
    /// The older end of the range, or the baseline, is not among the ancestors of the newest commit.
    case historyRewritten = "history-rewritten"
    /// The older end of the range, or the baseline, is not on the first-parent line, so that nobody knows what was
    /// merged into what.
    case mainlineLeft = "mainline-left"
    /// The newest commit is not named by an annotated tag.
    case tagMissing = "tag-missing"
    /// The tag gives itself another name than it was found under.
    case tagNameMismatch = "tag-name-mismatch"

    // Unknown.

    /// The signature uses something that cannot be verified here.
    case unsupportedSignature = "unsupported-signature"
    /// An object is not there: the clone is shallow or partial, or damaged.
    case missingObject = "missing-object"
    /// An object cannot be read: it is damaged, too large, or made to do harm.
    case unreadableObject = "unreadable-object"
    /// To know what a merge changes or brings, more of the history would have to be visited than is allowed; or to know
    /// which rules a commit touches, more work would be needed than is allowed.
    case limitExceeded = "limit-exceeded"

    /// The verdict that goes with the reason.
    public var outcome: CommitOutcome {
        switch self {
        case .signed, .countersigned, .signatureNotRequired, .signedByTag, .exempt: .accepted
        case .unsupportedSignature, .missingObject, .unreadableObject, .limitExceeded: .unknown
        default: .rejected
        }
    }
}

/// What a policy says about a commit, tag or history.
public enum CommitOutcome: String, Sendable, Hashable, CaseIterable {
    /// All rules hold.
    case accepted
    /// Nobody knows: something cannot be verified. It counts as little as a rejected one.
    case unknown
    /// A rule is broken.
    case rejected
}

extension CommitOutcome: Comparable {
    /// By weight, the lightest first: `accepted`, `unknown`, `rejected`.
    public static func < (left: Self, right: Self) -> Bool { left.weight < right.weight }

    private var weight: Int {
        switch self {
        case .accepted: 0
        case .unknown: 1
        case .rejected: 2
        }
    }
}

extension SignatureVerification {
    /// What the verdict means for a policy that wants a valid signature.
    var reason: CommitReason {
        switch self {
        case .valid: .signed
        case .invalid(.weakDigest): .weakDigest
        case .invalid(.weakKey): .weakKey
        case .invalid: .invalidSignature
        case .expired: .expiredSignature
        case .revoked: .revokedKey
        case .unknownKey: .unknownKey
        case .unsupported: .unsupportedSignature
        case .unsigned: .unsigned
        }
    }
}
