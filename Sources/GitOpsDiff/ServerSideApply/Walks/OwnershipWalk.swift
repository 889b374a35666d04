import GitOpsManifest
import GitOpsSchema

/// Walks objects by their schema and notes paths in a trie: which fields an object has, which of them a change concerns.
///
/// Source: structured-merge-diff v6 `typed/`.
struct OwnershipWalk: ~Copyable {
    var trie: FieldTrie
    /// The document of a custom resource's definition, which its structural defaults are nodes of.
    let definition: DocumentStorage?
    /// The first thing the server would refuse about the walked object.
    var problem: ServerSideApplyError?
    /// The first scalar that the server reads as its type and cannot: noticed after conflicts.
    var unreadable: FieldTrie.Index?
    /// The elements of the lists being walked, innermost last.
    var elements: [FieldTrie.Index] = []
    /// Members that the schema does not know are walked as untyped instead of being refused.
    var toleratesUnknownFields = true
    private var spelling: [UInt8] = []

    init(capacity: Int, definition: DocumentStorage?) {
        trie = FieldTrie(capacity: capacity)
        self.definition = definition
    }

    /// How values of a type are walked.
    enum Shape {
        /// A scalar, or an atomic list or object: one path.
        case leaf
        /// A granular object.
        case object
        /// A set, or a list with keys.
        case list
    }

    /// Of a typed value its type decides; of an untyped one what it is, and null is like an object.
    ///
    /// Source: `typed/helpers.go`, `deduceAtom`, `handleAtom`.
    @inline(__always)
    static func shape(_ type: TypeRef, _ kind: NodeRecord.Kind) -> Shape {
        switch type.kind {
        case .scalar: .leaf
        case .list: type.listKind == .atomic ? .leaf : .list
        case .object, .map: type.isAtomic ? .leaf : .object
        case .untyped, .builtIn: kind == .object || kind == .null ? .object : .leaf
        }
    }

    /// The type of a member, and the field when the schema names it.
    @inline(__always)
    static func member(
        _ type: TypeRef, _ key: Symbol, in storage: DocumentStorage
    ) -> (type: TypeRef, field: FieldRef?, isKnown: Bool) {
        switch type.kind {
        case .object:
            if let field = type.field(key, in: storage) { return (field.type, field, true) }
            return (UntypedSchema.type, nil, type.preservesUnknownFields)
        case .map: return (type.value, nil, true)
        default: return (UntypedSchema.type, nil, true)
        }
    }

    // MARK: Elements of lists

    /// The trie's node of a list element, or `nil` when nothing tells the element apart.
    ///
    /// Source: `typed/helpers.go`, `listItemToPathElement`.
    mutating func element(
        _ storage: DocumentStorage, _ item: Int, of list: TypeRef, under path: FieldTrie.Index
    ) -> FieldTrie.Index? {
        spelling.removeAll(keepingCapacity: true)
        let record = storage.record(item)
        if list.listKind == .set {
            guard record.kind != .null, ElementSpelling.append(storage, item, to: &spelling) else { return nil }
            return trie.child(of: path, .value, spelled: spelling)
        }
        guard record.kind == .object else { return nil }
        for position in 0..<list.mapKeyCount {
            spell(key: Self.keyPosition(position, of: list), storage, item, list)
        }
        return spelling.isEmpty ? nil : trie.child(of: path, .key, spelled: spelling)
    }

    private mutating func spell(key position: Int, _ storage: DocumentStorage, _ item: Int, _ list: TypeRef) {
        let name = list.mapKey(position)
        if let value = name.member(of: item, in: storage) {
            ElementSpelling.append(text: name.bytes, to: &spelling)
            if !ElementSpelling.append(storage, value, to: &spelling) { ElementSpelling.appendNull(to: &spelling) }
        } else if let value = list.mapKeyDefault(position) {
            ElementSpelling.append(text: name.bytes, to: &spelling)
            ElementSpelling.append(value, to: &spelling)
        } else if let field = list.element.field(named: name) {
            spell(defaultOf: field)
        }
    }

    /// An absent key stands for its structural default, or for the zero value that the server's type has.
    private mutating func spell(defaultOf field: FieldRef) {
        if let definition, let value = field.structuralDefault {
            ElementSpelling.append(text: field.name.bytes, to: &spelling)
            _ = ElementSpelling.append(definition, value, to: &spelling)
        } else if field.writesZero, field.type.kind == .scalar {
            ElementSpelling.append(text: field.name.bytes, to: &spelling)
            switch field.type.scalar {
            case .boolean: ElementSpelling.append(boolean: false, to: &spelling)
            case .integer, .int32, .int64, .number: ElementSpelling.append(integer: 0, to: &spelling)
            default: ElementSpelling.append(string: UnsafeBufferPointer(start: nil, count: 0), to: &spelling)
            }
        }
    }

    /// The position of the key that is the n-th by name.
    private static func keyPosition(_ rank: Int, of list: TypeRef) -> Int {
        let count = list.mapKeyCount
        guard count > 1 else { return rank }
        for candidate in 0..<count {
            let name = list.mapKey(candidate).bytes
            let before = (0..<count).count { list.mapKey($0).bytes.lexicographicallyPrecedes(name) }
            if before == rank { return candidate }
        }
        return rank
    }

    // MARK: Problems

    mutating func refuse(_ reason: ServerSideApplyError.Reason, at path: FieldTrie.Index) {
        if problem == nil { problem = .invalidConfiguration(trie.path(of: path), reason) }
    }
}
