import GitOpsManifest
import Synchronization

/// Shows progress on standard error when that is a terminal, after half a second of work.
final class TerminalProgress: ProgressObserver {
    private let start = ContinuousClock.now
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    /// Progress for this run, or `nil` when nobody would see it.
    static func ifVisible() -> TerminalProgress? { Terminal.isErrorTerminal ? TerminalProgress() : nil }

    func update(_ progress: ProgressUpdate) {
        let now = ContinuousClock.now
        guard now - start > .milliseconds(500) else { return }
        last.withLock { last in
            if let shown = last, now - shown < .milliseconds(100), progress.completed < progress.total { return }
            last = now
            Terminal.write("\r\u{1B}[K\(progress.phase) \(progress.completed)/\(progress.total)", to: 2)
        }
    }

    /// Clears the line.
    func finish() {
        last.withLock { last in
            if last != nil { Terminal.write("\r\u{1B}[K", to: 2) }
            last = nil
        }
    }
}
