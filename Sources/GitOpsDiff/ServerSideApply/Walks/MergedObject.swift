import GitOpsManifest
import GitOpsSchema

extension OwnershipWalk {
    /// Writes the merge of two values: what both have is the right one's, nothing is lost.
    ///
    /// Source: `typed/merge.go`.
    mutating func writeMerged(
        _ left: DocumentStorage, _ leftIndex: Int, _ right: DocumentStorage, _ rightIndex: Int, _ type: TypeRef,
        _ path: FieldTrie.Index, to builder: inout DocumentBuilder
    ) {
        let leftRecord = left.record(leftIndex)
        let rightRecord = right.record(rightIndex)
        if leftRecord.hash == rightRecord.hash {
            return builder.append(Node(storage: left, index: leftIndex))
        }
        var shape = Self.shape(type, leftRecord.kind)
        if type.kind == .untyped, Self.shape(type, rightRecord.kind) != shape || leftRecord.kind == .null {
            // One kind replaces the other, but null does not replace members.
            let keepsLeft = leftRecord.kind == .object && leftRecord.high > 0 && rightRecord.kind == .null
            if !keepsLeft { shape = .leaf }
        }
        let kind: NodeRecord.Kind = shape == .list ? .array : .object
        let hasLeft = leftRecord.kind == kind && leftRecord.high > 0
        let hasRight = rightRecord.kind == kind && rightRecord.high > 0
        switch (shape, hasLeft, hasRight) {
        case (.object, true, true):
            builder.beginObject()
            writeMembers(left, leftRecord.children, right, rightRecord.children, type, path, to: &builder)
            writeOthers(left, leftRecord.children, right, rightRecord.children, to: &builder)
            builder.end()
        case (.list, true, true):
            builder.beginArray()
            writeElements(left, leftRecord.children, right, rightRecord.children, type, path, &builder)
            builder.end()
        case (.object, true, false), (.list, true, false):
            builder.append(Node(storage: left, index: leftIndex))
        default: builder.append(Node(storage: right, index: rightIndex))
        }
    }

    /// Writes members of the left object, merged with those of the right one.
    mutating func writeMembers(
        _ left: DocumentStorage, _ leftMembers: Range<Int>, _ right: DocumentStorage, _ rightMembers: Range<Int>,
        _ type: TypeRef, _ path: FieldTrie.Index, to builder: inout DocumentBuilder
    ) {
        let positions = rightMembers.count > 16 ? right.positions(rightMembers) : nil
        var hint = rightMembers.lowerBound
        for index in leftMembers {
            let key = left.record(index).key
            let place = positions?[left.nameHash(key)] ?? hint
            builder.key(from: left, key)
            if let found = right.member(named: key, of: left, in: rightMembers, hint: place) {
                hint = found + 1
                let child = trie.child(of: path, field: key, in: left)
                writeMerged(
                    left, index, right, found, Self.member(type, key, in: left).type, child, to: &builder)
            } else {
                builder.append(Node(storage: left, index: index))
            }
        }
    }

    /// Writes the members that only the right object has.
    mutating func writeOthers(
        _ left: DocumentStorage, _ leftMembers: Range<Int>, _ right: DocumentStorage, _ rightMembers: Range<Int>,
        except excluded: Symbol = .none, to builder: inout DocumentBuilder
    ) {
        let others = leftMembers.count > 16 ? left.positions(leftMembers) : nil
        for index in rightMembers {
            let key = right.record(index).key
            if key == excluded { continue }
            let place = others?[right.nameHash(key)] ?? leftMembers.lowerBound
            guard left.member(named: key, of: right, in: leftMembers, hint: place) == nil else { continue }
            builder.key(from: right, key)
            builder.append(Node(storage: right, index: index))
        }
    }

    // MARK: Lists

