/// A way to talk to remote repositories.
///
/// Objects travel through a transport only; reading is always in process. `LibGit2Transport` needs nothing but the
/// library; `GitExecutableTransport` runs `git` and has what libgit2 lacks: shallow and partial fetches, Git LFS,
/// timeouts, OpenSSH.
public protocol RemoteTransport: Sendable {
    /// The references that a remote offers, in byte order of their names, without transferring objects.
    func references(at url: RemoteURL) async throws -> [RemoteReference]

    /// Brings objects and references from a remote.
    ///
    /// A fetch that fails or is cancelled leaves the repository as it was, but for objects that nothing leads to; only
    /// when the files of Git LFS cannot be brought have the references moved.
    func fetch(_ request: FetchRequest, from url: RemoteURL, into repository: Repository) async throws

    /// Moves a reference of a remote, if it still leads where the change began. One that leads there already is well.
    func push(_ push: ReferencePush, to url: RemoteURL, from repository: Repository) async throws
}

/// A reference of a remote.
public struct RemoteReference: Sendable, Hashable {
    /// The full name, as in `refs/heads/main`, or `HEAD`.
    public let name: String
    /// What it leads to.
    public let id: ObjectID

    /// A reference from its parts.
    public init(name: String, id: ObjectID) {
        self.name = name
        self.id = id
    }
}

/// What a fetch brings.
public struct FetchRequest: Sendable, Hashable {
    /// Which references of the remote go where, in Git's form: `+refs/heads/*:refs/remotes/origin/*`.
    public var refspecs: [String]
    /// Whether references that the remote no longer has are removed.
    public var prunes: Bool
    /// How many commits of each history are brought; `nil` brings all of them.
    public var depth: Int?
    /// Which objects are left out, in the form of `git rev-list --filter`, as in `blob:none`.
    public var filter: String?
    /// Whether the files of Git LFS that the references name come as well; `GitExecutableTransport` alone brings them.
    ///
    /// Brought are those of the commits that the references lead to, not those of their histories, once the references
    /// have moved: when a file is missing, everything else is there, and the error is thrown all the same.
    public var largeFiles: Bool

    /// A request from its parts.
    ///
    /// - Parameters:
    ///   - refspecs: which references go where.
    ///   - prunes: whether references that the remote no longer has are removed.
    ///   - depth: how many commits of each history are brought.
    ///   - filter: which objects are left out.
    ///   - largeFiles: whether the files of Git LFS come as well.
    public init(
        _ refspecs: [String], prunes: Bool = false, depth: Int? = nil, filter: String? = nil, largeFiles: Bool = false
    ) {
        self.refspecs = refspecs
        self.prunes = prunes
        self.depth = depth
        self.filter = filter
        self.largeFiles = largeFiles
    }

    /// Every reference, under the name it has at the remote.
    public static let mirror = FetchRequest(["+refs/*:refs/*"], prunes: true)

    /// What cannot be meant, or could be taken for an option; `nil` when all is well.
    var defect: String? {
        if refspecs.isEmpty { return "a fetch needs at least one refspec" }
        if refspecs.contains(where: { $0.isEmpty || $0.utf8.first == 0x2D || $0.utf8.contains { $0 <= 0x20 } }) {
            return "a refspec is written [+]SOURCE:DESTINATION"
        }
        if let depth, depth < 1 { return "the depth is at least 1" }
        if let filter, filter.utf8.contains(where: { $0 <= 0x20 }) { return "the filter has blanks" }
        if filter != nil, largeFiles { return "files that the filter leaves out cannot name files of Git LFS" }
        return nil
    }
}

/// A reference of a remote that is to move.
public struct ReferencePush: Sendable, Hashable {
    /// The full name, as in `refs/heads/main`.
    public var reference: String
    /// The commit it is to lead to.
    public var id: ObjectID
    /// Where it leads now, as far as the pusher knows; `nil` when it must not exist yet.
    public var expected: ObjectID?
    /// Whether the commit may leave out what the reference led to.
    public var allowsRewrite: Bool

    /// A push from its parts.
    ///
    /// - Parameters:
    ///   - reference: the full name.
    ///   - id: the commit it is to lead to.
    ///   - expected: where it leads now; `nil` when it must not exist yet.
    ///   - allowsRewrite: whether the commit may leave out what the reference led to.
    public init(_ reference: String, to id: ObjectID, expecting expected: ObjectID?, allowsRewrite: Bool = false) {
        self.reference = reference
        self.id = id
        self.expected = expected
        self.allowsRewrite = allowsRewrite
    }

    /// Throws when the push cannot be meant: before anything is sent.
    func check(in repository: Repository, to url: RemoteURL) throws(GitError) {
        let isName = reference.utf8.allSatisfy { $0 > 0x20 && $0 != 0x3A && $0 != 0x2A && $0 != 0x7F }
        guard reference.utf8.starts(with: "refs/".utf8), isName else {
            throw GitError(.invalidReference(reference), repository: "\(url)")
        }
        _ = try repository.commit(id)
        guard let expected, !allowsRewrite else { return }
        let base = try repository.pool.withHandle { handle throws(GitError) in try handle.mergeBase(expected, id) }
        guard base == expected else {
            throw GitError(
                .pushRejected(reference), repository: "\(url)",
                detail: "\(id.abbreviated) does not contain \(expected.abbreviated)")
        }
    }
}

extension RemoteTransport {
    /// Makes a bare repository with everything a remote has, and opens it.
    ///
    /// - Parameters:
    ///   - url: the remote.
    ///   - path: a folder that does not exist or is empty.
    ///   - largeFiles: whether the files of Git LFS that the references name come as well.
    ///   - limits: how the mirror is read.
    /// - Throws: `GitError`, or `CancellationError` when the task is cancelled.
    public func mirror(
        _ url: RemoteURL, to path: String, largeFiles: Bool = false, limits: RepositoryLimits = RepositoryLimits()
    ) async throws -> Repository {
        try RepositoryHandle.createBare(at: path)
        let repository = try Repository(opening: path, limits: limits)
        var request = FetchRequest.mirror
        request.largeFiles = largeFiles
        try await fetch(request, from: url, into: repository)
        return repository
    }
}
