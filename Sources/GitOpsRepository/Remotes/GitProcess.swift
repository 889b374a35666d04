import Dispatch
import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One run of the `git` executable with an environment of its own.
struct GitProcess {
    let arguments: [String]
    let environment: [String: String]
    let timeout: Duration
    let isCancelled: @Sendable () -> Bool

    struct Output {
        let status: Int32
        let text: String
        let errors: String
        let end: End
    }

    /// Why the run ended.
    enum End { case itself, cancelled, timedOut }

    /// More of what is printed is read and forgotten.
    private static let keptBytes = 64 << 20

    /// Runs it to its end, or ends it when it is cancelled or has been silent for longer than the timeout.
    func run() throws(GitError) -> Output {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        do {
            try process.run()
        } catch {
            throw GitError(.unsupportedByTransport, repository: "", detail: "git could not be started")
        }
        let activity = Activity()
        let group = DispatchGroup()
        let texts = [output, errors].map { Collected($0.fileHandleForReading, group: group, activity: activity) }
        let end = wait(for: process, activity)
        group.wait()
        process.waitUntilExit()
        return Output(
            status: process.terminationStatus, text: texts[0].text, errors: texts[1].text, end: end)
    }

    private func wait(for process: Process, _ activity: Activity) -> End {
        while process.isRunning {
            let end: End? = isCancelled() ? .cancelled : activity.age > timeout ? .timedOut : nil
            if let end {
                stop(process)
                return end
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
        return .itself
    }

    /// Ends git and the programs it started, which go on without it and keep our pipes: asked first, so that it takes
    /// away its locks and half-written packs, then without asking.
    private func stop(_ process: Process) {
        let id = process.processIdentifier
        // Foundation starts programs as leaders of a group; where it does not, git alone is ours to end.
        let target = getpgid(id) == id ? -id : id
        _ = kill(target, SIGTERM)
        let deadline = ContinuousClock.now + .seconds(2)
        // The group is there as long as one of its programs is.
        while kill(target, 0) == 0 {
            guard ContinuousClock.now < deadline else {
                _ = kill(target, SIGKILL)
                return
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    /// When something was printed last.
    private final class Activity: Sendable {
        private let last = Mutex(ContinuousClock.now)
        var age: Duration { last.withLock { ContinuousClock.now - $0 } }
        func note() { last.withLock { $0 = .now } }
    }

    /// What is read from one pipe, on a thread of its own: a full pipe would stop git.
    private final class Collected: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

        init(_ handle: FileHandle, group: DispatchGroup, activity: Activity) {
            DispatchQueue.global().async(group: group) {
                while case let data = handle.availableData, !data.isEmpty {
                    activity.note()
                    self.bytes.withLock { kept in
                        kept += data.prefix(max(0, GitProcess.keptBytes - kept.count))
                    }
                }
            }
        }
    }
}
