import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Owner of the bytes of a `SourceText`.
///
/// `@unchecked Sendable` is sound because the memory is written only before the initialiser returns, is never written
/// again, and is freed only by `deinit`; `base` does not leave the package without a `SourceText` that keeps it alive. The
/// marks of lines have a lock.
/// Zero bytes follow the last byte, so that a scanner may look ahead and load whole words.
package final class SourceStorage: @unchecked Sendable {
    package let base: UnsafePointer<UInt8>
    package let count: Int
    /// Made when a place on a long line is first asked for.
    private let marks = Mutex<LineMarks?>(nil)

    /// Zero bytes behind the last byte.
    static let padding = 16

    package init(copying bytes: UnsafeRawBufferPointer) {
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + Self.padding)
        if let start = bytes.baseAddress { memcpy(memory, start, bytes.count) }
        memset(memory + bytes.count, 0, Self.padding)
        base = UnsafePointer(memory)
        count = bytes.count
    }

    /// Lets `fill` write up to `capacity` bytes and say how many it wrote; a negative count stands for failure.
    package init?(capacity: Int, fill: (UnsafeMutableRawBufferPointer) -> Int) {
        guard capacity >= 0, capacity <= Int.max - Self.padding else { return nil }
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + Self.padding)
        let written = fill(UnsafeMutableRawBufferPointer(start: memory, count: capacity))
        base = UnsafePointer(memory)
        count = min(max(written, 0), capacity)
        memset(memory + count, 0, Self.padding)
        if written < 0 { return nil }
    }

    deinit { base.deallocate() }

    /// Where lines and columns are known. Complexity: O(1), at the first call O(count).
    var lineMarks: LineMarks {
        marks.withLock { marks in
            if let marks { return marks }
            let made = LineMarks(UnsafeRawBufferPointer(start: base, count: count))
            marks = made
            return made
        }
    }
}
