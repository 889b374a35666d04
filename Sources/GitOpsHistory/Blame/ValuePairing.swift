import GitOpsManifest

/// Finds for the values of an object which values of an older version of it they are.
///
/// Members belong together by name. Items of a list belong together by their keys where the list has some; else equal items
/// belong together, the first to the first, and what is left is paired in order, so that a changed item is not a new one.
struct ValuePairing {
    private let listKeys: ListKeys
    /// For each value of the newer object its counterpart in the older one, when both are equal; else -1.
    private(set) var equals: [Int32]

    /// Complexity: O(values of both), expected.
    init(_ new: Node, _ old: Node, listKeys: ListKeys) {
        self.listKeys = listKeys
        equals = Array(repeating: -1, count: new.storage.nodeCount)
        var path = FieldPath()
        pair(new, old, &path)
    }

    private mutating func pair(_ new: Node, _ old: Node, _ path: inout FieldPath) {
        if new == old { equals[new.index] = Int32(truncatingIfNeeded: old.index) }
        switch (new.kind, old.kind) {
        case (.object, .object):
            for (name, value) in new.members {
                guard let other = old[name] else { continue }
                path.steps.append(.field(name))
                pair(value, other, &path)
                path.steps.removeLast()
            }
        case (.array, .array):
            for (position, pair) in items(new, old, path) {
                path.steps.append(.index(position))
                self.pair(pair.new, pair.old, &path)
                path.steps.removeLast()
            }
        default: break
        }
    }

    private func items(_ new: Node, _ old: Node, _ path: FieldPath) -> [(Int, (new: Node, old: Node))] {
        if let names = listKeys.keys(path, new), let oldNames = listKeys.keys(path, old), names == oldNames {
            var known: [[FieldPath.Scalar]: Node] = [:]
            for item in old.elements { if let key = Self.key(item, names) { known[key] = known[key] ?? item } }
            return new.elements.enumerated().compactMap { position, item in
                Self.key(item, names).flatMap { known.removeValue(forKey: $0) }.map { (position, (item, $0)) }
            }
        }
        var waiting: [Node: (items: [Int], next: Int)] = [:]
        let (news, olds) = (new.elements, old.elements)
        for (position, item) in olds.enumerated() { waiting[item, default: ([], 0)].items.append(position) }
        var pairs: [(Int, (new: Node, old: Node))] = []
        var used = [Bool](repeating: false, count: olds.count)
        var left: [Int] = []
        for (position, item) in news.enumerated() {
            guard let found = waiting[item], found.next < found.items.count else {
                left.append(position)
                continue
            }
            waiting[item]?.next += 1
            used[found.items[found.next]] = true
            pairs.append((position, (item, olds[found.items[found.next]])))
        }
        let unused = used.indices.filter { !used[$0] }
        for (position, other) in zip(left, unused) { pairs.append((position, (news[position], olds[other]))) }
        return pairs
    }

    private static func key(_ item: Node, _ names: [String]) -> [FieldPath.Scalar]? {
        let values = names.compactMap { name in item[name].flatMap { FieldPath.Scalar($0) } }
        return values.count == names.count ? values : nil
    }
}
