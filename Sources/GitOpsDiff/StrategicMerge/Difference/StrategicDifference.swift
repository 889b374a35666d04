import GitOpsManifest
import GitOpsSchema

/// The patch that leads from one object to another, with its parts chosen by options.
///
/// Source: apimachinery, `strategicpatch`, `diffMaps`. Equal parts are recognised by their hashes and entered only where
/// the schema has something to check or, as in Go, something that a patch names even without a change.
struct StrategicDifference {
    struct Options: OptionSet {
        let rawValue: UInt8
        /// Say in which order merged lists stand.
        static let elementOrder = Options(rawValue: 1)
        /// Leave out what is new or changed.
        static let ignoringChanges = Options(rawValue: 2)
        /// Leave out what is gone.
        static let ignoringDeletions = Options(rawValue: 4)
    }

    let original: DocumentStorage
    let modified: DocumentStorage
    let options: Options
    /// The symbol of `$patch` in `modified`, where a manifest has such a member.
    private let marker: Symbol?

    init(from original: DocumentStorage, to modified: DocumentStorage, _ options: Options) {
        self.original = original
        self.modified = modified
        self.options = options
        marker = modified.symbol("$patch")
    }

    var keepsChanges: Bool { !options.contains(.ignoringChanges) }
    var keepsDeletions: Bool { !options.contains(.ignoringDeletions) }

    /// The members of the patch between two objects.
    func objects(
        _ left: NodeRecord, _ right: NodeRecord, _ type: TypeRef?, retainsKeys: Bool = false
    ) throws(StrategicMergePatchError) -> [PatchMember] {
        var patch: [PatchMember] = []
        let names = MemberSearch(original, left)
        var hint = left.childRange.lowerBound
        var matched = 0
        for index in right.childRange {
            let record = modified.node(index)
            guard let counterpart = names.find(record.key, of: modified, hint: hint) else {
                if keepsChanges { patch.add(member(index)) }
                continue
            }
            matched += 1
            hint = counterpart + 1
            try compare(counterpart, index, type, into: &patch)
        }
        if keepsDeletions, matched < left.childRange.count {
            eachMissing(left, right) { patch.add(PatchMember(name: PatchName($0.key, in: original), value: .null)) }
        }
        if retainsKeys { addRetainedKeys(left, right, matched, to: &patch) }
        return patch
    }

    func member(_ index: Int) -> PatchMember {
        PatchMember(
            name: PatchName(modified.node(index).key, in: modified), value: .ref(ValueRef(modified, index)))
    }

    /// Calls `body` with the members of `left` that `right` does not have.
    private func eachMissing(_ left: NodeRecord, _ right: NodeRecord, _ body: (NodeRecord) -> Void) {
        let names = MemberSearch(modified, right)
        var hint = right.childRange.lowerBound
        for index in left.childRange {
            let record = original.node(index)
            if let counterpart = names.find(record.key, of: original, hint: hint) {
                hint = counterpart + 1
            } else {
                body(record)
            }
        }
    }

    private func addRetainedKeys(
        _ left: NodeRecord, _ right: NodeRecord, _ matched: Int, to patch: inout [PatchMember]
    ) {
        if patch.isEmpty {
            guard matched < left.childRange.count else { return }
            var hasMore = false
            eachMissing(left, right) { if $0.kind != .null { hasMore = true } }
            guard hasMore else { return }
        }
        let retained = right.childRange.lazy.map { modified.node($0) }.filter { $0.kind != .null }
            .map { PatchName($0.key, in: modified) }
        guard !retained.isEmpty else { return }
        let names = retained.sorted(by: PatchName.precedes).map { PatchValue.name($0) }
        patch.add(PatchMember(name: .retainKeys, value: .list(names)))
    }

    // MARK: Members

    private func compare(
        _ left: Int, _ right: Int, _ type: TypeRef?, into patch: inout [PatchMember]
    ) throws(StrategicMergePatchError) {
        let before = original.node(left)
        let after = modified.node(right)
        if let marker, after.key == marker {
            guard before.kind == .string, after.kind == .string else {
                throw .at(ValueRef(modified, right)) { .invalidDirective($0, directive: "$patch") }
            }
            if before.hash != after.hash { patch.add(member(right)) }
            return
        }
        switch (before.kind, after.kind) {
        case (.object, .object): try compareObjects(before, after, right, type, into: &patch)
        case (.array, .array): try compareLists(before, after, right, type, into: &patch)
        default: if before.hash != after.hash, keepsChanges { patch.add(member(right)) }
        }
    }

    private func compareObjects(
        _ before: NodeRecord, _ after: NodeRecord, _ index: Int, _ type: TypeRef?, into patch: inout [PatchMember]
    ) throws(StrategicMergePatchError) {
        let isSame = before.hash == after.hash
        guard let rule = PatchSchema.rule(after.key, in: modified, of: type) else {
            if isSame { return }
            throw .at(ValueRef(modified, index)) { .unknownField($0) }
        }
        // Go names a replaced object even when it is the same.
        if rule.replaces {
            if keepsChanges { patch.add(member(index)) }
            return
        }
        if isSame, !MergeSemantics.matters(in: rule.type) { return }
        let difference = try objects(before, after, rule.type, retainsKeys: rule.retainsKeys)
        guard !difference.isEmpty else { return }
        patch.add(
            PatchMember(name: PatchName(after.key, in: modified), value: .object(difference)))
    }

    private func compareLists(
        _ before: NodeRecord, _ after: NodeRecord, _ index: Int, _ type: TypeRef?, into patch: inout [PatchMember]
    ) throws(StrategicMergePatchError) {
        guard let rule = PatchSchema.rule(after.key, in: modified, of: type),
            let element = PatchSchema.element(of: rule)
        else {
            if before.hash == after.hash { return }
            throw .at(ValueRef(modified, index)) { .unknownField($0) }
        }
        guard rule.merges else {
            if before.hash != after.hash, keepsChanges { patch.add(member(index)) }
            return
        }
        guard before.high > 0 else {
            if after.high > 0, keepsChanges { patch.add(member(index)) }
            return
        }
        var types = ElementTypes()
        try types.add(before, in: original)
        try types.add(after, in: modified)
        if types.type == .object {
            try compareKeyedLists(before, after, index, element, rule, into: &patch)
        } else {
            compareSets(before, after, index, into: &patch)
        }
    }
}

extension [PatchMember] {
    /// Appends with room for more: most patches have a few members.
    @inline(__always)
    mutating func add(_ member: PatchMember) {
        if isEmpty { reserveCapacity(4) }
        append(member)
    }
}
