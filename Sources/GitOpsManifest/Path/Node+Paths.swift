/// Chooses the members that identify the items of a list; the schema does so once it is there.
public struct ListKeys: Sendable {
    /// The names of the key members for the list at a path, or `nil` for a list whose items go by position.
    public let keys: @Sendable (FieldPath, Node) -> [String]?

    /// A rule of your own.
    public init(_ keys: @escaping @Sendable (FieldPath, Node) -> [String]?) { self.keys = keys }

    /// Items go by `name` where every one of them is an object with a distinct string of that name.
    public static let byName = ListKeys { _, list in ListKeys.hasDistinctNames(list) ? ["name"] : nil }

    /// Items go by position.
    public static let byPosition = ListKeys { _, _ in nil }

    /// Whether every element is an object with a string `name` that no other has. Complexity: O(elements), expected.
    package static func hasDistinctNames(_ list: Node) -> Bool {
        let storage = list.storage
        let record = list.record
        guard record.kind == .array, record.high > 0, let symbol = WellKnownNames.symbol("name") else { return false }
        var seen = Set<UInt64>(minimumCapacity: record.high > 8 ? Int(record.high) : 0)
        var hashes: [UInt64] = []
        for element in record.children {
            guard let index = storage.member(of: element, symbol), storage.record(index).kind == .string else {
                return false
            }
            let hash = storage.record(index).hash
            if record.high <= 8 {
                if hashes.contains(hash) { return false }
                hashes.append(hash)
            } else if !seen.insert(hash).inserted {
                return false
            }
        }
        return true
    }
}

extension Node {
    /// The path from the root of the document, with list items named by `keys`.
    ///
    /// Complexity: O(depth + elements of the lists on the way); at the first call for a document O(its values).
    public func path(keys: ListKeys = .byName) -> FieldPath {
        var chain = [self]
        while let parent = chain.last?.parent { chain.append(parent) }
        var path = FieldPath()
        for (child, container) in zip(chain.reversed().dropFirst(), chain.reversed()) {
            path.steps.append(Self.step(from: container, to: child, path: path, keys: keys))
        }
        return path
    }

    /// The path from the root of the document, with list items named by `name` where that identifies them.
    public var path: FieldPath { path() }

    /// The path as a JSON Pointer, with positions of list items.
    public var pointer: JSONPointer {
        var tokens: [String] = []
        var node = self
        while let parent = node.parent {
            tokens.append(node.key ?? String(node.index - Int(parent.record.low)))
            node = parent
        }
        return JSONPointer(tokens.reversed())
    }

    private static func step(from container: Node, to child: Node, path: FieldPath, keys: ListKeys) -> FieldPath.Step {
        if let name = child.key { return .field(name) }
        if let names = keys.keys(path, container) {
            let values = names.compactMap { name in
                child[name].flatMap { FieldPath.Scalar($0) }.map { FieldPath.Key(name, $0) }
            }
            if !values.isEmpty { return .keyed(values) }
        }
        return .index(child.index - Int(container.record.low))
    }

    /// The value at a path, or `nil`. A keyed step takes the first item that matches. Complexity: O(values passed).
    public func value(at path: FieldPath) -> Node? {
        var node = self
        for step in path.steps {
            guard let next = node.child(step) else { return nil }
            node = next
        }
        return node
    }

    /// The value at a pointer, or `nil`.
    public func value(at pointer: JSONPointer) -> Node? {
        var node = self
        for token in pointer.tokens {
            let next = node.kind == .array ? JSONPointer.index(token).flatMap { node[$0] } : node[token]
            guard let next else { return nil }
            node = next
        }
        return node
    }

    func child(_ step: FieldPath.Step) -> Node? {
        switch step {
        case .field(let name): self[name]
        case .index(let position): self[position]
        case .keyed(let keys):
            elements.first { element in
                keys.allSatisfy { key in element[key.name].map { key.value.matches($0) } ?? false }
            }
        case .value(let scalar): elements.first { scalar.matches($0) }
        }
    }
}
