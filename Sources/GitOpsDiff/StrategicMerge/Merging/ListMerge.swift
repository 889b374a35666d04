import GitOpsManifest
import GitOpsSchema

/// Merges two lists element by element.
///
/// Source: apimachinery, `strategicpatch`, `mergeSlice` and what it calls.
struct ListMerge {
    let merge: StrategicMerge
    let element: TypeRef
    let key: FieldName?
    /// Where the patch is, for messages.
    let place: ValueRef?

    /// An element and what tells it apart: the value of its merge key, or the scalar itself.
    struct Item {
        var value: PatchValue
        let identity: ValueRef
        var hash: UInt64 { identity.record.hash }
    }

    struct Result {
        var elements: [PatchValue]
        /// The elements of the original list as Go's code leaves them in memory, which then decides their order.
        var originalOrder: [PatchValue]
    }

    func merge(
        _ original: [PatchValue], _ patch: [PatchValue], isDeletion: Bool
    ) throws(StrategicMergePatchError) -> Result {
        if original.isEmpty, patch.isEmpty { return Result(elements: original, originalOrder: original) }
        guard try ElementTypes.type(original, patch, place) == .object else {
            return try mergeScalars(original, patch, isDeletion: isDeletion)
        }
        guard key != nil else { throw .at(place) { .noMergeKey($0) } }
        return try mergeObjects(original, patch)
    }

    func items(_ elements: [PatchValue]) throws(StrategicMergePatchError) -> [Item] {
        var items: [Item] = []
        items.reserveCapacity(elements.count)
        for element in elements { items.append(Item(value: element, identity: try identity(element))) }
        return items
    }

    func identity(_ element: PatchValue) throws(StrategicMergePatchError) -> ValueRef {
        guard let key else {
            guard case .ref(let ref) = element, !ref.type.isContainer else {
                throw .at(element.place ?? place) { .mixedElements($0) }
            }
            return ref
        }
        guard element.type == .object, let value = element.member(key), !value.type.isContainer else {
            throw .at(element.place ?? place) { .missingMergeKey($0, key: key.text) }
        }
        return value
    }

    // MARK: Scalars

    private func mergeScalars(
        _ original: [PatchValue], _ patch: [PatchValue], isDeletion: Bool
    ) throws(StrategicMergePatchError) -> Result {
        let scalars = ListMerge(merge: merge, element: element, key: nil, place: place)
        let left = try scalars.items(original)
        let right = try scalars.items(patch)
        if isDeletion, merge.target == .object {
            let deleted = Set(right.map(\.hash))
            let kept = left.filter { !deleted.contains($0.hash) }
            return Result(elements: kept.map(\.value), originalOrder: original)
        }
        if let key { throw .at(place) { .missingMergeKey($0, key: key.text) } }
        let merged = Distinct.values(left + right) { $0.hash }
        let ordered = ElementOrder.arrange(merged, by: right, originalOrder: left)
        return Result(elements: ordered.map(\.value), originalOrder: original)
    }

    // MARK: Objects

    private func mergeObjects(
        _ original: [PatchValue], _ patch: [PatchValue]
    ) throws(StrategicMergePatchError) -> Result {
        let specials = try Specials(patch, self)
        if specials.replaces {
            let items = try items(specials.others)
            let ordered = ElementOrder.arrange(items, by: [], originalOrder: items)
            return Result(elements: ordered.map(\.value), originalOrder: original)
        }
        var slots = Slots(try items(original))
        slots.remove(specials.deleted)
        let right = try items(specials.others)
        for item in right {
            guard let position = slots.firstPosition(of: item.hash) else {
                slots.append(item)
                continue
            }
            let members = try merge.objects(slots.items[position].value.members, item.value.members, element)
            slots.items[position].value = .object(members.all)
        }
        // Merging may have taken an element's key away.
        let merged = try items(slots.items.map(\.value))
        let ordered = ElementOrder.arrange(merged, by: right, originalOrder: slots.survivors)
        return Result(elements: ordered.map(\.value), originalOrder: slots.originalOrder.map(\.value))
    }

    /// The elements of a patch's list that speak of the list itself.
    private struct Specials {
        var replaces = false
        var deleted: [UInt64] = []
        var others: [PatchValue] = []

        init(_ patch: [PatchValue], _ list: ListMerge) throws(StrategicMergePatchError) {
            for element in patch {
                guard let directive = element.patchDirective else {
                    others.append(element)
                    continue
                }
                if directive.isString("replace") {
                    replaces = true
                } else if directive.isString("delete") {
                    deleted.append(try list.identity(element).record.hash)
                } else {
                    throw .at(directive.place ?? list.place) { .invalidDirective($0, directive: "$patch") }
                }
            }
        }
    }
}

/// The elements of a list under a merge, with the memory that Go's slices would show.
///
/// Deleting in Go moves the elements behind down and leaves the last one where it was, and what is appended then takes
/// such places; the order of a merged list is decided by all of them.
private struct Slots {
    var items: [ListMerge.Item]
    private(set) var survivors: [ListMerge.Item]
    private var positions: HashPositions
    private let originalCount: Int
    private var stale: [ListMerge.Item] = []

    init(_ items: [ListMerge.Item]) {
        self.items = items
        survivors = items
        originalCount = items.count
        positions = HashPositions(items.map(\.hash))
    }

    func firstPosition(of hash: UInt64) -> Int? { positions[hash] }

    mutating func append(_ item: ListMerge.Item) {
        positions.append(item.hash)
        items.append(item)
    }

    mutating func remove(_ hashes: [UInt64]) {
        guard !hashes.isEmpty else { return }
        let all = Dictionary(grouping: items.indices) { items[$0].hash }
        var isGone = [Bool](repeating: false, count: items.count)
        var last = items.count - 1
        for hash in hashes {
            for position in all[hash] ?? [] where !isGone[position] {
                stale.append(items[last])
                isGone[position] = true
                while last >= 0, isGone[last] { last -= 1 }
            }
        }
        items = items.indices.filter { !isGone[$0] }.map { items[$0] }
        survivors = items
        positions = HashPositions(items.map(\.hash))
    }

    /// What the original list's memory holds now.
    var originalOrder: [ListMerge.Item] {
        let live = items.prefix(originalCount)
        return Array(live) + stale.reversed().suffix(originalCount - live.count)
    }
}

extension PatchValue {
    /// The value of an object's member, where it comes from a document.
    func member(_ key: FieldName) -> ValueRef? {
        switch self {
        case .ref(let ref): return ref.member(key)
        case .only(let ref): return ref.name == PatchName(key) ? ref : nil
        case .object(let members):
            let name = PatchName(key)
            guard case .ref(let ref) = members.first(where: { $0.name == name })?.value else { return nil }
            return ref
        default: return nil
        }
    }
}
