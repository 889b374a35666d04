import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// SIGINT and SIGTERM as the cancellation of a task, so that what runs can end in order.
enum TerminationSignal {
    private static let wasReceived = Atomic<Bool>(false)

    /// Runs `body`, which the first signal cancels; a second one ends the program as if nobody had asked for it.
    ///
    /// A handler, and not an ignored signal: programs that are started would inherit that, and could not be ended.
    static func cancelling(_ body: @escaping @Sendable () async throws -> Void) async throws {
        // Before the handler needs it: a handler may not wait for a static variable to be made.
        wasReceived.store(false, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                TerminationSignal.wasReceived.store(true, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await body()
                } catch is CancellationError {
                    return
                }
            }
            group.addTask {
                while !wasReceived.load(ordering: .relaxed), !Task.isCancelled {
                    try? await Task.sleep(for: .milliseconds(50))
                }
            }
            try await group.next()
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}
