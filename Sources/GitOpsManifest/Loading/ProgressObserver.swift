/// How far a long operation is.
public struct ProgressUpdate: Sendable, Hashable {
    /// What is being done, in a word or two: `reading`, `comparing`.
    public let phase: String
    /// Units done.
    public let completed: Int
    /// Units in all.
    public let total: Int

    /// An update from its parts.
    public init(phase: String, completed: Int, total: Int) {
        self.phase = phase
        self.completed = completed
        self.total = total
    }
}

/// Receives the progress of long operations, from any thread.
public protocol ProgressObserver: Sendable {
    /// Called now and then; must return quickly.
    func update(_ progress: ProgressUpdate)
}
