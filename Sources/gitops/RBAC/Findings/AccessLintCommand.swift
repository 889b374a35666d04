import ArgumentParser
import GitOpsManifest
import GitOpsRBAC
import GitOpsReport

/// `gitops rbac lint`: what is broken, too wide or of no use in roles and bindings.
struct AccessLintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Find what is broken, dangerous, too wide or of no use in roles and bindings.",
        discussion: """
            Examples:
              gitops rbac lint deploy/
              gitops rbac lint --repo . --revision main --blame --output markdown
              gitops rbac lint deploy/ --minimum high --output sarif

            Exit status: 0 nothing found, 1 findings, 2 a part of the input could not be read, 64 wrong usage.
            """)

    @Argument(help: "Files, directories, or - for standard input.")
    var paths: [String] = []

    @Option(help: "Leave out findings below this severity.")
    var minimum = Severity.info

    @Option(help: "How to print the findings.")
    var output = FindingRenderer.Format.text

    @OptionGroup var access: AccessArguments

    func validate() throws { try access.validate(paths: paths) }

    func run() async throws {
        var input = try await access.read(paths)
        let weaknesses = input.model.weaknesses().filter { $0.kind.rule.severity >= minimum }
        let problems = input.model.problems.filter { $0.reason.rule.severity >= minimum }
        input.authors.lookUp(
            weaknesses.flatMap { [$0.place] + $0.related } + problems.map(\.place))
        let findings = problems.map { finding($0, input.authors) } + weaknesses.map { finding($0, input.authors) }
        // Unreadable parts of roles are findings here, so that they are not told twice.
        let report = FindingReport(
            findings: findings, problems: input.manifests.unreadable.map { ReportProblem($0) },
            evaluatedRules: AccessRules.all.filter { $0.severity >= minimum })
        Terminal.write(report, as: output, color: access.model.color)
        try input.finish(reports: !findings.isEmpty)
    }

    private func finding(_ problem: AccessProblem, _ authors: LineAuthors) -> Finding {
        Finding(
            rule: problem.reason.rule, verdict: problem.isUnreadable ? .error : .fail,
            subject: .resource(problem.object), message: "\(problem.reason)",
            places: [authors.sourcePlace(problem.place, "")], fingerprintDetails: ["\(problem.reason)"])
    }

    private func finding(_ weakness: AccessWeakness, _ authors: LineAuthors) -> Finding {
        Finding(
            rule: weakness.kind.rule, subject: .resource(weakness.place.object), message: "\(weakness.kind)",
            places: [authors.sourcePlace(weakness.place, "")]
                + weakness.related.map { authors.sourcePlace($0, "the other one") },
            fingerprintDetails: ["\(weakness.kind)"])
    }
}
