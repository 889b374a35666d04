import GitOpsManifest

/// Finds for the values of an object which values of an older version of it they are.
///
/// Members belong together by name. Items of a list belong together by their keys where the list has some; else equal
/// items belong together, the first to the first, and what is left is paired in order, so that a changed item is not a
/// new one.
struct ValuePairing {
    private let listKeys: ListKeys
    private let new: DocumentStorage
    private let old: DocumentStorage
    /// For each value of the newer object its counterpart in the older one, when both are equal; else -1.
    private(set) var equals: [Int32]
    private var path = FieldPath()

    /// Complexity: O(values of both), expected.
    init(_ new: Node, _ old: Node, listKeys: ListKeys) {
        self.listKeys = listKeys
        self.new = new.storage
        self.old = old.storage
        equals = Array(repeating: -1, count: new.storage.nodeCount)
        if !pairEqual(new.index, old.index) { pairUnequal(new.index, old.index) }
    }

    /// Pairs two values with all that is in them when they are equal.
    private mutating func pairEqual(_ new: Int, _ old: Int) -> Bool {
        guard NodeEquality.isEqual(self.new, new, self.old, old) else { return false }
        copy(new, old)
        return true
    }

    /// Equal values hold equal ones: only members may be in another order.
    private mutating func copy(_ new: Int, _ old: Int) {
        equals[new] = Int32(truncatingIfNeeded: old)
        let (record, other) = (self.new.record(new), self.old.record(old))
        for (offset, child) in record.children.enumerated() {
            let position = other.children.lowerBound + offset
            let counterpart =
                record.kind == .object
                ? self.old.member(named: self.new.record(child).key, of: self.new, in: other.children, hint: position)
                : position
            if let counterpart { copy(child, counterpart) }
        }
    }

    private mutating func pairUnequal(_ new: Int, _ old: Int) {
        let (record, other) = (self.new.record(new), self.old.record(old))
        switch (record.kind, other.kind) {
        case (.object, .object):
            for (offset, child) in record.children.enumerated() {
                let key = self.new.record(child).key
                let hint = other.children.lowerBound + offset
                guard let counterpart = self.old.member(named: key, of: self.new, in: other.children, hint: hint),
                    !pairEqual(child, counterpart), self.new.record(child).isContainer
                else { continue }
                path.steps.append(.field(self.new.name(key)))
                pairUnequal(child, counterpart)
                path.steps.removeLast()
            }
        case (.array, .array):
            for (item, counterpart) in items(new, old) where !pairEqual(item, counterpart) {
                path.steps.append(.index(item - record.children.lowerBound))
                pairUnequal(item, counterpart)
                path.steps.removeLast()
            }
        default: break
        }
    }

    /// Pairs of the items of two lists.
    private func items(_ new: Int, _ old: Int) -> [(Int, Int)] {
        let (list, other) = (Node(storage: self.new, index: new), Node(storage: self.old, index: old))
        if let names = listKeys.keys(path, list), let oldNames = listKeys.keys(path, other), names == oldNames {
            return keyedItems(list, other, names)
        }
        var waiting: [Node: (items: [Node], next: Int)] = [:]
        for item in other.elements { waiting[item, default: ([], 0)].items.append(item) }
        var pairs: [(Int, Int)] = []
        var used: Set<Int> = []
        var left: [Int] = []
        for item in list.elements {
            guard let found = waiting[item], found.next < found.items.count else {
                left.append(item.index)
                continue
            }
            waiting[item]?.next += 1
            used.insert(found.items[found.next].index)
            pairs.append((item.index, found.items[found.next].index))
        }
        let unused = other.elements.lazy.map(\.index).filter { !used.contains($0) }
        return pairs + Array(zip(left, unused))
    }

    private func keyedItems(_ list: Node, _ other: Node, _ names: [String]) -> [(Int, Int)] {
        var known: [[FieldPath.Scalar]: Int] = [:]
        for item in other.elements {
            if let key = Self.key(item, names) { known[key] = known[key] ?? item.index }
        }
        return list.elements.compactMap { item in
            Self.key(item, names).flatMap { known.removeValue(forKey: $0) }.map { (item.index, $0) }
        }
    }

    private static func key(_ item: Node, _ names: [String]) -> [FieldPath.Scalar]? {
        let values = names.compactMap { name in item[name].flatMap { FieldPath.Scalar($0) } }
        return values.count == names.count ? values : nil
    }
}
