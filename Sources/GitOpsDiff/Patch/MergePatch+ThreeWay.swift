public import GitOpsManifest

extension MergePatch {
    /// The patch that brings `current` to `modified` as `kubectl apply` does it for kinds without merge rules: with all
    /// that `modified` says and without what `original`, the state applied before, had and `modified` does not.
    ///
    /// What only `current` has is left alone. A null member of `modified` removes the member, and one inside a list is
    /// left out. Complexity: O(size of the parts that differ).
    ///
    /// Source: Kubernetes, `k8s.io/apimachinery/pkg/util/jsonmergepatch`. Its check for conflicts finds none: what is
    /// removed is never also set.
    ///
    /// - Throws: `MergePatchError` when one of the three is no object, or when the patch would be nested too deeply.
    public init(original: Node, modified: Node, current: Node) throws(MergePatchError) {
        guard original.kind == .object, modified.kind == .object, current.kind == .object else { throw .notAnObject }
        defer { withExtendedLifetime((original, modified, current)) {} }
        let members = ThreeWayMerge.objects(ValueRef(original), ValueRef(modified), ValueRef(current))
        guard let document = PatchValue.object(members).document() else { throw .tooDeep }
        self.document = document
    }
}

private enum ThreeWayMerge {
    /// The members of the patch; a state that has no such object takes part as `nil`.
    static func objects(_ original: ValueRef?, _ modified: ValueRef, _ current: ValueRef?) -> [PatchMember] {
        let hash = modified.record.hash
        if original?.record.hash == hash, current?.record.hash == hash { return [] }
        var members: [PatchMember] = []
        let formers = Search(original)
        let presents = Search(current)
        for (offset, index) in modified.record.childRange.enumerated() {
            let value = ValueRef(modified.storage, index)
            let former = formers.find(value, offset)
            let present = presents.find(value, offset)
            if let change = change(former, value, present) {
                members.append(PatchMember(name: value.name, value: change))
            }
        }
        guard let original else { return members }
        let wanted = Search(modified)
        for (offset, index) in original.record.childRange.enumerated() {
            let value = ValueRef(original.storage, index)
            if wanted.find(value, offset) == nil { members.append(PatchMember(name: value.name, value: .null)) }
        }
        return members
    }

    private static func change(_ original: ValueRef?, _ modified: ValueRef, _ current: ValueRef?) -> PatchValue? {
        switch modified.type {
        case .null: return original?.type == .null ? nil : .null
        case .object:
            let present = current.flatMap { $0.type == .object ? $0 : nil }
            let members = objects(original.flatMap { $0.type == .object ? $0 : nil }, modified, present)
            if !members.isEmpty { return .object(members) }
            // An empty object is a value of its own.
            return present == nil && modified.record.high == 0 ? .ref(modified) : nil
        default:
            if let current, current.record.hash == modified.record.hash { return nil }
            return PatchCleaning(removesNull: true, removesDirectives: false).cleaned(.ref(modified))
        }
    }

    /// Finds members by name; finds none where there is no object.
    private struct Search {
        private let members: (search: MemberSearch, object: ValueRef)?

        init(_ object: ValueRef?) {
            members = object.map { (MemberSearch($0.storage, $0.record), $0) }
        }

        func find(_ value: ValueRef, _ offset: Int) -> ValueRef? {
            guard let members else { return nil }
            let hint = members.object.record.childRange.lowerBound + offset
            return members.search.find(value.record.key, of: value.storage, hint: hint)
                .map { ValueRef(members.object.storage, $0) }
        }
    }
}
