import GitOpsManifest
public import GitOpsRepository
public import GitOpsTrust

/// One line of an audit trail: what a commit changed of a resource, or that it changed none.
public struct AuditRecord: Sendable {
    /// The commit.
    public let commit: CommitInfo
    /// How the commit came into the line of first parents of the trail's newest commit.
    public let merge: Merge
    /// What became of its signature; `nil` when the commit cannot be taken apart for one, so that none counts.
    public let signature: SignatureVerification?
    /// What a policy says about it; `nil` when none was asked.
    public let policy: CommitVerdict?
    /// What it changed; `nil` for a commit that changed no document.
    public let entry: HistoryEntry?
    /// The fields that differ from the version before it, for a merge from that of the first parent that had one, and
    /// for a resource that is readable again from the last version that could be read; empty for a resource that was
    /// added or removed, of which all are meant. Never values.
    public let fields: [FieldDifference]

    /// How a commit came into the line of first parents.
    public enum Merge: Sendable, Hashable {
        /// It stands there and has one parent, or none.
        case direct
        /// It stands there and is a merge.
        case merge
        /// The merge brought it in.
        case branch(mergedBy: ObjectID)
        /// It leads to the newest commit in no way that is known, as where parents are missing.
        case unknown
    }
}
