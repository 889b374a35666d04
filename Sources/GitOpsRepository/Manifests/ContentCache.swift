import Synchronization

/// Values made from blobs, kept by the blob's id: what was made once serves every revision that has the blob.
///
/// Safe for use by many threads. When the costs exceed the budget, values that were not asked for lately are let go:
/// two generations, of which the older is dropped as a whole.
public final class ContentCache<Value: Sendable>: Sendable {
    private struct Generations {
        var young: [ObjectID: (value: Value, cost: Int)] = [:]
        var old: [ObjectID: (value: Value, cost: Int)] = [:]
        var youngCost = 0
    }

    private let generations = Mutex(Generations())
    private let budget: Int

    /// A cache for values that cost `budget` in all, in the unit of `insert`.
    public init(budget: Int = 1 << 30) { self.budget = budget }

    /// The value for a blob, or `nil`. Complexity: O(1) expected.
    public func value(for id: ObjectID) -> Value? {
        generations.withLock { generations in
            if let kept = generations.young[id] { return kept.value }
            guard let kept = generations.old.removeValue(forKey: id) else { return nil }
            Self.insert(kept.value, for: id, cost: kept.cost, into: &generations, budget: budget)
            return kept.value
        }
    }

    /// Keeps a value.
    public func insert(_ value: Value, for id: ObjectID, cost: Int) {
        generations.withLock { Self.insert(value, for: id, cost: cost, into: &$0, budget: budget) }
    }

    private static func insert(
        _ value: Value, for id: ObjectID, cost: Int, into generations: inout Generations, budget: Int
    ) {
        let cost = max(0, cost)
        if let replaced = generations.young.updateValue((value, cost), forKey: id) {
            generations.youngCost -= replaced.cost
        }
        generations.youngCost += cost
        if generations.youngCost > budget / 2 {
            generations.old = generations.young
            generations.young = [:]
            generations.youngCost = 0
        }
    }
}
