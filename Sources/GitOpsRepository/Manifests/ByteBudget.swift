import Synchronization

/// How much the files of a revision may have in all; shared by the threads that read them.
final class ByteBudget: Sendable {
    let maximum: Int
    private let used = Atomic(0)

    init(_ maximum: Int) { self.maximum = maximum }

    /// Counts a file; whether there was room for it.
    func takes(_ bytes: Int) -> Bool {
        let (old, new) = used.wrappingAdd(bytes, ordering: .relaxed)
        return new <= maximum && new >= old
    }
}
