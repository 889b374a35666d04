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

    /// Calls `body` once for each of many blobs, from several threads and in the order of the packs; the buffer must
    /// not escape.
    ///
    /// - Parameters:
    ///   - ids: the blobs.
    ///   - threads: number of threads; 0 means one for each core.
    ///   - body: receives the position in `ids`, and the content or the reason why there is none.
    public func readContents(
        of ids: [ObjectID], threads: Int = 0,
        _ body: @Sendable (Int, Result<UnsafeRawBufferPointer, GitError>) -> Void
    ) {
        let threadCount = ParallelWork.threadCount(threads)
        let packs = PackOrder(commonDirectory: commonDirectory)
        let places = packs.places(of: ids)
        let order = PackOrder.order(places)
        let chunks = ParallelWork.chunks(ids.count, parts: threadCount) { _ in 1 }
        _ = ParallelWork.map(chunks, threads: threadCount, phase: "reading", isCancelled: { false }) { range in
            let reader = PackedContentReader(repository: self, packs: packs, sharedBy: threadCount)
            for index in order[range] {
                do throws(GitError) {
                    try reader.withContent(of: ids[index], at: places[index]) { body(index, .success($0)) }
                } catch {
                    body(index, .failure(error))
                }
            }
        }
    }
}
