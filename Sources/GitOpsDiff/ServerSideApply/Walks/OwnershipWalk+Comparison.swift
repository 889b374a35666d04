import GitOpsManifest
import GitOpsSchema

/// Where a comparison notes what it finds.
struct ChangeSets {
    let added: UInt64
    let modified: UInt64
    let removed: UInt64
}

/// Two objects that are walked side by side.
struct ComparedPair {
    let left: DocumentStorage
    let right: DocumentStorage
    let sets: ChangeSets
    /// The right object is a configuration that is merged into the left one: what it lacks stays.
    var isMerging: Bool
}

extension OwnershipWalk {
    /// Notes what differs between two values, both of which are there.
    ///
    /// With `isMerging` the right one stands for the merge of both. Source: `typed/compare.go`.
    ///
    /// - Returns: whether lists would come in another order.
    mutating func compare(
        _ pair: ComparedPair, _ left: Int, _ right: Int, _ type: TypeRef, _ path: FieldTrie.Index
    ) -> Bool {
        let leftRecord = pair.left.record(left)
        let rightRecord = pair.right.record(right)
        if leftRecord.hash == rightRecord.hash { return false }
        let shape = Self.shape(type, leftRecord.kind)
        guard type.kind == .untyped else { return compare(pair, leftRecord, rightRecord, type, path, as: shape) }

        // An untyped value is what it is on each side; one kind replaces the other, but null does not replace members.
        var pair = pair
        let bothAreObjects = leftRecord.kind == .object && rightRecord.kind == .object
        let keepsLeft = leftRecord.kind == .object && leftRecord.high > 0 && rightRecord.kind == .null
        if !bothAreObjects, !keepsLeft { pair.isMerging = false }
        let otherShape = Self.shape(type, rightRecord.kind)
        var isReordered = compare(pair, leftRecord, rightRecord, type, path, as: shape)
        if otherShape != shape {
            isReordered = compare(pair, leftRecord, rightRecord, type, path, as: otherShape) || isReordered
        }
        return isReordered
    }

    private mutating func compare(
        _ pair: ComparedPair, _ left: NodeRecord, _ right: NodeRecord, _ type: TypeRef, _ path: FieldTrie.Index,
        as shape: Shape
    ) -> Bool {
        let kind: NodeRecord.Kind = shape == .list ? .array : .object
        let leftChildren = left.kind == kind ? left.children : 0..<0
        let rightChildren = right.kind == kind ? right.children : 0..<0
        // Nothing on either side is one value: so null, empty and absent stay apart.
        if shape == .leaf || leftChildren.isEmpty && rightChildren.isEmpty {
            if !isSameNothing(left, right, type) { trie.insert(path, pair.sets.modified) }
            return false
        }
        if shape == .list { return compareElements(pair, leftChildren, rightChildren, type, path) }
        return compareMembers(pair, leftChildren, rightChildren, type, path)
    }

    /// A list or map without entries is the same as none in the server's own types.
    private func isSameNothing(_ left: NodeRecord, _ right: NodeRecord, _ type: TypeRef) -> Bool {
        guard type.tables == .builtIn, type.kind == .list || type.kind == .map else { return false }
        let leftIsEmpty = left.kind == .null || left.isContainer && left.high == 0
        return leftIsEmpty && (right.kind == .null || right.isContainer && right.high == 0)
    }

    // MARK: Members

    private mutating func compareMembers(
        _ pair: ComparedPair, _ left: Range<Int>, _ right: Range<Int>, _ type: TypeRef, _ path: FieldTrie.Index
    ) -> Bool {
        var isReordered = false
        let positions = left.count > 16 ? pair.left.positions(left) : nil
        for index in right {
            let key = pair.right.record(index).key
            let hint = positions?[pair.right.nameHash(key)] ?? left.lowerBound + (index - right.lowerBound)
            let found = pair.left.member(named: key, of: pair.right, in: left, hint: hint)
            if let found, pair.left.record(found).hash == pair.right.record(index).hash { continue }
            let child = trie.child(of: path, field: key, in: pair.right)
            let member = Self.member(type, key, in: pair.right)
            if let found {
                isReordered = compare(pair, found, index, member.type, child) || isReordered
            } else {
                insertAll(pair.right, index, member.type, child, pair.sets.added)
            }
        }
        guard !pair.isMerging else { return isReordered }
        let others = right.count > 16 ? pair.right.positions(right) : nil
        for index in left {
            let key = pair.left.record(index).key
            let hint = others?[pair.left.nameHash(key)] ?? right.lowerBound + (index - left.lowerBound)
            guard pair.right.member(named: key, of: pair.left, in: right, hint: hint) == nil else { continue }
            let child = trie.child(of: path, field: key, in: pair.left)
            insertAll(pair.left, index, Self.member(type, key, in: pair.left).type, child, pair.sets.removed)
        }
        return isReordered
    }

    // MARK: Elements

