/// Why a Git operation failed, and what to do about it.
public struct GitError: Error, Sendable, Hashable {
    /// What is wrong.
    public let problem: Problem
    /// Path of the repository.
    public let repository: String
    /// What libgit2 or the operating system said, or empty.
    public let detail: String

    /// The kinds of problems.
    public enum Problem: Sendable, Hashable {
        /// Neither the path nor any folder above it is a repository.
        case notARepository
        /// The repository belongs to another user, and Git's `safe.directory` does not list it.
        case foreignOwner
        /// The repository uses an extension that this library cannot read.
        case unsupportedExtension(String)
        /// The repository names its objects by SHA-256.
        case sha256Unsupported
        /// The branch that `HEAD` leads to has no commits yet; `nil` where no branch and no tag has any.
        case noCommits(branch: String?)
        /// The text names no object.
        case unknownRevision(String)
        /// The text names more than one object.
        case ambiguousRevision(String)
        /// The text is not a revision expression.
        case invalidRevision(String)
        /// The two sides of `A...B` have no common ancestor.
        case unrelatedHistories(String)
        /// The object is not there.
        case missingObject(ObjectID)
        /// The object was left out when the repository was cloned with a filter.
        case missingInPartialClone(ObjectID)
        /// The object has another type than was asked for.
        case wrongType(ObjectID, expected: String)
        /// References lead to each other and to no object; the name of the first, or empty.
        case referenceCycle(String)
        /// Git's configuration cannot be read: it includes itself, or has a line that is none.
        case unreadableConfiguration
        /// A pack or object cannot be read.
        case corrupt
        /// A pipe, socket or device stands where Git has a file.
        case notARegularFile(path: String)
        /// A limit of `RepositoryLimits` was reached.
        case limitExceeded(Limit, maximum: Int)
        /// A tree names an entry that could leave the tree: `..`, `.git`, a name with `/`, an empty name.
        case unsafeTreeEntry(path: String)
        /// The path cannot be written: it leads out of the tree, or into Git's own folder.
        case unsafePath(String)
        /// The edits of a path contradict each other or the tree, as the detail says.
        case conflictingEdits(path: String)
        /// There is no file at the path.
        case noSuchFile(path: String)
        /// A name, mail address, message or signature that a commit cannot hold.
        case invalidCommit
        /// The reference does not lead where it was expected to: somebody else was faster.
        case referenceMoved(String)
        /// The text is not the full name of a reference.
        case invalidReference(String)
        /// The text is not the address of a remote.
        case invalidRemote
        /// A request to a remote that cannot be meant, as the detail says.
        case invalidRequest
        /// The remote refused what it was shown, or was shown nothing.
        case authenticationFailed
        /// The host's key or certificate is not trusted, or another host asked for the credentials.
        case untrustedHost
        /// The remote did not answer, or ended the conversation.
        case unreachable
        /// The transport does not offer this.
        case unsupportedByTransport
        /// A program that the transport runs is not there.
        case missingProgram(String)
        /// The remote did not give all files of Git LFS that the references name; everything else was fetched.
        case missingLargeFiles(count: Int)
        /// The content of a file is kept in Git LFS, and is not in the repository's `lfs/objects` as the pointer names
        /// it.
        case largeFileNotHere
        /// The content of a file is kept in Git LFS behind an extension, which is never run.
        case largeFileBehindExtension
        /// The remote did not accept the new place of a reference.
        case pushRejected(String)
        /// The task was cancelled.
        case cancelled
        /// An object or reference could not be written.
        case notWritten
        /// Anything else.
        case other(code: Int)
    }

    /// The limit that was reached.
    public enum Limit: String, Sendable, Hashable {
        case blobBytes, treeEntries, pathBytes, depth, totalBytes, commits, receivedBytes, largeFileBytes
    }

    /// An error from its parts.
    public init(_ problem: Problem, repository: String, detail: String = "") {
        self.problem = problem
        self.repository = repository
        self.detail = detail
    }
}

extension GitError: CustomStringConvertible {
    /// `repository: problem; next step (detail)`, without the repository where none is concerned.
    public var description: String {
        "\(repository.isEmpty ? "" : "\(repository): ")\(problemText); \(nextStep)"
            + (detail.isEmpty ? "" : " (\(detail))")
    }

