/// Memory for the intermediate values of evaluations: taken piece by piece, given back all at once, and used again.
///
/// Invariant: `next` and `end` lie in the last block, or both are the same when there is none.
struct ScratchMemory: ~Copyable {
    private var next: UnsafeMutableRawPointer
    private var end: UnsafeMutableRawPointer
    private var blocks: [UnsafeMutableRawPointer] = []
    /// Bytes of all blocks.
    private var byteCount = 0
    private var firstBlockByteCount: Int
    /// Bytes that may be taken.
    let limit: Int

    init(limit: Int, firstBlock: Int = 16 << 10) {
        self.limit = limit
        firstBlockByteCount = max(64, min(firstBlock, max(limit, 64)))
        next = .allocate(byteCount: firstBlockByteCount, alignment: 16)
        end = next + firstBlockByteCount
        blocks.append(next)
        byteCount = firstBlockByteCount
    }

    deinit {
        for block in blocks { block.deallocate() }
    }

    /// Room for so many bytes, aligned for values; `nil` beyond the limit.
    @inline(__always)
    mutating func take(_ count: Int) -> UnsafeMutableRawPointer? {
        let rounded = (count &+ 15) & ~15
        guard count >= 0, rounded <= end - next else { return takeBlock(count) }
        defer { next += rounded }
        return next
    }

    @inline(never)
    private mutating func takeBlock(_ count: Int) -> UnsafeMutableRawPointer? {
        guard count >= 0, count <= limit - byteCount else { return nil }
        let size = min(max(count + 15 & ~15, byteCount), max(limit - byteCount, count + 15 & ~15))
        let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        blocks.append(block)
        byteCount += size
        next = block + (count + 15 & ~15)
        end = block + size
        return block
    }

    /// How much was taken at some time.
    struct Mark {
        fileprivate let next: UnsafeMutableRawPointer
        fileprivate let end: UnsafeMutableRawPointer
        fileprivate let blockCount: Int
        fileprivate let byteCount: Int
    }

    var mark: Mark { Mark(next: next, end: end, blockCount: blocks.count, byteCount: byteCount) }

    /// Forgets what was taken since, provided that nothing was reset meanwhile.
    mutating func rewind(to mark: Mark) {
        while blocks.count > mark.blockCount { blocks.removeLast().deallocate() }
        next = mark.next
        end = mark.end
        byteCount = mark.byteCount
    }

    /// Forgets all that was taken. What was needed in several blocks is one block from now on.
    mutating func reset() {
        guard blocks.count > 1 else {
            next = blocks[0]
            return
        }
        for block in blocks { block.deallocate() }
        firstBlockByteCount = byteCount
        next = .allocate(byteCount: byteCount, alignment: 16)
        end = next + byteCount
        blocks = [next]
    }
}
