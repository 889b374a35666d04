import GitOpsManifest
import GitOpsSchema

/// One difference between the desired and the live state, as node indices: paths and nodes are made only for results.
struct RawDifference {
    var operation: Change.Operation
    /// Node of the desired document, or -1.
    var desired: Int
    /// Node of the live document, or -1.
    var live: Int
}

/// Walks the desired and the live state side by side and finds what re-applying the desired one would change.
///
/// Subtrees with equal hashes are not entered. Members that only the live state has are not looked at here: they are
/// nobody's business unless the applier owned them before (`OwnedFields`) or somebody wants them explained.
struct DriftWalk {
    let desired: DocumentStorage
    let live: DocumentStorage
    var defaults: DefaultRules
    private(set) var differences: [RawDifference] = []
    /// Nodes of the desired document that the schema does not know and the server would prune.
    private(set) var unknown: [Int] = []
    /// Whether members of atomic objects and maps are merged: client-side apply does not know that they are.
    var mergesAtomicObjects = false
    /// Whether lists are replaced as a whole, as a JSON merge patch does it.
    var replacesLists = false

    init(desired: DocumentStorage, live: DocumentStorage, definition: DocumentStorage?) {
        self.desired = desired
        self.live = live
        defaults = DefaultRules(live, definition: definition)
    }

    mutating func add(_ operation: Change.Operation, _ desired: Int, _ live: Int) {
        differences.append(RawDifference(operation: operation, desired: desired, live: live))
    }

    /// Drops what was found in the status: writes to the resource itself do not reach it.
    mutating func ignoreStatus(_ object: Int, _ liveObject: Int) {
        guard let symbol = WellKnownNames.symbol("status") else { return }
        let wanted = desired.member(of: object, symbol)
        let found = live.member(of: liveObject, symbol)
        differences.removeAll { difference in
            difference.desired >= 0
                ? wanted.map { desired.contains($0, difference.desired) } ?? false
                : found.map { live.contains($0, difference.live) } ?? false
        }
    }

    // MARK: Values

    /// Compares two values of a type, neither of them null unless the type keeps null.
    mutating func compare(_ wanted: Int, _ found: Int, _ type: TypeRef) {
        let left = desired.record(wanted)
        let right = live.record(found)
        if left.hash == right.hash { return }
        switch type.kind {
        case .scalar:
            if !ScalarEquality.isEqual(type.scalar, desired, wanted, live, found) { add(.replace, wanted, found) }
        case .object where left.kind == .object && right.kind == .object:
            if isWhole(type) { compareWhole(wanted, found, type) } else { compareMembers(wanted, found, type) }
        case .map where left.kind == .object && right.kind == .object:
            if isWhole(type) { compareWhole(wanted, found, type) } else { compareEntries(wanted, found, type.value) }
        case .list where left.kind == .array && right.kind == .array:
            switch type.listKind {
            case _ where replacesLists: compareWhole(wanted, found, type)
            case .atomic: compareWhole(wanted, found, type)
            case .set: compareSets(wanted, found)
            case .map: compareItems(wanted, found, type)
            }
        case .untyped where left.kind == .object && right.kind == .object:
            compareEntries(wanted, found, type)
        case .untyped, .object, .map, .list, .builtIn:
            if !NodeEquality.isEqual(desired, wanted, live, found) { add(.replace, wanted, found) }
        }
    }

    private func isWhole(_ type: TypeRef) -> Bool { type.isAtomic && !mergesAtomicObjects }

    private mutating func compareWhole(_ wanted: Int, _ found: Int, _ type: TypeRef) {
        if !isStored(wanted, found, type) { add(.replace, wanted, found) }
    }

    // MARK: Objects and maps

    mutating func compareMembers(_ wanted: Int, _ found: Int, _ type: TypeRef) {
        defaults.context.push(found)
        defer { defaults.context.pop() }
        let range = live.record(found).children
        var hint = range.lowerBound
        for member in desired.record(wanted).children {
            let record = desired.record(member)
            let other = live.member(named: record.key, of: desired, in: range, hint: hint)
            if let other {
                hint = other + 1
                if live.record(other).hash == record.hash { continue }
            }
            guard let field = type.field(record.key, in: desired) else {
                unknownMember(member, other, type)
                continue
            }
            compareMember(member, other, field, type, found, wanted)
        }
    }

    private mutating func unknownMember(_ member: Int, _ other: Int?, _ type: TypeRef) {
        guard type.preservesUnknownFields else {
            unknown.append(member)
            return
        }
        if let other {
            compareUntyped(member, other)
        } else if desired.record(member).kind != .null {
            add(.add, member, -1)
        }
    }

    private mutating func compareUntyped(_ wanted: Int, _ found: Int) {
        if desired.record(wanted).kind == .object, live.record(found).kind == .object {
            compareUntypedEntries(wanted, found)
        } else if !NodeEquality.isEqual(desired, wanted, live, found) {
            add(.replace, wanted, found)
        }
    }

