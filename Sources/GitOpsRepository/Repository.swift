/// A Git repository, read through libgit2: bare or with a work tree, also a linked one.
///
/// A value may be used by any number of threads; each operation borrows one handle of a small pool. Everything that is
/// returned is a copy. The functions block on files: call them from a thread that may, or use the asynchronous forms.
public struct Repository: Sendable {
    let pool: HandlePool
    /// Protection against hostile repositories.
    public let limits: RepositoryLimits
    /// Whether every object that is read is compared with its name.
    public let verifiesObjects: Bool
    /// The folder with the objects and references that all work trees share.
    public let commonDirectory: String
    /// The folder of the work tree; `nil` for a bare repository.
    public let workDirectory: String?
    /// Commits whose parents a shallow clone left out.
    package let shallowBoundary: Set<ObjectID>

    /// Opens the repository at a path or, when the path lies in a work tree, the one it belongs to.
    ///
    /// Git compares objects with their names when it writes them, not each time it reads them. With `verifiesObjects`
    /// each commit, tree and file is hashed again: for repositories that somebody else copied here, and as the ground
    /// of a signature. It makes reading slower. Following `~`, `^`, tags and common ancestors is left to
    /// libgit2, which does not check; what these lead to is checked when it is read.
    ///
    /// - Parameters:
    ///   - path: a repository, or a folder in its work tree.
    ///   - limits: how much is read.
    ///   - verifiesObjects: whether an object whose content is not what its name says is an error. A `ManifestCache`
    ///     that was filled without it is trusted all the same.
    /// - Throws: `GitError`: not a repository, another user's, an unsupported format.
    public init(
        opening path: String, limits: RepositoryLimits = RepositoryLimits(), verifiesObjects: Bool = false
    ) throws(GitError) {
        let settings = RepositoryHandle.Settings(maximumBytes: limits.blobBytes, verifiesObjects: verifiesObjects)
        let handle = try RepositoryHandle(opening: path, settings: settings)
        pool = HandlePool(path: path, first: handle, capacity: 16, settings: settings)
        self.limits = limits
        self.verifiesObjects = verifiesObjects
        commonDirectory = handle.commonDirectory
        workDirectory = handle.workDirectory
        shallowBoundary = ShallowFile.read(commonDirectory)
    }

    /// Whether the history was cut off when the repository was cloned.
    public var isShallow: Bool { !shallowBoundary.isEmpty }

    /// Whether objects were left out when the repository was cloned with a filter.
    ///
    /// - Throws: `GitError` when the repository cannot be opened again.
    public func isPartialClone() throws(GitError) -> Bool { try pool.withHandle { $0.isPartialClone } }
}

/// How much is read from a repository before an operation refuses.
public struct RepositoryLimits: Sendable, Hashable {
    /// Largest object, in bytes.
    public var blobBytes: Int
    /// Entries in all folders of a listing or comparison.
    public var treeEntries: Int
    /// Bytes of the paths that a listing or comparison holds at once, and of what is kept with each: its own length and
    /// 128 bytes.
    public var pathBytes: Int
    /// Levels of folders.
    public var depth: Int
    /// Bytes of all files whose manifests are read at a revision; those behind the limit are unreadable.
    public var totalBytes: Int
    /// Commits of a walk.
    public var commits: Int
    /// Bytes of objects that are kept because others are stored as differences to them (`core.deltaBaseCacheLimit`).
    /// Threads that read together divide them, and each has 16 MiB of them at least.
    public var deltaBaseBytes: Int

    /// Limits with their defaults.
    public init(
        blobBytes: Int = 256 << 20, treeEntries: Int = 5_000_000, pathBytes: Int = 256 << 20,
        depth: Int = 256, totalBytes: Int = 8 << 30, commits: Int = 10_000_000, deltaBaseBytes: Int = 96 << 20
    ) {
        self.blobBytes = blobBytes
        self.treeEntries = treeEntries
        self.pathBytes = pathBytes
        self.depth = depth
        self.totalBytes = totalBytes
        self.commits = commits
        self.deltaBaseBytes = max(0, deltaBaseBytes)
    }
}
