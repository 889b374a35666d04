/// Texts of several lines, as ConfigMaps hold them, are merged by lines, as Git would.
enum TextMerge {
    /// The merged text; `nil` when it is not of several lines, or both sides changed the same place.
    static func merge(_ base: String?, _ ours: String, _ theirs: String) -> String? {
        guard let base, base.utf8.contains(0x0A) else { return nil }
        let before = lines(base)
        let own = lines(ours)
        let other = lines(theirs)
        var merged: [Substring] = []
        for chunk in SequenceMerge.chunks(before, own, other, { $0.utf8.elementsEqual($1.utf8) }) {
            switch chunk.side {
            case .ours: merged += own[chunk.ours]
            case .theirs: merged += other[chunk.theirs]
            case nil: return nil
            }
        }
        return merged.joined(separator: "\n")
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}