    /// What is wrong, without the place.
    public var problemText: String {
        switch problem {
        case .notARepository: "not a Git repository"
        case .foreignOwner: "the repository belongs to another user"
        case .unsupportedExtension(let name): "the repository uses the extension \(name), which cannot be read"
        case .sha256Unsupported: "the repository names its objects by SHA-256, which cannot be read"
        case .noCommits(nil): "the repository has no commits yet"
        case .noCommits(let branch?): "HEAD leads to \(branch), which has no commits yet"
        case .unknownRevision(let text): "'\(text)' names no revision"
        case .ambiguousRevision(let text): "'\(text)' names more than one object"
        case .invalidRevision(let text): "'\(text)' is not a revision expression"
        case .unrelatedHistories(let text): "the two sides of '\(text)' have no common ancestor"
        case .missingObject(let id): "the object \(id) is not there"
        case .missingInPartialClone(let id): "the object \(id) was left out of this partial clone"
        case .wrongType(let id, let expected): "the object \(id) is not a \(expected)"
        case .referenceCycle(""): "symbolic references lead to each other and to no commit"
        case .referenceCycle(let name): "the symbolic reference '\(name)' leads to others and to no commit"
        case .unreadableConfiguration: "Git's configuration cannot be read"
        case .corrupt: "an object or pack is damaged"
        case .notARegularFile(let path): "'\(path)' is not a regular file, as Git has it"
        case .limitExceeded(let limit, let maximum): "the limit of \(maximum) \(limit.text) is exceeded"
        case .unsafeTreeEntry(let path): "the tree entry '\(path)' could lead out of the tree"
        case .unsafePath(let path): "the path '\(path)' could lead out of the tree"
        case .conflictingEdits(let path): "the edits of '\(path)' cannot be applied"
        case .noSuchFile(let path): "there is no file '\(path)'"
        case .invalidCommit: "a commit cannot hold this"
        case .referenceMoved(let name): "\(name) does not lead where it was expected to"
        case .invalidReference(let name): "'\(name)' is not the full name of a reference"
        case .invalidRemote: "this is not the address of a remote"
        case .invalidRequest: "the request to the remote cannot be meant"
        case .authenticationFailed: "the remote did not let us in"
        case .untrustedHost: "the host is not trusted"
        case .unreachable: "the remote could not be reached"
        case .unsupportedByTransport: "the transport does not offer this"
        case .missingProgram(let name): "the program \(name) is not there"
        case .missingLargeFiles(let count):
            count == 1 ? "a file of Git LFS was not given" : "\(count) files of Git LFS were not given"
        case .largeFileNotHere: "the content is kept in Git LFS, and is not here as the pointer names it"
        case .largeFileBehindExtension: "the content is kept in Git LFS behind an extension, which is never run"
        case .pushRejected(let name): "the remote did not accept the new \(name)"
        case .cancelled: "the work was cancelled"
        case .notWritten: "nothing was written"
        case .other(let code): "libgit2 failed with code \(code)"
        }
    }

    /// What the reader of the message can do.
    public var nextStep: String {
        switch problem {
        case .notARepository: "give the path of a repository or of a folder in its work tree"
        case .foreignOwner: "run as its owner, or list it with `git config --global --add safe.directory PATH`"
        case .unsupportedExtension: "clone it without that extension"
        case .sha256Unsupported: "use a repository in SHA-1 format"
        case .noCommits(nil): "make the first one, or fetch from where there are some"
        case .noCommits: "name another branch, or make its first commit"
        case .unknownRevision: "check the name, and fetch it if it is on a remote"
        case .ambiguousRevision: "give more digits"
        case .invalidRevision: "see `git help revisions`"
        case .unrelatedHistories: "compare the two commits themselves, with A..B"
        case .missingObject: "fetch it, or check the repository with `git fsck`"
        case .missingInPartialClone: "fetch it with `git fetch --refetch --no-filter`"
        case .wrongType: "name another revision or path"
        case .referenceCycle:
            "let it lead to a branch with `git symbolic-ref NAME refs/heads/BRANCH`, or remove its file"
        case .unreadableConfiguration: "mend its file, or take out the include that leads back to it"
        case .corrupt: "check the repository with `git fsck` and clone it anew"
        case .notARegularFile: "remove it, or clone the repository anew; it may have been made to do harm"
        case .limitExceeded(.receivedBytes, _): "raise RemoteOptions.receivedBytes if you trust the remote"
        case .limitExceeded(.largeFileBytes, _): "raise RemoteOptions.largeFileBytes if you trust the remote"
        case .limitExceeded(let limit, _):
            "narrow the path, or raise RepositoryLimits.\(limit.rawValue) if you trust the repository"
        case .unsafeTreeEntry: "do not use this repository; its tree was made to do harm"
        case .unsafePath: "give a path below the root, without '..' and '.git'"
        case .conflictingEdits: "edit each path once, and no file as a folder"
        case .noSuchFile: "check the path and the revision"
        case .invalidCommit: "leave out zero bytes, and in names and addresses line ends and angle brackets"
        case .referenceMoved: "read it again, and make the change on top of what it leads to now"
        case .invalidReference: "write it in full, as in refs/heads/main"
        case .invalidRemote: "write https://HOST/PATH, ssh://USER@HOST/PATH, USER@HOST:PATH or a path"
        case .invalidRequest: "mend it as the detail says"
        case .authenticationFailed: "check the credentials and what they may do"
        case .untrustedHost: "add its key to known_hosts, or its authority to the trusted ones, if it is the right host"
        case .unreachable: "check the address and the network, and try again later"
        case .unsupportedByTransport: "use another transport"
        case .missingProgram(let name): "install it, as packages of the name \(name) do, where PATH finds it"
        case .missingLargeFiles:
            "the rest is here; run `git lfs push --all` where they are, and fetch again"
        case .largeFileNotHere:
            "bring it with `git lfs fetch --all`, check it with `git lfs fsck`, or keep manifests in Git"
        case .largeFileBehindExtension: "keep manifests in Git"
        case .pushRejected: "fetch, and make the change on top of what is there"
        case .cancelled: "start it again when it is wanted"
        case .notWritten: "check that the repository can be written and its disk is not full"
        case .other: "check the repository with `git fsck`"
        }
    }
}

extension GitError.Limit {
    fileprivate var text: String {
        switch self {
        case .blobBytes: "bytes in one file"
        case .treeEntries: "entries in a tree"
        case .pathBytes: "bytes of listed paths"
        case .depth: "nested folders"
        case .totalBytes: "bytes in all files"
        case .commits: "commits"
        case .receivedBytes: "bytes received"
        case .largeFileBytes: "bytes of files of Git LFS"
        }
    }
}
