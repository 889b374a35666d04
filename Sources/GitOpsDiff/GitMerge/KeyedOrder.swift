import GitOpsManifest

/// The order of items that are told apart by keys, from the orders of three versions.
enum KeyedOrder {
    /// Items that both sides have keep the order that they have on the side that changed it; an item that one side has
    /// added stands behind the item that it follows there. Where both added items at the same place, those whose
    /// spelling comes first stand first, so that the sides may be exchanged.
    ///
    /// - Returns: `nil` when both sides changed the order, and not alike.
    static func merge<Key: Hashable>(
        base: [Key], ours: [Key], theirs: [Key], kept: (Key) -> Bool, spelling: (Key) -> String
    ) -> [Key]? {
        let own = ours.filter(kept)
        let other = theirs.filter(kept)
        let common = Set(own).intersection(other)
        guard let spine = spine(base.filter(common.contains), own, other, common, spelling) else { return nil }
        let ownRuns = runs(own, common)
        let otherRuns = runs(other, common)
        var result: [Key] = []
        for anchor in [nil] + spine.map(Optional.some) {
            if let anchor { result.append(anchor) }
            let first = ownRuns[anchor] ?? []
            let second = otherRuns[anchor] ?? []
            let isSwapped =
                second.first.map(spelling).map { text in first.first.map { text < spelling($0) } ?? false } ?? false
            result += isSwapped ? second + first : first + second
        }
        return result
    }

    static func merge(
        base: [FieldPath.Step], ours: [FieldPath.Step], theirs: [FieldPath.Step], kept: (FieldPath.Step) -> Bool
    ) -> [FieldPath.Step]? {
        merge(base: base, ours: ours, theirs: theirs, kept: kept) { FieldPath([$0]).description }
    }

    /// The order of the items that both sides have.
    private static func spine<Key: Hashable>(
        _ base: [Key], _ ours: [Key], _ theirs: [Key], _ common: Set<Key>, _ spelling: (Key) -> String
    ) -> [Key]? {
        let own = ours.filter(common.contains)
        let other = theirs.filter(common.contains)
        if own == other { return own }
        let known = Set(base)
        let ownChanged = own.filter(known.contains) != base
        let otherChanged = other.filter(known.contains) != base
        switch (ownChanged, otherChanged) {
        case (true, true): return nil
        case (true, false): return own
        case (false, true): return other
        case (false, false):
            // Only what both added stands differently.
            return own.lexicographicallyPrecedes(other) { spelling($0) < spelling($1) } ? own : other
        }
    }

    /// Items that only one side has, by the item that both have and that they follow.
    private static func runs<Key: Hashable>(_ keys: [Key], _ common: Set<Key>) -> [Key?: [Key]] {
        var runs: [Key?: [Key]] = [:]
        var anchor: Key?
        for key in keys {
            if common.contains(key) { anchor = key } else { runs[anchor, default: []].append(key) }
        }
        return runs
    }
}
