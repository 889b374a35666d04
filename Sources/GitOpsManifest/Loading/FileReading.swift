#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files and directories through POSIX calls; every descriptor is closed where it was opened.
enum FileReading {
    enum Kind {
        case file(bytes: Int)
        case directory
        case symbolicLink
        case other
    }

    struct Failure: Error {
        let reason: String

        static var last: Failure { Failure(reason: String(cString: strerror(errno))) }
    }

    /// What stands at a path; a symbolic link is followed only when asked.
    static func kind(_ path: String, followingLinks: Bool) throws(Failure) -> Kind {
        var status = stat()
        guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { throw Failure.last }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(bytes: Int(clamping: status.st_size))
        case S_IFDIR: return .directory
        case S_IFLNK: return .symbolicLink
        default: return .other
        }
    }

    /// Names in a directory, without `.` and `..`, in byte order; `nil` stands for a name that is not UTF-8.
    static func names(in path: String) throws(Failure) -> [String?] {
        guard let directory = opendir(path) else { throw Failure.last }
        defer { closedir(directory) }
        var names: [String?] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { ($0 ?? "").utf8.lexicographicallyPrecedes(($1 ?? "").utf8) }
    }

    /// The path without links, `.` and `..`; the path itself when nothing stands there.
    static func canonical(_ path: String) -> String {
        guard path != "-", let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// What a symbolic link points to.
    static func target(ofLink path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &buffer, buffer.count)
        return count < 0 ? nil : String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The bytes of a regular file, up to `maximum`; one byte more is read to notice that the file is larger.
    ///
    /// A pipe is read, and waited for, only when links are followed: when the user named it.
    static func read(_ path: String, maximum: Int, followingLinks: Bool) throws(Failure) -> SourceStorage {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | (followingLinks ? 0 : O_NONBLOCK | O_NOFOLLOW))
        guard descriptor >= 0 else { throw Failure.last }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure.last }
        if followingLinks, status.st_mode & S_IFMT == S_IFIFO {
            return try read(descriptor, sizeHint: 1 << 16, maximum: maximum)
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(reason: "it is not a regular file") }
        guard Int(clamping: status.st_size) <= maximum else {
            throw Failure(reason: "it has \(status.st_size) bytes, more than the limit of \(maximum)")
        }
        return try read(descriptor, sizeHint: Int(clamping: status.st_size), maximum: maximum)
    }

    /// Everything a descriptor has to give, up to `maximum` bytes.
    static func read(_ descriptor: Int32, sizeHint: Int, maximum: Int) throws(Failure) -> SourceStorage {
        var capacity = min(max(sizeHint, 4096), maximum) + 1
        var collected: [UInt8] = []
        while true {
            var isAtEnd = false
            let chunk = SourceStorage(capacity: capacity) { buffer in
                var filled = 0
                while filled < buffer.count {
                    guard let start = buffer.baseAddress else { break }
                    let count = Self.readSome(descriptor, start + filled, buffer.count - filled)
                    if count < 0 { return -1 }
                    if count == 0 {
                        isAtEnd = true
                        break
                    }
                    filled += count
                }
                return filled
            }
            guard let chunk else { throw Failure.last }
            if isAtEnd, collected.isEmpty { return chunk }
            collected.append(contentsOf: UnsafeBufferPointer(start: chunk.base, count: chunk.count))
            if isAtEnd { return collected.withUnsafeBytes { SourceStorage(copying: $0) } }
            guard collected.count <= maximum else { throw Failure(reason: "it has more than \(maximum) bytes") }
            capacity = min(capacity * 2, maximum) + 1
        }
    }

    static func readSome(_ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
        while true {
            #if canImport(Glibc)
                let result = Glibc.read(descriptor, target, count)
            #elseif canImport(Musl)
                let result = Musl.read(descriptor, target, count)
            #else
                let result = Darwin.read(descriptor, target, count)
            #endif
            if result < 0, errno == EINTR { continue }
            return result
        }
    }
}
