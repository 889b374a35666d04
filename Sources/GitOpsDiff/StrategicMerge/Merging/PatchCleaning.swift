import GitOpsManifest

/// Removes from a value what only a merge understands: objects with `$patch`, and null members.
///
/// Source: apimachinery, `strategicpatch`, `discardNullValuesFromPatch` and `removeDirectives`.
struct PatchCleaning {
    let removesNull: Bool
    var removesDirectives = true

    private enum Outcome {
        case same, dropped
        case changed(PatchValue)
    }

    /// The value without them; `nil` when the value itself is an object with `$patch`. Complexity: O(size).
    func cleaned(_ value: PatchValue) -> PatchValue? {
        switch outcome(value) {
        case .same: value
        case .changed(let value): value
        case .dropped: nil
        }
    }

    private func outcome(_ value: PatchValue) -> Outcome {
        switch value {
        case .null, .delete, .name, .only: .same
        case .ref(let ref):
            ref.record.holdsValues && !isClean(ref) ? outcome(containers: value) : .same
        case .object, .list: outcome(containers: value)
        }
    }

    /// Whether nothing is to be removed at any depth: then the value stays a reference.
    private func isClean(_ ref: ValueRef) -> Bool {
        let storage = ref.storage
        let marker = removesDirectives ? storage.symbol("$patch") : nil
        func isClean(_ index: Int) -> Bool {
            let record = storage.node(index)
            guard record.holdsValues else { return true }
            return record.childRange.allSatisfy { child in
                let member = storage.node(child)
                if record.kind == .object {
                    if removesNull, member.kind == .null { return false }
                    if let marker, member.key == marker { return false }
                }
                return isClean(child)
            }
        }
        return isClean(ref.index)
    }

    private func outcome(containers value: PatchValue) -> Outcome {
        if value.type == .list {
            return .changed(.list(value.elements.compactMap { cleaned(opened: $0) }))
        }
        var members: [PatchMember] = []
        for member in value.memberArray {
            if removesNull, member.value.type == .null { continue }
            if removesDirectives, member.name == .patch { return .dropped }
            if let cleaned = cleaned(opened: member.value) {
                members.append(PatchMember(name: member.name, value: cleaned))
            }
        }
        return .changed(.object(members))
    }

    /// Below an opened container everything is opened, so that each value is looked at twice at most.
    private func cleaned(opened value: PatchValue) -> PatchValue? {
        guard value.type.isContainer else { return value }
        switch outcome(containers: value) {
        case .same: return value
        case .changed(let value): return value
        case .dropped: return nil
        }
    }
}
