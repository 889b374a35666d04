public import GitOpsManifest

/// One difference between two states of a value.
public struct Change: Sendable {
    /// Where it is, with list items named by their keys where they have some; an item without a key goes by its position
    /// in the wanted state, or in the one before when it was removed itself.
    public let path: FieldPath
    /// What was done.
    public let operation: Operation
    /// The value before, with its position; `nil` when there was none.
    public let base: Node?
    /// The value wanted; `nil` when it was removed.
    public let desired: Node?
    /// The value in the cluster, in comparisons with a live object; `nil` when there is none.
    public let live: Node?

    init(path: FieldPath, operation: Operation, base: Node?, desired: Node?, live: Node? = nil) {
        self.path = path
        self.operation = operation
        self.base = base
        self.desired = desired
        self.live = live
    }

    /// What was done to a value.
    public enum Operation: String, Sendable, Hashable {
        case add, remove, replace
        /// The items of a keyed list stand in another order; `base` and `desired` are the whole lists.
        case reorder
    }
}
