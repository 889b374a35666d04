public import GitOpsManifest

extension JSONPatch {
    /// The operations that turn `base` into `desired`: applied to `base` they give a value equal to `desired`.
    ///
    /// Complexity: as `TwoWayDiff.compare`.
    public init(from base: Node, to desired: Node) {
        var creation = Creation()
        creation.compare(base, desired, at: JSONPointer())
        operations = creation.operations
    }
}

private struct Creation {
    var operations: [JSONPatch.Operation] = []

    mutating func compare(_ base: Node, _ desired: Node, at pointer: JSONPointer) {
        if base.record.hash == desired.record.hash { return }
        switch (base.kind, desired.kind) {
        case (.object, .object): compareObjects(base, desired, at: pointer)
        case (.array, .array): compareArrays(base, desired, at: pointer)
        default: operations.append(.replace(path: pointer, value: desired))
        }
    }

    private mutating func compareObjects(_ base: Node, _ desired: Node, at pointer: JSONPointer) {
        let newer = ObjectMembers(desired)
        let older = ObjectMembers(base)
        for (offset, (name, value)) in base.members.enumerated() {
            if let other = newer.member(named: value, hint: offset) {
                compare(value, other, at: pointer.appending(name))
            } else {
                operations.append(.remove(path: pointer.appending(name)))
            }
        }
        for (offset, (name, value)) in desired.members.enumerated()
        where older.member(named: value, hint: offset) == nil {
            operations.append(.add(path: pointer.appending(name), value: value))
        }
    }

    /// Indices are those at the time of each operation: the list as it stands after the operations before.
    private mutating func compareArrays(_ base: Node, _ desired: Node, at pointer: JSONPointer) {
        let old = Array(base.elements)
        let new = Array(desired.elements)
        let isNamed = ListKeys.hasDistinctNames(base) && ListKeys.hasDistinctNames(desired)
        let steps = ListAlignment.align(old.count, new.count) { left, right in
            if old[left].record.hash == new[right].record.hash { return true }
            return isNamed && old[left]["name"] == new[right]["name"]
        }
        var position = 0
        for step in steps {
            switch step {
            case .both(let left, let right):
                compare(old[left], new[right], at: pointer.appending(String(position)))
                position += 1
            case .removed:
                operations.append(.remove(path: pointer.appending(String(position))))
            case .added(let right):
                operations.append(.add(path: pointer.appending(String(position)), value: new[right]))
                position += 1
            }
        }
    }
}
