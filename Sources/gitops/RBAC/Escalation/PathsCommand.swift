import ArgumentParser
import GitOpsGate
import GitOpsRBAC
import GitOpsReport

/// `gitops rbac paths`: what leads where.
struct PathsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paths",
        abstract: "Show who reaches cluster-admin, nodes, secrets and more by chains of permissions, step by step.",
        discussion: """
            Without --from, a table of who reaches what. With it, a shortest path to each sink, each step with the \
            lines that make it possible. --cut names the smallest set of lines whose removal closes the path, and \
            what is still reached without them; of secrets:shop it closes the way to that namespace alone.

            Sinks: \(EscalationSink.ids.joined(separator: ", ")).

            Examples:
              gitops rbac paths deploy/
              gitops rbac paths deploy/ --from sa:ci/deployer --to cluster-admin --cut
              gitops rbac paths --repo . --revision main --blame --output sarif

            A subject or namespace that nothing names is told in a warning, with the nearest name there is.

            Exit status: 0 no path, 1 paths or a subject whose paths are unknown, 2 a part of the input could not be \
            read, 64 wrong usage.
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, json, jsonlines, csv, markdown, sarif
    }

    @Argument(help: "Files, directories, or - for standard input.")
    var paths: [String] = []

    @Option(
        help: ArgumentHelp("Where paths begin; may be repeated.", valueName: "subject"),
        transform: Subject.init(argument:))
    var from: [Subject] = []

    @Option(
        help: ArgumentHelp("Only paths to this sink, as secrets or secrets:shop; may be repeated.", valueName: "sink"),
        transform: SinkArgument.init(argument:))
    var to: [SinkArgument] = []

    @Flag(help: "Name the smallest set of lines whose removal closes each path; goes with --from.")
    var cut = false

    @Option(help: "How to print the paths.")
    var output = Output.text

    @OptionGroup var escalation: EscalationArguments
    @OptionGroup var access: AccessArguments

    func validate() throws {
        try access.validate(paths: paths)
        guard !cut || !from.isEmpty else { throw ValidationError("--cut goes with --from") }
        if cut, output != .text, output != .json {
            throw ValidationError("with --cut, --output takes text or json")
        }
    }

    func run() async throws {
        var input = try await access.read(paths)
        input.warn()
        let analysis = EscalationAnalysis(
            input.model, options: escalation.options(threads: access.model.loading.threads))
        input.warn(ofUnknown: from, namespaces: to.compactMap(\.namespace), escalation: analysis)
        let reached: Bool
        if from.isEmpty, output != .sarif {
            let table = surveyTable(analysis)
            reached = !table.rows.isEmpty
            Terminal.write(
                table, as: TableRenderer.Format(rawValue: output.rawValue) ?? .text, color: access.model.color)
        } else {
            let reaches = analysis.survey(from.isEmpty ? nil : from)
            let wanted = reaches.map { $0.replacingSinks(asked(of:)) }
            let paths = analysis.paths(of: wanted)
            let found = Array(paths.joined())
            let unknown = UnknownReach.all(wanted, paths)
            input.authors.lookUp(found.flatMap(\.places))
            reached = !found.isEmpty || !unknown.isEmpty
            try write(found, unknown, analysis, &input)
        }
        try input.finish(reports: reached)
    }

    private func isWanted(_ sink: EscalationSink) -> Bool { to.isEmpty || to.contains { $0.matches(sink) } }

    private func asked(of sink: EscalationSink) -> [EscalationSink] {
        to.isEmpty ? [sink] : to.compactMap { $0.asked(of: sink) }
    }

    private func surveyTable(_ analysis: EscalationAnalysis) -> Table {
        Table(
            columns: [
                .init("subject", title: "Subject"), .init("sink", title: "Reaches"),
                .init("hops", title: "Hops", alignment: .trailing), .init("severity", title: "Severity"),
            ],
            rows: analysis.survey().flatMap { reach -> [[Table.Cell]] in
                let subject = Table.Cell.text("\(reach.subject)")
                let wanted = reach.filter { sink, _ in isWanted(sink) }
                let lines = output == .text ? ReachedSinks.united(wanted) : ReachedSinks.single(wanted)
                let rows = lines.map { [subject, .text($0.text), $0.hopsCell, .text($0.severity.rawValue)] }
                return reach.isComplete ? rows : rows + [[subject, .text("unknown"), .empty, .empty]]
            })
    }

    private func write(
        _ found: [EscalationPath], _ unknown: [UnknownReach], _ analysis: EscalationAnalysis, _ input: inout AccessInput
    ) throws {
        let share = max(analysis.options.maximumSteps / max(found.count, 1), 1)
        let cuts = cut ? found.map { PathCut($0, analysis, maximumSteps: share) } : []
        input.authors.lookUp(cuts.flatMap { $0.lines.map(\.place) })
        let printed = found.map { PathOutput(path: $0, authors: input.authors) }
        switch output {
        case .text:
            let blocks = PathOutput.lines(found, input.authors).enumerated().map { number, lines in
                lines + (cut ? cuts[number].text(input.authors) : [])
            }
            if blocks.isEmpty, unknown.isEmpty { Terminal.write(lines: ["nothing is reached"]) }
            Terminal.write(lines: Array((blocks + unknown.map { [$0.message] }).joined(separator: [""])))
        case .json:
            let values = printed.enumerated().map { number, path -> JSONValue in
                cut ? .object([("path", path.json), ("cut", cuts[number].json(input.authors))]) : path.json
            }
            Terminal.write(try JSONValue.list(values + unknown.map(\.json)).text())
        case .markdown, .sarif:
            let report = FindingReport(
                findings: found.map { PathFinding(path: $0, authors: input.authors).finding() }
                    + unknown.map(\.finding), problems: input.problems,
                evaluatedRules: EscalationSink.ids.compactMap { EscalationSink(id: $0) }.map(AccessRules.path)
                    + [AccessRules.unknownPaths])
            let format: FindingRenderer.Format = output == .sarif ? .sarif : .markdown
            Terminal.write(report, as: format, color: access.model.color, revision: input.revision)
        case .jsonlines, .csv:
            Terminal.write(
                pathTable(found, unknown), as: output == .csv ? .csv : .jsonlines, color: access.model.color)
        }
    }

    /// The columns of the survey, and the steps with their lines.
    private func pathTable(_ found: [EscalationPath], _ unknown: [UnknownReach]) -> Table {
        let rows = found.map { path -> [Table.Cell] in
            [
                .text("\(path.source)"), .text("\(path.sink)"), .integer(path.hops),
                .text(path.sink.severity.rawValue), .list(path.steps.map { "\($0.edge.id) \($0.edge.title)" }),
                .list(path.places.map { "\($0)" }),
            ]
        }
        let unknownRows = unknown.map { reach -> [Table.Cell] in
            [.text("\(reach.subject)"), .text("unknown"), .empty, .empty, .empty, .empty]
        }
        return Table(
            columns: [
                .init("subject", title: "Subject"), .init("sink", title: "Reaches"),
                .init("hops", title: "Hops", alignment: .trailing), .init("severity", title: "Severity"),
                .init("steps", title: "Steps"), .init("places", title: "At"),
            ], rows: rows + unknownRows)
    }
}

/// A subject of which not all is known that it reaches.
private struct UnknownReach {
    let subject: Subject
    let limit: EscalationLimit?

    /// Those whose search was ended by a limit, and those of whose sinks not all have a path for that reason.
    static func all(_ reaches: [EscalationReach], _ paths: [[EscalationPath]]) -> [UnknownReach] {
        zip(reaches, paths).filter { !$0.isComplete || $0.sinks.count > $1.count }.map { reach, _ in
            UnknownReach(subject: reach.subject, limit: reach.endedBy)
        }
    }

    var message: String { "\(subject): unknown, for \(limit.map { "\($0)" } ?? "a limit ended the search for paths")" }

    var json: JSONValue {
        .object([("source", .text("\(subject)")), ("sink", .null), ("unknown", .text(message))])
    }

    var finding: Finding {
        Finding(
            rule: AccessRules.unknownPaths, verdict: .unknown, subject: .other("\(subject)"), message: message,
            places: [], flows: [])
    }
}

/// What closes a path, or why nothing does.
private struct PathCut {
    let result: Result<EscalationCut, EscalationCutError>

    init(_ path: EscalationPath, _ analysis: EscalationAnalysis, maximumSteps: Int) {
        do throws(EscalationCutError) {
            result = .success(try analysis.cut(from: path.source, to: path.sink, maximumSteps: maximumSteps))
        } catch {
            result = .failure(error)
        }
    }

    var lines: [EscalationCut.Line] { (try? result.get())?.lines ?? [] }

    func text(_ authors: LineAuthors) -> [String] {
        switch result {
        case .success(let cut):
            ["  closed by removing\(cut.isSmallest ? "" : ", and maybe by less"):"]
                + cut.lines.map { "    the \($0.kind.rawValue) at \(authors.text($0.place))  \($0.place.object)" }
                + (cut.remaining.isEmpty
                    ? [] : ["  still reached then: \(cut.remaining.map(\.description).joined(separator: ", "))"])
        case .failure(let error): ["  not closed: \(error)"]
        }
    }

    func json(_ authors: LineAuthors) -> JSONValue {
        switch result {
        case .success(let cut):
            .object([
                ("sink", .text("\(cut.sink)")), ("isSmallest", .flag(cut.isSmallest)),
                (
                    "lines",
                    .list(
                        cut.lines.map {
                            .object([
                                ("kind", .text($0.kind.rawValue)), ("object", .text("\($0.place.object)")),
                                ("place", $0.place.json(authors)),
                            ])
                        })
                ), ("remaining", .list(cut.remaining.map { .text("\($0)") })),
            ])
        case .failure(let error): .object([("error", .text("\(error)"))])
        }
    }
}
