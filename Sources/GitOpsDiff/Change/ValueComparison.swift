import GitOpsManifest
import GitOpsSchema

/// A walk over two values side by side, with their type where it is known.
struct ValueComparison {
    let listKeys: ListKeys
    private(set) var changes: [Change] = []
    private var path = FieldPath()

    init(listKeys: ListKeys) { self.listKeys = listKeys }

    mutating func compare(_ base: Node, _ desired: Node, _ type: TypeRef?) {
        if base.record.hash == desired.record.hash { return }
        switch (base.record.kind, desired.record.kind) {
        case (.object, .object): compareObjects(base, desired, type)
        case (.array, .array): compareArrays(base, desired, type)
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

    private mutating func compareObjects(_ base: Node, _ desired: Node, _ type: TypeRef?) {
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
            let memberType = type.flatMap { Self.member(record.key, of: $0, in: base.storage) }
            at(.field(base.storage.name(record.key))) { $0.compare(member, counterpart, memberType) }
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

    private mutating func compareArrays(_ base: Node, _ desired: Node, _ type: TypeRef?) {
        let element = type.flatMap { $0.kind == .list ? $0.element : nil }
        if let before = steps(base, type), let after = steps(desired, type) {
            return compareKeyed(base, before, desired, after, element)
        }
        let baseItems = Array(base.elements)
        let desiredItems = Array(desired.elements)
        let steps = ListAlignment.align(baseItems.count, desiredItems.count) {
            baseItems[$0].record.hash == desiredItems[$1].record.hash
        }
        for step in steps {
            switch step {
            case .both(let old, let new): at(.index(new)) { $0.compare(baseItems[old], desiredItems[new], element) }
            case .removed(let old): at(.index(old)) { $0.add(.remove, baseItems[old], nil) }
            case .added(let new): at(.index(new)) { $0.add(.add, nil, desiredItems[new]) }
            }
        }
    }

    /// What tells the items of a list apart, or `nil` when an item has nothing, or two have the same.
    private func steps(_ list: Node, _ type: TypeRef?) -> [FieldPath.Step]? {
        guard let type, type.kind == .list else {
            return listKeys.keys(path, list).flatMap { names in Self.steps(list) { Self.step($0, names) } }
        }
        switch type.listKind {
        case .atomic: return nil
        case .set: return Self.steps(list) { FieldPath.Scalar($0).map { .value($0) } }
        case .map: return Self.steps(list) { ListKeySteps.step(of: $0, type) }
        }
    }

    private static func step(_ item: Node, _ names: [String]) -> FieldPath.Step? {
        let keys = names.compactMap { name in
            item[name].flatMap { FieldPath.Scalar($0) }.map { FieldPath.Key(name, $0) }
        }
        return keys.isEmpty ? nil : .keyed(keys)
    }

    private static func steps(_ list: Node, _ step: (Node) -> FieldPath.Step?) -> [FieldPath.Step]? {
        var seen: Set<FieldPath.Step> = []
        var result: [FieldPath.Step] = []
        for item in list.elements {
            guard let step = step(item), seen.insert(step).inserted else { return nil }
            result.append(step)
        }
        return result
    }

    private static func member(_ name: Symbol, of type: TypeRef, in storage: DocumentStorage) -> TypeRef? {
        switch type.kind {
        case .object: type.field(name, in: storage)?.type
        case .map: type.value
        default: nil
        }
    }

    private mutating func compareKeyed(
        _ base: Node, _ baseKeys: [FieldPath.Step], _ desired: Node, _ desiredKeys: [FieldPath.Step],
        _ element: TypeRef?
    ) {
        var positions: [FieldPath.Step: Int] = [:]
        for (index, keys) in desiredKeys.enumerated() { positions[keys] = index }
        let baseItems = base.elements
        let desiredItems = desired.elements
        var common: [Int] = []
        for (index, keys) in baseKeys.enumerated() {
            if let other = positions.removeValue(forKey: keys) {
                common.append(other)
                at(keys) { $0.compare(baseItems[index], desiredItems[other], element) }
            } else {
                at(keys) { $0.add(.remove, baseItems[index], nil) }
            }
        }
        for (index, keys) in desiredKeys.enumerated() where positions[keys] != nil {
            at(keys) { $0.add(.add, nil, desiredItems[index]) }
        }
        if zip(common, common.dropFirst()).contains(where: { $0 > $1 }) { add(.reorder, base, desired) }
        // An item that was added among others changes the order of the list without any of them moving: that is no
        // difference of its own, the added item tells it.
    }
}
