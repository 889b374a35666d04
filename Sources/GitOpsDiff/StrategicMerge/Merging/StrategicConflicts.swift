import GitOpsManifest
import GitOpsSchema

/// Finds where a patch and the changes made since contradict each other.
///
/// Source: apimachinery, `strategicpatch`, `MergingMapsHaveConflicts`.
struct StrategicConflicts {
    /// What kept a member from being compared. Go's code ends at the first finding in an order that is random; here a
    /// conflict goes before any other.
    private var problem: StrategicMergePatchError?

    /// - Throws: `StrategicMergePatchError.conflict` at the first place found.
    static func check(
        _ patch: MemberList, _ changes: [PatchMember], _ type: TypeRef?
    ) throws(StrategicMergePatchError) {
        var search = StrategicConflicts()
        try search.check(.object(patch.all), .object(changes), type, rule: nil)
        if let problem = search.problem { throw problem }
    }

    private mutating func note(_ place: ValueRef?, _ make: (FieldPath) -> StrategicMergePatchError) {
        if problem == nil { problem = .at(place, make) }
    }

    /// `type` is that of the values, or of the elements of two lists; `rule` that of the member they belong to.
    private mutating func check(
        _ left: PatchValue, _ right: PatchValue, _ type: TypeRef?, rule: MergeRule?
    ) throws(StrategicMergePatchError) {
        switch left.type {
        case .object:
            guard right.type == .object else { throw conflict(left, right) }
            try checkObjects(left, right, type, rule: rule)
        case .list:
            guard right.type == .list else { throw conflict(left, right) }
            try checkLists(left, right, type, rule: rule)
        default:
            guard left.hasSameValue(as: right) else { throw conflict(left, right) }
        }
    }

    private func conflict(_ left: PatchValue, _ right: PatchValue) -> StrategicMergePatchError {
        .at(left.place ?? right.place) { .conflict($0) }
    }

    private mutating func checkObjects(
        _ left: PatchValue, _ right: PatchValue, _ type: TypeRef?, rule: MergeRule?
    ) throws(StrategicMergePatchError) {
        var rightMembers = right.members
        switch (left.patchDirective, right.patchDirective) {
        case (nil, nil): break
        case (let first?, let second?):
            guard first.hasSameValue(as: second) else { throw conflict(left, right) }
        default: throw conflict(left, right)
        }
        if rule?.replaces == true { return }
        for member in left.memberArray where member.name != .patch && member.name != .retainKeys {
            guard let other = rightMembers[member.name] else { continue }
            guard member.value.type.isContainer else {
                // A removed value has no place of its own: the other side tells where.
                try check(member.value, other, nil, rule: nil)
                continue
            }
            guard let rule = PatchSchema.rule(member.name, of: type) else {
                note(member.value.place) { .unknownField($0) }
                continue
            }
            if member.value.type == .list {
                guard let element = PatchSchema.element(of: rule) else {
                    note(member.value.place) { .unknownField($0) }
                    continue
                }
                try check(member.value, other, element, rule: rule)
            } else {
                try check(member.value, other, rule.type, rule: rule)
            }
        }
    }

    private mutating func checkLists(
        _ left: PatchValue, _ right: PatchValue, _ element: TypeRef?, rule: MergeRule?
    ) throws(StrategicMergePatchError) {
        var leftElements = left.elements
        var rightElements = right.elements
        let kind: ValueType
        do throws(StrategicMergePatchError) {
            kind = try ElementTypes.type(leftElements, rightElements, left.place ?? right.place)
        } catch {
            problem = problem ?? error
            return
        }
        if rule?.merges == true {
            if kind == .object { try checkKeyed(leftElements, rightElements, element, rule?.mergeKey) }
            return
        }
        guard leftElements.count == rightElements.count else { throw conflict(left, right) }
        if kind != .object {
            leftElements = Self.sorted(leftElements)
            rightElements = Self.sorted(rightElements)
        }
        for (offset, value) in leftElements.enumerated() {
            // Go's code reads past the end here: repeated values made the other list shorter.
            guard offset < rightElements.count else { return note(left.place) { .mixedElements($0) } }
            try check(value, rightElements[offset], element, rule: nil)
        }
    }

    private static func sorted(_ elements: [PatchValue]) -> [PatchValue] {
        let refs = elements.compactMap { element in
            if case .ref(let ref) = element { ref } else { nil }
        }
        let distinct = Distinct.values(refs) { $0.record.hash }
        let keys = distinct.map(PrintedKey.init)
        return keys.indices.sorted { PrintedKey.precedes(keys[$0], keys[$1]) }.map { .ref(distinct[$0]) }
    }

    private mutating func checkKeyed(
        _ left: [PatchValue], _ right: [PatchValue], _ type: TypeRef?, _ key: FieldName?
    ) throws(StrategicMergePatchError) {
        guard let leftKeys = keyed(left, key), let rightKeys = keyed(right, key) else { return }
        for element in left {
            // Of elements with the same key the last one counts.
            guard let key, let hash = element.member(key)?.record.hash, let value = leftKeys[hash],
                let other = rightKeys[hash]
            else { continue }
            try check(value, other, type, rule: nil)
        }
    }

    private mutating func keyed(_ elements: [PatchValue], _ key: FieldName?) -> [UInt64: PatchValue]? {
        var keyed: [UInt64: PatchValue] = [:]
        for element in elements {
            guard let key, let value = element.member(key), !value.type.isContainer else {
                note(element.place) { .missingMergeKey($0, key: key?.text ?? "") }
                return nil
            }
            keyed[value.record.hash] = element
        }
        return keyed
    }
}
