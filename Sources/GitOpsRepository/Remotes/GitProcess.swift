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
    /// When it is ended though it still says something.
    let longestRun: Duration
    /// Whether what it has brought so far is more than it may bring; asked now and then.
    var hasBroughtTooMuch: @Sendable () -> Bool = { false }
    let isCancelled: @Sendable () -> Bool

    struct Output {
        let status: Int32
        let text: String
        let errors: String
        let end: End
    }

    /// Why the run ended.
    enum End { case itself, cancelled, timedOut, broughtTooMuch, ranTooLong }

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
        let (end, status) = wait(for: process, activity)
        // All that git wrote is in the pipes now; a program that it left behind may keep them open for ever.
        activity.end()
        group.wait()
        return Output(status: status, text: texts[0].text, errors: texts[1].text, end: end)
    }

    private func wait(for process: Process, _ activity: Activity) -> (End, status: Int32) {
        let start = ContinuousClock.now
        var rounds = 0
        var end: End?
        while true {
            if let status = ExitStatusProbe.status(of: process) { return (end ?? .itself, status) }
            Thread.sleep(forTimeInterval: 0.01)
            guard end == nil else { continue }
            rounds += 1
            end =
                if isCancelled() {
                    .cancelled
                } else if activity.age > timeout {
                    .timedOut
                } else if ContinuousClock.now - start > longestRun {
                    .ranTooLong
                } else if rounds.isMultiple(of: 25), hasBroughtTooMuch() {
                    .broughtTooMuch
                } else {
                    nil
                }
            if end != nil { stop(process) }
        }
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

    /// When something was printed last, and whether more is to come.
    private final class Activity: Sendable {
        private let last = Mutex(ContinuousClock.now)
        private let isOver = Atomic(false)
        var age: Duration { last.withLock { ContinuousClock.now - $0 } }
        var hasEnded: Bool { isOver.load(ordering: .acquiring) }
        func note() { last.withLock { $0 = .now } }
        func end() { isOver.store(true, ordering: .releasing) }
    }

    /// What is read from one pipe, on a thread of its own: a full pipe would stop git.
    private final class Collected: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

        init(_ handle: FileHandle, group: DispatchGroup, activity: Activity) {
            DispatchQueue.global().async(group: group) {
                while true {
                    let hasEnded = activity.hasEnded
                    guard Self.isReadable(handle) else {
                        // Asked before: what git wrote as its last is read.
                        if hasEnded { return }
                        continue
                    }
                    let data = handle.availableData
                    if data.isEmpty { return }
                    activity.note()
                    self.bytes.withLock { kept in
                        kept += data.prefix(max(0, GitProcess.keptBytes - kept.count))
                    }
                }
            }
        }

        /// Whether there is something to read, or the end; waits for it a short while.
        private static func isReadable(_ handle: FileHandle) -> Bool {
            var entry = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
            return poll(&entry, 1, 20) > 0
        }
    }
}

/// Whether a program has ended.
private enum ExitStatusProbe {
    /// The status of a program that has ended; `nil` while it runs.
    ///
    /// Foundation takes a program to be running as long as somebody has a descriptor that it gave it, which a program
    /// that was left behind has for as long as it runs: the kernel is asked itself, and the program left for Foundation
    /// to collect.
    static func status(of process: Process) -> Int32? {
        #if canImport(Glibc)
            var info = siginfo_t()
            if waitid(P_PID, id_t(process.processIdentifier), &info, WEXITED | WNOHANG | WNOWAIT) == 0 {
                return info.si_signo == SIGCHLD ? info._sifields._sigchld.si_status : nil
            }
        #endif
        return process.isRunning ? nil : process.terminationStatus
    }
}
