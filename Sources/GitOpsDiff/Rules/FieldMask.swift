import GitOpsManifest
import GitOpsSchema

/// The nodes of one object that rules choose.
struct FieldMask {
    let storage: DocumentStorage
    let root: Int
    /// Numbers of the rules that choose a node itself.
    private var chosen: [Int: [Int]] = [:]
    /// Nodes that have a chosen one below them, with the rules that choose it.
    private var above: [Int: [Int]] = [:]

    init(_ object: Node) {
        storage = object.storage
        root = object.index
    }

    var isEmpty: Bool { chosen.isEmpty }
    /// The nodes that rules choose themselves, in the order of the document.
    var nodes: [Int] { chosen.keys.sorted() }

    mutating func add(_ node: Int, _ rule: Int) {
        guard chosen[node]?.contains(rule) != true else { return }
        chosen[node, default: []].append(rule)
        var next = node
        while next != root, let parent = storage.parent(of: next) {
            if above[parent]?.contains(rule) == true { break }
            above[parent, default: []].append(rule)
            next = parent
        }
    }

    /// Whether a rule chooses the node itself.
    func contains(_ node: Int) -> Bool { chosen[node] != nil }

    /// Whether a rule chooses a node below this one.
    func reachesInto(_ node: Int) -> Bool { above[node] != nil }

    /// The rules that choose a node, or one that it is part of.
    func rules(covering node: Int) -> [Int] {
        var found: [Int] = []
        var next: Int? = node
        while let index = next {
            found += chosen[index] ?? []
            next = index == root ? nil : storage.parent(of: index)
        }
        return found
    }

    /// The rules that choose a part of a node.
    func rules(inside node: Int) -> [Int] { (chosen[node] ?? []) + (above[node] ?? []) }

    /// Whether everything in a node is chosen, and there is something.
    func covers(_ node: Int) -> Bool {
        if contains(node) { return true }
        let record = storage.record(node)
        guard reachesInto(node), record.isContainer, record.high > 0 else { return false }
        return record.children.allSatisfy(covers)
    }
}

// MARK: Choosing by paths

extension FieldMask {
    mutating func add(_ pattern: FieldPattern, _ rule: Int, _ type: TypeRef) {
        choose(pattern.steps[...], root, type, rule)
    }

    private mutating func choose(_ steps: ArraySlice<FieldPattern.Step>, _ node: Int, _ type: TypeRef, _ rule: Int) {
        guard let step = steps.first else { return add(node, rule) }
        let record = storage.record(node)
        switch record.kind {
        case .object:
            for member in record.children where accepts(step, member: member) {
                choose(steps.dropFirst(), member, memberType(member, type), rule)
            }
        case .array:
            for (position, item) in record.children.enumerated() where accepts(step, item: item, position, type) {
                choose(steps.dropFirst(), item, type.kind == .list ? type.element : UntypedSchema.type, rule)
            }
        case .null, .boolean, .signed, .unsigned, .number, .string: return
        }
    }

    private func accepts(_ step: FieldPattern.Step, member: Int) -> Bool {
        switch step {
        case .field(let name), .token(let name):
            storage.nameBytes(storage.record(member).key).elementsEqual(name.utf8)
        case .anyField, .anyChild: true
        case .index, .keyed, .value, .anyItem: false
        }
    }

    private func accepts(_ step: FieldPattern.Step, item: Int, _ position: Int, _ type: TypeRef) -> Bool {
        switch step {
        case .field, .anyField: false
        case .anyItem, .anyChild: true
        case .index(let index): index == position
        case .token(let token): JSONPointer.index(token) == position
        case .value(let scalar): scalar.matches(Node(storage: storage, index: item))
        case .keyed(let keys):
            storage.record(item).kind == .object && keys.allSatisfy { hasKey($0, item: item, type) }
        }
    }

    /// An absent key stands for the schema's value.
    private func hasKey(_ key: FieldPath.Key, item: Int, _ type: TypeRef) -> Bool {
        if let member = Node(storage: storage, index: item)[key.name] { return key.value.matches(member) }
        guard type.kind == .list, type.listKind == .map, case .string(let text) = key.value else { return false }
        return (0..<type.mapKeyCount).contains { position in
            guard type.mapKey(position).text == key.name, let value = type.mapKeyDefault(position) else { return false }
            return value.kind == .string && value.text == text
        }
    }

    private func memberType(_ member: Int, _ type: TypeRef) -> TypeRef {
        switch type.kind {
        case .object: type.field(storage.record(member).key, in: storage)?.type ?? UntypedSchema.type
        case .map: type.value
        default: UntypedSchema.type
        }
    }

    // MARK: Choosing by the texts of paths

    mutating func add(_ glob: TextPattern, _ rule: Int, _ type: TypeRef) {
        visit(root) { node in
            node != root && glob.matches(SchemaPath.of(node, from: root, in: storage, type).description)
        }
        .forEach { add($0, rule) }
    }

    /// The nodes for which the answer is yes; nothing below them is asked.
    private func visit(_ node: Int, _ isChosen: (Int) -> Bool) -> [Int] {
        if isChosen(node) { return [node] }
        let record = storage.record(node)
        return record.isContainer ? record.children.flatMap { visit($0, isChosen) } : []
    }

    // MARK: Choosing by owners

    /// - Parameter owned: the object whose `metadata.managedFields` say what a manager owns.
    mutating func add(ownedBy manager: String, in owned: Node, _ rule: Int, _ type: TypeRef) {
        for entry in FieldOwners(owned).entries where entry.manager == manager {
            choose(owned: entry.fields, owned.storage, root, type, rule)
        }
    }

    private mutating func choose(
        owned fields: Int, _ owner: DocumentStorage, _ node: Int, _ type: TypeRef, _ rule: Int
    ) {
        let record = owner.record(fields)
        guard record.kind == .object else { return }
        let value = storage.record(node)
        let hasItself = owner.hasItself(fields)
        if record.high == 0 || (hasItself && (!value.isContainer || value.high == 0)) { return add(node, rule) }
        for child in record.children {
            switch OwnedStep(owner.nameBytes(owner.record(child).key)) {
            case .itself, .other: continue
            case .field(let name):
                guard let member = storage.member(of: node, spelled: name) else { continue }
                choose(owned: child, owner, member, memberType(member, type), rule)
            case let step:
                guard let item = storage.element(of: node, step, type) else { continue }
                choose(owned: child, owner, item, type.kind == .list ? type.element : UntypedSchema.type, rule)
            }
        }
    }
}
