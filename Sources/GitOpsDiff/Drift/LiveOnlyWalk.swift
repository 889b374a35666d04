import GitOpsManifest
import GitOpsSchema

/// Finds what only the live state has, and explains it.
struct LiveOnlyWalk {
    let desired: DocumentStorage
    let live: DocumentStorage
    private var defaults: DefaultRules
    private let owners: [FieldOwners.Entry]
    /// A desired map whose entries are stored in another one (`stringData` of a Secret), and that one.
    private var folded: Int?
    private var target: Int?
    /// How elements of lists are paired.
    private let pairing: DriftWalk
    private(set) var found: [(node: Int, explanation: LiveOnlyField.Explanation)] = []

    /// - Parameter owners: the managers that fields may belong to, without the applier itself.
    /// Live values that re-applying replaces as a whole: their parts need no reason.
    private let replaced: Set<Int>

    init(
        desired: DocumentStorage, live: DocumentStorage, definition: DocumentStorage?, owners: [FieldOwners.Entry],
        differences: [RawDifference]
    ) {
        replaced = Set(differences.filter { $0.operation == .replace }.map(\.live))
        self.desired = desired
        self.live = live
        self.owners = owners
        defaults = DefaultRules(live, definition: definition)
        pairing = DriftWalk(desired: desired, live: live, definition: definition)
    }

    mutating func explainRoot(_ wanted: Int, _ object: Int, _ type: TypeRef) {
        if let rule = type.rules.first(where: { $0.operation == .foldBase64 }), rule.path.count == 1 {
            folded = rule.field.name.member(of: wanted, in: desired)
            target = live.member(of: object, Symbol(rawValue: UInt32(rule.path.step(0))))
        }
        visit(wanted, object, type, nil, owners.map(\.fields))
    }

    /// The field that a list or map is the value of, and the type that has the field.
    private typealias Place = (field: FieldRef, parent: TypeRef)

    /// Two values that both states have.
    private mutating func visit(_ wanted: Int, _ value: Int, _ type: TypeRef, _ place: Place?, _ sets: [Int]) {
        let left = desired.record(wanted)
        let right = live.record(value)
        if left.hash == right.hash || replaced.contains(value) { return }
        switch (left.kind, right.kind) {
        case (.object, .object): visitMembers(wanted, value, type, place, sets)
        case (.array, .array):
            for (offset, item) in right.children.enumerated() {
                let counterpart = counterpart(of: item, offset, in: wanted, type)
                let itemSets = self.sets(sets, forItem: item, of: value, type)
                let element = type.kind == .list ? type.element : type
                if let counterpart {
                    visit(counterpart, item, element, nil, itemSets)
                } else if let place, defaults.isAllocatedItem(item, of: place.field, of: place.parent) {
                    found.append((item, .allocated))
                } else {
                    explain(item, nil, nil, element, itemSets)
                }
            }
        default: return
        }
    }

    private func counterpart(of item: Int, _ offset: Int, in list: Int, _ type: TypeRef) -> Int? {
        let candidates = desired.record(list).children
        guard type.kind == .list, type.listKind != .atomic else {
            return offset < candidates.count ? candidates.lowerBound + offset : nil
        }
        if type.listKind == .set {
            return candidates.first { NodeEquality.isEqual(desired, $0, live, item) }
        }
        guard live.record(item).kind == .object else { return nil }
        return candidates.first { desired.record($0).kind == .object && pairing.hasSameKeys($0, item, type) }
    }

    private mutating func visitMembers(
        _ wanted: Int, _ object: Int, _ type: TypeRef, _ place: Place?, _ sets: [Int]
    ) {
        let allocated = allocatedEntries(of: object, place?.field, place?.parent, type)
        let merged = mergedEntries(of: object, place, type)
        defaults.context.push(object)
        defer { defaults.context.pop() }
        let range = desired.record(wanted).children
        var hint = range.lowerBound
        for member in live.record(object).children {
            let record = live.record(member)
            let other = desired.member(named: record.key, of: live, in: range, hint: hint)
            if let other { hint = other + 1 }
            let field = type.kind == .object ? type.field(record.key, in: live) : nil
            let memberType = field?.type ?? type.unnamedMember
            if let other, desired.record(other).hash == record.hash { continue }
            let below = self.sets(sets, forMember: member)
            if let other, desired.record(other).kind != .null {
                if let field, defaults.applies(.status, to: field, of: type) != nil {
                    if live.record(member).hash != desired.record(other).hash { found.append((member, .status)) }
                } else if let field, isEmptyContainer(other), pairing.isAbsentWhenStored(desired, other, field),
                    !replaced.contains(member)
                {
                    explain(member, field, type, memberType, below)
                } else {
                    visit(other, member, memberType, field.map { ($0, type) }, below)
                }
            } else if allocated.contains(member) {
                found.append((member, .allocated))
            } else if merged.contains(member), owner(of: member, below) == nil {
                found.append((member, .defaulted))
            } else if other != nil, type.kind == .map, pairing.isStoredNull(member, type.value) {
                continue
            } else {
                explain(member, field, type, memberType, below)
            }
        }
    }

