import ArgumentParser
import GitOpsGate
import GitOpsRBAC
import GitOpsReport

/// `gitops rbac graph`: who is bound to what, or what leads where, drawn.
struct GraphCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draw who is bound to which roles, or which paths lead to cluster-admin, nodes and secrets.",
        discussion: """
            Without --to, subjects and the roles that are bound to them; with --to or --show paths, the shortest \
            paths to what nobody should reach unnoticed. The page of --output html works alone, without network. \
            Nodes and edges carry file and line. Who becomes cluster-admin reaches everything: what follows from it \
            is drawn for --to alone.

            Examples:
              gitops rbac graph deploy/ --output html > access.html
              gitops rbac graph deploy/ --show paths --from sa:ci/deployer --output mermaid
              gitops rbac graph --repo . --to cluster-admin --output dot | dot -Tsvg > paths.svg

            Exit status: 0 drawn, 2 a part of the input could not be read, 64 wrong usage.
            """)

    enum Content: String, ExpressibleByArgument, CaseIterable {
        case bindings, paths
    }

    @Argument(help: "Files, directories, or - for standard input.")
    var paths: [String] = []

    @Option(help: "What to draw; without it paths where --to is given, bindings otherwise.")
    var show: Content?

    @Option(
        help: ArgumentHelp("Only what begins at this subject; may be repeated.", valueName: "subject"),
        transform: Subject.init(argument:))
    var from: [Subject] = []

    @Option(
        help: ArgumentHelp("Only paths to this sink, as secrets or secrets:shop; may be repeated.", valueName: "sink"),
        transform: SinkArgument.init(argument:))
    var to: [SinkArgument] = []

    @Option(help: "The form of the drawing.")
    var output = GraphRenderer.Format.mermaid

    @OptionGroup var escalation: EscalationArguments
    @OptionGroup var access: AccessArguments

    func validate() throws {
        try access.validate(paths: paths)
        if show == .bindings, !to.isEmpty { throw ValidationError("--to goes with --show paths") }
    }

    func run() async throws {
        var input = try await access.read(paths)
        input.warn()
        let analysis = EscalationAnalysis(
            input.model, options: escalation.options(threads: access.model.loading.threads))
        let subjects = from.isEmpty ? analysis.sources : from
        input.warn(ofUnknown: from, namespaces: to.compactMap(\.namespace), escalation: analysis)
        let drawing: GraphDrawing
        switch show ?? (to.isEmpty ? .bindings : .paths) {
        case .bindings:
            let grants = BindingsDrawing.grants(of: subjects, in: input.model)
            input.authors.lookUp(grants.flatMap { $0.grants.flatMap(\.places) })
            drawing = BindingsDrawing(holders: grants, authors: input.authors).drawing
        case .paths:
            let reaches = analysis.survey(subjects)
            for reach in reaches {
                guard let limit = reach.endedBy else { continue }
                Terminal.warn("gitops: not all that \(reach.subject) reaches is known: \(limit)")
            }
            let wanted = reaches.map(drawn)
            let paths = analysis.paths(of: wanted)
            for (reach, paths) in zip(wanted, paths) where reach.isComplete && paths.count < reach.sinks.count {
                Terminal.warn("gitops: not all paths of \(reach.subject) are drawn: a limit ended the search for them")
            }
            let found = Array(paths.joined())
            input.authors.lookUp(found.flatMap(\.places))
            drawing = PathsDrawing(paths: found, authors: input.authors).drawing
        }
        Terminal.write(GraphRenderer(format: output).render(drawing))
        try input.finish(reports: false)
    }
}

extension GraphCommand {
    /// What is drawn of what a subject reaches: what is asked for; without that, nothing that cluster-admin gives
    /// anyway.
    private func drawn(_ reach: EscalationReach) -> EscalationReach {
        guard to.isEmpty else { return reach.filter { sink, _ in to.contains { $0.matches(sink) } } }
        guard let everything = reach.sinks.firstIndex(of: .clusterAdmin) else { return reach }
        return reach.filter { $0 == .clusterAdmin || $1 < reach.hops[everything] }
    }
}

extension GraphDrawing.NodeKind {
    /// How subjects look in every drawing.
    static let subjects: [GraphDrawing.NodeKind] = [
        .init("ServiceAccount", title: "Service account", tint: .blue, shape: .pill),
        .init("User", tint: .teal, shape: .pill), .init("Group", tint: .purple, shape: .pill),
    ]
}

extension GraphDrawing.Node {
    /// The node of a subject.
    init(_ subject: Subject) {
        let name = subject.namespace.map { "\($0)/\(subject.name)" } ?? subject.name
        self.init(
            id: "\(subject.kind.rawValue.lowercased())/\(name)", label: name, kind: subject.kind.rawValue,
            group: subject.namespace ?? "")
    }
}
