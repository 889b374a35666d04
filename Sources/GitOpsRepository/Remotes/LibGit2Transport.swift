import GitOpsManifest

/// Talks to remotes through libgit2, in process: files of this machine, HTTP, and SSH with the user's `known_hosts`.
///
/// libgit2 1.5 knows no timeouts: a cancelled task is noticed when bytes arrive. It offers neither shallow nor partial
/// fetches nor Git LFS, and its SSH no RSA keys that forges accept; see `GitExecutableTransport`.
public struct LibGit2Transport: RemoteTransport {
    let options: RemoteOptions

    /// A transport with options.
    ///
    /// - Throws: `GitError`: `unsupportedByTransport` for own `known_hosts` and certificate authorities, which libgit2
    ///   has for the whole process only.
    public init(options: RemoteOptions = RemoteOptions()) throws(GitError) {
        if options.knownHosts != nil { throw Self.unsupported("a known_hosts file of your own") }
        if options.certificateAuthorities != nil { throw Self.unsupported("certificate authorities of your own") }
        self.options = options
    }

    /// The references that a remote offers, in byte order of their names.
    ///
    /// - Throws: `GitError`, or `CancellationError` when the task is cancelled.
    public func references(at url: RemoteURL) async throws -> [RemoteReference] {
        try options.check(credentialsFor: url)
        return try await ParallelWork.offPool { isCancelled in
            let session = RemoteSession(url, options: options, isCancelled: isCancelled)
            return try session.references().sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        }
    }

    /// Brings objects and references from a remote.
    ///
    /// - Throws: `GitError`, or `CancellationError` when the task is cancelled.
    public func fetch(_ request: FetchRequest, from url: RemoteURL, into repository: Repository) async throws {
        if let defect = request.defect { throw GitError(.invalidRequest, repository: "\(url)", detail: defect) }
        try options.check(credentialsFor: url)
        if request.largeFiles { throw Self.unsupported("a fetch with the files of Git LFS") }
        if request.depth != nil || request.filter != nil { throw Self.unsupported("a shallow or partial fetch") }
        try await ParallelWork.offPool { isCancelled in
            let session = RemoteSession(url, options: options, isCancelled: isCancelled)
            try repository.pool.withHandle { handle throws(GitError) in try session.fetch(request, with: handle) }
        }
    }

    /// Moves a reference of a remote, if it still leads where the change began.
    ///
    /// - Throws: `GitError`: `referenceMoved`, `pushRejected` and others, or `CancellationError` when the task is
    ///   cancelled.
    public func push(_ push: ReferencePush, to url: RemoteURL, from repository: Repository) async throws {
        try options.check(credentialsFor: url)
        try await ParallelWork.offPool { isCancelled in
            try push.check(in: repository, to: url)
            let session = RemoteSession(url, options: options, isCancelled: isCancelled)
            try repository.pool.withHandle { handle throws(GitError) in try session.push(push, with: handle) }
        }
    }

    private static func unsupported(_ what: String) -> GitError {
        GitError(.unsupportedByTransport, repository: "", detail: "\(what) needs GitExecutableTransport")
    }
}
