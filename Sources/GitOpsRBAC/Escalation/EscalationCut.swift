import GitOpsManifest

/// Lines that have to go so that a subject reaches a sink no more.
public struct EscalationCut: Sendable {
    /// Whom it cuts off.
    public let source: Subject
    /// From what.
    public let sink: EscalationSink
    /// The lines: subjects in bindings, and rules in roles. The analysis was run again without them: nothing leads to
    /// the sink then.
    public let lines: [Line]
    /// Whether fewer lines cannot do.
    public let isSmallest: Bool

    /// A line to remove.
    public struct Line: Sendable, Hashable {
        /// What stands there.
        public enum Kind: String, Sendable, Hashable {
            /// A subject of a binding.
            case subject
            /// A rule of a role.
            case rule
        }
        /// What stands there.
        public let kind: Kind
        /// Where.
        public let place: GrantPlace
    }
}

/// Why no lines can be named.
public enum EscalationCutError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The subject does not reach the sink.
    case notReached
    /// A path needs no line of the manifests: what it uses comes from the API server itself or from a workload.
    case notByGrants
    /// More alternatives than were tried.
    case tooManyPaths(limit: Int)

    /// What it means.
    public var description: String {
        switch self {
        case .notReached: "the subject does not reach the sink: there is nothing to cut"
        case .notByGrants: "a path uses no grant of these manifests; look at its steps"
        case .tooManyPaths(let limit):
            "more than \(limit) different paths have to be cut; remove the widest grants first"
        }
    }
}

extension EscalationAnalysis {
    /// The smallest set of lines whose removal keeps a subject from a sink. Lines of the API server's own bindings and
    /// roles are not among them.
    ///
    /// Each path must lose a line: sets that hit every path known so far are tried, smallest first, and each time a
    /// path is left it is added to those to be hit. A path counts with all lines it depends on, those among them that
    /// only say that a role is held.
    ///
    /// Complexity: one search for each path found; the choice of lines is exponential in their number, up to six.
    public func cut(
        from subject: Subject, to sink: EscalationSink, pathLimit: Int = 256
    ) throws(EscalationCutError) -> EscalationCut {
        var search = EscalationSearch(graph)
        var hitting = HittingSet()
        var chosen: [CutLine] = []
        for _ in 0..<max(1, pathLimit) {
            search.removed = RemovedLines(chosen)
            search.run(from: source(subject))
            guard let fact = search.fact(of: sink) else {
                guard !hitting.sets.isEmpty else { throw .notReached }
                return EscalationCut(
                    source: subject, sink: sink, lines: chosen.map(line), isSmallest: hitting.isSmallest)
            }
            let lines = search.removableLines(of: fact)
            guard !lines.isEmpty else { throw .notByGrants }
            hitting.sets.append(lines)
            chosen = hitting.smallest()
        }
        throw .tooManyPaths(limit: pathLimit)
    }

    private func line(_ line: CutLine) -> EscalationCut.Line {
        let index = graph.index
        switch line {
        case .subject(let position):
            let binding = index.bindings.first { $0.subjects.range.contains(Int(position)) }
            let place = index.place(
                manifest: binding?.manifest ?? 0, node: index.boundSubjects[Int(position)].node)
            return EscalationCut.Line(kind: .subject, place: place)
        case .rule(let number):
            let rule = index.rules[Int(number)]
            return EscalationCut.Line(
                kind: .rule, place: index.place(manifest: index.roles[Int(rule.role)].manifest, node: rule.node))
        }
    }
}

/// A line by its number: a subject's position in `boundSubjects`, or a rule.
enum CutLine: Hashable, Comparable {
    case subject(UInt32)
    case rule(UInt32)
}

extension RemovedLines {
    init(_ lines: [CutLine]) {
        for line in lines {
            switch line {
            case .subject(let position): subjects.insert(position)
            case .rule(let number): rules.insert(number)
            }
        }
    }
}

extension EscalationSearch {
    /// The lines of the set's own manifests that a fact depends on.
    fileprivate func removableLines(of fact: UInt32) -> [CutLine] {
        var lines: Set<CutLine> = []
        for step in closure(of: fact) {
            for premise in premises[facts[Int(step)].premises.range] where facts[Int(premise)].kind == .permission {
                let permission = facts[Int(premise)]
                if permission.grant != .max {
                    insert(HeldLine(graph.index.grants.all[Int(permission.grant)]), into: &lines)
                }
                insert(rule: permission.rule, into: &lines)
            }
            for used in usedLines[step] ?? [] {
                insert(used.line, into: &lines)
                if used.rule != .max { insert(rule: used.rule, into: &lines) }
            }
        }
        return lines.sorted()
    }

    private func insert(_ line: HeldLine, into lines: inout Set<CutLine>) {
        let binding = graph.index.bindings[Int(line.binding)]
        if binding.manifest >= graph.index.bootstrapCount { lines.insert(.subject(line.boundSubject)) }
    }

    private func insert(rule number: UInt32, into lines: inout Set<CutLine>) {
        let role = graph.index.roles[Int(graph.index.rules[Int(number)].role)]
        if role.manifest >= graph.index.bootstrapCount { lines.insert(.rule(number)) }
    }
}

/// A smallest choice of lines with at least one of each set.
struct HittingSet {
    /// What has to be hit; none is empty.
    var sets: [[CutLine]] = []
    /// Whether every smaller choice was tried.
    private(set) var isSmallest = true
    private static let mostLines = 6

    mutating func smallest() -> [CutLine] {
        for size in 1...Self.mostLines {
            if let found = choose(size, []) { return found.sorted() }
        }
        isSmallest = false
        return greedy()
    }

    private func choose(_ left: Int, _ chosen: [CutLine]) -> [CutLine]? {
        guard let open = sets.first(where: { set in !set.contains(where: chosen.contains) }) else { return chosen }
        guard left > 0 else { return nil }
        for line in open {
            if let found = choose(left - 1, chosen + [line]) { return found }
        }
        return nil
    }

    private func greedy() -> [CutLine] {
        var open = sets
        var chosen: [CutLine] = []
        while !open.isEmpty {
            var counts: [CutLine: Int] = [:]
            for line in open.joined() { counts[line, default: 0] += 1 }
            guard let best = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { break }
            chosen.append(best.key)
            open.removeAll { $0.contains(best.key) }
        }
        return chosen.sorted()
    }
}
