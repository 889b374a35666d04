/// Finds the lines that keep a source from a sink.
///
/// Each path must lose a line: a smallest choice that hits every path known so far is tried, and each time a path is
/// left it is added to those to be hit, together with others that have no line in common. So the search itself is what
/// says that nothing is left.
struct CutSearch {
    private var search: EscalationSearch
    private let source: EscalationSource
    private let sink: EscalationSink
    private let pathLimit: Int
    /// How many steps all searches may take, and how many are left.
    private let maximumSteps: Int
    private var stepsLeft: Int
    private var hitting: HittingSet

    /// What was found.
    struct Found {
        let lines: [CutLine]
        let isSmallest: Bool
        /// The sinks that are reached without the lines.
        let remaining: [EscalationSink]
    }

    init(_ graph: EscalationGraph, from source: EscalationSource, to sink: EscalationSink, pathLimit: Int, steps: Int) {
        search = EscalationSearch(graph)
        self.source = source
        self.sink = sink
        self.pathLimit = max(1, pathLimit)
        maximumSteps = steps
        stepsLeft = steps
        hitting = HittingSet(steps: graph.options.maximumCutSteps)
    }

    mutating func run() throws(EscalationCutError) -> Found {
        guard let path = try remainingPath(without: []) else { throw .notReached }
        try add(path, chosen: [])
        while hitting.sets.count < pathLimit {
            let chosen = hitting.smallest()
            guard let path = try remainingPath(without: chosen) else {
                return hitting.isSmallest ? found(chosen, isSmallest: true) : try withoutSuperfluous(chosen)
            }
            try add(path, chosen: chosen)
        }
        return try withoutSuperfluous(try anyCut())
    }

    /// The lines of a path that is left without some lines; `nil` when there is none.
    private mutating func remainingPath(without lines: [CutLine]) throws(EscalationCutError) -> [CutLine]? {
        search.removed = RemovedLines(lines)
        search.limits.steps = stepsLeft
        search.run(from: source, until: sink)
        stepsLeft = search.stepsLeft
        guard let fact = search.fact(of: sink) else {
            switch search.endedBy {
            case .facts(let limit): throw .tooManyFacts(limit: limit)
            case .steps: throw .tooManySteps(limit: maximumSteps)
            case nil: return nil
            }
        }
        let lines = search.removableLines(of: fact)
        guard !lines.isEmpty else { throw .notByGrants }
        return lines
    }

    /// Adds a path, and others that share no line with it or with each other.
    private mutating func add(_ path: [CutLine], chosen: [CutLine]) throws(EscalationCutError) {
        var gone = chosen + path
        hitting.insert(path)
        while hitting.sets.count < pathLimit {
            do throws(EscalationCutError) {
                guard let other = try remainingPath(without: gone) else { return }
                hitting.insert(other)
                gone += other
            } catch {
                // Others are no more than a help.
                switch error {
                case .tooManyFacts, .tooManySteps: return
                default: throw error
                }
            }
        }
    }

    /// Lines that do, be they more than needed: of each path that is left the one that most paths have.
    private mutating func anyCut() throws(EscalationCutError) -> [CutLine] {
        var chosen = hitting.smallest()
        for _ in 0..<pathLimit {
            guard let path = try remainingPath(without: chosen), let line = hitting.mostFrequent(of: path) else {
                return chosen
            }
            hitting.insert(path)
            chosen.append(line)
        }
        throw .tooManyPaths(limit: pathLimit)
    }

    /// A cut without the lines that it does not need.
    private mutating func withoutSuperfluous(_ lines: [CutLine]) throws(EscalationCutError) -> Found {
        var needed = lines
        for line in lines where needed.count > 1 {
            let rest = needed.filter { $0 != line }
            if isCut(rest) { needed = rest }
        }
        guard try remainingPath(without: needed) == nil else { throw .tooManyPaths(limit: pathLimit) }
        return found(needed.sorted(), isSmallest: needed.count == 1)
    }

    private mutating func isCut(_ lines: [CutLine]) -> Bool {
        do throws(EscalationCutError) { return try remainingPath(without: lines) == nil } catch { return false }
    }

    /// What the last search has shown.
    private func found(_ lines: [CutLine], isSmallest: Bool) -> Found {
        Found(lines: lines, isSmallest: isSmallest, remaining: search.sinks().map(\.sink))
    }
}
