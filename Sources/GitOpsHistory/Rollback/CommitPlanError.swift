public import GitOpsManifest
public import GitOpsRepository

/// Why a commit of edited manifests cannot be made. Nothing that a reference leads to was changed.
public enum CommitPlanError: Error, Sendable, Hashable {
    /// The repository cannot be read or written; `referenceMoved` and `pushRejected` mean that somebody else was
    /// faster.
    case git(GitError)
    /// The history cannot tell what is needed.
    case history(HistoryError)
    /// The resource stands in neither commit, or not in the file that was named.
    case notFound(ResourceID, path: String?, commits: [ObjectID])
    /// What the resource was, or is, cannot be told: its file has documents that cannot be read.
    case unreadable(ResourceID, path: String, commit: ObjectID)
    /// There is no such document in the file, or it cannot be read.
    case noSuchManifest(path: String, document: Int)
    /// At the path stands something else than a file.
    case notAFile(path: String)
    /// The name of the file is not UTF-8, or has U+FFFD, which stands for such bytes: the file cannot be told from
    /// others.
    case nameNotUTF8(path: String)
    /// Two edits are about the same document.
    case conflictingEdits(path: String, document: Int)
    /// An edit of fields was refused.
    case edit(path: String, EditError)
    /// No text was found that has the change and leaves the rest of the file as it is.
    case cannotBeWritten(path: String, String)
    /// Nothing would change.
    case nothingToChange
    /// The tree that was written is not the one that was wanted; no reference leads to it.
    case notAsIntended(path: String, String)
    /// The commit could not be signed.
    case notSigned(String)
}

extension CommitPlanError: CustomStringConvertible {
    /// The problem and the next step.
    public var description: String {
        switch self {
        case .git(let error): "\(error)"
        case .history(let error): "\(error)"
        case .notFound(let id, let path, let commits):
            "\(id) is not in \(path.map { "\($0) of " } ?? "")\(commits.map(\.abbreviated).joined(separator: " or ")); "
                + "check kind, namespace and name as they are written in the manifest"
        case .unreadable(let id, let path, let commit):
            "\(path) of \(commit.abbreviated) has documents that cannot be read, of which \(id) may be one; mend the "
                + "file, or choose another revision"
        case .noSuchManifest(let path, let document):
            "\(path) has no document \(document + 1) that can be read; read the file again"
        case .notAFile(let path): "\(path) is a folder, a link or a submodule; edit the files it leads to"
        case .nameNotUTF8(let path):
            "the name of \(path) is not UTF-8, or has U+FFFD, so that the file cannot be told from others; rename it, "
                + "or edit it by hand"
        case .conflictingEdits(let path, let document):
            "document \(document + 1) of \(path) has two edits; make one of them"
        case .edit(let path, let error): "\(path): \(error)"
        case .cannotBeWritten(let path, let detail): "\(path) cannot be edited: \(detail); edit the file by hand"
        case .nothingToChange: "nothing would change; there is nothing to commit"
        case .notAsIntended(let path, let detail):
            "the new tree is not what was wanted at \(path): \(detail); no commit was made, please report it"
        case .notSigned(let detail): "the commit could not be signed: \(detail); check the key"
        }
    }
}

extension CommitPlanError {
    init(_ error: HistoryError) {
        if case .git(let error) = error { self = .git(error) } else { self = .history(error) }
    }
}
