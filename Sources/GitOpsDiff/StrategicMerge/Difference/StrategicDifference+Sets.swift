import GitOpsManifest

extension StrategicDifference {
    /// Compares two merged lists of scalars.
    ///
    /// Source: apimachinery, `strategicpatch`, `diffLists` and `diffListsOfScalars`. Go's code sorts the original list in
    /// place before it asks whether the lists differ, so that the order of a list that is not sorted is always named.
    /// Complexity: O(elements · log elements).
    func compareSets(_ before: NodeRecord, _ after: NodeRecord, _ index: Int, into patch: inout [PatchMember]) {
        let name = PatchName(after.key, in: modified)
        let left = before.childRange.map { ValueRef(original, $0) }
        let right = after.childRange.map { ValueRef(modified, $0) }
        let leftKeys = left.map(PrintedKey.init)
        let rightKeys = right.map(PrintedKey.init)
        let leftOrder = leftKeys.indices.sorted { PrintedKey.precedes(leftKeys[$0], leftKeys[$1]) }
        let rightOrder = rightKeys.indices.sorted { PrintedKey.precedes(rightKeys[$0], rightKeys[$1]) }
        var added: [Int] = []
        var deleted: [ValueRef] = []
        var (i, j) = (0, 0)
        while i < leftOrder.count || j < rightOrder.count {
            let isPair = i < leftOrder.count && j < rightOrder.count
            if isPair, leftKeys[leftOrder[i]] == rightKeys[rightOrder[j]] {
                i += 1
                j += 1
            } else if i >= leftOrder.count
                || isPair && PrintedKey.precedes(rightKeys[rightOrder[j]], leftKeys[leftOrder[i]])
            {
                if keepsChanges { added.append(rightOrder[j]) }
                j += 1
            } else {
                if keepsDeletions { deleted.append(left[leftOrder[i]]) }
                i += 1
            }
        }
        if !added.isEmpty {
            patch.append(PatchMember(name: name, value: .list(inOrder(added, right))))
        }
        if !deleted.isEmpty {
            let values = Self.distinct(deleted).map { PatchValue.ref($0) }
            patch.append(PatchMember(name: name.with(.deleteFromPrimitiveList), value: .list(values)))
        }
        let isChanged =
            left.count != right.count
            || !zip(leftOrder, right).allSatisfy { left[$0].record.hash == $1.record.hash }
        let namesOrder = keepsDeletions && !deleted.isEmpty || keepsChanges && isChanged
        if options.contains(.elementOrder), namesOrder, after.high > 0 {
            patch.append(PatchMember(name: name.with(.setElementOrder), value: .ref(ValueRef(modified, index))))
        }
    }

    /// Elements stand where the first one with their value stands.
    private func inOrder(_ positions: [Int], _ list: [ValueRef]) -> [PatchValue] {
        var first: [UInt64: Int] = [:]
        for (position, ref) in list.enumerated() where first[ref.record.hash] == nil {
            first[ref.record.hash] = position
        }
        return positions.sorted { left, right in
            (first[list[left].record.hash] ?? left, left) < (first[list[right].record.hash] ?? right, right)
        }
        .map { .ref(list[$0]) }
    }

    /// Each value once: a repeated one gives its place to the last of the list, as in Go.
    static func distinct(_ values: [ValueRef]) -> [ValueRef] {
        Distinct.values(values) { $0.record.hash }
    }
}

/// Removes repeated values in the order that apimachinery's `deduplicateScalars` leaves.
enum Distinct {
    /// Longer lists with repeated values keep another order than Go's, whose work is quadratic.
    private static let maximumCount = 4096

    /// Complexity: O(values), expected; O(values²) when some are repeated, with a bound.
    static func values<Value>(_ values: [Value], hash: (Value) -> UInt64) -> [Value] {
        var seen: Set<UInt64> = []
        var hashes = values.map(hash)
        if hashes.allSatisfy({ seen.insert($0).inserted }) { return values }
        var values = values
        seen.removeAll()
        guard values.count <= maximumCount else { return values.filter { seen.insert(hash($0)).inserted } }
        var index = 0
        while index < values.count {
            var other = index + 1
            while other < values.count {
                if hashes[other] == hashes[index] {
                    values[other] = values[values.count - 1]
                    hashes[other] = hashes[values.count - 1]
                    values.removeLast()
                } else {
                    other += 1
                }
            }
            index += 1
        }
        return values
    }
}
