import GitOpsManifest

/// Puts the elements of a merged list in order.
///
/// Source: apimachinery, `strategicpatch`, `normalizeElementOrder`. The order that is asked for comes first, then that of
/// the original list: elements that only the original has keep their place among the others as well as can be.
enum ElementOrder {
    /// Elements of `merged` that `order` names are sorted by it, all others by `originalOrder`; then both are woven.
    static func arrange(
        _ merged: [ListMerge.Item], by order: [ListMerge.Item], originalOrder: [ListMerge.Item]
    ) -> [ListMerge.Item] {
        let wanted = positions(order)
        let former = positions(originalOrder)
        let named = sort(merged.filter { wanted[$0.hash] != nil }, by: wanted)
        let others = sort(merged.filter { wanted[$0.hash] == nil }, by: former)
        return weave(others, named, former)
    }

    private static func positions(_ items: [ListMerge.Item]) -> HashPositions { HashPositions(items.map(\.hash)) }

    /// Sorts by position; elements that delete come last.
    private static func sort(_ items: [ListMerge.Item], by positions: HashPositions) -> [ListMerge.Item] {
        let deletions = items.filter { $0.value.isDeletion }
        var kept = deletions.isEmpty ? items : items.filter { !$0.value.isDeletion }
        if kept.allSatisfy({ positions[$0.hash] != nil }) {
            let ranked = kept.enumerated().map { (rank: positions[$1.hash] ?? 0, offset: $0) }
            kept = ranked.sorted { ($0.rank, $0.offset) < ($1.rank, $1.offset) }.map { kept[$0.offset] }
        } else {
            sortUnknown(&kept, by: positions)
        }
        return kept + deletions
    }

    /// An element without a position goes before any other, as Go's comparison has it. Go's stable sort begins with
    /// insertions of up to 20 elements; a longer list of which the order does not name all keeps its order here.
    private static func sortUnknown(_ items: inout [ListMerge.Item], by positions: HashPositions) {
        guard items.count <= 20 else { return }
        for index in items.indices.dropFirst() {
            var place = index
            while place > 0 {
                if let left = positions[items[place].hash], let right = positions[items[place - 1].hash],
                    left >= right
                {
                    break
                }
                items.swapAt(place, place - 1)
                place -= 1
            }
        }
    }

    /// Source: apimachinery, `mergeSortedSlice`.
    private static func weave(
        _ left: [ListMerge.Item], _ right: [ListMerge.Item], _ positions: HashPositions
    ) -> [ListMerge.Item] {
        var result: [ListMerge.Item] = []
        result.reserveCapacity(left.count + right.count)
        var (i, j) = (0, 0)
        while i < left.count, j < right.count {
            if let first = positions[left[i].hash], let second = positions[right[j].hash], first < second {
                result.append(left[i])
                i += 1
            } else {
                result.append(right[j])
                j += 1
            }
        }
        return result + left[i...] + right[j...]
    }
}
