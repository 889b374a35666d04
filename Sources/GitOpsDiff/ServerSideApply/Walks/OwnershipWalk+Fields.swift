import GitOpsManifest
import GitOpsSchema

extension OwnershipWalk {
    /// Adds every field of an object to a set: leaves, elements of lists, and members that no schema names.
    ///
    /// With `checks` the object is a configuration: what the server refuses is noted. Source: `typed/tofieldset.go`,
    /// `typed/validate.go`.
    mutating func insertFields(
        _ storage: DocumentStorage, _ index: Int, _ type: TypeRef, _ path: FieldTrie.Index, _ set: UInt64,
        checks: Bool = false
    ) {
        let record = storage.record(index)
        if checks { check(storage, index, record, type, path) }
        switch Self.shape(type, record.kind) {
        case .leaf: trie.insert(path, set)
        case .list: if record.kind == .array { insertElements(storage, record, type, path, set, checks) }
        case .object: if record.kind == .object { insertMembers(storage, record, type, path, set, checks) }
        }
    }

    private mutating func insertMembers(
        _ storage: DocumentStorage, _ object: NodeRecord, _ type: TypeRef, _ path: FieldTrie.Index, _ set: UInt64,
        _ checks: Bool
    ) {
        for index in object.children {
            let record = storage.record(index)
            let member = Self.member(type, record.key, in: storage)
            let child = trie.child(of: path, field: record.key, in: storage)
            if checks, !member.isKnown, !toleratesUnknownFields { refuse(.unknownField, at: child) }
            insertFields(storage, index, member.type, child, set, checks: checks)
            if member.field == nil || record.kind == .null || record.kind == .object && record.high == 0 {
                trie.insert(child, set)
            }
        }
    }

    private mutating func insertElements(
        _ storage: DocumentStorage, _ list: NodeRecord, _ type: TypeRef, _ path: FieldTrie.Index, _ set: UInt64,
        _ checks: Bool
    ) {
        let base = elements.count
        let stamp = trie.nextStamp()
        for index in list.children {
            guard let element = element(storage, index, of: type, under: path) else {
                if checks { refuse(.elementWithoutIdentity, at: path) }
                elements.append(FieldTrie.none)
                continue
            }
            if trie[element].stamp == stamp {
                trie[element].left = -1
                if checks { refuse(.duplicateElement, at: element) }
            } else {
                trie[element].stamp = stamp
                trie[element].left = Int32(truncatingIfNeeded: index)
            }
            elements.append(element)
        }
        for (offset, index) in list.children.enumerated() {
            let element = elements[base + offset]
            guard element != FieldTrie.none else { continue }
            if trie[element].left >= 0 {
                insertFields(storage, index, type.element, element, set, checks: checks)
            }
            trie.insert(element, set)
        }
        elements.removeLast(elements.count - base)
    }

    // MARK: Checks

    /// Source: `typed/validate.go`; reading of scalars: `json` decoding into the server's types.
    private mutating func check(
        _ storage: DocumentStorage, _ index: Int, _ record: NodeRecord, _ type: TypeRef, _ path: FieldTrie.Index
    ) {
        guard record.kind != .null else { return }
        switch type.kind {
        case .untyped, .builtIn: return
        case .list:
            if record.kind != .array { return refuse(.expected(.list), at: path) }
            if type.listKind == .atomic { checkWithin(storage, record, type, path) }
        case .object, .map:
            if record.kind != .object { return refuse(.expected(.object), at: path) }
            if type.isAtomic { checkWithin(storage, record, type, path) }
        case .scalar: checkScalar(storage, index, record, type, path)
        }
    }

    /// Parts of an atomic value are no paths of their own; they are checked all the same, and reported at the whole.
    private mutating func checkWithin(
        _ storage: DocumentStorage, _ record: NodeRecord, _ type: TypeRef, _ path: FieldTrie.Index
    ) {
        guard problem == nil else { return }
        for child in record.children {
            let value = storage.record(child)
            var childType = type
            if record.kind == .array {
                childType = type.element
            } else {
                let member = Self.member(type, value.key, in: storage)
                if !member.isKnown, !toleratesUnknownFields { refuse(.unknownField, at: path) }
                childType = member.type
            }
            switch childType.kind {
            case .untyped, .builtIn: continue
            case .scalar: checkScalar(storage, child, value, childType, path)
            case .list:
                if value.kind != .array, value.kind != .null { return refuse(.expected(.list), at: path) }
                if value.kind == .array { checkWithin(storage, value, childType, path) }
            case .object, .map:
                if value.kind != .object, value.kind != .null { return refuse(.expected(.object), at: path) }
                if value.kind == .object { checkWithin(storage, value, childType, path) }
            }
        }
    }

    private mutating func checkScalar(
        _ storage: DocumentStorage, _ index: Int, _ record: NodeRecord, _ type: TypeRef, _ path: FieldTrie.Index
    ) {
        guard record.kind != .null else { return }
        let isNumber = record.kind == .signed || record.kind == .unsigned || record.kind == .number
        switch type.scalar {
        case .boolean: if record.kind != .boolean { refuse(.expected(.boolean), at: path) }
        case .integer, .int32, .int64, .number: if !isNumber { refuse(.expected(.number), at: path) }
        case .intOrString:
            if record.isContainer { refuse(.expected(.scalar), at: path) }
        case .quantity:
            if record.isContainer { return refuse(.expected(.scalar), at: path) }
            let node = Node(storage: storage, index: index)
            if unreadable == nil, (node.string ?? node.numberSpelling).flatMap({ Quantity($0) }) == nil {
                unreadable = path
            }
        case .string, .duration, .time, .microTime: if record.kind != .string { refuse(.expected(.string), at: path) }
        case .bytes:
            if record.kind != .string { return refuse(.expected(.string), at: path) }
            if unreadable == nil, Base64.decode(storage.bytes(record)) == nil { unreadable = path }
        }
    }
}
