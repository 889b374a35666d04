/// Memory that the trees of documents lie in: of one document, or of several small ones that were read one after the other.
///
/// Each document keeps its block alive; the memory goes back when the last of them is gone.
final class DocumentBlock: ManagedBuffer<Void, UInt64> {
    static func make(byteCount: Int) -> DocumentBlock {
        unsafeDowncast(create(minimumCapacity: (byteCount + 7) / 8) { _ in }, to: DocumentBlock.self)
    }

    /// The first byte, for as long as the block lives; aligned to words.
    var start: UnsafeMutableRawPointer { withUnsafeMutablePointerToElements { UnsafeMutableRawPointer($0) } }
}

/// Hands out places for finished documents.
///
/// Small documents share blocks, because one large allocation a document makes `malloc` tidy up what libyaml frees and
/// takes again all the time. What is shared is bounded: a block has at most `largestBlock` bytes, and no more than were
/// placed before it, so that reading one document or a few takes what they need.
///
/// Invariant: of `block`, the first `used` bytes belong to documents and are never written again; nobody but this arena
/// knows the rest.
struct DocumentArena {
    private var block: DocumentBlock?
    private var capacity = 0
    private var used = 0
    private var placed = 0

    static let largestBlock = 64 << 10
    static let largestShared = largestBlock / 4

    /// A place of `byteCount` bytes, aligned to words, and the block it lies in.
    mutating func place(byteCount: Int) -> (DocumentBlock, UnsafeMutableRawPointer) {
        defer { placed += byteCount }
        guard byteCount <= Self.largestShared else { return Self.own(byteCount: byteCount) }
        if let block, capacity - used >= byteCount {
            defer { used += (byteCount + 7) & ~7 }
            return (block, block.start + used)
        }
        capacity = max(byteCount, min(placed, Self.largestBlock))
        used = (byteCount + 7) & ~7
        let new = DocumentBlock.make(byteCount: capacity)
        block = new
        return (new, new.start)
    }

    /// A block for one document alone.
    static func own(byteCount: Int) -> (DocumentBlock, UnsafeMutableRawPointer) {
        let block = DocumentBlock.make(byteCount: byteCount)
        return (block, block.start)
    }
}
