import GitOpsManifest
import GitOpsSchema

/// The entries of an object's `metadata.managedFields`, read where they stand.
///
/// The sets of fields (`fieldsV1`) are not decoded: they are objects whose members `f:NAME`, `k:{…}` and `v:…` lead down
/// beside the object itself. Source: structured-merge-diff `fieldpath/serialize-pe.go`.
struct FieldOwners {
    /// One entry: who, how, and the node of its fields.
    struct Entry {
        let manager: String
        let isApply: Bool
        let subresource: String
        /// The node of the time, or -1.
        fileprivate let time: Int
        let fields: Int

        /// When the entry changed last, in the document that it was read from.
        func time(in storage: DocumentStorage) -> String? {
            time < 0 ? nil : Node(storage: storage, index: time).string
        }
    }

    let entries: [Entry]

    init(_ object: Node) {
        let storage = object.storage
        let names = Names.all
        guard let metadata = names.metadata.flatMap({ storage.member(of: object.index, $0) }),
            let list = names.managedFields.flatMap({ storage.member(of: metadata, $0) }),
            storage.record(list).kind == .array
        else {
            entries = []
            return
        }
        entries = storage.record(list).children.compactMap { entry in
            func member(_ name: Symbol?) -> Int? { name.flatMap { storage.member(of: entry, $0) } }
            func text(_ name: Symbol?) -> String {
                member(name).flatMap { Node(storage: storage, index: $0).string } ?? ""
            }
            guard let fields = member(names.fieldsV1), storage.record(fields).kind == .object else { return nil }
            let isApply = member(names.operation).map { operation in
                let record = storage.record(operation)
                return record.kind == .string && storage.bytes(record).elementsEqual("Apply".utf8)
            }
            return Entry(
                manager: text(names.manager), isApply: isApply ?? false, subresource: text(names.subresource),
                time: member(names.time) ?? -1, fields: fields)
        }
    }

    /// The members of an entry, which are names of the schema.
    private struct Names: Sendable {
        let metadata = WellKnownNames.symbol("metadata")
        let managedFields = WellKnownNames.symbol("managedFields")
        let manager = WellKnownNames.symbol("manager")
        let operation = WellKnownNames.symbol("operation")
        let subresource = WellKnownNames.symbol("subresource")
        let time = WellKnownNames.symbol("time")
        let fieldsV1 = WellKnownNames.symbol("fieldsV1")

        static let all = Names()
    }
}

/// What a member of a set of fields names; the bytes are valid while the document lives.
enum OwnedStep {
    /// The value itself: `.`
    case itself
    /// A member of an object: `f:`
    case field(UnsafeBufferPointer<UInt8>)
    /// An element by its keys: `k:`
    case keyed(UnsafeBufferPointer<UInt8>)
    /// An element of a set: `v:`
    case value(UnsafeBufferPointer<UInt8>)
    case other

    init(_ name: UnsafeBufferPointer<UInt8>) {
        guard name.count >= 2, name[1] == UInt8(ascii: ":") else {
            self = name.count == 1 && name[0] == UInt8(ascii: ".") ? .itself : .other
            return
        }
        let rest = UnsafeBufferPointer(rebasing: name[2...])
        switch name[0] {
        case UInt8(ascii: "f"): self = .field(rest)
        case UInt8(ascii: "k"): self = .keyed(rest)
        case UInt8(ascii: "v"): self = .value(rest)
        default: self = .other
        }
    }
}

extension DocumentStorage {
    /// The member of an object with this name, given as bytes; `hint` is tried first.
    func member(of object: Int, spelled name: UnsafeBufferPointer<UInt8>, hint: Int = -1) -> Int? {
        let record = record(object)
        guard record.kind == .object else { return nil }
        let range = record.children
        if range.contains(hint), isNamed(hint, name) { return hint }
        for index in range where isNamed(index, name) { return index }
        return nil
    }

    @inline(__always)
    private func isNamed(_ member: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let own = nameBytes(record(member).key)
        guard own.count == name.count, let left = own.baseAddress, let right = name.baseAddress else { return false }
        return bytesEqual(left, right, own.count)
    }

    /// Whether a set of fields has the value itself, besides parts of it: its member `.`
    func hasItself(_ fields: Int) -> Bool {
        record(fields).children.contains { child in
            let name = nameBytes(record(child).key)
            return name.count == 1 && name[0] == UInt8(ascii: ".")
        }
    }

    /// The member `f:NAME` of a set of fields.
    func owned(in fields: Int, field name: UnsafeBufferPointer<UInt8>) -> Int? {
        record(fields).children.first { child in
            let spelled = nameBytes(record(child).key)
            return spelled.count == name.count + 2 && spelled[0] == UInt8(ascii: "f")
                && spelled[1] == UInt8(ascii: ":") && spelled.dropFirst(2).elementsEqual(name)
        }
    }

    /// The member `k:…` or `v:…` of a set of fields that names an element of a list.
    func owned(in fields: Int, item: Int, of list: Int, _ type: TypeRef?) -> Int? {
        record(fields).children.first { child in
            switch OwnedStep(nameBytes(record(child).key)) {
            case .keyed(let bytes): element(of: list, .keyed(bytes), type) == item
            case .value(let bytes): element(of: list, .value(bytes), type) == item
            case .itself, .field, .other: false
            }
        }
    }

    /// The element of a list that a step `k:` or `v:` names.
    func element(of list: Int, _ step: OwnedStep, _ type: TypeRef?) -> Int? {
        let record = record(list)
        guard record.kind == .array else { return nil }
        switch step {
        case .value(let bytes):
            guard let value = try? Document(json: SourceText(Array(bytes))) else { return nil }
            return record.children.first {
                NodeEquality.isEqual(self, $0, value.root.storage, value.root.index)
            }
        case .keyed(let bytes):
            if !hasKeyDefaults(type), let keys = PlainKeys(bytes) {
                return record.children.first { keys.match($0, self) }
            }
            guard let keys = try? Document(json: SourceText(Array(bytes))) else { return nil }
            let storage = keys.root.storage
            return record.children.first { item in
                guard self.record(item).kind == .object else { return false }
                return storage.record(keys.root.index).children.allSatisfy { key in
                    let symbol = storage.record(key).key
                    let range = self.record(item).children
                    guard let member = member(named: symbol, of: storage, in: range, hint: range.lowerBound) else {
                        return isKeyDefault(storage, key, type)
                    }
                    return NodeEquality.isEqual(self, member, storage, key)
                }
            }
        case .itself, .field, .other: return nil
        }
    }

    private func hasKeyDefaults(_ type: TypeRef?) -> Bool {
        guard let type, type.kind == .list else { return false }
        return (0..<type.mapKeyCount).contains { type.mapKeyDefault($0) != nil }
    }

    private func isKeyDefault(_ storage: DocumentStorage, _ key: Int, _ type: TypeRef?) -> Bool {
        guard let type, type.kind == .list else { return false }
        let name = storage.name(storage.record(key).key)
        for position in 0..<type.mapKeyCount where type.mapKey(position).text == name {
            return type.mapKeyDefault(position)?.matches(storage, key) ?? false
        }
        return false
    }
}
