public import GitOpsManifest
public import GitOpsRepository

/// Where a resource stood in a commit, and what it was.
public struct ResourcePlace: Sendable, Hashable {
    /// The file, from the root of the tree.
    public let path: String
    /// Number of the document in the file, counted from 0.
    public let documentIndex: Int
    /// Number of the item when the document is a `List`, counted from 0.
    public let itemIndex: Int?
    /// The file's content.
    public let blob: ObjectID
    /// The same for the same value, whatever its spelling and key order, in every repository and process.
    public let contentHash: ObjectID
}

/// What an entry of a history is about.
public enum HistorySubject: Sendable, Hashable {
    /// A Kubernetes object.
    case resource(ResourceID)
    /// A valid document that is nothing a cluster takes: chart values, configuration of client-side tools.
    case other(path: String)
    /// A document that cannot be read, or a file that is not followed: a link, a submodule, a Git LFS pointer.
    case unreadable(path: String)
}

/// One commit's change of one resource.
public struct HistoryEntry: Sendable, Hashable {
    /// The commit.
    public let commit: ObjectID
    /// What was changed.
    public let subject: HistorySubject
    /// What was done.
    public let change: Change
    /// Where it stands in the commit; for a removed one, where it stood before.
    public let place: ResourcePlace
    /// Where it stood before; `nil` for an added one. For a merge, in the first parent that had it.
    public let previous: ResourcePlace?
    /// For one that is readable again, where it stood when it could be read last; `nil` where it never could before,
    /// and for all others. Commits between the two may have changed it.
    public let lastReadable: ResourcePlace?
    /// Whether a shallow clone ends at this commit: the change may be older.
    public let isAtBoundary: Bool

    /// What a commit did to a resource.
    public enum Change: String, Sendable, Hashable {
        case added
        /// The value is another one.
        case modified
        /// It stands in another file, or behind others of its name in the same; the value may be another one as well.
        case moved
        /// Only spelling, order of members or comments are others.
        case reformatted
        case removed
        /// It is gone from a file that has documents which cannot be read: it may be one of them.
        case becameUnreadable
        /// It stands in a file that had documents before which could not be read: it may have been one of them.
        case readableAgain
    }

    /// The version that it is compared with: the one before it, or where that could not be read the last that could.
    public var comparedWith: ResourcePlace? { previous ?? lastReadable }

    /// Whether the value is another one than before, or than it could be read last.
    public var changesValue: Bool { change == .removed || comparedWith?.contentHash != place.contentHash }

    /// Whether it left a document that cannot be read, or a link or submodule that is not followed.
    public var leavesUnreadable: Bool {
        guard case .unreadable = subject else { return false }
        return change != .removed
    }

    /// Whether the change may be older: a shallow clone ends at this commit, or the commits before it could not be
    /// read.
    public var mayBeOlder: Bool { isAtBoundary || change == .readableAgain }
}

/// Entries of a history, newest first: a commit comes before its ancestors.
public struct HistoryEntries: Sendable, Hashable {
    /// The entries.
    public let entries: [HistoryEntry]
    /// Why there may be more of them; empty when these are all.
    public let gaps: [HistoryGap]

    /// Whether there may be more.
    public var isPartial: Bool { !gaps.isEmpty }
}
