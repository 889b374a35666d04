import GitOpsManifest

/// Lines that have to go so that a subject reaches a sink no more.
public struct EscalationCut: Sendable {
    /// Whom it cuts off.
    public let source: Subject
    /// From what.
    public let sink: EscalationSink
    /// The lines: subjects in bindings, rules in roles, and whole bindings. The analysis was run again without them:
    /// nothing leads to the sink then.
    public let lines: [Line]
    /// Whether fewer lines cannot do; `false` where ``EscalationOptions/maximumCutSteps`` or the limit of paths ended
    /// the comparison. Of its lines none can be spared in either case. Rules that say the same in roles that one is
    /// made of count as one.
    public let isSmallest: Bool
    /// The sinks that the source still reaches without the lines, the worst first.
    public let remaining: [EscalationSink]

    /// A line to remove.
    public struct Line: Sendable, Hashable {
        /// What stands there.
        public enum Kind: String, Sendable, Hashable {
            /// A subject of a binding.
            case subject
            /// A rule of a role.
            case rule
            /// A binding with all its subjects: where several of them lead on, or where others may extend it.
            case binding
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
    /// More is gained than was followed, so that it is not known whether a path is left.
    case tooManyFacts(limit: Int)
    /// The searches take more steps than they may, so that it is not known whether a path is left.
    case tooManySteps(limit: Int)

    /// What it means.
    public var description: String {
        switch self {
        case .notReached: "the subject does not reach the sink: there is nothing to cut"
        case .notByGrants: "a path uses no grant of these manifests; look at its steps"
        case .tooManyPaths(let limit):
            "more than \(limit) different paths have to be cut; remove the widest grants first"
        case .tooManyFacts(let limit):
            "it is unknown whether a path is left, for the subject gains more than \(limit) facts; remove the widest "
                + "grants first"
        case .tooManySteps(let limit):
            "it is unknown whether a path is left, for to find out takes more than \(limit) steps; remove the widest "
                + "grants first"
        }
    }
}

extension EscalationAnalysis {
    /// The smallest set of lines whose removal keeps a subject from a sink. Lines of the API server's own bindings and
    /// roles are not among them.
    ///
    /// A path counts with all lines it depends on, those among them that only say that a role is held or that a binding
    /// is there to be extended. A whole binding is named only where no single line of the path does as well.
    ///
    /// Complexity: one search for each path looked at, all of them together with ``EscalationOptions/maximumSteps``;
    /// the choice of lines ends with ``EscalationOptions/maximumCutSteps``. Where a limit is reached, the lines do,
    /// but fewer may do as well: ``EscalationCut/isSmallest``.
    ///
    /// - Parameters:
    ///   - subject: Whom to cut off.
    ///   - sink: From what: with a namespace, from that of this namespace, whether or not others are still reached.
    ///   - pathLimit: How many paths are compared to find the smallest set, and how many more are cut one by one where
    ///     they do not suffice.
    ///   - maximumSteps: How many steps the searches may take; without it ``EscalationOptions/maximumSteps``. Who cuts
    ///     many paths divides these.
    public func cut(
        from subject: Subject, to sink: EscalationSink, pathLimit: Int = 256, maximumSteps: Int? = nil
    ) throws(EscalationCutError) -> EscalationCut {
        var search = CutSearch(
            graph, from: source(subject), to: sink, pathLimit: pathLimit, steps: maximumSteps ?? options.maximumSteps)
        let found = try search.run()
        return EscalationCut(
            source: subject, sink: sink, lines: found.lines.flatMap(lines), isSmallest: found.isSmallest,
            remaining: found.remaining)
    }

    /// What has to be removed for a line: of a rule every copy that takes its place.
    private func lines(_ line: CutLine) -> [EscalationCut.Line] {
        guard case .rule(let number) = line else { return [self.line(line)] }
        return [self.line(line)]
            + (graph.index.copiesOfRules[number] ?? []).sorted().map { self.line(.rule($0)) }
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
        case .binding(let number):
            return EscalationCut.Line(kind: .binding, place: index.place(of: index.bindings[Int(number)]))
        }
    }
}
