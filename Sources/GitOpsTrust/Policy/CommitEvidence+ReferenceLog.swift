import GitOpsManifest
public import GitOpsRepository

extension CommitEvidence {
    /// Adds when commits and tags were first seen, as a reference log tells: with the first entry that leads to them.
    ///
    /// What was there when the log began was not seen to come, and keeps the times that it tells itself; so does what
    /// the log does not lead to. Of several logs the earliest time counts.
    ///
    /// - Parameters:
    ///   - log: verified entries (`ReferenceLog.verify`).
    ///   - repository: where the commits are. Those that are gone are passed over.
    /// - Returns: which of it is in the repository: nothing, when the log is that of another one.
    /// - Throws: `GitError` when there are too many commits.
    /// - Complexity: O(commits that the log leads to).
    @discardableResult
    public mutating func addObservations(
        from log: [ReferenceLogEntry], in repository: Repository
    ) throws(GitError) -> ReferenceLogCoverage {
        guard let start = log.first?.time else { return ReferenceLogCoverage(found: [], missing: []) }
        let (times, coverage) = try repository.withTreeReader(readsPacks: true) { reader throws(GitError) in
            var walk = ObservationWalk(
                repository: repository,
                graph: CommitGraph(reader: reader, repository: repository, sealTrailer: nil))
            for entry in log {
                guard case .change(let change) = entry.content else { continue }
                // Where a reference led when the log first heard of it is from before as well.
                if let old = change.old { try walk.see(old, at: nil) }
                let isFromBefore = change.event == .created && entry.time == start
                if let new = change.new { try walk.see(new, at: isFromBefore ? nil : entry.time.seconds) }
            }
            return (walk.times, ReferenceLogCoverage(found: walk.found, missing: walk.missing))
        }
        firstSeen.merge(times) { Swift.min($0, $1) }
        return coverage
    }
}

/// What a reference log leads to, and whether a repository has it.
public struct ReferenceLogCoverage: Sendable, Hashable {
    /// Commits and tags that are there: those that the log names, and their ancestors.
    public let found: Set<ObjectID>
    /// What is not there: never fetched, collected as garbage since, or of another repository.
    public let missing: Set<ObjectID>
}

/// Gives commits the time of the first entry that leads to them.
private struct ObservationWalk {
    let repository: Repository
    let graph: CommitGraph
    private var seen: Set<Int> = []
    private(set) var times: [ObjectID: Int64] = [:]
    private(set) var found: Set<ObjectID> = []
    private(set) var missing: Set<ObjectID> = []

    init(repository: Repository, graph: CommitGraph) {
        (self.repository, self.graph) = (repository, graph)
    }

    /// Notes everything that is reached from an object and was not seen yet; `nil` for what is from before the log.
    mutating func see(_ id: ObjectID, at time: Int64?) throws(GitError) {
        // A tag that is gone leads nowhere.
        let tags = (try? repository.annotatedTags(of: "\(id)")) ?? []
        var stack: [Int] = []
        for id in tags.map(\.id) + [tags.last?.target ?? id] { stack.append(try graph.number(of: id)) }
        let tagNumbers = Set(stack.dropLast())
        while let number = stack.popLast() {
            guard seen.insert(number).inserted else { continue }
            let id = graph.nodes[number].id
            if let time { times[id] = time }
            // A tag that was taken apart is there, and no commit.
            let isThere = tagNumbers.contains(number) ? true : try graph.load(number)
            if isThere { found.insert(id) } else { missing.insert(id) }
            stack += graph.nodes[number].parents
        }
    }
}
