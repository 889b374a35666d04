public import GitOpsRepository

/// What happened to a reference. The spellings are stable.
public enum ReferenceEvent: String, Sendable, Hashable, CaseIterable {
    /// It is new.
    case created
    /// It is gone.
    case deleted
    /// A branch leads to a descendant of what it led to.
    case advanced
    /// A branch leads to something that does not follow what it led to: commits were taken out of its history.
    case forcePushed = "force-pushed"
    /// A branch leads to an ancestor of what it led to.
    case rolledBack = "rolled-back"
    /// A tag leads elsewhere, wherever that is.
    case tagMoved = "tag-moved"
    /// Nobody knows: commits are not there to be compared.
    case unknown

    /// Whether somebody should look: history was taken away, or may have been.
    public var needsAttention: Bool { self != .created && self != .advanced }

    /// What happened to a reference.
    ///
    /// Complexity: O(commits between the two) where a branch advanced, else O(commits).
    ///
    /// - Parameters:
    ///   - change: where it led and leads.
    ///   - repository: where both commits are; without it, what happened to a branch that stays is unknown.
    public init(of change: ReferenceChange, in repository: Repository?) {
        guard let old = change.old else {
            self = .created
            return
        }
        guard let new = change.new else {
            self = .deleted
            return
        }
        if change.name.utf8.starts(with: "refs/tags/".utf8) {
            self = .tagMoved
            return
        }
        self = repository.flatMap { Self.compare(old, new, in: $0) } ?? .unknown
    }

    private static func compare(_ old: ObjectID, _ new: ObjectID, in repository: Repository) -> ReferenceEvent? {
        let event = try? repository.withTreeReader(readsPacks: true) { reader throws(GitError) -> ReferenceEvent? in
            let graph = CommitGraph(reader: reader, repository: repository, sealTrailer: nil)
            let (before, after) = (try graph.number(of: old), try graph.number(of: new))
            // Both have to be there: a parent's name alone is no proof of a commit.
            guard try graph.load(before), try graph.load(after) else { return nil }
            let advanced = try graph.isReached(before, from: [after])
            if advanced == true { return .advanced }
            let rolledBack = try graph.isReached(after, from: [before])
            if rolledBack == true { return .rolledBack }
            return advanced == false && rolledBack == false ? .forcePushed : nil
        }
        return event ?? nil
    }
}
