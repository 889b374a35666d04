import GitOpsManifest

/// A value of a patch that is being made: parts of documents stay references.
enum PatchValue {
    /// Removes the member.
    case null
    case ref(ValueRef)
    /// The string `delete` of `$patch`.
    case delete
    /// A member's name as a string.
    case name(PatchName)
    /// An object with one member, named and valued like this one.
    case only(ValueRef)
    case object([PatchMember])
    case list([PatchValue])
}

/// A named value.
struct PatchMember {
    let name: PatchName
    var value: PatchValue
}

extension PatchValue {
    var type: ValueType {
        switch self {
        case .null: .null
        case .ref(let ref): ref.type
        case .delete, .name: .string
        case .only, .object: .object
        case .list: .list
        }
    }

    /// The members of an object, to be edited; empty for other types.
    var members: MemberList { MemberList(memberArray) }

    /// The members of an object; empty for other types.
    var memberArray: [PatchMember] {
        switch self {
        case .object(let members): return members
        case .only(let ref): return [PatchMember(name: ref.name, value: .ref(ref))]
        case .ref(let ref):
            let record = ref.record
            guard record.kind == .object else { return [] }
            return record.childRange.map { index in
                PatchMember(
                    name: PatchName(ref.storage.node(index).key, in: ref.storage),
                    value: .ref(ValueRef(ref.storage, index)))
            }
        default: return []
        }
    }

    /// The elements of a list; empty for other types.
    var elements: [PatchValue] {
        switch self {
        case .list(let elements): return elements
        case .ref(let ref):
            let record = ref.record
            return record.kind == .array ? record.childRange.map { .ref(ValueRef(ref.storage, $0)) } : []
        default: return []
        }
    }

    /// A place in a document for messages.
    var place: ValueRef? {
        switch self {
        case .ref(let ref), .only(let ref): ref
        case .object(let members): members.lazy.compactMap { $0.value.place }.first
        case .list(let elements): elements.lazy.compactMap { $0.place }.first
        case .null, .delete, .name: nil
        }
    }

    /// The value of `$patch` in an object.
    var patchDirective: PatchValue? {
        switch self {
        case .object(let members): return members.first { $0.name == .patch }?.value
        case .ref(let ref):
            let record = ref.record
            guard record.kind == .object else { return nil }
            for index in record.childRange where !ref.storage.node(index).key.isInSchema {
                let value = ValueRef(ref.storage, index)
                if value.name == .patch { return .ref(value) }
            }
            return nil
        default: return nil
        }
    }

    /// Whether the value is an object with `$patch: delete`.
    var isDeletion: Bool { patchDirective?.isString("delete") ?? false }

    func isString(_ text: StaticString) -> Bool {
        switch self {
        case .delete: return "delete".utf8.elementsEqual(UnsafeBufferPointer(text))
        case .ref(let ref):
            return ref.record.kind == .string && ref.bytes.elementsEqual(UnsafeBufferPointer(text))
        default: return false
        }
    }

    /// Equality of JSON values.
    func hasSameValue(as other: PatchValue) -> Bool {
        if case .ref(let left) = self, case .ref(let right) = other { return left.hasSameValue(as: right) }
        guard type == other.type else { return false }
        switch type {
        case .object:
            let left = memberArray
            var right = other.members
            return left.count == right.count
                && left.allSatisfy { member in right[member.name].map { member.value.hasSameValue(as: $0) } ?? false }
        case .list:
            let left = elements
            let right = other.elements
            return left.count == right.count && zip(left, right).allSatisfy { $0.hasSameValue(as: $1) }
        case .null: return true
        default: return stringBytes.map { left in other.stringBytes.map(left.elementsEqual) ?? false } ?? false
        }
    }

    /// The bytes of a string.
    var stringBytes: UnsafeBufferPointer<UInt8>? {
        switch self {
        case .delete: UnsafeBufferPointer("delete")
        case .name(let name): name.bytes
        case .ref(let ref): ref.record.kind == .string ? ref.bytes : nil
        default: nil
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    init(_ text: StaticString) { self.init(start: text.utf8Start, count: text.utf8CodeUnitCount) }
}
