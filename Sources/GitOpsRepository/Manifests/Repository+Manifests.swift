public import GitOpsManifest

extension Repository {
    /// The manifests of a commit, read from the objects without a checkout.
    ///
    /// Symbolic links and submodules are not followed: they become entries of `ManifestSet.unreadable`. So does a
    /// pointer of Git LFS, unless what it stands for lies in the repository's `lfs/objects` and has the digest that it
    /// names. Blobs that `cache` knows are not parsed again. The result is in byte order of the paths, whatever the
    /// number of threads. Blocks the calling thread; see `manifests(at:options:cache:progress:)`.
    ///
    /// - Throws: `GitError` when the commit or a tree cannot be read, or a limit is reached.
    public func manifestsBlocking(
        at commit: ObjectID, options: RevisionOptions = RevisionOptions(), cache: ManifestCache = ManifestCache(),
        progress: (any ProgressObserver)? = nil
    ) throws(GitError) -> ManifestSet {
        try manifests(at: commit, options, cache, progress, isCancelled: { false })
    }

    /// Reads as `manifestsBlocking` does, without blocking a thread of Swift's cooperative pool.
    ///
    /// - Throws: `GitError`, or `CancellationError` when the task is cancelled.
    public func manifests(
        at commit: ObjectID, options: RevisionOptions = RevisionOptions(), cache: ManifestCache = ManifestCache(),
        progress: (any ProgressObserver)? = nil
    ) async throws -> ManifestSet {
        try await ParallelWork.offPool { isCancelled in
            try manifests(at: commit, options, cache, progress, isCancelled: isCancelled)
        }
    }

    private func manifests(
        at commit: ObjectID, _ options: RevisionOptions, _ cache: ManifestCache, _ progress: (any ProgressObserver)?,
        isCancelled: @Sendable () -> Bool
    ) throws(GitError) -> ManifestSet {
        let all = try files(at: commit, under: options.folder)
        let (rules, ignoreFiles) = try ignoreRules(all, commit: commit, options)
        let (files, hidden) = try self.files(all, rules, options, commit)
        let reader = FileReader(
            repository: self, cache: cache, revision: commit.description,
            documents: DocumentReader(options: cache.reading), budget: ByteBudget(limits.totalBytes),
            largeFiles: LFSObjects(commonDirectory: commonDirectory, maximumBytes: limits.blobBytes))
        // In the order of the packs, so that each thread finds the bases of differences in its cache; what the cache
        // has is taken first.
        let isKnown = files.allSatisfy { cache.documents(of: $0.id) != nil }
        let packs = isKnown ? nil : PackOrder(commonDirectory: commonDirectory)
        let places = packs?.places(of: files.map(\.id))
        let order = places.map { PackOrder.order($0) } ?? Array(files.indices)
        let threads = ParallelWork.threadCount(options.threads)
        let chunks = ParallelWork.chunks(files.count, parts: threads * 4) { _ in 1 }
        let results = ParallelWork.map(
            chunks, threads: threads, progress: progress, phase: "reading", isCancelled: isCancelled
        ) { range in
            let content = packs.map { PackedContentReader(repository: self, packs: $0, sharedBy: threads) }
            return order[range].map { position in
                (position, reader.read(files[position], at: places?[position], with: content))
            }
        }
        var batches: [ManifestBatch?] = Array(repeating: nil, count: files.count)
        for (position, batch) in results.flatMap({ $0 ?? [] }) { batches[position] = batch }
        var batch = ManifestBatch()
        for part in batches { if let part { batch.append(part) } }
        for entry in ignoreFiles { batch.append(entry) }
        for path in hidden { batch.append(hidden: path) }
        return ManifestSet(batch)
    }

    /// The entries of a tree that are read, and those that may hide manifests; and the paths of those that only the dot of
    /// a name keeps from being read.
    private func files(
        _ all: [TreeEntry], _ rules: IgnoreRules, _ options: RevisionOptions, _ commit: ObjectID
    ) throws(GitError) -> (read: [TreeEntry], hidden: [String]) {
        let named = Self.components(options.folder).joined(separator: "/")
        let links = FolderLinks(repository: self, commit: commit)
        let filter = options.filter
        var files: [TreeEntry] = []
        var hidden: [String] = []
        for entry in all {
            if entry.path.hasSameBytes(as: named) {
                files.append(entry)
            } else if filter.readsWithFolders(entry.path, below: named) {
                if !rules.isIgnored(entry.path, isDirectory: false) { files.append(entry) }
            } else if !entry.mode.isFile, filter.descendsWithFolders(entry.path, below: named),
                !rules.isIgnored(entry.path, isDirectory: true), try links.mayHoldManifests(entry)
            {
                files.append(entry)
            } else if let path = try hiddenPath(entry, filter, below: named, links),
                // What stands in one folder stands together.
                hidden.last?.hasSameBytes(as: path) != true,
                !rules.isIgnored(path, isDirectory: !path.hasSameBytes(as: entry.path) || !entry.mode.isFile)
            {
                hidden.append(path)
            }
        }
        return (files, hidden)
    }

