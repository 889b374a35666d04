import GitOpsRepository

/// What two commits have in common.
enum CommonAncestors: Sendable {
    /// The common ancestors from which no other common ancestor is reached, or more where clocks went wrong.
    case known([Int])
    /// The history is cut off before that is known.
    case cut
    /// More commits would have to be visited than are allowed.
    case tooFar
}

extension CommitGraph {
    /// What a search for common ancestors knows of a commit.
    struct Marks: OptionSet {
        let rawValue: UInt8
        /// Reached from the first, from the second.
        static let first = Marks(rawValue: 1)
        static let second = Marks(rawValue: 2)
        /// Reached from a common ancestor.
        static let stale = Marks(rawValue: 4)
        /// In the queue, and not stale.
        static let waiting = Marks(rawValue: 8)
    }

    /// The common ancestors of two commits.
    ///
    /// A merge costs what the history since the two sides parted has, so that many merges of old commits would cost
    /// the square of the history: all calls together visit no more commits than allowed.
    ///
    /// Complexity: O(commits since they parted · log).
    func mergeBases(of first: Int, _ second: Int) throws(GitError) -> CommonAncestors {
        var search = AncestorSearch(graph: self)
        defer { search.finish() }
        return try search.run(first, second)
    }
}

private struct AncestorSearch {
    private let graph: CommitGraph
    private var marks: [CommitGraph.Marks]
    private var marked: [Int] = []
    private var queue = NewestFirst<Int>()
    /// How many in the queue are not known to be reached from a common ancestor: the search goes on while there are
    /// any.
    private var waiting = 0
    private var isComplete = true

    init(graph: CommitGraph) {
        self.graph = graph
        marks = graph.marks
        // One owner, so that nothing is copied.
        graph.marks = []
    }

    /// Leaves the marks as they were found.
    mutating func finish() {
        for number in marked { marks[number] = [] }
        graph.marks = marks
    }

    mutating func run(_ first: Int, _ second: Int) throws(GitError) -> CommonAncestors {
        add(.first, to: first)
        add(.second, to: second)
        for number in Set([first, second]).sorted() {
            guard try graph.load(number) else { return .cut }
            enqueue(number)
        }
        var found: [Int] = []
        while waiting > 0, let number = queue.pop() {
            guard graph.remainingVisits > 0 else { return .tooFar }
            graph.remainingVisits -= 1
            settle(number)
            var mark = marks[number].intersection([.first, .second, .stale])
            if mark == [.first, .second] {
                if !found.contains(number) { found.append(number) }
                mark.insert(.stale)
            }
            if !mark.contains(.stale), !graph.nodes[number].cutParents.isEmpty { isComplete = false }
            for parent in graph.nodes[number].parents { try reach(parent, mark) }
        }
        guard isComplete else { return .cut }
        found.removeAll { marks[$0].contains(.stale) }
        guard let independent = try independent(found) else { return .tooFar }
        return .known(independent)
    }

    /// Leaves out what another one reaches, as is found where commits of one second came in another order; `nil` when
    /// that would take too long. The way to one
    /// over commits that claim to be older is not looked for.
    private func independent(_ found: [Int]) throws(GitError) -> [Int]? {
        guard found.count > 1 else { return found }
        var result: [Int] = []
        for number in found {
            var seen = Set(found)
            var stack = found.filter { $0 != number }
            var isReached = false
            while let next = stack.popLast(), !isReached {
                guard graph.remainingVisits > 0 else { return nil }
                graph.remainingVisits -= 1
                guard try graph.load(next) else { continue }
                for parent in graph.nodes[next].parents {
                    if parent == number { isReached = true }
                    guard seen.insert(parent).inserted, try graph.load(parent),
                        graph.nodes[parent].time >= graph.nodes[number].time
                    else { continue }
                    stack.append(parent)
                }
            }
            if !isReached { result.append(number) }
        }
        return result
    }

    private mutating func reach(_ number: Int, _ mark: CommitGraph.Marks) throws(GitError) {
        guard add(mark, to: number) else { return }
        guard try graph.load(number) else {
            if !mark.contains(.stale) { isComplete = false }
            return
        }
        enqueue(number)
    }

    /// `false` when nothing is new.
    @discardableResult
    private mutating func add(_ mark: CommitGraph.Marks, to number: Int) -> Bool {
        if number >= marks.count {
            marks.append(contentsOf: repeatElement([], count: max(graph.nodes.count, number + 1) - marks.count))
        }
        guard !marks[number].isSuperset(of: mark) else { return false }
        if marks[number].isEmpty { marked.append(number) }
        marks[number].formUnion(mark)
        return true
    }

    private mutating func enqueue(_ number: Int) {
        queue.push(number, time: graph.nodes[number].time)
        if marks[number].contains(.stale) {
            settle(number)
        } else if !marks[number].contains(.waiting) {
            marks[number].insert(.waiting)
            waiting += 1
        }
    }

    private mutating func settle(_ number: Int) {
        if marks[number].remove(.waiting) != nil { waiting -= 1 }
    }
}
