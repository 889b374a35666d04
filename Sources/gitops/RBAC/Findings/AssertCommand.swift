import ArgumentParser
import GitOpsGate
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
        let analysis = EscalationAnalysis(
            input.model, options: escalation.options(threads: access.model.loading.threads))
        let results = statements.check(input.model, escalation: analysis)
        input.authors.lookUp(results.flatMap(\.shownPlaces))
        let report = FindingReport(
            findings: results.flatMap { AssertionFindings($0, authors: input.authors).all },
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
