public import GitOpsManifest
public import GitOpsRepository

/// Why a question about history has no answer.
public enum HistoryError: Error, Sendable, Hashable {
    /// The repository cannot be read.
    case git(GitError)
    /// The commit is no ancestor of the one the history was made for.
    case notInHistory(ObjectID)
    /// The resource does not stand in the commit, or not in the file that was named.
    case notFound(ResourceID, path: String?, commit: ObjectID)
    /// The file that holds the resource was left out of the clone, or cannot be read any more.
    case unreadable(path: String, commit: ObjectID)
    /// The task was cancelled.
    case cancelled
}

extension HistoryError: CustomStringConvertible {
    /// The problem and the next step.
    public var description: String {
        switch self {
        case .git(let error): "\(error)"
        case .notInHistory(let commit):
            "\(commit.abbreviated) is no ancestor of the commit this history ends at; make a history that ends there"
        case .notFound(let id, let path, let commit):
            "\(id) is not in \(path.map { "\($0) of " } ?? "")\(commit.abbreviated); check kind, namespace and name "
                + "as they are written in the manifest"
        case .unreadable(let path, let commit):
            "\(path) of \(commit.abbreviated) cannot be read; check it with `git fsck`, or fetch it with "
                + "`git fetch --refetch --no-filter` where the clone is partial"
        case .cancelled: "cancelled"
        }
    }
}

/// Why an answer may lack something.
public struct HistoryGap: Sendable, Hashable {
    /// Where.
    public let commit: ObjectID
    /// Why.
    public let reason: Reason

    /// A gap from its parts.
    public init(commit: ObjectID, reason: Reason) {
        self.commit = commit
        self.reason = reason
    }

    /// Reasons why a history is not whole.
    public enum Reason: Sendable, Hashable {
        /// The clone is shallow and ends at this commit: what it has may be older.
        case shallowBoundary
        /// Files that this commit changed were left out of the clone, or could not be read from it; which and why tells
        /// `ResourceHistory.unreadFile(of:)`.
        case missingFiles
        /// Documents of the file could not be read before this commit: the resource may have been one of them.
        case unreadableBefore
    }
}
