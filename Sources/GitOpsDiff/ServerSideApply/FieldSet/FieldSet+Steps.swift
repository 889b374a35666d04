import GitOpsManifest

extension FieldPath.Step {
    /// The element that the step is.
    var spelled: (kind: FieldElementKind, bytes: [UInt8]) {
        var output: [UInt8] = []
        switch self {
        case .field(let name): return (.field, Array(name.utf8))
        case .index(let index):
            ElementSpelling.append(index: index, to: &output)
            return (.index, output)
        case .value(let value):
            ElementSpelling.append(value, to: &output)
            return (.value, output)
        case .keyed(let keys):
            for key in keys.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
                var name = key.name
                name.withUTF8 { ElementSpelling.append(text: $0, to: &output) }
                ElementSpelling.append(key.value, to: &output)
            }
            return (.key, output)
        }
    }

    /// The step that an element is.
    init(_ kind: FieldElementKind, _ bytes: UnsafeBufferPointer<UInt8>) {
        var position = 0
        switch kind {
        case .field: self = .field(String(decoding: bytes, as: UTF8.self))
        case .index: self = .index(ElementSpelling.index(bytes))
        case .value: self = .value(ElementSpelling.scalar(bytes, &position))
        case .key:
            var keys: [FieldPath.Key] = []
            while position < bytes.count {
                let name = String(decoding: ElementSpelling.text(bytes, &position), as: UTF8.self)
                keys.append(FieldPath.Key(name, ElementSpelling.scalar(bytes, &position)))
            }
            self = .keyed(keys)
        }
    }
}

extension FieldTrie {
    /// The node of a path, made when it is not there.
    mutating func path(_ path: FieldPath) -> Index {
        var index = Self.root
        for step in path.steps {
            let (kind, bytes) = step.spelled
            index = child(of: index, kind, spelled: bytes)
        }
        return index
    }

    /// The path of a node.
    func path(of index: Index) -> FieldPath {
        var steps: [FieldPath.Step] = []
        var index = index
        while index != Self.root {
            steps.append(spelling(index) { FieldPath.Step(self[index].kind, $0) })
            index = self[index].parent
        }
        return FieldPath(steps.reversed())
    }

    /// Adds the paths of a set to sets of the trie.
    mutating func insert(_ set: FieldSet, _ sets: UInt64) {
        insert(set, 0..<set.elements.count, Self.root, sets)
    }

    private mutating func insert(_ set: FieldSet, _ range: Range<Int>, _ parent: Index, _ sets: UInt64) {
        var index = range.lowerBound
        while index < range.upperBound {
            let element = set.elements[index]
            let start = Int(element.start)
            let child = child(
                of: parent, element.kind, spelled: Array(set.bytes[start..<start + Int(element.count)]))
            if element.isMember { insert(child, sets) }
            insert(set, set.children(index), child, sets)
            index = Int(element.end)
        }
    }

    /// One of the trie's sets. Complexity: O(size of the trie).
    mutating func set(_ bit: UInt64) -> FieldSet {
        var result = FieldSet()
        collect(Self.root, bit, &result)
        return result
    }

    private mutating func collect(_ parent: Index, _ bit: UInt64, _ result: inout FieldSet) {
        guard self[parent].below & bit != 0 else { return }
        order(parent)
        var child = self[parent].firstChild
        while child != Self.none {
            let node = self[child]
            if (node.members | node.below) & bit != 0 {
                let index = result.elements.count
                spelling(child) { result.append(node.kind, isMember: node.members & bit != 0, $0) }
                if node.below & bit != 0 { collect(child, bit, &result) }
                result.close(index)
            }
            child = self[child].next
        }
    }
}