    private mutating func compareElements(
        _ pair: ComparedPair, _ left: Range<Int>, _ right: Range<Int>, _ type: TypeRef, _ path: FieldTrie.Index
    ) -> Bool {
        let base = elements.count
        let stamp = trie.nextStamp()
        let (leftCopies, firstLeft) = place(pair.left, left, type, path, stamp, .left)
        let (rightCopies, firstRight) = place(pair.right, right, type, path, stamp, .right)
        var isReordered = false
        var last: Int32 = -1
        for offset in 0..<right.count {
            let element = elements[firstRight + offset]
            guard element != FieldTrie.none, isFirst(right.lowerBound + offset, element, .right, rightCopies) else {
                continue
            }
            let before = trie[element].left
            if before >= 0 {
                if before < last { isReordered = true }
                last = before
            }
            let copies = (leftCopies[element], rightCopies[element])
            switch (before, copies.0, copies.1) {
            case (-1, _, nil):
                insertAll(pair.right, right.lowerBound + offset, type.element, element, pair.sets.added)
                trie.insert(element, pair.sets.added)
            case (-1, _, _): trie.insert(element, pair.sets.added)
            case (_, nil, nil):
                let reordered = compare(pair, Int(before), right.lowerBound + offset, type.element, element)
                isReordered = reordered || isReordered
            case (_, .some(let first), .some(let second)):
                if first != second { trie.insert(element, pair.sets.modified) }
            case (_, .some, nil):
                // Duplicates became one.
                insertAll(pair.right, right.lowerBound + offset, type.element, element, pair.sets.added)
                trie.insert(element, pair.sets.removed)
            case (_, nil, .some):
                insertAll(pair.left, Int(before), type.element, element, pair.sets.removed)
                trie.insert(element, pair.sets.added)
            }
        }
        if !pair.isMerging {
            for offset in 0..<left.count {
                let element = elements[firstLeft + offset]
                guard element != FieldTrie.none, trie[element].right < 0,
                    isFirst(left.lowerBound + offset, element, .left, leftCopies)
                else { continue }
                if leftCopies[element] == nil {
                    insertAll(pair.left, left.lowerBound + offset, type.element, element, pair.sets.removed)
                }
                trie.insert(element, pair.sets.removed)
            }
        }
        elements.removeLast(elements.count - base)
        return isReordered
    }

    /// Notes on the trie's nodes where the elements of a list stand, and of those that come twice what they hold.
    private mutating func place(
        _ storage: DocumentStorage, _ list: Range<Int>, _ type: TypeRef, _ path: FieldTrie.Index, _ stamp: UInt32,
        _ side: ListSide
    ) -> (copies: [FieldTrie.Index: [UInt64]], first: Int) {
        var copies: [FieldTrie.Index: [UInt64]] = [:]
        let first = elements.count
        for index in list {
            guard let element = element(storage, index, of: type, under: path) else {
                elements.append(FieldTrie.none)
                continue
            }
            elements.append(element)
            if trie[element].stamp != stamp {
                trie[element].stamp = stamp
                trie[element].left = -1
                trie[element].right = -1
            }
            let earlier = trie[element].place(side)
            if earlier < 0 {
                trie[element].setPlace(side, index)
            } else {
                copies[element, default: [storage.record(Int(earlier)).hash]].append(storage.record(index).hash)
            }
        }
        return (copies, first)
    }

    private func isFirst(
        _ index: Int, _ element: FieldTrie.Index, _ side: ListSide,
        _ copies: [FieldTrie.Index: [UInt64]]
    ) -> Bool { copies.isEmpty || trie[element].place(side) == Int32(truncatingIfNeeded: index) }

    // MARK: One side only

    /// Adds a value that only one side has, with all under it.
    mutating func insertAll(
        _ storage: DocumentStorage, _ index: Int, _ type: TypeRef, _ path: FieldTrie.Index, _ set: UInt64
    ) {
        let record = storage.record(index)
        trie.insert(path, set)
        switch Self.shape(type, record.kind) {
        case .leaf: return
        case .object:
            guard record.kind == .object else { return }
            for member in record.children {
                let key = storage.record(member).key
                let child = trie.child(of: path, field: key, in: storage)
                insertAll(storage, member, Self.member(type, key, in: storage).type, child, set)
            }
        case .list:
            guard record.kind == .array else { return }
            insertAllElements(storage, record.children, type, path, set)
        }
    }

    private mutating func insertAllElements(
        _ storage: DocumentStorage, _ list: Range<Int>, _ type: TypeRef, _ path: FieldTrie.Index, _ set: UInt64
    ) {
        let base = elements.count
        let (copies, first) = place(storage, list, type, path, trie.nextStamp(), .left)
        for offset in 0..<list.count {
            let element = elements[first + offset]
            guard element != FieldTrie.none else { continue }
            if copies[element] == nil {
                insertAll(storage, list.lowerBound + offset, type.element, element, set)
            } else {
                trie.insert(element, set)
            }
        }
        elements.removeLast(elements.count - base)
    }
}

extension DocumentStorage {
    /// Where members stand, by the hashes of their names: for objects with many.
    func positions(_ members: Range<Int>) -> [UInt64: Int] {
        Dictionary(members.map { (nameHash(record($0).key), $0) }) { first, _ in first }
    }
}

/// One of two lists that are walked side by side.
enum ListSide { case left, right }

extension FieldTrie.Node {
    @inline(__always)
    func place(_ side: ListSide) -> Int32 { side == .left ? left : right }

    @inline(__always)
    mutating func setPlace(_ side: ListSide, _ index: Int) {
        if side == .left {
            left = Int32(truncatingIfNeeded: index)
        } else {
            right = Int32(truncatingIfNeeded: index)
        }
    }
}
