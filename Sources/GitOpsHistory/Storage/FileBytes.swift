#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads and writes whole files. Links are not followed: the folder is one that others may write to.
enum FileBytes {
    struct Failure: Error {
        let code: Int32
        var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    }

    private static let permissions: mode_t = 0o644

    /// Complexity: O(bytes).
    static func read(_ path: String, maximumBytes: Int) -> Result<[UInt8], Failure> {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else { return .failure(Failure(code: errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(Failure(code: errno)) }
        guard status.st_mode & S_IFMT == S_IFREG, case let size = Int(clamping: status.st_size), size <= maximumBytes
        else { return .failure(Failure(code: EFBIG)) }
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                let read = pread(descriptor, rest.baseAddress, rest.count, off_t(count))
                if read < 0, errno == EINTR { continue }
                guard read > 0 else { return }
                count += read
            }
        }
        // A file that became shorter while it was read, or one that the disk does not give.
        guard bytes.count == size else { return .failure(Failure(code: EIO)) }
        return .success(bytes)
    }

    /// Whether a link stands at a path.
    static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// The last bytes of a file of a given size; `nil` when it has another one, or cannot be read.
    static func end(of path: String, size: Int, count: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard size >= count, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            Int(clamping: status.st_size) == size
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        let read = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, count, off_t(size - count)) }
        return read == count ? bytes : nil
    }

    /// Writes at an offset, and cuts off what stood behind it before.
    static func append(_ bytes: [UInt8], to path: String, at offset: Int) -> Result<Void, Failure> {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else { return .failure(Failure(code: errno)) }
        defer { close(descriptor) }
        guard ftruncate(descriptor, off_t(offset)) == 0 else { return .failure(Failure(code: errno)) }
        let result = write(bytes, to: descriptor, at: offset)
        // Half a part is no use to anyone.
        if case .failure = result { _ = ftruncate(descriptor, off_t(offset)) }
        return result
    }

    /// Writes a new file beside the old one and puts it in its place.
    static func replace(_ path: String, _ bytes: [UInt8]) -> Result<Void, Failure> {
        let temporary = path + ".tmp"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, permissions)
        guard descriptor >= 0 else { return .failure(Failure(code: errno)) }
        let written = write(bytes, to: descriptor, at: 0)
        close(descriptor)
        if case .failure = written {
            unlink(temporary)
            return written
        }
        guard rename(temporary, path) == 0 else {
            let failure = Failure(code: errno)
            unlink(temporary)
            return .failure(failure)
        }
        return .success(())
    }

    /// Makes a folder and those above it. Complexity: O(depth).
    static func makeFolder(_ path: String) -> Result<Void, Failure> {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return .success(()) }
        guard errno == ENOENT, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex else {
            return .failure(Failure(code: errno))
        }
        let above = makeFolder(String(path[..<slash]))
        guard case .success = above else { return above }
        return mkdir(path, 0o755) == 0 || errno == EEXIST ? .success(()) : .failure(Failure(code: errno))
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, at offset: Int) -> Result<Void, Failure> {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
                let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + written))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return .failure(Failure(code: count < 0 ? errno : EIO)) }
                written += count
            }
            return .success(())
        }
    }
}

/// The right to write an index, kept until the value is gone, also when the process is killed.
final class FileLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Waits for the lock; `nil` when somebody else keeps it for longer.
    static func acquire(_ path: String, milliseconds: Int) throws(FileBytes.Failure) -> FileLock? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw FileBytes.Failure(code: errno) }
        var waited = 0
        var pause = 1
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, waited < milliseconds else {
                let code = errno
                close(descriptor)
                if code == EWOULDBLOCK || code == EINTR { return nil }
                throw FileBytes.Failure(code: code)
            }
            usleep(UInt32(pause * 1_000))
            waited += pause
            pause = min(pause * 2, 50)
        }
        return FileLock(descriptor: descriptor)
    }
}