    /// The order of the right list; elements that only the left one has keep their places between those of both.
    private mutating func writeElements(
        _ left: DocumentStorage, _ leftItems: Range<Int>, _ right: DocumentStorage, _ rightItems: Range<Int>,
        _ type: TypeRef, _ path: FieldTrie.Index, _ builder: inout DocumentBuilder
    ) {
        let base = elements.count
        var merge = ListMerge(stamp: trie.nextStamp(), leftBase: base, rightBase: base + leftItems.count)
        for index in leftItems { place(left, index, type, path, merge.stamp, .left) }
        for index in rightItems { place(right, index, type, path, merge.stamp, .right) }
        merge.leftCount = leftItems.count
        merge.rightCount = rightItems.count
        merge.isWritten = Array(repeating: false, count: rightItems.count)
        advance(&merge)
        while merge.left < merge.leftCount || merge.right < merge.rightCount {
            let leftElement = merge.left < merge.leftCount ? elements[merge.leftBase + merge.left] : FieldTrie.none
            if merge.left < merge.leftCount, merge.right < merge.rightCount {
                if leftElement != FieldTrie.none, leftElement == elements[merge.rightBase + merge.right] {
                    writeElement(left, right, rightItems, type, &merge, &builder)
                    merge.left += 1
                    continue
                }
                let isShared = leftElement != FieldTrie.none && trie[leftElement].right >= 0
                if isShared, let next = merge.nextShared, elements[merge.rightBase + next] != leftElement {
                    merge.left += 1
                    continue
                }
            }
            if merge.left < merge.leftCount {
                let place = leftElement == FieldTrie.none ? -1 : Int(trie[leftElement].right)
                if place < 0 {
                    builder.append(Node(storage: left, index: leftItems.lowerBound + merge.left))
                    merge.left += 1
                    continue
                }
                if merge.isWritten[place - rightItems.lowerBound] { merge.left += 1 }
            }
            if merge.right < merge.rightCount { writeElement(left, right, rightItems, type, &merge, &builder) }
        }
        elements.removeLast(elements.count - base)
    }

    /// Where the merge of two lists stands.
    private struct ListMerge {
        let stamp: UInt32
        let leftBase: Int
        let rightBase: Int
        var leftCount = 0
        var rightCount = 0
        var left = 0
        var right = 0
        /// The next element of the right list that the left one has too.
        var nextShared: Int?
        var sharedEnd = 0
        var isWritten: [Bool] = []

        init(stamp: UInt32, leftBase: Int, rightBase: Int) {
            self.stamp = stamp
            self.leftBase = leftBase
            self.rightBase = rightBase
        }
    }

    private func advance(_ merge: inout ListMerge) {
        merge.nextShared = nil
        while merge.sharedEnd < merge.rightCount {
            let element = elements[merge.rightBase + merge.sharedEnd]
            merge.sharedEnd += 1
            if element != FieldTrie.none, trie[element].left != -1 {
                merge.nextShared = merge.sharedEnd - 1
                return
            }
        }
    }

    /// Writes the present element of the right list, merged with the one of the left list that it names.
    private mutating func writeElement(
        _ left: DocumentStorage, _ right: DocumentStorage, _ rightItems: Range<Int>, _ type: TypeRef,
        _ merge: inout ListMerge, _ builder: inout DocumentBuilder
    ) {
        let index = rightItems.lowerBound + merge.right
        let element = elements[merge.rightBase + merge.right]
        let before = element == FieldTrie.none ? -1 : trie[element].left
        if before >= 0 {
            writeMerged(left, Int(before), right, index, type.element, element, to: &builder)
        } else {
            builder.append(Node(storage: right, index: index))
        }
        merge.isWritten[merge.right] = true
        if merge.nextShared == merge.right { advance(&merge) }
        merge.right += 1
    }

    /// Notes where an element stands; -2 for those of the left list that come twice, which are replaced as one.
    private mutating func place(
        _ storage: DocumentStorage, _ index: Int, _ type: TypeRef, _ path: FieldTrie.Index, _ stamp: UInt32,
        _ side: ListSide
    ) {
        guard let element = element(storage, index, of: type, under: path) else {
            return elements.append(FieldTrie.none)
        }
        elements.append(element)
        if trie[element].stamp != stamp {
            trie[element].stamp = stamp
            trie[element].left = -1
            trie[element].right = -1
        }
        let isCopy = side == .left && trie[element].left != -1
        trie[element].setPlace(side, isCopy ? -2 : index)
    }
}
