import GitOpsGate
import GitOpsRBAC
import GitOpsReport

/// A line of the table of who reaches what: a sink, or the same sink of many namespaces.
struct ReachedSinks {
    let text: String
    let hops: ClosedRange<Int>
    let severity: Severity

    /// So many namespaces have lines of their own.
    private static let singleCount = 3

    /// `2`, or `2–6` where some are nearer than others.
    var hopsCell: Table.Cell {
        hops.lowerBound == hops.upperBound
            ? .integer(hops.lowerBound) : .text("\(hops.lowerBound)–\(hops.upperBound)")
    }

    private init(_ sink: EscalationSink, hops: Int) {
        text = "\(sink)"
        self.hops = hops...hops
        severity = sink.severity
    }

    /// `secrets of 40 namespaces (n0, n1, n2, …)`.
    private init(_ sinks: ArraySlice<(sink: EscalationSink, hops: Int)>) {
        let first = sinks[sinks.startIndex].sink
        let names = sinks.prefix(Self.singleCount).compactMap(\.sink.namespace).joined(separator: ", ")
        text = "\(first.id) of \(sinks.count) namespaces (\(names), …)"
        let hops = sinks.map(\.hops)
        self.hops = (hops.min() ?? 0)...(hops.max() ?? 0)
        severity = first.severity
    }

    /// A line for each sink.
    static func single(_ reach: EscalationReach) -> [ReachedSinks] {
        zip(reach.sinks, reach.hops).map { ReachedSinks($0, hops: $1) }
    }

    /// One line for the same sink of many namespaces.
    static func united(_ reach: EscalationReach) -> [ReachedSinks] {
        // Sinks of a kind follow each other.
        let sinks = Array(zip(reach.sinks, reach.hops)).map { (sink: $0.0, hops: $0.1) }
        var lines: [ReachedSinks] = []
        var start = 0
        while start < sinks.count {
            let first = sinks[start].sink
            let end = sinks[start...].firstIndex { $0.sink.id != first.id || $0.sink.namespace == nil } ?? sinks.count
            let run = sinks[start..<max(end, start + 1)]
            lines +=
                run.count > singleCount
                ? [ReachedSinks(run)] : run.map { ReachedSinks($0.sink, hops: $0.hops) }
            start = run.endIndex
        }
        return lines
    }
}
