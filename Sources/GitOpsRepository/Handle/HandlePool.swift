import Synchronization

/// Handles of one repository, each given to one caller at a time.
final class HandlePool: Sendable {
    let path: String
    private let idle = Mutex<[RepositoryHandle]>([])
    /// More handles than this are closed instead of kept.
    private let capacity: Int
    private let settings: RepositoryHandle.Settings

    /// - Parameters:
    ///   - path: path of the repository.
    ///   - first: a handle that was opened already.
    ///   - capacity: how many idle handles are kept.
    ///   - settings: how handles read.
    init(path: String, first: RepositoryHandle, capacity: Int, settings: RepositoryHandle.Settings) {
        self.path = path
        self.capacity = capacity
        self.settings = settings
        idle.withLock { $0.append(first) }
    }

    /// Calls `body` with a handle that nobody else has meanwhile.
    func withHandle<Result>(
        _ body: (RepositoryHandle) throws(GitError) -> Result
    ) throws(GitError) -> Result {
        let kept = idle.withLock { $0.popLast() }
        let handle = if let kept { kept } else { try RepositoryHandle(opening: path, settings: settings) }
        defer {
            idle.withLock { handles in
                if handles.count < capacity { handles.append(handle) }
            }
        }
        return try body(handle)
    }
}
