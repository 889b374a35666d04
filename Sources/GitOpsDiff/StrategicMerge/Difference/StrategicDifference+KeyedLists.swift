import GitOpsManifest
import GitOpsSchema

extension StrategicDifference {
    /// Compares two lists of objects element by element, as their merge key pairs them.
    ///
    /// Source: apimachinery, `strategicpatch`, `diffLists` and `diffListsOfMaps`. Complexity: O(elements) when the keys
    /// stand in the same order, else O(elements · log elements), without the elements' own sizes.
    func compareKeyedLists(
        _ before: NodeRecord, _ after: NodeRecord, _ index: Int, _ element: TypeRef, _ rule: MergeRule,
        into patch: inout [PatchMember]
    ) throws(StrategicMergePatchError) {
        guard let key = rule.mergeKey else {
            throw .at(ValueRef(modified, index)) { .missingMergeKey($0, key: "") }
        }
        let name = PatchName(after.key, in: modified)
        var changed: [PatchValue] = []
        var deleted: [PatchValue] = []
        let isOrderSame: Bool
        if try areAligned(before, after, key),
            let pairs = try comparePairs(before, after, element, key, rule)
        {
            changed = pairs
            isOrderSame = true
        } else {
            let lists = try KeyedLists(self, before, after, key)
            isOrderSame = lists.isOrderSame
            try lists.compare(element, rule, keyed: key, changed: &changed, deleted: &deleted)
        }
        let isChanged = !changed.isEmpty || !deleted.isEmpty
        if isChanged {
            patch.add(PatchMember(name: name, value: .list(deleted.isEmpty ? changed : changed + deleted)))
        }
        let namesOrder = keepsChanges && (isChanged || !isOrderSame) || keepsDeletions && isChanged
        if options.contains(.elementOrder), namesOrder, after.high > 0 {
            var order: [PatchValue] = []
            order.reserveCapacity(Int(after.high))
            for child in after.childRange {
                if let value = modified.member(of: child, key) { order.append(.only(ValueRef(modified, value))) }
            }
            patch.append(PatchMember(name: name.with(.setElementOrder), value: .list(order)))
        }
    }

    /// The value of an element's merge key.
    func keyValue(
        _ element: Int, in storage: DocumentStorage, _ key: FieldName
    ) throws(StrategicMergePatchError) -> Int {
        guard let index = storage.member(of: element, key), !storage.node(index).isContainer else {
            throw .at(ValueRef(storage, element)) { .missingMergeKey($0, key: key.text) }
        }
        return index
    }

    /// Whether both lists have the same keys in the same order; every element must have one.
    private func areAligned(
        _ before: NodeRecord, _ after: NodeRecord, _ key: FieldName
    ) throws(StrategicMergePatchError) -> Bool {
        var areSame = before.high == after.high
        for offset in 0..<max(Int(before.high), Int(after.high)) {
            var hashes: (UInt64, UInt64) = (0, 0)
            if offset < Int(before.high) {
                hashes.0 = original.node(try keyValue(Int(before.low) + offset, in: original, key)).hash
            }
            if offset < Int(after.high) {
                hashes.1 = modified.node(try keyValue(Int(after.low) + offset, in: modified, key)).hash
            }
            if hashes.0 != hashes.1 { areSame = false }
        }
        return areSame
    }

    /// The changed elements of two lists whose keys stand in the same order; `nil` when elements with the same key
    /// changed, whose order is that of Go's sort.
    private func comparePairs(
        _ before: NodeRecord, _ after: NodeRecord, _ element: TypeRef, _ key: FieldName, _ rule: MergeRule
    ) throws(StrategicMergePatchError) -> [PatchValue]? {
        let isDeep = MergeSemantics.matters(in: element)
        var changed: [PatchValue] = []
        var keys = HashPositions([])
        for offset in 0..<Int(after.high) {
            let left = original.node(Int(before.low) + offset)
            let index = Int(after.low) + offset
            let right = modified.node(index)
            if left.hash == right.hash, !isDeep { continue }
            let count = changed.count
            try compareElements(left, right, index, element, key, rule, into: &changed)
            if changed.count > count {
                let hash = modified.node(try keyValue(index, in: modified, key)).hash
                guard keys[hash] == nil else { return nil }
                keys.append(hash)
            }
        }
        return changed
    }

    func compareElements(
        _ left: NodeRecord, _ right: NodeRecord, _ index: Int, _ element: TypeRef, _ key: FieldName, _ rule: MergeRule,
        into changed: inout [PatchValue]
    ) throws(StrategicMergePatchError) {
        if left.hash == right.hash, !MergeSemantics.matters(in: element) { return }
        let difference = try objects(left, right, element, retainsKeys: rule.retainsKeys)
        guard !difference.isEmpty else { return }
        let value = ValueRef(modified, try keyValue(index, in: modified, key))
        // Keys that print alike may differ in type: then the difference has the key already.
        let name = value.name
        var members = difference
        members.removeAll { $0.name == name }
        members.append(PatchMember(name: name, value: .ref(value)))
        changed.append(.object(members))
    }
}

