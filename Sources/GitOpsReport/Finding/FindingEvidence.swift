import GitOpsManifest

/// The values that a finding was decided by, to tell the same finding of another state from a worse one.
///
/// A fingerprint names a place; what stands there may be worse than it was. Values are kept as hashes with a key that each process
/// makes for itself: nothing can be read from them, and they stand in no output.
public struct FindingEvidence: Sendable, Hashable {
    private var hashes: Set<Int> = []

    /// Nothing: the finding is decided by where it is.
    public init() {}

    /// Adds one value by all that it counts by: its place without positions, and itself.
    public mutating func insert(_ parts: [String]) {
        var hasher = Hasher()
        for part in parts { hasher.combine(ExactText(part)) }
        hashes.insert(hasher.finalize())
    }

    /// Whether there is nothing to compare.
    public var isEmpty: Bool { hashes.isEmpty }

    /// Whether another finding has all of these values. Complexity: O(values).
    public func isCovered(by other: FindingEvidence) -> Bool { hashes.isSubset(of: other.hashes) }
}
