/// Paths that a change of manifests opens and closes.
public struct EscalationDiff: Sendable {
    /// Paths of the head to sinks that the same subject did not reach before.
    public let opened: [EscalationPath]
    /// Paths of the base to sinks that the same subject reaches no more.
    public let closed: [EscalationPath]
    /// Subjects of which not all is known that they reach, on one side or the other; see
    /// ``EscalationOptions/maximumFacts``. None of their paths is among the opened and closed ones.
    public let unknown: [Subject]

    /// Compares what subjects reach; without subjects, those of either side.
    ///
    /// Complexity: a search for each subject on each side.
    public init(from base: EscalationAnalysis, to head: EscalationAnalysis, subjects: [Subject]? = nil) {
        let all = subjects ?? Set(base.sources).union(head.sources).sorted()
        let (reachOfBase, reachOfHead) = (base.survey(all), head.survey(all))
        let before = Self.sinks(reachOfBase)
        let after = Self.sinks(reachOfHead)
        let incomplete = Set((reachOfBase + reachOfHead).filter { !$0.isComplete }.map(\.subject))
        unknown = all.filter(incomplete.contains)
        let known = all.filter { !incomplete.contains($0) }
        opened = known.flatMap { Self.missing($0, of: after, in: before, head) }
        closed = known.flatMap { Self.missing($0, of: before, in: after, base) }
    }

    /// Whether every subject is known to reach what it reached before.
    public var isEmpty: Bool { opened.isEmpty && closed.isEmpty && unknown.isEmpty }

    private static func sinks(_ survey: [EscalationReach]) -> [Subject: [EscalationSink]] {
        Dictionary(survey.map { ($0.subject, $0.sinks) }) { first, _ in first }
    }

    private static func missing(
        _ subject: Subject, of own: [Subject: [EscalationSink]], in other: [Subject: [EscalationSink]],
        _ analysis: EscalationAnalysis
    ) -> [EscalationPath] {
        let known = other[subject] ?? []
        return (own[subject] ?? []).filter { sink in !known.contains { $0.covers(sink) } }
            .compactMap { analysis.path(from: subject, to: $0) }
    }
}

extension EscalationSink {
    /// Whether who reaches this one reaches another: that of the cluster is that of every namespace.
    public func covers(_ other: EscalationSink) -> Bool {
        id == other.id && (namespace == nil || namespace == other.namespace)
    }
}
