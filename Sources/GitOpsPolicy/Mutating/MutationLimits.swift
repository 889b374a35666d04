import GitOpsDiff

/// What mutating policies may make of an object.
///
/// The server has no such limits but those of a request and of its storage; here they end what grows without bound.
public struct MutationLimits: Sendable, Hashable {
    /// The most bytes an object may have as JSON after a mutation. 3 MiB, the most that the API server takes in a
    /// request.
    public var objectBytes: Int
    /// The most operations of one JSON patch.
    public var patchOperations: Int
    /// The most values that the `copy` operations of one JSON patch may add.
    public var copiedValues: Int
    /// The most values that all JSON patches together may pass on the ways to what they change in one object: without
    /// an end, ten policies of ten thousand operations each, in lists of a hundred thousand items, would pass ten
    /// thousand million.
    public var passedValues: Int

    /// 3 MiB, 10,000 operations, 100,000 copied values, and 20 million passed ones.
    public init(
        objectBytes: Int = 3 << 20, patchOperations: Int = 10_000, copiedValues: Int = 100_000,
        passedValues: Int = 20_000_000
    ) {
        self.objectBytes = objectBytes
        self.patchOperations = patchOperations
        self.copiedValues = copiedValues
        self.passedValues = passedValues
    }

    /// For one patch, of which `steps` are left to the object.
    func patchBudget(steps: Int) -> PatchBudget { PatchBudget(values: copiedValues, bytes: objectBytes, steps: steps) }
}