    private func hiddenPath(
        _ entry: TreeEntry, _ filter: ManifestFilter, below named: String, _ links: FolderLinks
    ) throws(GitError) -> String? {
        if let path = filter.hiddenPart(of: entry.path, isDirectory: false, below: named) { return path }
        guard !entry.mode.isFile,
            let path = filter.hiddenPart(of: entry.path, isDirectory: true, below: named)
        else { return nil }
        return try links.mayHoldManifests(entry) ? path : nil
    }

    /// The rules of the ignore files of the folders that were read and of those above them, and an entry for each file.
    private func ignoreRules(
        _ files: [TreeEntry], commit: ObjectID, _ options: RevisionOptions
    ) throws(GitError) -> (rules: IgnoreRules, files: [ManifestError]) {
        var rules = IgnoreRules()
        var entries: [ManifestError] = []
        guard let name = options.filter.ignoreFileName else { return (rules, entries) }
        var found = files.filter { $0.mode.isFile && $0.name == name }
        let components = Self.components(options.folder)
        if !components.isEmpty {
            let root = try self.commit(commit).tree
            for count in 0..<components.count {
                let path = (components.prefix(count) + [name[...]]).joined(separator: "/")
                let place = try pool.withHandle { handle throws(GitError) in try tree(path, in: root, with: handle) }
                if case .entry(let entry)? = place, entry.mode.isFile { found.append(entry) }
            }
        }
        for entry in found {
            let folder = Self.components(entry.path).dropLast().joined(separator: "/")
            let bytes = try content(of: entry.id)
            let (file, found) = bytes.withUnsafeBufferPointer { options.filter.ignoreFile($0, path: entry.path) }
            if let file { rules.add(file, directory: folder) }
            entries.append(found)
        }
        return (rules, entries)
    }
}

/// Reads single files of a revision.
private struct FileReader: Sendable {
    let repository: Repository
    let cache: ManifestCache
    let revision: String
    let documents: DocumentReader
    let budget: ByteBudget
    let largeFiles: LFSObjects

    private struct Skip: Error { let reason: String }

    func read(_ file: TreeEntry, at place: PackPlace?, with content: PackedContentReader?) -> ManifestBatch {
        var batch = ManifestBatch()
        // A link may have the same blob as a file: the mode is asked first.
        if file.mode.isFile, let cached = cache.documents(of: file.id) {
            batch.append(cached.results, source: cached.source, path: file.path, revision: revision)
            return batch
        }
        do throws(Skip) {
            let source = try source(of: file, at: place, with: content)
            let results = documents.read(source)
            cache.insert(results, of: source, id: file.id)
            batch.append(results, source: source, path: file.path, revision: revision)
        } catch {
            var entry = ManifestError(
                origin: Origin(path: file.path, revision: revision), position: nil, problem: .skipped(error.reason))
            entry.contentHash = file.id.processHash
            batch.append(entry)
        }
        return batch
    }

    private func source(
        of file: TreeEntry, at place: PackPlace?, with content: PackedContentReader?
    ) throws(Skip) -> SourceText {
        switch file.mode {
        case .symbolicLink: throw Skip(reason: "a symbolic link is not followed; name its target")
        case .submodule: throw Skip(reason: "a submodule is not entered; read its own repository")
        case .file, .executable: break
        }
        let read: Result<SourceText, Skip>
        do throws(GitError) {
            if let content {
                read = try content.withContent(of: file.id, at: place) { text($0, of: file) }
            } else {
                read = try repository.withContent(of: file.id) { text($0, of: file) }
            }
        } catch {
            let detail = error.detail.isEmpty ? "" : " (\(error.detail))"
            throw Skip(reason: "\(error.problemText)\(detail); \(error.nextStep)")
        }
        return try read.get()
    }

    private func text(_ bytes: UnsafeRawBufferPointer, of file: TreeEntry) -> Result<SourceText, Skip> {
        do throws(Skip) {
            guard let pointer = LFSPointer(bytes) else {
                try take(bytes.count)
                return .success(SourceText(copying: bytes, name: file.path))
            }
            let content = try largeFile(pointer)
            try take(content.count)
            return .success(SourceText(content, name: file.path))
        } catch {
            return .failure(error)
        }
    }

    private func take(_ byteCount: Int) throws(Skip) {
        guard !budget.takes(byteCount) else { return }
        let error = GitError(.limitExceeded(.totalBytes, maximum: budget.maximum), repository: repository.pool.path)
        throw Skip(reason: "\(error.problemText); \(error.nextStep)")
    }

    private func largeFile(_ pointer: LFSPointer) throws(Skip) -> [UInt8] {
        do throws(LFSObjects.Unknown) {
            return try largeFiles.content(of: pointer)
        } catch {
            throw Skip(reason: error.reason)
        }
    }
}
