/// Reads blobs for one thread: from the packs where that can be done, else through libgit2.
///
/// Not `Sendable`: each thread makes its own.
final class PackedContentReader {
    private let repository: Repository
    private let packs: PackOrder
    private var readers: [Int: PackReader?] = [:]
    private let cacheBytes: Int

    /// - Parameter threads: how many readers share the memory for bases.
    init(repository: Repository, packs: PackOrder, sharedBy threads: Int) {
        self.repository = repository
        self.packs = packs
        cacheBytes = repository.limits.deltaBaseBytes / max(1, threads)
    }

    /// Calls `body` with the content of a blob; the buffer must not escape.
    ///
    /// Whatever is not as expected in a pack is left to libgit2, which names the error; and so is everything that has
    /// to be compared with its name.
    func withContent<Result>(
        of id: ObjectID, at place: PackPlace?, _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(GitError) -> Result {
        if !repository.verifiesObjects, let place, let reader = reader(place.pack),
            let content = reader.blob(at: place.offset, maximumBytes: repository.limits.blobBytes)
        {
            return content.withUnsafeBytes { body($0) }
        }
        return try repository.withContent(of: id, body)
    }

    private func reader(_ pack: Int) -> PackReader? {
        if let known = readers[pack] { return known }
        let reader = PackReader(index: packs.packs[pack], cacheBytes: cacheBytes)
        readers[pack] = .some(reader)
        return reader
    }
}
