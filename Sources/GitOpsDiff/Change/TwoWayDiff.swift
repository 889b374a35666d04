public import GitOpsManifest

/// The differences between two values.
///
/// Equal subtrees are recognised by their keyed hashes and not entered. Objects are compared by name, lists of items
/// with keys by the keys, other lists by a longest common subsequence. Two values are the same exactly when the list of
/// changes is empty.
public struct TwoWayDiff: Sendable {
    /// Which members identify the items of a list.
    public var listKeys: ListKeys

    /// A comparison; without a schema, items go by `name` where that tells them apart.
    public init(listKeys: ListKeys = .byName) { self.listKeys = listKeys }

    /// The changes that lead from `base` to `desired`, in the order of `base`, added members behind.
    ///
    /// Complexity: O(1) for equal values, else O(size of the parts that differ), with a bound for lists.
    public func compare(base: Node, desired: Node) -> [Change] {
        var comparison = Comparison(listKeys: listKeys)
        comparison.compare(base, desired)
        return comparison.changes
    }
}

private struct Comparison {
    let listKeys: ListKeys
    var changes: [Change] = []
    private var path = FieldPath()

    init(listKeys: ListKeys) { self.listKeys = listKeys }

    mutating func compare(_ base: Node, _ desired: Node) {
        if base.record.hash == desired.record.hash { return }
        switch (base.record.kind, desired.record.kind) {
        case (.object, .object): compareObjects(base, desired)
        case (.array, .array): compareArrays(base, desired)
        default: add(.replace, base, desired)
        }
    }

    private mutating func add(_ operation: Change.Operation, _ base: Node?, _ desired: Node?) {
        changes.append(Change(path: path, operation: operation, base: base, desired: desired))
    }

    private mutating func at(_ step: FieldPath.Step, _ body: (inout Self) -> Void) {
        path.steps.append(step)
        body(&self)
        path.steps.removeLast()
    }

    // MARK: Objects

    private mutating func compareObjects(_ base: Node, _ desired: Node) {
        let baseRange = base.record.children
        let desiredRange = desired.record.children
        let newer = MemberSearch(desired.storage, desired.record)
        var matched = 0
        for (offset, index) in baseRange.enumerated() {
            let record = base.storage.record(index)
            let other = newer.find(record.key, of: base.storage, hint: desiredRange.lowerBound + offset)
            let member = Node(storage: base.storage, index: index)
            guard let other else {
                at(.field(base.storage.name(record.key))) { $0.add(.remove, member, nil) }
                continue
            }
            matched += 1
            if desired.storage.record(other).hash == record.hash { continue }
            let counterpart = Node(storage: desired.storage, index: other)
            at(.field(base.storage.name(record.key))) { $0.compare(member, counterpart) }
        }
        guard matched < desiredRange.count else { return }
        let older = MemberSearch(base.storage, base.record)
        for (offset, index) in desiredRange.enumerated() {
            let key = desired.storage.record(index).key
            guard older.find(key, of: desired.storage, hint: baseRange.lowerBound + offset) == nil else { continue }
            let member = Node(storage: desired.storage, index: index)
            at(.field(desired.storage.name(key))) { $0.add(.add, nil, member) }
        }
    }

    // MARK: Lists

    private mutating func compareArrays(_ base: Node, _ desired: Node) {
        if let names = listKeys.keys(path, base), listKeys.keys(path, desired) == names,
            let baseKeys = Self.keys(names, base), let desiredKeys = Self.keys(names, desired)
        {
            return compareKeyed(base, baseKeys, desired, desiredKeys)
        }
        let baseItems = Array(base.elements)
        let desiredItems = Array(desired.elements)
        let steps = ListAlignment.align(baseItems.count, desiredItems.count) {
            baseItems[$0].record.hash == desiredItems[$1].record.hash
        }
        for step in steps {
            switch step {
            case .both(let old, let new): at(.index(new)) { $0.compare(baseItems[old], desiredItems[new]) }
            case .removed(let old): at(.index(old)) { $0.add(.remove, baseItems[old], nil) }
            case .added(let new): at(.index(new)) { $0.add(.add, nil, desiredItems[new]) }
            }
        }
    }

    /// The keys of every item, or `nil` when an item has none or two have the same.
    private static func keys(_ names: [String], _ list: Node) -> [[FieldPath.Key]]? {
        var seen: Set<[FieldPath.Key]> = []
        var result: [[FieldPath.Key]] = []
        for item in list.elements {
            let keys = names.compactMap { name in
                item[name].flatMap { FieldPath.Scalar($0) }.map { FieldPath.Key(name, $0) }
            }
            guard !keys.isEmpty, seen.insert(keys).inserted else { return nil }
            result.append(keys)
        }
        return result
    }

    private mutating func compareKeyed(
        _ base: Node, _ baseKeys: [[FieldPath.Key]], _ desired: Node, _ desiredKeys: [[FieldPath.Key]]
    ) {
        var positions: [[FieldPath.Key]: Int] = [:]
        for (index, keys) in desiredKeys.enumerated() { positions[keys] = index }
        let baseItems = base.elements
        let desiredItems = desired.elements
        var common: [Int] = []
        for (index, keys) in baseKeys.enumerated() {
            if let other = positions.removeValue(forKey: keys) {
                common.append(other)
                at(.keyed(keys)) { $0.compare(baseItems[index], desiredItems[other]) }
            } else {
                at(.keyed(keys)) { $0.add(.remove, baseItems[index], nil) }
            }
        }
        for (index, keys) in desiredKeys.enumerated() where positions[keys] != nil {
            at(.keyed(keys)) { $0.add(.add, nil, desiredItems[index]) }
        }
        if zip(common, common.dropFirst()).contains(where: { $0 > $1 }) { add(.reorder, base, desired) }
        // An item that was added among others changes the order of the list without any of them moving: that is no
        // difference of its own, the added item tells it.
    }
}
