import GitOpsManifest
import GitOpsSchema

extension DriftWalk {
    /// Fields that the applier owned before and no longer wants: the server removes them unless somebody else owns them,
    /// and then perhaps sets its default again.
    ///
    /// Source: structured-merge-diff `merge/update.go`, prune.
    mutating func removeOwned(
        _ fields: Int, wanted: Int?, found: Int, _ type: TypeRef, others: [FieldOwners.Entry]
    ) {
        var owners = others.map(\.fields)
        removeOwned(fields, wanted, found, type, &owners)
    }

    private mutating func removeOwned(
        _ fields: Int, _ wanted: Int?, _ found: Int, _ type: TypeRef, _ owners: inout [Int]
    ) {
        let isObject = live.record(found).kind == .object
        if isObject { defaults.context.push(found) }
        defer { if isObject { defaults.context.pop() } }
        // Both documents have their members sorted for the most part.
        var hint = live.record(found).childRange.lowerBound
        var wantedHint = wanted.map { desired.record($0).childRange.lowerBound } ?? 0
        for child in live.record(fields).children {
            let key = live.record(child).key
            let step = OwnedStep(live.nameBytes(key))
            switch step {
            case .itself, .other: continue
            case .field(let name):
                guard let member = live.member(of: found, spelled: name, hint: hint) else { continue }
                hint = member + 1
                let kept = wanted.flatMap { wanted -> Int? in
                    let record = desired.record(wanted)
                    guard record.kind == .object else { return nil }
                    return desired.member(
                        named: live.record(member).key, of: live, in: record.children, hint: wantedHint)
                }
                if let kept {
                    wantedHint = kept + 1
                    if isKept(child, kept, member) { continue }
                }
                let field = type.kind == .object ? type.field(live.record(member).key, in: live) : nil
                let isUnknown = field == nil && type.kind == .object && !type.preservesUnknownFields
                let memberType = isUnknown ? nil : field?.type ?? type.unnamedMember
                removeChild(child, key, kept, member, memberType, field, type, &owners)
            case .keyed, .value:
                guard let item = live.element(of: found, step, type) else { continue }
                let kept = wanted.flatMap { wanted -> Int? in
                    guard desired.record(wanted).kind == .array else { return nil }
                    return desired.record(wanted).children.first { candidate in
                        type.kind == .list && type.listKind == .map
                            ? desired.record(candidate).kind == .object && hasSameKeys(candidate, item, type)
                            : NodeEquality.isEqual(desired, candidate, live, item)
                    }
                }
                if let kept, isKept(child, kept, item) { continue }
                removeChild(child, key, kept, item, type.kind == .list ? type.element : nil, nil, type, &owners)
            }
        }
    }

    /// Whether everything owned in a value is wanted as well: it stands in both alike, or is owned as one.
    private func isKept(_ fields: Int, _ wanted: Int, _ found: Int) -> Bool {
        let record = desired.record(wanted)
        return record.hash == live.record(found).hash || record.kind != .null && live.record(fields).high == 0
    }

    private mutating func removeChild(
        _ fields: Int, _ key: Symbol, _ wanted: Int?, _ found: Int, _ type: TypeRef?, _ field: FieldRef?,
        _ parent: TypeRef, _ owners: inout [Int]
    ) {
        var below = owners.map { $0 < 0 ? -1 : live.member(of: $0, key) ?? -1 }
        let isWanted = wanted.map { desired.record($0).kind != .null } ?? false
        let isLeaf = live.record(fields).high == 0
        let ownsItself = isLeaf || live.hasItself(fields)
        if !isWanted, ownsItself, below.allSatisfy({ $0 < 0 }) {
            if let field {
                if field.flags.contains(.ruled), defaults.isDropped(field, of: parent) { return }
                if defaults.explain(found, as: field, of: parent) || defaults.isAllocated(field, of: parent) { return }
            }
            if wanted == nil { add(.remove, -1, found) }
            return
        }
        guard !isLeaf, let type else { return }
        removeOwned(fields, isWanted ? wanted : nil, found, type, &below)
    }

    // MARK: By the last applied state

    /// Fields that the state applied before had and the desired one has not.
    mutating func removeApplied(_ base: DocumentStorage, _ applied: Int, wanted: Int, found: Int, _ type: TypeRef) {
        let record = base.record(applied)
        if record.kind == .array { return removeItems(base, applied, wanted, found, type) }
        guard record.kind == .object, desired.record(wanted).kind == .object, live.record(found).kind == .object else {
            return
        }
        defaults.context.push(found)
        defer { defaults.context.pop() }
        for member in record.children where base.record(member).kind != .null {
            let key = base.record(member).key
            let range = live.record(found).children
            guard let other = live.member(named: key, of: base, in: range, hint: range.lowerBound) else { continue }
            let field = type.kind == .object ? type.field(key, in: base) : nil
            let memberType = field?.type ?? type.unnamedMember
            let wantedRange = desired.record(wanted).children
            if let kept = desired.member(named: key, of: base, in: wantedRange, hint: wantedRange.lowerBound) {
                removeApplied(base, member, wanted: kept, found: other, memberType)
            } else if let field, defaults.explain(other, as: field, of: type) || defaults.isAllocated(field, of: type) {
                continue
            } else {
                add(.remove, -1, other)
            }
        }
    }

    private mutating func removeItems(
        _ base: DocumentStorage, _ applied: Int, _ wanted: Int, _ found: Int, _ type: TypeRef
    ) {
        guard !replacesLists, type.kind == .list, type.listKind != .atomic, desired.record(wanted).kind == .array,
            live.record(found).kind == .array
        else { return }
        let before = DriftWalk(desired: base, live: live, definition: nil)
        for item in live.record(found).children {
            let isKeyed = type.listKind == .map
            if isKeyed, live.record(item).kind != .object { continue }
            func isIn(_ walk: DriftWalk, _ list: Int) -> Int? {
                walk.desired.record(list).children.first { candidate in
                    isKeyed
                        ? walk.desired.record(candidate).kind == .object && walk.hasSameKeys(candidate, item, type)
                        : NodeEquality.isEqual(walk.desired, candidate, live, item)
                }
            }
            guard let old = isIn(before, applied) else { continue }
            if let kept = isIn(self, wanted) {
                if isKeyed { removeApplied(base, old, wanted: kept, found: item, type.element) }
            } else {
                add(.remove, -1, item)
            }
        }
    }
}
