public import GitOpsDiff

/// What one mutation of a policy did to an object.
public struct AppliedMutation: Sendable {
    /// The entry of `mutations`, counted from 0.
    public let mutation: Int
    /// What it did.
    public let result: Result

    /// What a mutation can do.
    public enum Result: Sendable {
        /// It changed the object as it is written.
        case changed(JSONPatch)
        /// It left everything as it is.
        case unchanged
        /// A `test` operation of its patch, counted from 0, does not hold, so that nothing is applied.
        case testFailed(operation: Int)
    }

    /// Whether the object is another one now.
    public var isChange: Bool { if case .changed = result { true } else { false } }
}
