import GitOpsDiff

/// What mutating policies may make of an object.
///
/// The server has no such limits but those of a request and of its storage; here they end what grows without bound.
public struct MutationLimits: Sendable, Hashable {
    /// The most bytes an object may have as JSON after a mutation. 3 MiB, the most that the API server takes in a request.
    public var objectBytes: Int
    /// The most operations of one JSON patch.
    public var patchOperations: Int
    /// The most values that the `copy` operations of one JSON patch may add.
    public var copiedValues: Int
    /// The most values that one JSON patch may pass on the ways to what it changes: ten thousand operations in an object of a
    /// hundred thousand members would pass a thousand million.
    public var passedValues: Int

    /// 3 MiB, 10,000 operations, 100,000 copied values, and 100 million passed ones.
    public init(
        objectBytes: Int = 3 << 20, patchOperations: Int = 10_000, copiedValues: Int = 100_000,
        passedValues: Int = 100_000_000
    ) {
        self.objectBytes = objectBytes
        self.patchOperations = patchOperations
        self.copiedValues = copiedValues
        self.passedValues = passedValues
    }

    /// For one patch.
    var patchBudget: PatchBudget { PatchBudget(values: copiedValues, bytes: objectBytes, steps: passedValues) }
}
