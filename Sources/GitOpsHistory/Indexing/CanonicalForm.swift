import GitOpsManifest
import GitOpsRepository

/// A value in bytes that are the same for equal values, whatever their spelling and key order, in every process.
///
/// Each value is a letter, for all but constants followed by a length: of the bytes that follow, or of the elements or
/// members. Members are in the order of the bytes of their names.
struct CanonicalForm: ~Copyable {
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(1 << 12) }

    /// The name that Git would give to the bytes of a value. Complexity: O(values · log members).
    mutating func name(of node: Node) -> ObjectID {
        bytes.removeAll(keepingCapacity: true)
        append(node.storage, node.index)
        return bytes.withUnsafeBytes { ObjectID(namingBlob: $0) }
    }

    private mutating func append(_ storage: DocumentStorage, _ index: Int) {
        let record = storage.record(index)
        switch record.kind {
        case .null: bytes.append(UInt8(ascii: "n"))
        case .boolean: bytes.append(record.low != 0 ? UInt8(ascii: "t") : UInt8(ascii: "f"))
        case .signed: append("i", text: String(Int64(bitPattern: record.bits)))
        case .unsigned: append("i", text: String(record.bits))
        case .number: append("i", text: Node(storage: storage, index: index).numberText ?? "")
        case .string: append("s", storage.bytes(record))
        case .array:
            begin("a", Int(record.high))
            for child in record.children { append(storage, child) }
        case .object:
            begin("o", Int(record.high))
            for child in Self.sorted(storage, record.children) {
                append("k", storage.nameBytes(storage.record(child).key))
                append(storage, child)
            }
        }
    }

    private static func sorted(_ storage: DocumentStorage, _ children: Range<Int>) -> [Int] {
        children.sorted { left, right in
            storage.nameBytes(storage.record(left).key).lexicographicallyPrecedes(
                storage.nameBytes(storage.record(right).key))
        }
    }

    private mutating func append(_ letter: Unicode.Scalar, text: String) {
        begin(letter, text.utf8.count)
        bytes += text.utf8
    }

    private mutating func append(_ letter: Unicode.Scalar, _ text: UnsafeBufferPointer<UInt8>) {
        begin(letter, text.count)
        bytes += text
    }

    private mutating func begin(_ letter: Unicode.Scalar, _ count: Int) {
        bytes.append(UInt8(ascii: letter))
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: count).littleEndian) { bytes += $0 }
    }
}
