#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs what goes deep on a thread with a stack of its own: those of tasks have 512 KiB on some systems, and an
/// expression of the depth that is accepted needs more where nothing is optimised.
///
/// Invariant: the caller waits for the thread, so that what its closure borrows lives as long as it runs, and nobody
/// else uses it meanwhile.
enum RoomyStack {
    /// Levels of a tree or of instructions that fit any stack.
    static let shallow = 48
    /// Levels that fit the smallest of these stacks, and in optimised code nearly any.
    static let levels = 600
    private static let byteCount = 16 << 20

    /// The result of the body; on the stack of the caller where no thread can be made.
    @inline(never)
    static func run<Success, Failure: Error>(
        _ body: () -> Result<Success, Failure>
    ) throws(Failure) -> Success {
        guard let result = run(levels: levels, body) else { return try body().get() }
        return try result.get()
    }

    /// The result of a body that goes so many levels deep; `nil` where no thread with room for them can be made.
    static func run<Success>(levels: Int, _ body: () -> Success) -> Success? {
        let stacks = max(1, (levels + Self.levels - 1) / Self.levels)
        var result: Success?
        withoutActuallyEscaping({ result = body() }) { work in
            let job = Unmanaged.passRetained(Job(work))
            if !startAndWait(job.toOpaque(), stackSize: stacks * byteCount) { job.release() }
        }
        return result
    }

    #if canImport(Darwin)
        private typealias Handle = pthread_t?
    #else
        private typealias Handle = pthread_t
    #endif

    /// Whether a thread could be made, which then took the job and has ended.
    private static func startAndWait(_ job: UnsafeMutableRawPointer, stackSize: Int) -> Bool {
        withUnsafeTemporaryAllocation(of: pthread_attr_t.self, capacity: 1) { attributes in
            withUnsafeTemporaryAllocation(of: Handle.self, capacity: 1) { thread in
                guard let attributes = attributes.baseAddress, let handle = thread.baseAddress,
                    pthread_attr_init(attributes) == 0
                else { return false }
                defer { pthread_attr_destroy(attributes) }
                guard pthread_attr_setstacksize(attributes, stackSize) == 0 else { return false }
                #if canImport(Darwin)
                    guard pthread_create(handle, attributes, { Job.run($0) }, job) == 0, let started = handle.pointee
                    else { return false }
                #else
                    guard pthread_create(handle, attributes, { Job.run($0) }, job) == 0 else { return false }
                    let started = handle.pointee
                #endif
                return pthread_join(started, nil) == 0
            }
        }
    }

    private final class Job {
        let work: () -> Void

        init(_ work: @escaping () -> Void) { self.work = work }

        static func run(_ job: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            if let job { Unmanaged<Job>.fromOpaque(job).takeRetainedValue().work() }
            return nil
        }
    }
}
