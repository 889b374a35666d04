/// Paths that a change of manifests opens and closes.
public struct EscalationDiff: Sendable {
    /// Paths of the head to sinks that the same subject did not reach before.
    public let opened: [EscalationPath]
    /// Paths of the base to sinks that the same subject reaches no more.
    public let closed: [EscalationPath]
    /// Subjects of which not all is known that they reach, on one side or the other, or how they do; see
    /// ``EscalationOptions/maximumFacts``. None of their paths is among the opened and closed ones.
    public let unknown: [Subject]

    /// Compares what subjects reach; without subjects, those of either side.
    ///
    /// Complexity: a survey of each side, and a search for each subject that gains or loses a sink.
    public init(from base: EscalationAnalysis, to head: EscalationAnalysis, subjects: [Subject]? = nil) {
        let all = subjects ?? Set(base.sources).union(head.sources).sorted()
        let (reachOfBase, reachOfHead) = (base.survey(all), head.survey(all))
        let opened = Self.missing(in: reachOfBase, of: reachOfHead, head)
        let closed = Self.missing(in: reachOfHead, of: reachOfBase, base)
        let incomplete = Set((reachOfBase + reachOfHead).filter { !$0.isComplete }.map(\.subject))
            .union(opened.unknown).union(closed.unknown)
        unknown = all.filter(incomplete.contains)
        self.opened = opened.paths.filter { !incomplete.contains($0.source) }
        self.closed = closed.paths.filter { !incomplete.contains($0.source) }
    }

    /// Whether every subject is known to reach what it reached before.
    public var isEmpty: Bool { opened.isEmpty && closed.isEmpty && unknown.isEmpty }

    /// Paths to what one side reaches and the other does not, and those of whom not all paths were found.
    private static func missing(
        in other: [EscalationReach], of own: [EscalationReach], _ analysis: EscalationAnalysis
    ) -> (paths: [EscalationPath], unknown: [Subject]) {
        let known = Dictionary(other.map { ($0.subject, $0.sinks) }) { first, _ in first }
        let missing = own.filter(\.isComplete).map { reach in
            let known = known[reach.subject] ?? []
            return reach.filter { sink, _ in !known.contains { $0.covers(sink) } }
        }.filter { !$0.sinks.isEmpty }
        let paths = analysis.paths(of: missing)
        let unknown = zip(missing, paths).filter { $0.sinks.count > $1.count }.map { $0.0.subject }
        return (paths.flatMap { $0 }, unknown)
    }
}

extension EscalationSink {
    /// Whether who reaches this one reaches another: that of the cluster is that of every namespace.
    public func covers(_ other: EscalationSink) -> Bool {
        id == other.id && (namespace == nil || namespace == other.namespace)
    }
}