    /// Whether the desired document has a list or map without entries, which the server may store as nothing.
    private func isEmptyContainer(_ wanted: Int) -> Bool {
        let record = desired.record(wanted)
        return record.isContainer && record.high == 0
    }

    // MARK: Values that only the live state has

    private mutating func explain(
        _ value: Int, _ field: FieldRef?, _ parent: TypeRef?, _ type: TypeRef, _ sets: [Int]
    ) {
        if isFolded(value) { return }
        let allocated = allocatedEntries(of: value, field, parent, type)
        if let known = reason(value, field, parent, sets) {
            // A copy of what was allocated elsewhere is no default.
            guard known == .defaulted, !allocated.isEmpty, allocated.count == Int(live.record(value).high) else {
                found.append((value, known))
                return
            }
        }
        let record = live.record(value)
        guard record.isContainer, record.high > 0 else {
            found.append((value, .unexplained))
            return
        }
        if record.kind == .array {
            for item in record.children {
                if let field, let parent, defaults.isAllocatedItem(item, of: field, of: parent) {
                    found.append((item, .allocated))
                    continue
                }
                explain(
                    item, nil, nil, type.kind == .list ? type.element : type,
                    self.sets(sets, forItem: item, of: value, type))
            }
            return
        }
        defaults.context.push(value)
        defer { defaults.context.pop() }
        for member in record.children {
            if allocated.contains(member) {
                found.append((member, .allocated))
                continue
            }
            let field = type.kind == .object ? type.field(live.record(member).key, in: live) : nil
            let memberType = field?.type ?? type.unnamedMember
            explain(member, field, type.kind == .object ? type : nil, memberType, self.sets(sets, forMember: member))
        }
    }

    /// The entries of a map that the server or a controller adds; the rules look from the object that has the map.
    private func allocatedEntries(of map: Int, _ field: FieldRef?, _ parent: TypeRef?, _ type: TypeRef) -> Set<Int> {
        guard let field, let parent, type.kind == .map, field.flags.contains(.ruled), live.record(map).kind == .object
        else { return [] }
        return Set(live.record(map).children.filter { defaults.isAllocatedEntry($0, of: field, of: parent) })
    }

    /// The entries of a map that the server takes from other maps of the object that has it.
    private func mergedEntries(of map: Int, _ place: Place?, _ type: TypeRef) -> Set<Int> {
        guard let place, type.kind == .map, place.field.flags.contains(.ruled) else { return [] }
        return Set(live.record(map).children.filter { defaults.isMergedEntry($0, of: place.field, of: place.parent) })
    }

    /// Whether an entry came from the map that is folded into another one.
    private func isFolded(_ value: Int) -> Bool {
        guard let folded, let target, live.parent(of: value) == target else { return false }
        let range = desired.record(folded).children
        return desired.member(named: live.record(value).key, of: live, in: range, hint: range.lowerBound) != nil
    }

    private mutating func reason(
        _ value: Int, _ field: FieldRef?, _ parent: TypeRef?, _ sets: [Int]
    ) -> LiveOnlyField.Explanation? {
        if let owner = owner(of: value, sets) { return owner }
        guard let field, let parent else { return nil }
        if field.flags.contains(.ruled) {
            if defaults.applies(.status, to: field, of: parent) != nil { return .status }
            if defaults.applies(.dropped, to: field, of: parent) != nil { return .bookkeeping }
        }
        if defaults.explain(value, as: field, of: parent) { return .defaulted }
        if defaults.isAllocated(field, of: parent) { return .allocated }
        return nil
    }

    private func owner(of value: Int, _ sets: [Int]) -> LiveOnlyField.Explanation? {
        for (index, fields) in sets.enumerated() where fields >= 0 && owns(fields, value) {
            let entry = owners[index]
            if entry.subresource == "status" { return .status }
            return .owned(manager: entry.manager, since: entry.time(in: live))
        }
        return nil
    }

    /// Whether a set of fields has the value itself, not only parts of it.
    private func owns(_ fields: Int, _ value: Int) -> Bool {
        let record = live.record(fields)
        guard record.kind == .object else { return false }
        if record.high == 0 { return true }
        // An object that somebody made, of which others may own parts.
        guard live.hasItself(fields) else { return false }
        return live.record(value).high == 0 || coversMembers(fields, value)
    }

    private func coversMembers(_ fields: Int, _ value: Int) -> Bool {
        guard live.record(value).kind == .object else { return false }
        return live.record(value).children.allSatisfy { member in
            live.owned(in: fields, field: live.nameBytes(live.record(member).key)).map { owns($0, member) } ?? false
        }
    }

    private func sets(_ sets: [Int], forMember member: Int) -> [Int] {
        let name = live.nameBytes(live.record(member).key)
        return sets.map { $0 < 0 ? -1 : live.owned(in: $0, field: name) ?? -1 }
    }

    private func sets(_ sets: [Int], forItem item: Int, of list: Int, _ type: TypeRef) -> [Int] {
        sets.map { $0 < 0 ? -1 : live.owned(in: $0, item: item, of: list, type) ?? -1 }
    }
}
