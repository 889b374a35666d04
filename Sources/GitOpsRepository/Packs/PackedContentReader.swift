/// Reads blobs for one thread: from the packs where that can be done, else through libgit2.
///
/// Not `Sendable`: each thread makes its own.
final class PackedContentReader {
    private let repository: Repository
    private let packs: PackOrder
    private var readers: [Int: PackReader?] = [:]
    private let cacheBytes: Int

    /// A reader with less than this makes bases anew that all others would have kept.
    private static let minimumCacheBytes = 16 << 20

    /// - Parameter threads: how many readers share the memory for bases.
    init(repository: Repository, packs: PackOrder, sharedBy threads: Int) {
        self.repository = repository
        self.packs = packs
        let whole = repository.limits.deltaBaseBytes
        cacheBytes = max(whole / max(1, threads), min(whole, Self.minimumCacheBytes))
    }

    /// Calls `body` with the content of a blob; the buffer must not escape.
    ///
    /// Whatever is not as expected in a pack is left to libgit2, which names the error; and so is, where names are
    /// compared, what has another one.
    func withContent<Result>(
        of id: ObjectID, at place: PackPlace?, _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(GitError) -> Result {
        if let place, let reader = reader(place.pack),
            let content = reader.blob(at: place.offset, maximumBytes: repository.limits.blobBytes),
            !repository.verifiesObjects || content.withUnsafeBytes({ ObjectID(namingBlob: $0) }) == id
        {
            return content.withUnsafeBytes { body($0) }
        }
        return try repository.withContent(of: id, body)
    }

    /// What the packs were asked for: entries that were inflated, and bytes that were read.
    var work: (inflated: Int, bytesRead: Int) {
        readers.values.reduce((0, 0)) { ($0.0 + ($1?.inflated ?? 0), $0.1 + ($1?.bytesRead ?? 0)) }
    }

    private func reader(_ pack: Int) -> PackReader? {
        if let known = readers[pack] { return known }
        let reader = PackReader(index: packs.packs[pack], cacheBytes: cacheBytes)
        readers[pack] = .some(reader)
        return reader
    }
}
