public import GitOpsManifest

/// A field that differs between two versions of a resource.
public struct FieldDifference: Sendable, Hashable {
    /// Where it is. Of a field that was added or removed with the object or list around it, only that is named.
    public let path: FieldPath
    /// What happened to it.
    public let change: Change

    /// What can happen to a field.
    public enum Change: String, Sendable, Hashable {
        case added, changed, removed
    }
}

extension FieldDifference {
    /// The fields that differ between two versions, in byte order of names and then of positions; never their values.
    ///
    /// Items of lists go by their keys; of a list whose items have none and whose length changed, the list itself is
    /// named. In a Secret, items go by position, so that no key shows a value. Complexity: O(values of both).
    ///
    /// - Parameters:
    ///   - old: the older version; `nil` when there is none.
    ///   - new: the newer version; `nil` when there is none.
    ///   - listKeys: which members identify the items of a list.
    public static func between(
        _ old: Node?, _ new: Node?, listKeys: ListKeys = .byName
    ) -> [FieldDifference] {
        var comparison = FieldComparison(listKeys: listKeys)
        comparison.compare(old, new, FieldPath(), hidesKeys: false)
        return comparison.found
    }
}

private struct FieldComparison {
    let listKeys: ListKeys
    var found: [FieldDifference] = []

    init(listKeys: ListKeys) { self.listKeys = listKeys }

    mutating func compare(_ old: Node?, _ new: Node?, _ path: FieldPath, hidesKeys: Bool) {
        guard let old else {
            if new != nil { found.append(FieldDifference(path: path, change: .added)) }
            return
        }
        guard let new else { return found.append(FieldDifference(path: path, change: .removed)) }
        guard old != new else { return }
        switch (old.kind, new.kind) {
        case (.object, .object):
            let hides = hidesKeys || Self.isSecret(old) || Self.isSecret(new)
            for name in Self.names(old, new) {
                compare(old[name], new[name], path.appending(.field(name)), hidesKeys: hides)
            }
        case (.array, .array): compareItems(old, new, path, hidesKeys)
        default: found.append(FieldDifference(path: path, change: .changed))
        }
    }

    private mutating func compareItems(_ old: Node, _ new: Node, _ path: FieldPath, _ hidesKeys: Bool) {
        if !hidesKeys, let names = listKeys.keys(path, new) ?? listKeys.keys(path, old),
            let before = Self.byKeys(old, names), let after = Self.byKeys(new, names)
        {
            for step in Self.steps(before, after) {
                compare(before.items[step], after.items[step], path.appending(step), hidesKeys: false)
            }
            return
        }
        guard old.count == new.count else { return found.append(FieldDifference(path: path, change: .changed)) }
        for position in 0..<new.count {
            compare(old[position], new[position], path.appending(.index(position)), hidesKeys: hidesKeys)
        }
    }

    /// Items by their keys; `nil` where one has none, or two have the same.
    private static func byKeys(
        _ list: Node, _ names: [String]
    ) -> (order: [FieldPath.Step], items: [FieldPath.Step: Node])? {
        var order: [FieldPath.Step] = []
        var items: [FieldPath.Step: Node] = [:]
        for item in list.elements {
            let keys = names.compactMap { name in
                item[name].flatMap { FieldPath.Scalar($0) }.map { FieldPath.Key(name, $0) }
            }
            guard keys.count == names.count, items.updateValue(item, forKey: .keyed(keys)) == nil else { return nil }
            order.append(.keyed(keys))
        }
        return (order, items)
    }

    /// In the order of the newer list; removed ones at the end.
    private static func steps(
        _ old: (order: [FieldPath.Step], items: [FieldPath.Step: Node]),
        _ new: (order: [FieldPath.Step], items: [FieldPath.Step: Node])
    ) -> [FieldPath.Step] {
        new.order + old.order.filter { new.items[$0] == nil }
    }

    private static func names(_ old: Node, _ new: Node) -> [String] {
        let names = Set(old.members.map { ExactText($0.key) }).union(new.members.map { ExactText($0.key) })
        return names.map(\.text).sorted { $0.precedesByBytes($1) }
    }

    private static func isSecret(_ object: Node) -> Bool {
        object["kind"]?.string.map { SecretKind.matches($0.utf8) } ?? false
    }
}
