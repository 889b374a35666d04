package import GitOpsManifest

/// Paths of nodes whose list elements are named by what the schema tells them apart by.
package enum SchemaPath {
    /// Complexity: O(depth × members); the document makes its table of parents at the first call.
    ///
    /// - Parameter root: the object that the path begins at, perhaps an item of a list.
    package static func of(
        _ node: Int, from root: Int, in storage: DocumentStorage, _ type: TypeRef?
    ) -> FieldPath {
        var chain = [node]
        while let last = chain.last, last != root, let parent = storage.parent(of: last) { chain.append(parent) }
        chain.reverse()
        var type = type
        var steps: [FieldPath.Step] = []
        for (parent, child) in zip(chain, chain.dropFirst()) {
            let record = storage.record(child)
            if storage.record(parent).kind == .object {
                steps.append(.field(storage.name(record.key)))
                type = type.flatMap { type in
                    switch type.kind {
                    case .object: type.field(record.key, in: storage)?.type
                    case .map: type.value
                    default: nil
                    }
                }
            } else {
                steps.append(item(child, of: parent, in: storage, type))
                type = type.flatMap { $0.kind == .list ? $0.element : nil }
            }
        }
        return FieldPath(steps)
    }

    private static func item(
        _ child: Int, of list: Int, in storage: DocumentStorage, _ type: TypeRef?
    ) -> FieldPath.Step {
        let index = FieldPath.Step.index(child - storage.record(list).children.lowerBound)
        guard let type, type.kind == .list else { return index }
        switch type.listKind {
        case .atomic: return index
        case .set: return FieldPath.Scalar(Node(storage: storage, index: child)).map { .value($0) } ?? index
        case .map:
            var keys: [FieldPath.Key] = []
            for position in 0..<type.mapKeyCount {
                let name = type.mapKey(position)
                if let member = name.member(of: child, in: storage) {
                    guard let value = FieldPath.Scalar(Node(storage: storage, index: member)) else { return index }
                    keys.append(.init(name.text, value))
                } else if let value = type.mapKeyDefault(position), value.kind == .string {
                    keys.append(.init(name.text, .string(value.text)))
                }
            }
            return keys.isEmpty ? index : .keyed(keys)
        }
    }
}
