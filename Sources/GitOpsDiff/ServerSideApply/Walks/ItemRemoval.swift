import GitOpsManifest
import GitOpsSchema

extension OwnershipWalk {
    /// Writes a value without the members and elements that a set of the trie names.
    ///
    /// What loses everything stays as an empty object or list, and so does an atomic value that the set names parts of.
    /// Source: structured-merge-diff v6.4 `typed/remove.go`.
    mutating func writeWithout(
        _ set: UInt64, _ storage: DocumentStorage, _ index: Int, _ type: TypeRef, _ path: FieldTrie.Index,
        to builder: inout DocumentBuilder
    ) {
        let record = storage.record(index)
        let shape = Self.shape(type, record.kind)
        switch record.kind {
        case .object:
            builder.beginObject()
            if shape == .object { writeMembers(without: set, storage, record, type, path, &builder) }
            builder.end()
        case .array:
            builder.beginArray()
            if shape == .list { writeElements(without: set, storage, record, type, path, &builder) }
            builder.end()
        default: builder.append(Node(storage: storage, index: index))
        }
    }

    private mutating func writeMembers(
        without set: UInt64, _ storage: DocumentStorage, _ object: NodeRecord, _ type: TypeRef,
        _ path: FieldTrie.Index, _ builder: inout DocumentBuilder
    ) {
        for index in object.children {
            let key = storage.record(index).key
            let child = trie.child(of: path, field: key, in: storage)
            if trie[child].members & set != 0 { continue }
            builder.key(from: storage, key)
            if trie[child].below & set != 0 {
                writeWithout(
                    set, storage, index, Self.member(type, key, in: storage).type, child, to: &builder)
            } else {
                builder.append(Node(storage: storage, index: index))
            }
        }
    }

    private mutating func writeElements(
        without set: UInt64, _ storage: DocumentStorage, _ list: NodeRecord, _ type: TypeRef,
        _ path: FieldTrie.Index, _ builder: inout DocumentBuilder
    ) {
        for index in list.children {
            let element = element(storage, index, of: type, under: path) ?? FieldTrie.none
            let isKnown = element != FieldTrie.none
            if isKnown, trie[element].members & set != 0 { continue }
            if isKnown, trie[element].below & set != 0 {
                writeWithout(set, storage, index, type.element, element, to: &builder)
            } else {
                builder.append(Node(storage: storage, index: index))
            }
        }
    }

    // MARK: Extraction

    /// Writes only the leaves that a set of the trie names, and the keys of the elements they lie in.
    ///
    /// Source: `typed/remove.go` with `shouldExtract`, `typed/typed.go`, `WithAppendKeyFields`.
    mutating func writeOnly(
        _ set: UInt64, _ storage: DocumentStorage, _ index: Int, _ type: TypeRef, _ path: FieldTrie.Index,
        to builder: inout DocumentBuilder
    ) {
        let record = storage.record(index)
        switch (Self.shape(type, record.kind), record.kind) {
        case (.object, .object):
            builder.beginObject()
            writeMembers(of: set, storage, record, type, path, keys: nil, &builder)
            builder.end()
        case (.list, .array):
            builder.beginArray()
            for index in record.children {
                guard let element = element(storage, index, of: type, under: path),
                    (trie[element].members | trie[element].below) & set != 0
                else { continue }
                let item = storage.record(index)
                guard item.kind == .object, trie[element].below & set != 0 else {
                    builder.append(Node(storage: storage, index: index))
                    continue
                }
                builder.beginObject()
                writeMembers(of: set, storage, item, type.element, element, keys: type, &builder)
                builder.end()
            }
            builder.end()
        default: builder.append(Node(storage: storage, index: index))
        }
    }

    private mutating func writeMembers(
        of set: UInt64, _ storage: DocumentStorage, _ object: NodeRecord, _ type: TypeRef, _ path: FieldTrie.Index,
        keys: TypeRef?, _ builder: inout DocumentBuilder
    ) {
        for index in object.children {
            let record = storage.record(index)
            let child = trie.child(of: path, field: record.key, in: storage)
            let isKey =
                keys.map { list in
                    (0..<list.mapKeyCount).contains {
                        list.mapKey($0).bytes.elementsEqual(storage.nameBytes(record.key))
                    }
                } ?? false
            guard isKey || (trie[child].members | trie[child].below) & set != 0 else { continue }
            builder.key(from: storage, record.key)
            if trie[child].below & set != 0 {
                writeOnly(set, storage, index, Self.member(type, record.key, in: storage).type, child, to: &builder)
            } else {
                builder.append(Node(storage: storage, index: index))
            }
        }
    }
}
