import GitOpsManifest
import GitOpsSchema

/// A value of a document that someone else keeps alive: trivially copyable, so that a patch is made without counting
/// references.
struct ValueRef {
    unowned(unsafe) let storage: DocumentStorage
    let index: Int

    @inline(__always)
    init(_ storage: DocumentStorage, _ index: Int) {
        self.storage = storage
        self.index = index
    }

    init(_ node: Node) { self.init(node.storage, node.index) }

    var node: Node { Node(storage: storage, index: index) }
    @inline(__always)
    var record: NodeRecord { storage.node(index) }
    var type: ValueType { ValueType(self) }
    var bytes: UnsafeBufferPointer<UInt8> { storage.bytes(record) }
    /// The name in the object that holds the value.
    var name: PatchName { PatchName(record.key, in: storage) }

    func hasSameValue(as other: ValueRef) -> Bool {
        NodeEquality.isEqual(storage, index, other.storage, other.index)
    }

    /// The value of the member that tells the elements of a list apart.
    @inline(__always)
    func member(_ name: FieldName) -> ValueRef? {
        storage.member(of: index, name).map { ValueRef(storage, $0) }
    }
}

/// The types Go's decoder of JSON tells apart: elements of a merged list must all have the same.
///
/// A number that is whole and fits 64 bits is an integer, however it is spelled: that is how it comes out of YAML.
enum ValueType: UInt8 {
    case null, boolean, string, integer, number, object, list

    @inline(__always)
    init(_ ref: ValueRef) {
        switch ref.record.kind {
        case .null: self = .null
        case .boolean: self = .boolean
        case .string: self = .string
        case .signed: self = .integer
        case .unsigned: self = .number
        case .number:
            if case .signed = ref.node.numberValue { self = .integer } else { self = .number }
        case .object: self = .object
        case .array: self = .list
        }
    }

    var isContainer: Bool { self == .object || self == .list }
}

extension DocumentStorage {
    /// Index of the member of an object with the name of a field.
    @inline(__always)
    func member(of object: Int, _ name: FieldName) -> Int? {
        guard let symbol = name.symbol else { return name.member(of: object, in: self) }
        let record = node(object)
        return record.kind == .object ? find(symbol, in: record.childRange) : nil
    }
}
