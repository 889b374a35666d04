public import GitOpsManifest
public import GitOpsRepository

/// The history of every resource up to a commit: who changed what, across moves, splits and renames of files.
///
/// A resource is followed by its identity (group, kind, namespace and name), not by its file. Where it stands in
/// several files at once (a base and its overlays) each is a line of its own, recognised from commit to commit by its
/// file, else by its value, else by the likeness of the paths. A copy begins a line; a resource that is removed and
/// added again begins a new one.
///
/// The index is made in one pass and kept beside the repository; later commits are added to it.
public struct ResourceHistory: Sendable {
    /// The repository.
    public let repository: Repository
    /// What the history is made of.
    public let options: HistoryOptions
    /// The commit at which it ends.
    public private(set) var head: ObjectID

    private var kept: KeptIndex
    /// For each commit of the index, whether it leads to `head`.
    private(set) var isReachable: [Bool] = []
    /// The commit that `isReachable` is for.
    private var reached: ObjectID?
    /// Where the clone ends, and where files are missing from it.
    public private(set) var gaps: [HistoryGap] = []

    /// What became of the index on disk, summed up since the history was made.
    public var storage: IndexStorageReport { kept.report }

    var index: ResourceIndex { kept.index }

    /// Reads the index, adds what is missing up to a commit, and saves it. Blocks the calling thread.
    ///
    /// Where the index cannot be saved, `storage` says why, and the history is whole all the same.
    ///
    /// - Parameters:
    ///   - repository: the repository.
    ///   - head: the commit at which the history ends.
    ///   - options: what is read, and where the index is kept.
    ///   - progress: told now and then how far it is.
    /// - Throws: `HistoryError.git` when a commit or tree cannot be read.
    public init(
        of repository: Repository, at head: ObjectID, options: HistoryOptions = HistoryOptions(),
        progress: (any ProgressObserver)? = nil
    ) throws(HistoryError) {
        try self.init(repository, head, options, progress, isCancelled: { false })
    }

    /// Makes a history without blocking a thread of Swift's cooperative pool.
    ///
    /// - Parameters:
    ///   - repository: the repository.
    ///   - head: the commit at which the history ends.
    ///   - options: what is read, and where the index is kept.
    ///   - progress: told now and then how far it is.
    /// - Throws: `HistoryError`, or `CancellationError` when the task is cancelled.
    public static func load(
        of repository: Repository, at head: ObjectID, options: HistoryOptions = HistoryOptions(),
        progress: (any ProgressObserver)? = nil
    ) async throws -> ResourceHistory {
        try await ParallelWork.offPool { isCancelled in
            try ResourceHistory(repository, head, options, progress, isCancelled: isCancelled)
        }
    }

    private init(
        _ repository: Repository, _ head: ObjectID, _ options: HistoryOptions, _ progress: (any ProgressObserver)?,
        isCancelled: @Sendable () -> Bool
    ) throws(HistoryError) {
        self.repository = repository
        self.options = options
        self.head = head
        kept = KeptIndex(repository: repository, options: options)
        try advance(to: head, progress: progress, isCancelled: isCancelled)
    }

    /// Moves the end of the history to another commit, adding what is missing.
    ///
    /// Complexity: O(files that the new commits changed + entries of the folders that changed).
    ///
    /// - Parameters:
    ///   - head: the commit at which the history ends from now on.
    ///   - progress: told now and then how far it is.
    /// - Throws: `HistoryError.git`; the history then ends where it did.
    public mutating func advance(
        to head: ObjectID, progress: (any ProgressObserver)? = nil
    ) throws(HistoryError) {
        try advance(to: head, progress: progress, isCancelled: { false })
    }

    /// Commits of other branches, or of a history before it was rewritten, that an index may have beside those in use.
    static let toleratedCommits = 1_024

    private mutating func advance(
        to head: ObjectID, progress: (any ProgressObserver)?, isCancelled: @Sendable () -> Bool
    ) throws(HistoryError) {
        do throws(GitError) {
            if index.position(of: head) == nil {
                try kept.extend(to: head, progress: progress, isCancelled: isCancelled)
            }
            if reach(head) {
                let count = isReachable.reduce(0) { $0 + ($1 ? 1 : 0) }
                if index.commits.count > 2 * count + Self.toleratedCommits {
                    try kept.remake(for: head, progress: progress, isCancelled: isCancelled)
                    reached = nil
                }
            }
        } catch {
            _ = reach(self.head)
            throw .git(error)
        }
        guard reach(head) else {
            _ = reach(self.head)
            throw .cancelled
        }
        self.head = head
    }

    /// Whether the index has a commit; then `isReachable` says what leads to it.
    private mutating func reach(_ commit: ObjectID) -> Bool {
        guard let position = index.position(of: commit) else { return false }
        if reached != commit || isReachable.count != index.commits.count {
            isReachable = index.ancestors(of: position)
            gaps = index.gaps(where: isReachable)
            reached = commit
        }
        return true
    }
}

extension ResourceIndex {
    fileprivate func gaps(where isMeant: [Bool]) -> [HistoryGap] {
        var gaps: [HistoryGap] = []
        for (position, commit) in commits.enumerated() where isMeant[position] && !commit.flags.isEmpty {
            if commit.flags.contains(.isBoundary) {
                gaps.append(HistoryGap(commit: commit.id, reason: .shallowBoundary))
            }
            if commit.flags.contains(.lacksFiles) { gaps.append(HistoryGap(commit: commit.id, reason: .missingFiles)) }
        }
        return gaps
    }
}
