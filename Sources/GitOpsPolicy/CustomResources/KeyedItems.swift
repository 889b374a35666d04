import GitOpsManifest

/// The items of an old list that is a map, by their keys, so that new items find theirs.
///
/// Items that lack a key, or have no scalar there, are nobody's; of two with the same keys the first counts. Source:
/// apiserver `pkg/cel/common/maplist.go`.
struct KeyedItems {
    private let keys: [String]
    private var items: [[Node]: Node] = [:]

    /// Complexity: O(size of the list).
    init(of list: Node?, keys: [String]) {
        self.keys = keys
        guard let list, list.kind == .array else { return }
        for item in list.elements {
            guard let key = key(of: item), items[key] == nil else { continue }
            items[key] = item
        }
    }

    /// The item with the keys of another.
    func item(like item: Node) -> Node? { key(of: item).flatMap { items[$0] } }

    private func key(of item: Node) -> [Node]? {
        guard item.kind == .object, !keys.isEmpty else { return nil }
        var values: [Node] = []
        for name in keys {
            guard let value = item[name] else { return nil }
            switch value.kind {
            case .null, .array, .object: return nil
            case .boolean, .integer, .number, .string: values.append(value)
            }
        }
        return values
    }
}
