import GitOpsManifest

/// Checks that the elements of lists are all of one type, as a merge needs them.
///
/// Source: apimachinery, `strategicpatch`, `sliceElementType`. Where Go's code panics, at a null, this is an error.
struct ElementTypes {
    private(set) var type: ValueType?

    @inline(__always)
    mutating func add(_ next: ValueType, _ place: @autoclosure () -> ValueRef?) throws(StrategicMergePatchError) {
        if next == type { return }
        if next == .null { throw .at(place()) { .nullElement($0) } }
        if next == .list { throw .at(place()) { .nestedList($0) } }
        if type != nil { throw .at(place()) { .mixedElements($0) } }
        type = next
    }

    mutating func add(_ elements: [PatchValue]) throws(StrategicMergePatchError) {
        for element in elements { try add(element.type, element.place) }
    }

    mutating func add(_ list: NodeRecord, in storage: DocumentStorage) throws(StrategicMergePatchError) {
        for index in list.childRange {
            let ref = ValueRef(storage, index)
            try add(ref.type, ref)
        }
    }

    static func type(
        _ left: [PatchValue], _ right: [PatchValue], _ place: ValueRef?
    ) throws(StrategicMergePatchError) -> ValueType {
        var types = ElementTypes()
        try types.add(left)
        try types.add(right)
        guard let type = types.type else { throw .at(place) { .noElements($0) } }
        return type
    }
}
