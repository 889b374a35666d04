import GitOpsManifest
import GitOpsSchema

extension ValueMerge {
    mutating func mergeLists(
        _ base: Node?, _ ours: Node, _ theirs: Node, _ type: TypeRef, hasAlternatives: Bool
    ) -> MergedValue? {
        let element = type.kind == .list ? type.element : UntypedSchema.type
        if let identity = identity(type, [base, ours, theirs].compactMap { $0 }),
            let before = base.map({ KeyedItems($0, identity) }) ?? KeyedItems.none,
            let own = KeyedItems(ours, identity), let other = KeyedItems(theirs, identity)
        {
            return mergeKeyed(base, before, ours, own, theirs, other, element, hasAlternatives: hasAlternatives)
        }
        // Keyed lists with doubled or missing keys cannot be told apart.
        if type.kind == .list, type.listKind != .atomic { return conflict(.changedByBoth, base, ours, theirs) }
        return mergeInOrder(base, ours, theirs, element)
    }

    /// How the items of a list are told apart; `nil` when the list is one value or a sequence.
    private func identity(_ type: TypeRef, _ lists: [Node]) -> ((Node) -> FieldPath.Step?)? {
        if type.kind == .list {
            switch type.listKind {
            case .atomic: return nil
            case .set: return { FieldPath.Scalar($0).map { .value($0) } }
            case .map: return { ListKeySteps.step(of: $0, type) }
            }
        }
        guard lists.allSatisfy({ $0.count == 0 || ListKeys.hasDistinctNames($0) }) else { return nil }
        return { item in item["name"].flatMap { FieldPath.Scalar($0) }.map { .keyed([.init("name", $0)]) } }
    }

    private mutating func mergeKeyed(
        _ base: Node?, _ before: KeyedItems, _ ours: Node, _ own: KeyedItems, _ theirs: Node, _ other: KeyedItems,
        _ element: TypeRef, hasAlternatives: Bool
    ) -> MergedValue? {
        var merged: [FieldPath.Step: MergedValue] = [:]
        for step in own.steps + other.steps.filter({ own.items[$0] == nil }) {
            merged[step] = at(step) {
                $0.merge(
                    before.items[step], own.items[step], other.items[step], element, hasAlternatives: hasAlternatives)
            }
        }
        let order = KeyedOrder.merge(
            base: before.steps, ours: own.steps, theirs: other.steps, kept: { merged[$0] != nil })
        guard let order else {
            _ = conflict(.reorderedByBoth, base, ours, theirs)
            let favorite = KeyedOrder.merge(
                base: before.steps, ours: favored == .ours ? own.steps : before.steps,
                theirs: favored == .theirs ? other.steps : before.steps, kept: { merged[$0] != nil })
            let rest = (own.steps + other.steps).filter { merged[$0] != nil }
            let steps = (favorite ?? []) + rest
            var seen: Set<FieldPath.Step> = []
            return .array(steps.filter { seen.insert($0).inserted }.compactMap { merged[$0] })
        }
        return .array(order.compactMap { merged[$0] })
    }

    // MARK: Lists whose items have no names

    /// The server takes an atomic list as one value; a file that two people edit has lines, and these are merged.
    private mutating func mergeInOrder(
        _ base: Node?, _ ours: Node, _ theirs: Node, _ element: TypeRef
    ) -> MergedValue? {
        let before = base.map { Array($0.elements) } ?? []
        let own = Array(ours.elements)
        let other = Array(theirs.elements)
        var items: [MergedValue] = []
        for chunk in SequenceMerge.chunks(before, own, other, { $0.contentHash == $1.contentHash }) {
            let parts = ListParts(
                base: before[chunk.base], ours: own[chunk.ours], theirs: other[chunk.theirs],
                position: chunk.ours.lowerBound)
            if let side = chunk.side {
                items += (side == .ours ? parts.ours : parts.theirs).map { .node($0) }
            } else if let merged = mergeAlike(parts, element) {
                items += merged
            } else {
                return conflict(.changedByBoth, base, ours, theirs)
            }
        }
        return .array(items)
    }

    /// Parts that both sides changed: their items are merged one by one where it is clear which is which.
    private mutating func mergeAlike(_ parts: ListParts, _ element: TypeRef) -> [MergedValue]? {
        let (before, own, other) = (Array(parts.base), Array(parts.ours), Array(parts.theirs))
        var items: [MergedValue] = []
        let chunks = SequenceMerge.chunks(before.map(ListItem.init), own.map(ListItem.init), other.map(ListItem.init)) {
            $0.isLike($1)
        }
        for chunk in chunks {
            let (old, first, second) = (before[chunk.base], own[chunk.ours], other[chunk.theirs])
            if areEqual(first, second) || areEqual(second, old) {
                items += first.map { .node($0) }
            } else if areEqual(first, old) {
                items += second.map { .node($0) }
            } else if old.count == first.count, old.count == second.count {
                for (offset, (item, (past, their))) in zip(first, zip(old, second)).enumerated() {
                    let merged = at(.index(parts.position + chunk.ours.lowerBound + offset)) {
                        $0.merge(past, item, their, element, hasAlternatives: false)
                    }
                    if let merged { items.append(merged) }
                }
            } else {
                return nil
            }
        }
        return items
    }

    private func areEqual(_ left: ArraySlice<Node>, _ right: ArraySlice<Node>) -> Bool { left.elementsEqual(right) }
}

/// Parts of three versions of a list that stand for each other.
private struct ListParts {
    let base: ArraySlice<Node>
    let ours: ArraySlice<Node>
    let theirs: ArraySlice<Node>
    /// Where ours begins in the list.
    let position: Int
}

/// An item of a list without keys: the same one after a change when most of its scalars are the same.
private struct ListItem {
    let node: Node
    private let scalars: [UInt64]

    init(_ node: Node) {
        self.node = node
        var found: [UInt64] = []
        if node.record.isContainer { Self.collect(node, &found) }
        scalars = found.sorted()
    }

    private static func collect(_ node: Node, _ found: inout [UInt64]) {
        for index in node.record.childRange {
            let child = Node(storage: node.storage, index: index)
            if child.record.holdsValues { collect(child, &found) } else { found.append(child.contentHash) }
        }
    }

    func isLike(_ other: ListItem) -> Bool {
        if node.contentHash == other.node.contentHash { return true }
        guard node.kind == other.node.kind, !scalars.isEmpty, !other.scalars.isEmpty else { return false }
        var (left, right, common) = (0, 0, 0)
        while left < scalars.count, right < other.scalars.count {
            if scalars[left] == other.scalars[right] {
                common += 1
                left += 1
                right += 1
            } else if scalars[left] < other.scalars[right] {
                left += 1
            } else {
                right += 1
            }
        }
        return common * 2 >= max(scalars.count, other.scalars.count)
    }
}

/// The items of a list by what tells them apart.
private struct KeyedItems {
    static let none = KeyedItems()
    private(set) var steps: [FieldPath.Step] = []
    private(set) var items: [FieldPath.Step: Node] = [:]

    private init() {}

    /// `nil` when an item has no key, or another one's.
    init?(_ list: Node, _ identity: (Node) -> FieldPath.Step?) {
        for item in list.elements {
            guard let step = identity(item), items.updateValue(item, forKey: step) == nil else { return nil }
            steps.append(step)
        }
    }
}
