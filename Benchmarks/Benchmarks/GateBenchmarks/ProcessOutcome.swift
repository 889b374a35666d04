import Foundation

/// What a process printed, and what it cost.
struct ProcessOutcome: Sendable {
    let status: Int32
    let output: Data
    /// From its start to its end.
    let wall: Duration
    /// The time that processors gave it, its children and the kernel on its behalf.
    let processor: Duration

    /// Runs a program to its end; `nil` when it cannot be started.
    static func run(_ program: String, _ arguments: [String], input: Data? = nil) -> ProcessOutcome? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let (output, stdin) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardInput = stdin
        let clock = ContinuousClock()
        let (start, before) = (clock.now, childrenProcessorTime())
        guard (try? process.run()) != nil else { return nil }
        let writer = Thread {
            if let input { stdin.fileHandleForWriting.write(input) }
            try? stdin.fileHandleForWriting.close()
        }
        writer.start()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return ProcessOutcome(
            status: process.terminationStatus, output: data, wall: clock.now - start,
            processor: childrenProcessorTime() - before)
    }

    /// Of all children that have ended.
    private static func childrenProcessorTime() -> Duration {
        var usage = rusage()
        // RUSAGE_CHILDREN, which has another type on each platform.
        getrusage(-1, &usage)
        func duration(_ time: timeval) -> Duration { .seconds(time.tv_sec) + .microseconds(time.tv_usec) }
        return duration(usage.ru_utime) + duration(usage.ru_stime)
    }
}
