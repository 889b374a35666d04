#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Small files of a repository's administration. Pipes and devices in their place are never waited for.
enum RegularFile {
    /// The content; `nil` when there is no such file, it is not a regular one, or it is larger than the maximum.
    static func read(_ path: String, maximumBytes: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            case let size = Int(clamping: status.st_size), size <= maximumBytes
        else { return nil }
        let content = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
            while initialized < size {
                let rest = UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...])
                let count = pread(descriptor, rest.baseAddress, rest.count, off_t(initialized))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                initialized += count
            }
        }
        return content.count == size ? content : nil
    }

    /// The names in a folder; empty when it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            names.append(name)
        }
        return names
    }

    /// Bytes of a file; `nil` when there is none.
    static func size(_ path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Int(clamping: status.st_size)
    }

    /// Whether something stands at a path that is neither a regular file nor a folder.
    static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
    }

    /// Whether anything stands at a path, a link that leads nowhere included.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Whether a folder stands at a path.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The path without links; `nil` when there is nothing.
    static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// What tells that a file is another, or was written since.
    struct State: Hashable {
        fileprivate let device: UInt64
        fileprivate let node: UInt64
        fileprivate let bytes: Int64
        fileprivate let seconds: Int
        fileprivate let nanoseconds: Int
    }

    /// The state of a regular file; `nil` when there is none.
    static func state(_ path: String) -> State? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        return State(
            device: UInt64(truncatingIfNeeded: status.st_dev), node: UInt64(truncatingIfNeeded: status.st_ino),
            bytes: Int64(status.st_size), seconds: Int(time.tv_sec), nanoseconds: Int(time.tv_nsec))
    }

    /// The first pipe, socket or device in a folder and the folders below. Folders that links lead to are not entered.
    ///
    /// - Complexity: O(entries); a file is only asked for its kind where the folder does not tell.
    static func special(below folder: String, depth: Int = 64) -> String? {
        guard depth > 0, let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let kind = Int(entry.pointee.d_type)
            if kind == Int(DT_REG) { continue }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            let path = "\(folder)/\(name)"
            if isSpecial(path) { return path }
            // Some file systems do not tell the kind.
            let mayBeFolder = kind == Int(DT_DIR) || kind == Int(DT_UNKNOWN) && isFolder(path)
            if mayBeFolder, let found = special(below: path, depth: depth - 1) { return found }
        }
        return nil
    }
}
