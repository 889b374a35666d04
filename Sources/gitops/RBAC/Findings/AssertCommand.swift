import ArgumentParser
import GitOpsManifest
import GitOpsRBAC
import GitOpsReport

/// `gitops rbac assert`: statements about access, checked.
struct AssertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assert",
        abstract: "Check statements about who may and may not do what, and who must not reach what.",
        discussion: """
            The statements stand in a YAML file:

              assertions:
                - name: the shop reads no secrets
                  subject: ServiceAccount shop/web
                  mayNot: {verbs: [get, list, watch], resources: [secrets]}
                - name: only operations reaches nodes
                  nobodyOutside: [Group operations]
                  canReach: node-root

            Resources and verbs are read as can-i reads them, and what stands for none, or can be no namespace or \
            path, is a problem. A subject, namespace or API group that nothing names is a warning with the nearest name \
            there is, and so is a namespace for what belongs to the cluster; --fail-on-warning counts them.

            Examples:
              gitops rbac assert assertions.yaml deploy/
              gitops rbac assert assertions.yaml --repo . --revision HEAD --output junit

            Exit status: 0 all hold, 1 one does not, or with --fail-on-warning has a warning, 2 one is unknown, a part \
            of the input could not be read, or there are no statements, no roles and no bindings, 64 wrong usage.
            """)

    @Argument(help: ArgumentHelp("The file of statements.", valueName: "assertions"))
    var file: String

    @Argument(help: "Files, directories, or - for standard input.")
    var paths: [String] = []

    @Option(help: "How to print the findings.")
    var output = FindingRenderer.Format.text

    @Flag(help: "Count statements that may be about nothing as such that do not hold.")
    var failOnWarning = false

    @OptionGroup var escalation: EscalationArguments
    @OptionGroup var access: AccessArguments

    func validate() throws {
        try access.validate(paths: paths)
        if file == "-", paths.contains("-") || access.files.contains("-") {
            throw ValidationError("only one of both can be standard input")
        }
    }

    func run() async throws {
        let text: SourceText
        do throws(DocumentError) {
            text = try SourceText(contentsOf: file)
        } catch {
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        }
        var input = try await access.read(paths)
        input.warn()
        let statements = AccessAssertions(text, names: ResourceNames(input.model))
        for problem in statements.problems { Terminal.warn("gitops: \(problem)") }
        let analysis = EscalationAnalysis(input.model, options: escalation.options)
        let results = statements.check(input.model, escalation: analysis)
        input.authors.lookUp(results.flatMap(\.places))
        let report = FindingReport(
            findings: results.flatMap { AssertionFinding(result: $0, authors: input.authors).findings },
            problems: input.problems + statements.problems.map(ReportProblem.init),
            evaluatedRules: [AccessRules.assertion] + AccessRules.doubts)
        Terminal.write(
            FindingRenderer(
                format: output, isColored: access.model.color.isOn, showsPassed: output == .text,
                revision: input.revision
            ).render(report))
        if report.verdict == .unknown || !report.problems.isEmpty { throw ExitStatus.unreadable }
        let isDoubtful = failOnWarning && results.contains { !$0.doubts.isEmpty }
        try input.finish(reports: report.verdict == .fail || isDoubtful)
    }
}

extension ReportProblem {
    fileprivate init(_ problem: AssertionProblem) {
        let text = "\(problem)"
        self.init(
            place: SourcePlace(origin: Origin(path: problem.source), position: problem.position),
            message: text.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? text)
    }
}

extension AssertionResult {
    /// The lines that show it broken.
    fileprivate var places: [GrantPlace] {
        guard case .broken(let witnesses) = verdict else { return [] }
        return witnesses.flatMap { witness in
            switch witness {
            case .granted(_, _, let grant): grant.places
            case .reached(let path): path.places
            case .superuser, .denied, .notReached: [GrantPlace]()
            }
        }
    }
}

/// The findings of one statement.
private struct AssertionFinding {
    let result: AssertionResult
    let authors: LineAuthors

    var findings: [Finding] { [finding] + result.doubts.map(doubtful) }

    private func doubtful(_ doubt: AssertionDoubt) -> Finding {
        Finding(
            rule: doubt.rule, verdict: .warn, subject: .other(result.assertion.name), message: "\(doubt)",
            places: [place], fingerprintDetails: ["\(doubt)"])
    }

    private var place: SourcePlace {
        SourcePlace(
            origin: Origin(path: result.assertion.source), position: result.assertion.position, role: "the statement")
    }

    private var finding: Finding {
        switch result.verdict {
        case .holds: make(.pass, "holds", [], [])
        case .unknown(let reason): make(.unknown, reason, [], [])
        case .broken(let witnesses):
            make(
                .fail, witnesses.map(text).joined(separator: "; "), witnesses.flatMap(places),
                witnesses.compactMap(flow))
        }
    }

    private func make(_ verdict: Verdict, _ message: String, _ places: [SourcePlace], _ flows: [FindingFlow]) -> Finding
    {
        Finding(
            rule: AccessRules.assertion, verdict: verdict, subject: .other(result.assertion.name), message: message,
            places: places + [place], flows: flows)
    }

    /// A path is told by its steps; what it leads from is enough here.
    private func text(_ witness: AssertionWitness) -> String {
        guard case .reached(let path) = witness else { return "\(witness)" }
        return PathOutput(path: path, authors: authors).title
    }

    private func places(_ witness: AssertionWitness) -> [SourcePlace] {
        switch witness {
        case .granted(_, _, let grant):
            authors.sourcePlaces((grant.rulePlace, "the rule"), (grant.subjectPlace, "the subject"))
        case .reached(let path):
            path.places.filter { $0.position != nil }.prefix(1).map { authors.sourcePlace($0, "the first step") }
        case .superuser, .denied, .notReached: []
        }
    }

    private func flow(_ witness: AssertionWitness) -> FindingFlow? {
        guard case .reached(let path) = witness else { return nil }
        return PathOutput(path: path, authors: authors).flow
    }
}
