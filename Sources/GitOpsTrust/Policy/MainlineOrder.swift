/// What the first-parent line of a selection is known to reach without a search.
struct MainlineOrder {
    private let selection: CommitSelection
    private let graph: CommitGraph
    /// Places on the line, the newest commit at 0; the older end of the range is the last.
    private let places: [Int: Int]
    /// For each commit beside the line the merge on it that brought it.
    private let bringers: [Int: Int]

    init(_ selection: CommitSelection, _ bringers: [Int: Int], _ graph: CommitGraph) {
        (self.selection, self.bringers, self.graph) = (selection, bringers, graph)
        var places = Dictionary(uniqueKeysWithValues: selection.mainline.enumerated().map { ($1, $0) })
        if let end = selection.endBelowMainline { places[end] = selection.mainline.count }
        self.places = places
    }

    /// The common ancestors of a merge's first parent and of another parent; `nil` when only a search can tell.
    ///
    /// What a merge on the line brought is what its first parent does not reach, so that the common ancestors are all
    /// reached from where that ends. Each commit has one merge that brought it: all merges together visit each commit
    /// once for a parent, while a search would walk down to an old fork for each of them anew.
    ///
    /// Complexity: O(commits that the merge brought), which count as visits.
    func mergeBases(of merge: Int, _ other: Int) -> CommonAncestors? {
        var seen: Set<Int> = [other]
        var stack = [other]
        var border: [Int] = []
        while let number = stack.popLast() {
            guard bringers[number] == merge else {
                guard isReached(number, beforeMerge: merge) else { return nil }
                border.append(number)
                continue
            }
            guard graph.remainingVisits > 0 else { return .tooFar }
            graph.remainingVisits -= 1
            guard graph.nodes[number].cutParents.isEmpty else { return nil }
            for parent in graph.nodes[number].parents where seen.insert(parent).inserted { stack.append(parent) }
        }
        if border.count <= 1 { return .known(border) }
        return newest(border).map { .known([$0]) }
    }

    /// The one of several commits that reaches the others, when that is known without a search.
    private func newest(_ border: [Int]) -> Int? {
        let line = border.filter { places[$0] != nil }
        guard let newest = line.min(by: { place($0) < place($1) }) else { return nil }
        return border.allSatisfy { place(newest) <= place($0) } ? newest : nil
    }

    /// Whether the first parent of a merge on the line certainly reaches a commit.
    private func isReached(_ number: Int, beforeMerge merge: Int) -> Bool {
        guard let place = places[merge] else { return false }
        let other = self.place(number)
        return other == .max ? selection.isBelowMainline(number) : other > place
    }

    /// The first place on the line from which a commit is reached; the last number for commits outside of the range.
    private func place(_ number: Int) -> Int {
        places[number] ?? bringers[number].flatMap { places[$0] } ?? .max
    }
}
