public import GitOpsManifest
public import GitOpsSchema

/// The differences between two values.
///
/// Equal subtrees are recognised by their keyed hashes and not entered. Objects are compared by name, lists of items
/// with keys by the keys, sets by their values, other lists by a longest common subsequence. Two values are the same exactly
/// when the list of changes is empty: what the server takes for the same, like `1000m` and `1`, is a change of its spelling.
public struct TwoWayDiff: Sendable {
    /// Which members identify the items of a list.
    public var listKeys: ListKeys
    /// The kinds whose lists go by the keys that Kubernetes gives them; `listKeys` is for all others.
    public var schema: Schema?

    /// A comparison.
    ///
    /// - Parameters:
    ///   - listKeys: for kinds that the schema does not know; items go by `name` where that tells them apart.
    ///   - schema: the kinds that are known; none without it.
    public init(listKeys: ListKeys = .byName, schema: Schema? = nil) {
        self.listKeys = listKeys
        self.schema = schema
    }

    /// The changes that lead from `base` to `desired`, in the order of `base`, added members behind.
    ///
    /// Complexity: O(1) for equal values, else O(size of the parts that differ), with a bound for lists.
    public func compare(base: Node, desired: Node) -> [Change] {
        if base.record.hash == desired.record.hash { return [] }
        var comparison = ValueComparison(listKeys: listKeys)
        let resource = schema.flatMap { $0.resource(of: desired) ?? $0.resource(of: base) }
        comparison.compare(base, desired, resource?.type)
        return comparison.changes
    }
}
