import GitOpsManifest
public import GitOpsRepository

/// One thing that a policy found.
public struct CommitFinding: Sendable, Hashable {
    /// Why.
    public let reason: CommitReason
    /// The reason in a sentence, with names, paths and keys.
    public let text: String

    /// What it means.
    public var outcome: CommitOutcome { reason.outcome }

    init(_ reason: CommitReason, _ text: String) {
        self.reason = reason
        self.text = text
    }

    /// The finding with the time that a signature was judged at, where that is not the one it claims.
    func judged(at firstSeen: Int64?) -> CommitFinding {
        guard let firstSeen else { return self }
        return CommitFinding(reason, "\(text), first seen \(Timestamp(seconds: firstSeen).formatted(.seconds))")
    }
}

extension CommitFinding: CustomStringConvertible {
    /// `reason: text`.
    public var description: String { "\(reason.rawValue): \(text)" }
}

/// What a policy says about one commit.
public struct CommitVerdict: Sendable, Hashable {
    /// The commit.
    public let id: ObjectID
    /// What the commit says about itself; `nil` when it cannot be read.
    public let commit: CommitInfo?
    /// What became of its signature; `nil` when it cannot be read.
    public let signature: SignatureVerification?
    /// When it was first seen, in seconds since 1970-01-01T00:00:00Z; `nil` when nobody saw it come. Its signature was
    /// judged at that time.
    public let firstSeen: Int64?
    /// The broken rules and what is unknown, in the order in which rules are checked; for an accepted commit the one
    /// reason why. Never empty.
    public let findings: [CommitFinding]

    /// The heaviest of the findings.
    public var outcome: CommitOutcome { findings.map(\.outcome).max() ?? .unknown }

    /// The first of the heaviest findings.
    public var reason: CommitReason { findings.first { $0.outcome == outcome }?.reason ?? .unreadableObject }
}

/// What a policy says about an annotated tag.
public struct TagVerdict: Sendable, Hashable {
    /// The tag.
    public let tag: AnnotatedTag
    /// What became of its signature; `nil` when it cannot be read.
    public let signature: SignatureVerification?
    /// As for a commit.
    public let firstSeen: Int64?
    /// As for a commit. Never empty.
    public let findings: [CommitFinding]

    /// The heaviest of the findings.
    public var outcome: CommitOutcome { findings.map(\.outcome).max() ?? .unknown }
}

/// What a policy says about a range of commits.
public struct CommitPolicyResult: Sendable, Hashable {
    /// The newest commit.
    public let head: ObjectID
    /// The older end of the range; `nil` when there is none.
    public let base: ObjectID?
    /// What is wrong with the history as a whole, or unknown of it.
    public let history: [CommitFinding]
    /// The tags that the newest commit was named by, the outermost first; empty when tags play no role.
    public let tags: [TagVerdict]
    /// The commits that were looked at, and those that should have been and are not there. Newest first by commit time;
    /// the order depends on nothing but the history.
    public let commits: [CommitVerdict]
    /// How many commits were left out because a seal vouches for them.
    public let sealedCount: Int

    /// The heaviest verdict of all; a range without commits is accepted when its history and tags are.
    public var outcome: CommitOutcome {
        (history.map(\.outcome) + tags.map(\.outcome) + commits.map(\.outcome)).max() ?? .accepted
    }

    /// Whether the result speaks of all there is: no object was missing, and no limit reached.
    public var isComplete: Bool {
        !(history + tags.flatMap(\.findings) + commits.flatMap(\.findings)).contains {
            [.missingObject, .unreadableObject, .limitExceeded].contains($0.reason)
        }
    }
}
