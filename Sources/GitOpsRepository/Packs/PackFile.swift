#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A pack, read in windows: a file that is cut off while it is read gives no bytes instead of a signal.
final class PackFile {
    private let descriptor: Int32
    private var window: [UInt8] = []
    private var windowStart: UInt64 = 0

    /// Packs are read onwards for the most part: the next objects are in the window as well.
    private static let windowBytes = 256 << 10

    /// `nil` when there is no pack of a version that is known.
    init?(path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard let header = bytes(at: 0, count: 12), header.starts(with: [0x50, 0x41, 0x43, 0x4B, 0, 0, 0]),
            header[7] == 2 || header[7] == 3
        else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func byte(at offset: UInt64) -> UInt8? {
        withBytes(at: offset, atLeast: 1) { $0[0] }
    }

    func id(at offset: UInt64) -> ObjectID? {
        withBytes(at: offset, atLeast: ObjectID.byteCount) {
            ObjectID(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer($0)[..<ObjectID.byteCount]))
        } ?? nil
    }

    private func bytes(at offset: UInt64, count: Int) -> [UInt8]? {
        withBytes(at: offset, atLeast: count) { Array($0.prefix(count)) }
    }

    /// Calls `body` with the bytes from an offset to the end of the window; `nil` when there are fewer than wanted.
    func withBytes<Result>(
        at offset: UInt64, atLeast count: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result? {
        if offset < windowStart || offset - windowStart + UInt64(count) > UInt64(window.count) { fill(from: offset) }
        let start = Int(offset - windowStart)
        guard start + count <= window.count else { return nil }
        return window.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start...])) }
    }

    private func fill(from offset: UInt64) {
        windowStart = offset
        guard let position = off_t(exactly: offset) else {
            window = []
            return
        }
        window = [UInt8](unsafeUninitializedCapacity: Self.windowBytes) { buffer, initialized in
            while initialized < buffer.count {
                let rest = UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...])
                let count = pread(descriptor, rest.baseAddress, rest.count, position + off_t(initialized))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                initialized += count
            }
        }
    }
}
