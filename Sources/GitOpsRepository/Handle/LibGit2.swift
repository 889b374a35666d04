import CLibGit2

/// The library's global state: initialised once, never shut down, because objects may live until the process ends.
enum LibGit2 {
    /// Calls `git_libgit2_init` once and sets the process-wide options.
    ///
    /// libgit2 does not hash objects again when they are read: packs and loose objects are local files that Git checked
    /// when it wrote them, and hashing makes reading ten times slower. `Repository.verifiesObjects` does it for one
    /// repository; libgit2's switch is for the whole process.
    static let initialise: Void = {
        git_libgit2_init()
        _ = gitops_git_set_strict_hash_verification(0)
        // Bounds the memory mapped for packs of many repositories.
        _ = gitops_git_set_mapped_limit(4 << 30)
        let name = strdupe("worktreeconfig")
        var names: [UnsafePointer<CChar>?] = [UnsafePointer(name)]
        _ = names.withUnsafeMutableBufferPointer { gitops_git_set_extensions($0.baseAddress, $0.count) }
        name.deallocate()
    }()

    private static func strdupe(_ text: StaticString) -> UnsafeMutablePointer<CChar> {
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.utf8CodeUnitCount + 1)
        for index in 0..<text.utf8CodeUnitCount { copy[index] = CChar(bitPattern: text.utf8Start[index]) }
        copy[text.utf8CodeUnitCount] = 0
        return copy
    }

    /// libgit2's text for the last error of this thread: to be read in the call that failed, before any other.
    static var lastMessage: String {
        guard let error = git_error_last(), let text = error.pointee.message else { return "" }
        return String(cString: text)
    }

    /// Whether what failed last on this thread was unpacking an object: the texts are zlib's own, and many.
    static var failedToInflate: Bool { lastFailed(at: GIT_ERROR_ZLIB) }

    /// Whether what failed last on this thread was following a reference.
    static var failedAtReference: Bool { lastFailed(at: GIT_ERROR_REFERENCE) }

    /// Whether what failed last on this thread was reading Git's configuration.
    static var failedAtConfiguration: Bool { lastFailed(at: GIT_ERROR_CONFIG) }

    private static func lastFailed(at part: git_error_t) -> Bool {
        git_error_last()?.pointee.klass == Int32(part.rawValue)
    }
}
