/// Up to sixteen bytes as two integers, zeros behind the last byte: with the count they are the text, so that short names
/// compare without a loop.
struct ShortText: Equatable, BitwiseCopyable {
    let low: UInt64
    let high: UInt64

    static let maximumCount = 16
    /// No bytes.
    static let none = ShortText(low: 0, high: 0)

    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// Reads nothing but the `count` bytes, at most sixteen.
    @inline(__always)
    init(_ start: UnsafePointer<UInt8>, _ count: Int) {
        let raw = UnsafeRawPointer(start)
        if count >= 8 {
            low = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
            let last = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self))
            high = count == 8 ? 0 : last &>> UInt64(truncatingIfNeeded: 8 &* (16 &- count))
        } else if count >= 4 {
            let first = UInt64(UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self)))
            let last = UInt64(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)))
            low = first | last &<< UInt64(truncatingIfNeeded: 8 &* (count &- 4))
            high = 0
        } else {
            var bytes: UInt64 = 0
            for index in 0..<count { bytes |= UInt64(start[index]) &<< UInt64(truncatingIfNeeded: 8 &* index) }
            low = bytes
            high = 0
        }
    }

    /// The same text without a branch: reads sixteen bytes, and forgets those behind the first `count`.
    ///
    /// Sound only where that many can be read, as behind every byte of a source (`SourceStorage.padding`).
    @inline(__always)
    init(padded start: UnsafePointer<UInt8>, _ count: Int) {
        let raw = UnsafeRawPointer(start)
        let kept = UInt64(truncatingIfNeeded: count)
        low = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self)) & Self.mask(min(kept, 8))
        high =
            UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            & Self.mask(max(kept, 8) &- 8)
    }

    /// The lowest `bytes` bytes, at most eight.
    @inline(__always)
    private static func mask(_ bytes: UInt64) -> UInt64 { bytes == 0 ? 0 : .max &>> (64 &- 8 &* bytes) }
}
