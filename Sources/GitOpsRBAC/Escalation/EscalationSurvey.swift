import GitOpsManifest

/// Searches from many sources: once from those that begin with the same.
struct EscalationSurvey {
    /// For each source the number of its search.
    let numbers: [Int]
    private let graph: EscalationGraph
    /// Where each search begins.
    private let starts: [EscalationSource]
    private let shared = SharedReaches()

    /// Complexity: O(grants of the sources).
    init(_ graph: EscalationGraph, _ sources: [EscalationSource]) {
        self.graph = graph
        var numberOf: [SharedReaches.State: Int] = [:]
        var starts: [EscalationSource] = []
        let privileged = Set(graph.facts.workloads.lazy.filter { $0.privileged != nil }.map(\.account))
        numbers = sources.map { source in
            let state = graph.startingState(source, privileged)
            if let state, let known = numberOf[state] { return known }
            if let state { numberOf[state] = starts.count }
            starts.append(source)
            return starts.count - 1
        }
        self.starts = starts
    }

    /// What each search finds.
    func reaches(threads: Int) -> [FoundReach] {
        let grants = SurveyGrants(graph)
        let limits = SearchLimits(graph.options, searches: starts.count)
        var found = run(Array(starts.indices), grants, limits, threads)
        let rest = found.indices.filter { if case .steps = found[$0].endedBy { true } else { false } }
        let more = SearchLimits(graph.options, searches: rest.count)
        guard !rest.isEmpty, more.steps > limits.steps else { return found }
        for (number, reach) in zip(rest, run(rest, grants, more, threads)) { found[number] = reach }
        return found
    }

    private func run(
        _ numbers: [Int], _ grants: SurveyGrants, _ limits: SearchLimits, _ threads: Int
    ) -> [FoundReach] {
        let count = ParallelWork.threadCount(threads)
        let chunks = ParallelWork.chunks(numbers.count, parts: count * 8) { _ in 1 }
        let parts = ParallelWork.map(chunks, threads: count, phase: "paths", isCancelled: { false }) { range in
            var search = EscalationSearch(graph)
            search.grants = grants
            search.limits = limits
            return numbers[range].map {
                var found = search.survey(from: starts[$0], shared)
                found.steps = search.steps
                return found
            }
        }
        return parts.flatMap { $0 ?? [] }
    }
}

// MARK: Starts

extension EscalationGraph {
    /// What a source begins with: sources with the same roles in the same namespaces reach the same. `nil` where who it
    /// is counts, too.
    ///
    /// - Parameter privileged: the accounts of pods that are not kept from their nodes.
    fileprivate func startingState(_ source: EscalationSource, _ privileged: Set<NameID>) -> SharedReaches.State? {
        var state = SharedReaches.State()
        let subjects: ArraySlice<UInt32>
        switch source {
        case .account(let username):
            guard facts.accountNumbers[username] != nil, !privileged.contains(username) else { return nil }
            subjects = self.subjects(ofAccount: username)
            // It may have code in pods.
            state.insert(.foothold, NameTable.empty, NameTable.unknown)
        case .user(let name):
            guard facts.delegations[ClusterFacts.Holder(isGroup: false, name: name)] == nil else { return nil }
            subjects = self.subjects(ofUser: name)
        case .group(let name):
            guard facts.delegations[ClusterFacts.Holder(isGroup: true, name: name)] == nil else { return nil }
            subjects = self.subjects(ofGroup: name)
        case .masters: return nil
        }
        for subject in subjects {
            guard dangling[subject].isEmpty else { return nil }
            for grant in index.grants[Int(subject)] { state.insert(.role, grant.namespace, grant.role) }
        }
        guard state.count <= EscalationSearch.largestState else { return nil }
        state.sort()
        return state
    }
}
