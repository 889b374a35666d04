/// Why an index file, or the end of one, was not used. What it should have held is read from the repository again.
public enum IndexFileError: Error, Sendable, Hashable {
    /// The file does not begin as an index does.
    case notAnIndex
    /// Another version of the library wrote it.
    case otherVersion(UInt32)
    /// It was made for other options.
    case otherOptions
    /// It ends in the middle of a part, as after an interrupted write.
    case truncated(offset: Int)
    /// The content of a part is not what was written.
    case checksumMismatch(offset: Int)
    /// A part says what cannot be.
    case malformed(offset: Int, String)
    /// A commit that was the end of a shallow clone has parents now.
    case otherBoundary
    /// Most of its commits are no ancestors of the one that was asked for: history was rewritten.
    case rewrittenHistory
    /// The operating system does not let it be read.
    case unreadable(errno: Int32)
}

extension IndexFileError: CustomStringConvertible {
    /// What is wrong, and that nothing needs to be done.
    public var description: String {
        let problem =
            switch self {
            case .notAnIndex: "it is no index"
            case .otherVersion(let version): "it has the format version \(version)"
            case .otherOptions: "it was made with other options"
            case .truncated(let offset): "it is cut off at byte \(offset)"
            case .checksumMismatch(let offset): "the part at byte \(offset) is damaged"
            case .malformed(let offset, let what): "the part at byte \(offset) is malformed: \(what)"
            case .otherBoundary: "the clone was deepened"
            case .rewrittenHistory: "history was rewritten"
            case .unreadable(let code): "it cannot be read (error \(code))"
            }
        return "the history index is made again from there: \(problem)"
    }
}

/// What became of the index on disk.
public struct IndexStorageReport: Sendable, Hashable {
    /// Commits that were read from the file.
    public internal(set) var loadedCommits = 0
    /// Commits that were indexed now.
    public internal(set) var indexedCommits = 0
    /// Commits that were added to the file.
    public internal(set) var savedCommits = 0
    /// Why the file, or the end of it, was not used; `nil` when all of it was, or there was none.
    public internal(set) var discarded: IndexFileError?
    /// Why commits were not saved; `nil` when all were.
    public internal(set) var notSaved: Reason?

    /// Why commits are not saved.
    public enum Reason: Sendable, Hashable {
        /// The options say so.
        case notWanted
        /// The folder beside the repository is a symbolic link, which is not followed.
        case isLink
        /// Files were left out of the clone: an index without them would be wrong once they are fetched.
        case lacksFiles
        /// Another process writes the index.
        case locked
        /// The operating system refuses.
        case failed(errno: Int32)
    }
}
