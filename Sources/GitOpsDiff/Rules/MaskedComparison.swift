import GitOpsManifest
import GitOpsSchema

/// Compares two values as `DriftWalk.isStored` does, passing over the parts that rules choose.
///
/// A part that is chosen in one state may be anything in the other, or nothing: choosing more never makes two values
/// differ.
struct MaskedComparison {
    /// Above this product of lengths, lists with ignored items are compared by position.
    private static let maximumWork = 1_000_000

    var walk: DriftWalk
    let desired: FieldMask
    let live: FieldMask

    /// Compares two values anywhere in the objects.
    ///
    /// - Parameter root: the type of the live object.
    mutating func isStored(_ wanted: Int, _ found: Int, from root: TypeRef) -> Bool {
        let place = place(of: found, root)
        if let field = place.field, let parent = place.parent, field.flags.contains(.ruled), place.type.kind == .list {
            let items = live.storage.record(found)
            let given = desired.storage.record(wanted)
            if items.kind == .array, given.kind == .array {
                let own = items.children.filter { !walk.defaults.isAllocatedItem($0, of: field, of: parent) }
                if areItemsStored(Array(given.children), own, place.type.element) { return true }
            }
        }
        return isStored(wanted, found, place.type)
    }

    /// Whether the items that both lists have, without the chosen ones, stand in the same order.
    mutating func isInOrder(_ wanted: Int, _ found: Int, from root: TypeRef) -> Bool {
        let type = place(of: found, root).type
        guard type.kind == .list else { return false }
        var previous = -1
        for item in desired.storage.record(wanted).children where !desired.contains(item) {
            let other = live.storage.record(found).children.first { candidate in
                type.listKind == .map
                    ? desired.storage.record(item).kind == .object && live.storage.record(candidate).kind == .object
                        && walk.hasSameKeys(item, candidate, type)
                    : NodeEquality.isEqual(desired.storage, item, live.storage, candidate)
            }
            guard let other, !live.contains(other) else { continue }
            if other < previous { return false }
            previous = other
        }
        return true
    }

    /// The type of a live value, and the field that it is; the rules look from the object that has it.
    private mutating func place(
        of node: Int, _ root: TypeRef
    ) -> (type: TypeRef, field: FieldRef?, parent: TypeRef?) {
        var chain = [node]
        while let last = chain.last, last != live.root, let parent = live.storage.parent(of: last) {
            chain.append(parent)
        }
        chain.reverse()
        var type = root
        var field: FieldRef?
        var parent: TypeRef?
        for (outer, inner) in zip(chain, chain.dropFirst()) {
            parent = type
            field = nil
            if live.storage.record(outer).kind == .object {
                walk.defaults.context.push(outer)
                switch type.kind {
                case .object:
                    field = type.field(live.storage.record(inner).key, in: live.storage)
                    type = field?.type ?? UntypedSchema.type
                case .map: type = type.value
                default: type = UntypedSchema.type
                }
            } else {
                type = type.kind == .list ? type.element : UntypedSchema.type
            }
        }
        return (type, field, parent)
    }

    // MARK: Values

    private mutating func isStored(_ wanted: Int, _ found: Int, _ type: TypeRef) -> Bool {
        if desired.contains(wanted) || live.contains(found) { return true }
        guard desired.reachesInto(wanted) || live.reachesInto(found) else {
            return walk.isStored(wanted, found, type)
        }
        let left = desired.storage.record(wanted)
        let right = live.storage.record(found)
        switch (left.kind, right.kind) {
        case (.array, .array):
            let element = type.kind == .list ? type.element : UntypedSchema.type
            return areItemsStored(Array(left.children), Array(right.children), element)
        case (.object, .object):
            walk.defaults.context.push(found)
            defer { walk.defaults.context.pop() }
            return areMembersStored(left.children, right.children, type)
        default: return false
        }
    }

    private mutating func areMembersStored(_ wanted: Range<Int>, _ found: Range<Int>, _ type: TypeRef) -> Bool {
        for member in wanted where !desired.covers(member) {
            let key = desired.storage.record(member).key
            let other = live.storage.member(named: key, of: desired.storage, in: found, hint: found.lowerBound)
            if let other, live.contains(other) { continue }
            let field = type.kind == .object ? type.field(key, in: desired.storage) : nil
            if type.kind == .object, field == nil, !type.preservesUnknownFields { continue }
            if let field, walk.isAbsentWhenStored(desired.storage, member, field) {
                if let other, !walk.defaults.explain(other, as: field, of: type), !live.storage.isZero(other) {
                    return false
                }
                continue
            }
            let memberType = field?.type ?? (type.kind == .map ? type.value : UntypedSchema.type)
            guard let other, isStored(member, other, memberType) else { return false }
        }
        for member in found where !live.covers(member) {
            let key = live.storage.record(member).key
            if let other = desired.storage.member(named: key, of: live.storage, in: wanted, hint: wanted.lowerBound) {
                // What is ignored as a whole in the desired state and has more in the live one was not compared above.
                if desired.contains(other) || !desired.covers(other) { continue }
                let field = type.kind == .object ? type.field(key, in: live.storage) : nil
                let memberType = field?.type ?? (type.kind == .map ? type.value : UntypedSchema.type)
                guard isStored(other, member, memberType) else { return false }
                continue
            }
            guard type.kind == .object, let field = type.field(key, in: live.storage),
                walk.defaults.explain(member, as: field, of: type) || walk.defaults.isAllocated(field, of: type)
            else { return false }
        }
        return true
    }

    /// Items in order, where an ignored one may stand for any other, or for none.
    private mutating func areItemsStored(_ wanted: [Int], _ found: [Int], _ type: TypeRef) -> Bool {
        let hasIgnored = wanted.contains(where: desired.covers) || found.contains(where: live.covers)
        guard hasIgnored, (wanted.count + 1).multipliedReportingOverflow(by: found.count + 1).overflow == false,
            (wanted.count + 1) * (found.count + 1) <= Self.maximumWork
        else {
            guard wanted.count == found.count else { return false }
            for (item, other) in zip(wanted, found) where !isStored(item, other, type) { return false }
            return true
        }
        // Whether what lies behind can be matched, from the ends of both lists.
        var below = [Bool](repeating: false, count: found.count + 1)
        for row in stride(from: wanted.count, through: 0, by: -1) {
            var current = [Bool](repeating: false, count: found.count + 1)
            for column in stride(from: found.count, through: 0, by: -1) {
                if row == wanted.count, column == found.count {
                    current[column] = true
                    continue
                }
                var matches = row < wanted.count && below[column] && desired.covers(wanted[row])
                matches = matches || (column < found.count && current[column + 1] && live.covers(found[column]))
                current[column] =
                    matches
                    || (row < wanted.count && column < found.count && below[column + 1]
                        && isStored(wanted[row], found[column], type))
            }
            below = current
        }
        return below[0]
    }
}
