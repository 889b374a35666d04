/// A smallest choice of lines with at least one of each set.
///
/// What cannot matter is left out first (`HittingTable`). Over the rest one branches (`HittingSearch`), with the
/// number of sets that share no line as the bound. When the steps are used up, the choice is a greedy one.
///
/// Complexity: O(sets · lines / 64) for each step, of which there are exponentially many at the worst.
struct HittingSet {
    /// What has to be hit; none is empty.
    private(set) var sets: [[CutLine]] = []
    /// Whether fewer lines cannot hit all sets.
    private(set) var isSmallest = true
    /// How many partial choices may still be tried.
    private var steps: Int

    init(steps: Int) { self.steps = max(0, steps) }

    mutating func insert(_ set: [CutLine]) { sets.append(set) }

    mutating func smallest() -> [CutLine] {
        var table = HittingTable(sets)
        let forced = table.reduce()
        var search = HittingSearch(table, steps: steps)
        let others = search.run()
        steps = search.steps
        isSmallest = search.isSmallest
        return sparing((forced + others).map { table.lines[$0] })
    }

    /// The line that is part of most sets, of a selection.
    func mostFrequent(of lines: [CutLine]) -> CutLine? {
        var counts: [CutLine: Int] = [:]
        for line in lines { counts[line] = sets.count { $0.contains(line) } }
        return lines.max { (counts[$0] ?? 0, $1) < (counts[$1] ?? 0, $0) }
    }

    /// The same choice, with single lines instead of whole bindings where they do as well: a binding may be needed by
    /// others.
    private func sparing(_ chosen: [CutLine]) -> [CutLine] {
        var chosen = chosen
        for position in chosen.indices where chosen[position].isBinding {
            let others = Set(chosen[..<position] + chosen[(position + 1)...])
            let own = sets.filter { $0.allSatisfy { !others.contains($0) } }
            guard let first = own.first else { continue }
            let common = own.dropFirst().reduce(into: Set(first)) { $0.formIntersection($1) }
            if let line = mostFrequent(of: common.filter { !$0.isBinding }.sorted()) { chosen[position] = line }
        }
        return chosen.sorted()
    }
}
