/// Merges sequences in order: what one side changed between two items that all three have in common is taken.
struct SequenceMerge {
    /// Parts of the three versions that stand for each other.
    struct Chunk {
        var base: Range<Int>
        var ours: Range<Int>
        var theirs: Range<Int>
        /// The side to take; `nil` when both changed the part, and not alike.
        var side: GitMerge.Side?
    }

    /// The parts in order, together all of each version.
    ///
    /// Complexity: that of two alignments.
    static func chunks<Element>(
        _ base: [Element], _ ours: [Element], _ theirs: [Element], _ isSame: (Element, Element) -> Bool
    ) -> [Chunk] {
        let own = partners(base, ours, isSame)
        let other = partners(base, theirs, isSame)
        var chunks: [Chunk] = []
        var (b, o, t) = (0, 0, 0)
        while b < base.count || o < ours.count || t < theirs.count {
            var end = b
            while end < base.count, own[end] == end - b + o, other[end] == end - b + t { end += 1 }
            if end > b {
                let count = end - b
                chunks.append(Chunk(base: b..<end, ours: o..<o + count, theirs: t..<t + count, side: .ours))
                (b, o, t) = (end, o + count, t + count)
                continue
            }
            while end < base.count, own[end] == nil || other[end] == nil { end += 1 }
            let ownEnd = end < base.count ? own[end] ?? ours.count : ours.count
            let otherEnd = end < base.count ? other[end] ?? theirs.count : theirs.count
            var chunk = Chunk(base: b..<end, ours: o..<ownEnd, theirs: t..<otherEnd, side: nil)
            let (before, first, second) = (base[chunk.base], ours[chunk.ours], theirs[chunk.theirs])
            if first.elementsEqual(second, by: isSame) || second.elementsEqual(before, by: isSame) {
                chunk.side = .ours
            } else if first.elementsEqual(before, by: isSame) {
                chunk.side = .theirs
            }
            chunks.append(chunk)
            (b, o, t) = (end, ownEnd, otherEnd)
        }
        return chunks
    }

    /// For each element of the first sequence the one that it is in the second.
    private static func partners<Element>(
        _ base: [Element], _ other: [Element], _ isSame: (Element, Element) -> Bool
    ) -> [Int?] {
        var partners = [Int?](repeating: nil, count: base.count)
        let steps = ListAlignment.align(base.count, other.count) { isSame(base[$0], other[$1]) }
        for case .both(let old, let new) in steps where isSame(base[old], other[new]) { partners[old] = new }
        return partners
    }
}
