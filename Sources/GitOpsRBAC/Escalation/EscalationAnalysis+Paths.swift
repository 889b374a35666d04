import GitOpsManifest

extension EscalationAnalysis {
    /// A shortest path to each sink of each reach, as ``paths(from:)`` finds them, in the order given.
    ///
    /// A survey has told what is reached and in how many hops, so that searches end there. Where a limit
    /// (``EscalationOptions/maximumFacts``, ``EscalationOptions/maximumSteps``) ends one before, there are fewer paths
    /// than sinks.
    ///
    /// Complexity: O(what is gained by each subject on the way) at the most; nothing for a reach without sinks.
    ///
    /// - Parameter reaches: what ``survey(_:)`` found, and of it what is asked for.
    public func paths(of reaches: [EscalationReach]) -> [[EscalationPath]] {
        let asked = reaches.indices.filter { !reaches[$0].sinks.isEmpty }
        var paths = Array(repeating: [EscalationPath](), count: reaches.count)
        func search(_ numbers: [Int], _ limits: SearchLimits) {
            for (number, found) in zip(numbers, self.paths(of: numbers.map { reaches[$0] }, limits)) {
                paths[number] = found
            }
        }
        let limits = SearchLimits(options, searches: asked.count)
        search(asked, limits)
        let rest = asked.filter { paths[$0].count < reaches[$0].sinks.count }
        let more = SearchLimits(options, searches: rest.count)
        if more.steps > limits.steps { search(rest, more) }
        return paths
    }

    private func paths(of reaches: [EscalationReach], _ limits: SearchLimits) -> [[EscalationPath]] {
        let count = ParallelWork.threadCount(options.threads)
        let chunks = ParallelWork.chunks(reaches.count, parts: count * 8) { _ in 1 }
        let parts = ParallelWork.map(chunks, threads: count, phase: "paths", isCancelled: { false }) { range in
            var search = EscalationSearch(graph)
            search.limits = limits
            return reaches[range].map { paths(of: $0, &search) }
        }
        return parts.flatMap { $0 ?? [] }
    }

    private func paths(of reach: EscalationReach, _ search: inout EscalationSearch) -> [EscalationPath] {
        guard let last = reach.hops.max() else { return [] }
        search.run(from: source(reach.subject), hops: last)
        var paths: [EscalationPath] = []
        for sink in reach.sinks where !search.isOutOfSteps {
            guard let fact = search.fact(of: sink) else { continue }
            let path = search.path(from: reach.subject, to: sink, at: fact)
            search.steps &+= path.steps.count * Self.stepsOfPathStep
            paths.append(path)
        }
        return paths
    }

    /// To tell a step of a path with its lines takes as long as so many steps of the search.
    private static let stepsOfPathStep = 1_000
}
