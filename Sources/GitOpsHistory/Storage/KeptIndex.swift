import GitOpsManifest
import GitOpsRepository

/// An index in memory, and how much of it is on disk.
struct KeptIndex: Sendable {
    let repository: Repository
    let options: HistoryOptions
    private(set) var index = ResourceIndex()
    private(set) var report = IndexStorageReport()
    private var builder: IndexBuilder
    private let file: IndexFile?
    private let folder: String
    /// The folder beside the repository is a link, which is not followed.
    private var isBehindLink = false
    /// How far the file is right, and what of the index it has.
    private var extent: IndexFile.Extent?
    private var saved = ResourceIndex.Mark()

    /// Reads what is on disk.
    init(repository: Repository, options: HistoryOptions) {
        self.repository = repository
        self.options = options
        builder = IndexBuilder(repository: repository, options: options)
        let fingerprint = options.fingerprint(repository.limits)
        switch options.storage {
        case .none: folder = ""
        case .folder(let path): folder = path
        case .besideRepository:
            let common = repository.commonDirectory
            let own = common + (common.hasSuffix("/") ? "" : "/") + "gitops"
            // Somebody else's folder is not written to.
            folder = FileBytes.isLink(own) || FileBytes.isLink("\(own)/history") ? "" : "\(own)/history"
            if folder.isEmpty { isBehindLink = true }
        }
        file =
            folder.isEmpty
            ? nil : IndexFile(path: "\(folder)/\(fingerprint.abbreviated).index", fingerprint: fingerprint)
        if let file { take(file.read()) }
    }

    private mutating func take(_ content: IndexFile.Content) {
        var content = content
        if !isBoundaryRight(content.index) { content = IndexFile.Content(error: .otherBoundary) }
        index = content.index
        extent = content.extent
        saved = index.mark
        builder = IndexBuilder(repository: repository, options: options)
        report.loadedCommits = index.commits.count
        if let error = content.error { report.discarded = error }
    }

    /// Where a shallow clone was deepened, what seemed to be the first commit has parents.
    private func isBoundaryRight(_ index: ResourceIndex) -> Bool {
        index.commits.allSatisfy { !$0.flags.contains(.isBoundary) || repository.shallowBoundary.contains($0.id) }
    }

    // MARK: Extending

    /// Adds what leads to a commit, and saves it.
    ///
    /// - Throws: `GitError`; the index then has the commits before those that could not be read.
    mutating func extend(
        to head: ObjectID, progress: (any ProgressObserver)?, isCancelled: @Sendable () -> Bool
    ) throws(GitError) {
        let lock = lock()
        if lock != nil, let file, extent == nil || !file.ends(at: extent) {
            // Another process was there before.
            let content = file.read()
            if content.extent != nil || extent != nil { take(content) }
        }
        try build(to: head, isSaving: lock != nil, progress, isCancelled)
        withExtendedLifetime(lock) {}
    }

    /// Makes the index anew, for a commit, and puts it in the place of the old one.
    ///
    /// - Throws: `GitError` as above.
    mutating func remake(
        for head: ObjectID, progress: (any ProgressObserver)?, isCancelled: @Sendable () -> Bool
    ) throws(GitError) {
        let lock = lock()
        take(IndexFile.Content(error: .rewrittenHistory))
        try build(to: head, isSaving: lock != nil, progress, isCancelled)
        withExtendedLifetime(lock) {}
    }

    /// The right to write; where there is none, the report says why.
    private mutating func lock() -> FileLock? {
        guard let file else {
            report.notSaved = isBehindLink ? .isLink : .notWanted
            return nil
        }
        do throws(FileBytes.Failure) {
            try FileBytes.makeFolder(folder).get()
            let lock = try FileLock.acquire(file.path + ".lock", milliseconds: options.lockMilliseconds)
            report.notSaved = lock == nil ? .locked : nil
            return lock
        } catch {
            report.notSaved = .failed(errno: error.code)
            return nil
        }
    }

    private mutating func build(
        to head: ObjectID, isSaving: Bool, _ progress: (any ProgressObserver)?, _ isCancelled: @Sendable () -> Bool
    ) throws(GitError) {
        // Taken out of `self`, so that there is one owner of the tables and nothing is copied.
        var index = ResourceIndex()
        var builder = IndexBuilder(repository: repository, options: options)
        swap(&index, &self.index)
        swap(&builder, &self.builder)
        let before = index.commits.count
        defer {
            report.indexedCommits += index.commits.count - before
            swap(&index, &self.index)
            swap(&builder, &self.builder)
        }
        try builder.extend(&index, to: head, progress: progress, isCancelled: isCancelled) { index in
            if isSaving { save(index) }
        }
    }

    /// Adds to the file what it lacks.
    private mutating func save(_ index: ResourceIndex) {
        guard let file, report.notSaved == nil else { return }
        if index.commits[saved.commits...].contains(where: { $0.flags.contains(.lacksFiles) }) {
            report.notSaved = .lacksFiles
            return
        }
        switch file.append(index, since: saved, to: extent) {
        case .success(let extent):
            report.savedCommits += index.commits.count - saved.commits
            self.extent = extent
            saved = index.mark
        case .failure(let failure): report.notSaved = .failed(errno: failure.code)
        }
    }
}