/// Two lists of objects whose keys are not the same in the same order.
private struct KeyedLists {
    let difference: StrategicDifference
    let before: NodeRecord
    let after: NodeRecord
    let left: [ValueRef]
    let right: [ValueRef]

    init(
        _ difference: StrategicDifference, _ before: NodeRecord, _ after: NodeRecord, _ key: FieldName
    ) throws(StrategicMergePatchError) {
        self.difference = difference
        self.before = before
        self.after = after
        var keys: [ValueRef] = []
        for child in before.childRange {
            keys.append(ValueRef(difference.original, try difference.keyValue(child, in: difference.original, key)))
        }
        left = keys
        keys = []
        for child in after.childRange {
            keys.append(ValueRef(difference.modified, try difference.keyValue(child, in: difference.modified, key)))
        }
        right = keys
    }

    var isOrderSame: Bool {
        left.count == right.count && zip(left, right).allSatisfy { $0.record.hash == $1.record.hash }
    }

    /// Joins the lists in the order of their printed keys; changed elements then stand in the order of `after`.
    func compare(
        _ element: TypeRef, _ rule: MergeRule, keyed key: FieldName, changed: inout [PatchValue],
        deleted: inout [PatchValue]
    ) throws(StrategicMergePatchError) {
        if try compareDistinct(element, rule, keyed: key, &changed, &deleted) { return }
        let leftKeys = left.map(PrintedKey.init)
        let rightKeys = right.map(PrintedKey.init)
        let leftOrder = PrintedKey.sortedPositions(leftKeys)
        let rightOrder = PrintedKey.sortedPositions(rightKeys)
        var found: [(position: Int, value: PatchValue)] = []
        var (i, j) = (0, 0)
        while i < leftOrder.count || j < rightOrder.count {
            let isPair = i < leftOrder.count && j < rightOrder.count
            if isPair, leftKeys[leftOrder[i]] == rightKeys[rightOrder[j]] {
                let index = Int(after.low) + rightOrder[j]
                var values: [PatchValue] = []
                try difference.compareElements(
                    difference.original.node(Int(before.low) + leftOrder[i]), difference.modified.node(index),
                    index, element, key, rule, into: &values)
                for value in values { found.append((rightOrder[j], value)) }
                i += 1
                j += 1
            } else if i >= leftOrder.count
                || isPair && PrintedKey.precedes(rightKeys[rightOrder[j]], leftKeys[leftOrder[i]])
            {
                let ref = ValueRef(difference.modified, Int(after.low) + rightOrder[j])
                if difference.keepsChanges { found.append((rightOrder[j], .ref(ref))) }
                j += 1
            } else {
                if difference.keepsDeletions { deleted.append(Self.deletion(left[leftOrder[i]])) }
                i += 1
            }
        }
        changed = inOrder(found)
    }

    /// The same without sorting, for lists of which each key is a string that stands there once.
    private func compareDistinct(
        _ element: TypeRef, _ rule: MergeRule, keyed key: FieldName, _ changed: inout [PatchValue],
        _ deleted: inout [PatchValue]
    ) throws(StrategicMergePatchError) -> Bool {
        let formers = HashPositions(left.map { $0.record.hash })
        let wanted = HashPositions(right.map { $0.record.hash })
        guard !formers.hasRepeated, !wanted.hasRepeated,
            left.allSatisfy({ $0.record.kind == .string }), right.allSatisfy({ $0.record.kind == .string })
        else { return false }
        for (position, ref) in right.enumerated() {
            let index = Int(after.low) + position
            if let former = formers[ref.record.hash] {
                try difference.compareElements(
                    difference.original.node(Int(before.low) + former), difference.modified.node(index), index,
                    element, key, rule, into: &changed)
            } else if difference.keepsChanges {
                changed.append(.ref(ValueRef(difference.modified, index)))
            }
        }
        // Elements of the manifest that delete are put last.
        if changed.contains(where: { $0.isDeletion }) {
            changed = changed.filter { !$0.isDeletion } + changed.filter { $0.isDeletion }
        }
        guard difference.keepsDeletions else { return true }
        deleted = left.filter { wanted[$0.record.hash] == nil }
            .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.map(Self.deletion)
        return true
    }

    /// Elements stand where the first one with their key stands in `after`; those that delete come last.
    private func inOrder(_ found: [(position: Int, value: PatchValue)]) -> [PatchValue] {
        guard found.count > 1 else { return found.map(\.value) }
        let first = HashPositions(right.map { $0.record.hash })
        let ranked = found.enumerated().map { offset, item in
            let place = first[right[item.position].record.hash] ?? item.position
            return (isDeletion: item.value.isDeletion, place: place, offset: offset)
        }
        return ranked.sorted { left, right in
            if left.isDeletion != right.isDeletion { return right.isDeletion }
            if left.isDeletion { return left.offset < right.offset }
            return (left.place, left.offset) < (right.place, right.offset)
        }
        .map { found[$0.offset].value }
    }

    private static func deletion(_ key: ValueRef) -> PatchValue {
        .object([PatchMember(name: key.name, value: .ref(key)), PatchMember(name: .patch, value: .delete)])
    }
}
