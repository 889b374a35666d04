import Dispatch
import Synchronization

/// Work on many items by several threads outside Swift's cooperative pool, with results in the order of the items.
package enum ParallelWork {
    /// Runs of items of about equal size.
    ///
    /// Complexity: O(items).
    package static func chunks(_ count: Int, parts: Int, size: (Int) -> Int) -> [Range<Int>] {
        var total = 0
        for index in 0..<count { total = total &+ max(1, size(index)) }
        let target = max(total / max(parts, 1), 1)
        var chunks: [Range<Int>] = []
        var start = 0
        var current = 0
        for index in 0..<count {
            current = current &+ max(1, size(index))
            if current >= target || index == count - 1 {
                chunks.append(start..<index + 1)
                start = index + 1
                current = 0
            }
        }
        return chunks
    }

    /// Number of threads for a wish of 0 (one for each core) or more.
    package static func threadCount(_ wish: Int) -> Int {
        // More threads than this help nobody, and the product with a number of chunks stays a number.
        wish > 0 ? min(wish, 1_024) : Processors.count
    }

    /// Calls `body` once for each chunk; a chunk that was not begun before cancellation has no result.
    ///
    /// Blocks the calling thread until all is done.
    package static func map<Value: Sendable>(
        _ chunks: [Range<Int>], threads: Int, progress: (any ProgressObserver)? = nil, phase: String,
        isCancelled: @Sendable () -> Bool, _ body: @Sendable (Range<Int>) -> Value
    ) -> [Value?] {
        let results = Mutex<[Value?]>(Array(repeating: nil, count: chunks.count))
        let total = chunks.last?.upperBound ?? 0
        let completed = Atomic<Int>(0)
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(threads, max(chunks.count, 1))) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < chunks.count, !isCancelled() else { return }
                let value = body(chunks[index])
                results.withLock { $0[index] = value }
                let done = completed.wrappingAdd(chunks[index].count, ordering: .relaxed).newValue
                progress?.update(ProgressUpdate(phase: phase, completed: done, total: total))
            }
        }
        return results.withLock { $0 }
    }

    /// Runs blocking work on a thread of its own and tells it when the task is cancelled.
    ///
    /// - Throws: `CancellationError` when the task was cancelled, or what `body` throws.
    package static func offPool<Value: Sendable>(
        _ body: @escaping @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) throws -> Value
    ) async throws -> Value {
        let cancelled = CancellationFlag()
        let result: Result<Value, any Error> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    continuation.resume(returning: Result { try body { cancelled.isSet } })
                }
            }
        } onCancel: {
            cancelled.set()
        }
        try Task.checkCancellation()
        return try result.get()
    }
}

/// Set once, from any thread.
private final class CancellationFlag: Sendable {
    private let flag = Atomic<Bool>(false)
    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}
