#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The file of a log, open and locked.
struct LogFile: ~Copyable {
    private let path: String
    private let descriptor: Int32

    /// Where the next line goes.
    struct End {
        /// The last whole entry.
        let head: ReferenceLogHead?
        /// Where it ends.
        let offset: Int
        /// Whether it lacks its line end.
        let lacksLineEnd: Bool
        /// Bytes behind it that are no entry.
        let tornBytes: Int
        /// The size of the file.
        let size: Int
    }

    /// Opens the file, makes it when there is none, and waits until nobody else writes to it.
    init(_ path: String) throws(ReferenceLogError) {
        self.path = path
        // Not to wait for the other end of a pipe.
        descriptor = Self.retrying { open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o600) }
        guard descriptor >= 0 else { throw Self.failure(path) }
        do throws(ReferenceLogError) {
            _ = try size()
            guard Self.retrying({ flock(descriptor, LOCK_EX) }) == 0 else { throw Self.failure(path) }
        } catch {
            close()
            throw error
        }
    }

    /// Closes the file, and with it ends the lock.
    func close() {
        #if canImport(Glibc)
            _ = Glibc.close(descriptor)
        #elseif canImport(Musl)
            _ = Musl.close(descriptor)
        #else
            _ = Darwin.close(descriptor)
        #endif
    }

    private static func retrying(_ body: () -> Int32) -> Int32 {
        while true {
            let result = body()
            if result < 0, errno == EINTR { continue }
            return result
        }
    }

    private static func failure(_ path: String) -> ReferenceLogError {
        ReferenceLogError(.failed(String(cString: strerror(errno))), file: path)
    }

    // MARK: Reading

    /// Finds the last entry, which must be as it was written.
    func end() throws(ReferenceLogError) -> End {
        let size = try size()
        guard LineBeginning.mayBeginLog(try read(0..<min(size, 32))) else {
            throw ReferenceLogError(.notALog, file: path)
        }
        // Two lines at most: the last whole one, and one that a crash left.
        let start = max(0, size - 2 * ReferenceLog.maximumLineBytes)
        let tail = try read(start..<size)
        let lineEnd = UInt8(ascii: "\n")
        let wholeEnd = tail.lastIndex(of: lineEnd).map { $0 + 1 } ?? 0
        let torn = tail[wholeEnd...]
        let whole = tail[..<wholeEnd].dropLast()
        let lineStart = whole.lastIndex(of: lineEnd).map { $0 + 1 } ?? 0
        let last = wholeEnd == 0 ? nil : ReferenceLogEntry(line: whole[lineStart...])
        if wholeEnd > 0, last == nil { throw ReferenceLogError(.changedLine, file: path) }
        if wholeEnd == 0, start > 0 { throw ReferenceLogError(.changedLine, file: path) }
        // A crash may have left a line to which only its end is missing: it counts.
        if let entry = try ReferenceLogEntry(unfinished: torn, after: last?.head, in: path) {
            return End(head: entry.head, offset: size, lacksLineEnd: true, tornBytes: 0, size: size)
        }
        return End(
            head: last?.head, offset: start + wholeEnd, lacksLineEnd: false, tornBytes: torn.count, size: size)
    }

    /// How many bytes the file has, which must be a regular one: a pipe or device has no end.
    private func size() throws(ReferenceLogError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ReferenceLogError(.failed("it is not a regular file"), file: path)
        }
        return Int(clamping: status.st_size)
    }

    private func read(_ range: Range<Int>) throws(ReferenceLogError) -> [UInt8] {
        var bytes: [UInt8] = Array(repeating: 0, count: range.count)
        var filled = 0
        while filled < range.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, range.count - filled,
                    off_t(range.lowerBound + filled))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure(path) }
            guard count > 0 else { throw ReferenceLogError(.failed("it became shorter"), file: path) }
            filled += count
        }
        return bytes
    }

    /// The whole file; empty when there is none.
    static func read(_ path: String, maximumBytes: Int) throws(ReferenceLogError) -> [UInt8] {
        let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else { throw failure(path) }
        let file = LogFile(path: path, descriptor: descriptor)
        defer { file.close() }
        _ = try file.size()
        // Nobody writes while it is read: half a line would look like a change.
        guard retrying({ flock(descriptor, LOCK_SH) }) == 0 else { throw failure(path) }
        let size = try file.size()
        guard size <= maximumBytes else { throw ReferenceLogError(.tooLarge(maximum: maximumBytes), file: path) }
        return try file.read(0..<size)
    }

    private init(path: String, descriptor: Int32) {
        (self.path, self.descriptor) = (path, descriptor)
    }

    // MARK: Writing

    /// Takes away what stands behind the last entry and writes lines in its place, in one piece and to the disk.
    func replaceEnd(_ end: End, with lines: [UInt8]) throws(ReferenceLogError) {
        if end.tornBytes > 0, Self.retrying({ ftruncate(descriptor, off_t(end.offset)) }) != 0 {
            throw Self.failure(path)
        }
        let bytes = (end.lacksLineEnd ? [UInt8(ascii: "\n")] : []) + lines
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                write(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let error = Self.failure(path)
                _ = Self.retrying { ftruncate(descriptor, off_t(end.offset)) }
                throw error
            }
            written += count
        }
        guard Self.retrying({ fsync(descriptor) }) == 0 else { throw Self.failure(path) }
        if end.size == 0 { try Self.syncFolder(of: path) }
    }

    /// A new file is on the disk only when its folder is.
    private static func syncFolder(of path: String) throws(ReferenceLogError) {
        let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "."
        let descriptor = retrying { open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw failure(path) }
        let file = LogFile(path: path, descriptor: descriptor)
        defer { file.close() }
        // Some file systems cannot; they have nothing to be synced then.
        guard retrying({ fsync(descriptor) }) == 0 || errno == EINVAL else { throw failure(path) }
    }
}
