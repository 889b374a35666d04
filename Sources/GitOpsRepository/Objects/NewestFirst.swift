/// Elements by keys, the smallest first: a binary heap.
///
/// Inlinable, since an unspecialised heap costs other modules several times as much.
package struct KeyedHeap<Key: Comparable, Element> {
    @usableFromInline var entries: [(key: Key, element: Element)] = []

    /// An empty heap.
    @inlinable package init() {}

    @inlinable package var isEmpty: Bool { entries.isEmpty }

    /// Complexity: O(log n).
    @inlinable package mutating func push(_ element: Element, key: Key) {
        entries.append((key, element))
        var child = entries.count - 1
        while child > 0, entries[child].key < entries[(child - 1) / 2].key {
            entries.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the element with the smallest key. Complexity: O(log n).
    @inlinable package mutating func pop() -> Element? {
        guard !entries.isEmpty else { return nil }
        entries.swapAt(0, entries.count - 1)
        let top = entries.removeLast()
        var parent = 0
        while true {
            var best = parent
            for child in 2 * parent + 1...2 * parent + 2
            where child < entries.count && entries[child].key < entries[best].key {
                best = child
            }
            if best == parent { return top.element }
            entries.swapAt(parent, best)
            parent = best
        }
    }
}

/// Commits by time, newest first; of equal times the one that was pushed first.
package struct NewestFirst<Commit> {
    @usableFromInline struct Key: Comparable {
        @usableFromInline let time: Int64
        @usableFromInline let order: Int

        @inlinable init(time: Int64, order: Int) { (self.time, self.order) = (time, order) }

        // Not by the negative of the time: the smallest one has none.
        @inlinable static func < (left: Key, right: Key) -> Bool {
            (right.time, left.order) < (left.time, right.order)
        }
    }

    @usableFromInline var heap = KeyedHeap<Key, Commit>()
    @usableFromInline var pushed = 0

    /// An empty queue.
    @inlinable package init() {}

    /// Complexity: O(log n).
    @inlinable package mutating func push(_ commit: Commit, time: Int64) {
        heap.push(commit, key: Key(time: time, order: pushed))
        pushed += 1
    }

    /// Complexity: O(log n).
    @inlinable package mutating func pop() -> Commit? { heap.pop() }
}
