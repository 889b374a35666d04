import GitOpsManifest

extension Repository {
    /// The content of a file.
    ///
    /// - Throws: `GitError` when it is not there, not a blob, or larger than the limit.
    public func content(of id: ObjectID) throws(GitError) -> [UInt8] {
        try withContent(of: id) { Array($0) }
    }

    /// Calls `body` with the content of a file; the buffer must not escape.
    ///
    /// - Throws: `GitError` as above.
    public func withContent<Result>(
        of id: ObjectID, _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(GitError) -> Result {
        try pool.withHandle { handle throws(GitError) in
            try handle.read(id, as: .blob, maximumBytes: limits.blobBytes) { body($0) }
        }
    }

    /// Calls `body` with the content of a file, as readers of manifests want it: for a pointer of Git LFS with what it
    /// stands for, as the repository's `lfs/objects` has it.
    ///
    /// - Throws: `GitError` as above; `largeFileNotHere` and `largeFileBehindExtension` where that is not known.
    public func withResolvedContent<Result>(
        of id: ObjectID, _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(GitError) -> Result {
        try withContent(of: id) { resolvingLargeFile($0, body) }.get()
    }

    func resolvingLargeFile<Result>(
        _ content: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Swift.Result<Result, GitError> {
        guard let pointer = LFSPointer(content) else { return .success(body(content)) }
        let objects = LFSObjects(commonDirectory: commonDirectory, maximumBytes: limits.blobBytes)
        do throws(LFSObjects.Unknown) {
            return .success(try objects.content(of: pointer).withUnsafeBytes { body($0) })
        } catch {
            return .failure(GitError(error.problem, repository: pool.path, detail: "\(pointer)"))
        }
    }

    /// Calls `body` once for each of many blobs, from several threads and in the order of the packs; the buffer must
    /// not escape.
    ///
    /// - Parameters:
    ///   - ids: the blobs.
    ///   - options: what is read, and how.
    ///   - body: receives the position in `ids`, and the content or the reason why there is none.
    public func readContents(
        of ids: [ObjectID], options: BlobReadingOptions = BlobReadingOptions(),
        _ body: @Sendable (Int, Result<UnsafeRawBufferPointer, GitError>) -> Void
    ) {
        let threadCount = ParallelWork.threadCount(options.threads)
        let packs = PackOrder(commonDirectory: commonDirectory)
        let places = packs.places(of: ids)
        let order = PackOrder.order(places)
        let chunks = ParallelWork.chunks(ids.count, parts: threadCount) { _ in 1 }
        _ = ParallelWork.map(chunks, threads: threadCount, phase: "reading", isCancelled: { false }) { range in
            let reader = PackedContentReader(repository: self, packs: packs, sharedBy: threadCount)
            for index in order[range] {
                do throws(GitError) {
                    try reader.withContent(of: ids[index], at: places[index]) { content in
                        guard options.resolvesLargeFiles else { return body(index, .success(content)) }
                        let resolved = resolvingLargeFile(content) { body(index, .success($0)) }
                        if case .failure(let error) = resolved { body(index, .failure(error)) }
                    }
                } catch {
                    body(index, .failure(error))
                }
            }
        }
    }
}