    private mutating func compareUntypedEntries(_ wanted: Int, _ found: Int) {
        let range = live.record(found).children
        for member in desired.record(wanted).children {
            let record = desired.record(member)
            if let other = live.member(named: record.key, of: desired, in: range, hint: range.lowerBound) {
                compareUntyped(member, other)
            } else if record.kind != .null {
                add(.add, member, -1)
            }
        }
    }

    private mutating func compareMember(
        _ member: Int, _ other: Int?, _ field: FieldRef, _ type: TypeRef, _ object: Int, _ wanted: Int
    ) {
        if field.flags.contains(.ruled) {
            if defaults.isDropped(field, of: type, writing: wanted, desired) { return }
            if defaults.applies(.status, to: field, of: type) != nil { return }
            if let rule = defaults.applies(.foldBase64, to: field, of: type) {
                return compareFolded(member, rule, object)
            }
        }
        let isAbsent = isAbsentWhenStored(desired, member, field)
        guard let other else {
            if !isAbsent, !isDroppedWhole(member, field, type) { add(.add, member, -1) }
            return
        }
        if isAbsent {
            // Nothing is merged into a list or map whose parts have owners of their own.
            if field.type.isGranular { return }
            // The applier owns the field and gives it no value: the server's own value is the only one that stays.
            if !defaults.explain(other, as: field, of: type), !live.isZero(other),
                !defaults.isAllocated(field, of: type)
            {
                add(.replace, member, other)
            }
            return
        }
        if field.flags.contains(.ruled), field.type.kind == .list,
            field.type.listKind == .atomic || replacesLists
        {
            if !isStored(member, other, field, of: type) { add(.replace, member, other) }
            return
        }
        if field.flags.contains(.ruled), field.type.kind == .map {
            let dropped = defaults.droppedEntries(of: field, of: type)
            if !dropped.isEmpty { return compareEntries(member, other, field.type.value, dropped) }
        }
        compare(member, other, field.type)
    }

    /// Whether a map has only entries that the server drops.
    private func isDroppedWhole(_ member: Int, _ field: FieldRef, _ type: TypeRef) -> Bool {
        guard field.flags.contains(.ruled), field.type.kind == .map else { return false }
        let dropped = defaults.droppedEntries(of: field, of: type)
        return desired.record(member).children.allSatisfy { entry in
            dropped.contains { $0.bytes.elementsEqual(desired.nameBytes(desired.record(entry).key)) }
        }
    }

    /// Whether the server stores nothing for a value: null, and zero values that its types leave out.
    func isAbsentWhenStored(_ storage: DocumentStorage, _ value: Int, _ field: FieldRef) -> Bool {
        let record = storage.record(value)
        if record.kind == .null { return !field.isNullable }
        if field.tables != .builtIn || field.keepsZero { return false }
        switch field.type.kind {
        case .scalar, .list, .map: return storage.isZero(value)
        case .object, .untyped, .builtIn: return false
        }
    }

    private mutating func compareEntries(
        _ wanted: Int, _ found: Int, _ type: TypeRef, _ dropped: [SchemaLiteral] = []
    ) {
        defaults.context.push(found)
        defer { defaults.context.pop() }
        let range = live.record(found).children
        var hint = range.lowerBound
        for member in desired.record(wanted).children {
            let record = desired.record(member)
            if !dropped.isEmpty, dropped.contains(where: { $0.bytes.elementsEqual(desired.nameBytes(record.key)) }) {
                continue
            }
            guard let other = live.member(named: record.key, of: desired, in: range, hint: hint) else {
                if record.kind != .null { add(.add, member, -1) }
                continue
            }
            hint = other + 1
            if record.kind == .null {
                if !isStoredNull(other, type) { add(.replace, member, other) }
            } else {
                compare(member, other, type)
            }
        }
    }

    /// Whether the server stores this for null: in a map of its own types the zero value, else nothing of its own.
    func isStoredNull(_ found: Int, _ type: TypeRef) -> Bool {
        guard type.kind == .scalar, type.tables == .builtIn else { return live.record(found).kind == .null }
        if live.isZero(found) { return true }
        return type.scalar == .quantity && Node(storage: live, index: found).string == "0"
    }

    /// `stringData` of a Secret: its values are stored in another map, in base64.
    private mutating func compareFolded(_ member: Int, _ rule: RuleRef, _ object: Int) {
        let target = defaults.context.resolve(rule.path)
        for entry in desired.record(member).children {
            let record = desired.record(entry)
            let range = target.map { live.record($0).children } ?? 0..<0
            guard let other = live.member(named: record.key, of: desired, in: range, hint: range.lowerBound) else {
                add(.add, entry, -1)
                continue
            }
            let stored = Node(storage: live, index: other).string.flatMap { Base64.decode($0.utf8) }
            let given = record.kind == .string ? Array(desired.bytes(record)) : []
            if stored != given { add(.replace, entry, other) }
        }
    }
}
