#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A regular file, read in windows: one that is cut off while it is read gives no bytes instead of a signal.
final class WindowedFile {
    private let descriptor: Int32
    private let windowBytes: Int
    /// Bytes of the file when it was opened.
    let byteCount: UInt64
    /// One buffer for all windows, of which the first `windowCount` bytes are those of the file.
    private var window: [UInt8] = []
    private var windowCount = 0
    private var windowStart: UInt64 = 0
    /// Bytes that were read in all.
    private(set) var bytesRead = 0

    /// `nil` when there is no regular file that can be read; a pipe is not waited for.
    ///
    /// - Parameters:
    ///   - path: path of the file.
    ///   - windowBytes: how much is read at a time; much where the file is read onwards.
    init?(path: String, windowBytes: Int) {
        self.windowBytes = windowBytes
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var status = stat()
        let isKnown = descriptor >= 0 && fstat(descriptor, &status) == 0
        byteCount = UInt64(clamping: status.st_size)
        guard isKnown, status.st_mode & S_IFMT == S_IFREG else { return nil }
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

    func bytes(at offset: UInt64, count: Int) -> [UInt8]? {
        withBytes(at: offset, atLeast: count) { Array($0.prefix(count)) }
    }

    /// Calls `body` with the bytes from an offset to the end of the window; `nil` when there are fewer than wanted.
    func withBytes<Result>(
        at offset: UInt64, atLeast count: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result? {
        // Offsets come from indices that may be made to do harm: they are compared, never added to.
        if !holds(offset, count) {
            fill(from: offset, atLeast: count)
            guard holds(offset, count) else { return nil }
        }
        let start = Int(offset - windowStart)
        return window.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<windowCount])) }
    }

    private func holds(_ offset: UInt64, _ count: Int) -> Bool {
        offset >= windowStart && count <= windowCount && offset - windowStart <= UInt64(windowCount - count)
    }

    private func fill(from offset: UInt64, atLeast count: Int) {
        // The base of a difference stands before it: a step back is followed by more of them, and by the way onwards
        // again. A window that began there would have to be read anew for each step.
        let isStepBack = offset < windowStart && windowStart - offset < UInt64(windowBytes)
        let lead = isStepBack && count <= windowBytes / 2 ? min(offset, UInt64(windowBytes / 2)) : 0
        windowStart = offset - lead
        windowCount = 0
        guard let position = off_t(exactly: windowStart) else { return }
        if window.isEmpty { window = [UInt8](repeating: 0, count: windowBytes) }
        window.withUnsafeMutableBytes { buffer in
            while windowCount < buffer.count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[windowCount...])
                let count = pread(descriptor, rest.baseAddress, rest.count, position + off_t(windowCount))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                windowCount += count
                bytesRead += count
            }
        }
    }
}
