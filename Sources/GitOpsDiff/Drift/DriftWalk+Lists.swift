import GitOpsManifest
import GitOpsSchema

extension DriftWalk {
    /// Elements are told apart by their keys; what is not wanted stays where it is.
    ///
    /// Applying keeps the order of the applied elements: another order among them is a difference of its own.
    mutating func compareItems(_ wanted: Int, _ found: Int, _ type: TypeRef) {
        let wantedItems = desired.record(wanted).children
        let foundItems = live.record(found).children
        var previous = -1
        var isOrdered = true
        for (offset, item) in wantedItems.enumerated() {
            guard desired.record(item).kind == .object else {
                add(.add, item, -1)
                continue
            }
            let hint = previous >= 0 ? previous + 1 : foundItems.lowerBound + offset
            guard let other = self.item(like: item, in: foundItems, hint: hint, type) else {
                add(.add, item, -1)
                continue
            }
            if other < previous { isOrdered = false }
            previous = other
            compare(item, other, type.element)
        }
        if !isOrdered { add(.reorder, wanted, found) }
    }

    private func item(like wanted: Int, in range: Range<Int>, hint: Int, _ type: TypeRef) -> Int? {
        if range.contains(hint), hasSameKeys(wanted, hint, type) { return hint }
        return range.first { hasSameKeys(wanted, $0, type) }
    }

    /// Whether two elements have the same keys; an absent key stands for the schema's value.
    func hasSameKeys(_ wanted: Int, _ found: Int, _ type: TypeRef) -> Bool {
        for position in 0..<type.mapKeyCount {
            let name = type.mapKey(position)
            let left = name.member(of: wanted, in: desired).flatMap { desired.record($0).kind == .null ? nil : $0 }
            let right = name.member(of: found, in: live)
            switch (left, right) {
            case (let left?, let right?):
                if !NodeEquality.isEqual(desired, left, live, right) { return false }
            case (nil, let right?):
                guard let value = type.mapKeyDefault(position), value.matches(live, right) else { return false }
            case (let left?, nil):
                guard let value = type.mapKeyDefault(position), value.matches(desired, left) else { return false }
            case (nil, nil): break
            }
        }
        return true
    }

    mutating func compareSets(_ wanted: Int, _ found: Int) {
        let foundItems = live.record(found).children
        var previous = -1
        var isOrdered = true
        for item in desired.record(wanted).children {
            let other = foundItems.first { NodeEquality.isEqual(desired, item, live, $0) }
            guard let other else {
                add(.add, item, -1)
                continue
            }
            if other < previous { isOrdered = false }
            previous = other
        }
        if !isOrdered { add(.reorder, wanted, found) }
    }

    // MARK: Values that are replaced as a whole

    /// Whether the server stores exactly `found` when `wanted` is written as a whole: the same up to spelling, and what
    /// only `found` has is what the server fills in.
    mutating func isStored(_ wanted: Int, _ found: Int, _ type: TypeRef) -> Bool {
        let left = desired.record(wanted)
        let right = live.record(found)
        if left.hash == right.hash { return true }
        if left.kind == .null { return isStoredNull(found, type) }
        switch type.kind {
        case .scalar: return ScalarEquality.isEqual(type.scalar, desired, wanted, live, found)
        case .list where left.kind == .array && right.kind == .array:
            guard left.high == right.high else { return false }
            for offset in 0..<Int(left.high)
            where !isStored(Int(left.low) + offset, Int(right.low) + offset, type.element) {
                return false
            }
            return true
        case .map where left.kind == .object && right.kind == .object:
            return areEntriesStored(wanted, found, type.value)
        case .object where left.kind == .object && right.kind == .object:
            defaults.context.push(found)
            defer { defaults.context.pop() }
            return areMembersStored(wanted, found, type)
        case .untyped, .object, .map, .list, .builtIn: return NodeEquality.isEqual(desired, wanted, live, found)
        }
    }

    /// As `isStored`, for a list to which the server adds elements of its own.
    mutating func isStored(_ wanted: Int, _ found: Int, _ field: FieldRef, of type: TypeRef) -> Bool {
        guard field.type.kind == .list, field.flags.contains(.ruled), desired.record(wanted).kind == .array,
            live.record(found).kind == .array
        else { return isStored(wanted, found, field.type) }
        let items = live.record(found).children.filter { !defaults.isAllocatedItem($0, of: field, of: type) }
        let wantedItems = desired.record(wanted).children
        guard items.count == wantedItems.count else { return isStored(wanted, found, field.type) }
        for (item, other) in zip(wantedItems, items) where !isStored(item, other, field.type.element) { return false }
        return true
    }

    /// - Parameter place: the field that the map is the value of, where the server may add entries from other maps.
    private mutating func areEntriesStored(
        _ wanted: Int, _ found: Int, _ type: TypeRef, _ place: (field: FieldRef, parent: TypeRef)? = nil
    ) -> Bool {
        let range = live.record(found).children
        var merged = 0
        if let place {
            let wantedRange = desired.record(wanted).children
            for entry in range {
                let key = live.record(entry).key
                if desired.member(named: key, of: live, in: wantedRange, hint: wantedRange.lowerBound) == nil,
                    defaults.isMergedEntry(entry, of: place.field, of: place.parent)
                {
                    merged += 1
                }
            }
        }
        guard Int(desired.record(wanted).high) + merged == Int(live.record(found).high) else { return false }
        for member in desired.record(wanted).children {
            let key = desired.record(member).key
            guard let other = live.member(named: key, of: desired, in: range, hint: range.lowerBound) else {
                return false
            }
            if !isStored(member, other, type) { return false }
        }
        return true
    }

    private mutating func areMembersStored(_ wanted: Int, _ found: Int, _ type: TypeRef) -> Bool {
        let range = live.record(found).children
        for member in desired.record(wanted).children {
            let key = desired.record(member).key
            let other = live.member(named: key, of: desired, in: range, hint: range.lowerBound)
            guard let field = type.field(key, in: desired) else {
                if type.preservesUnknownFields {
                    guard let other, NodeEquality.isEqual(desired, member, live, other) else { return false }
                }
                continue
            }
            if field.flags.contains(.ruled), defaults.isDropped(field, of: type) { continue }
            if isAbsentWhenStored(desired, member, field) {
                if let other, !defaults.explain(other, as: field, of: type), !live.isZero(other) { return false }
            } else {
                guard let other else { return false }
                let isMap = field.type.kind == .map && desired.record(member).kind == .object
                if isMap, field.flags.contains(.ruled), live.record(other).kind == .object {
                    guard areEntriesStored(member, other, field.type.value, (field, type)) else { return false }
                } else {
                    guard isStored(member, other, field.type) else { return false }
                }
            }
        }
        let wantedRange = desired.record(wanted).children
        for member in range {
            let key = live.record(member).key
            if desired.member(named: key, of: live, in: wantedRange, hint: wantedRange.lowerBound) != nil { continue }
            guard let field = type.field(key, in: live),
                defaults.explain(member, as: field, of: type) || defaults.isAllocated(field, of: type)
            else { return false }
        }
        return true
    }
}
