import ArgumentParser
import GitOpsGate
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
        if let problem = input.nothingFound { Terminal.warn("gitops: \(problem)") }
        let lint = AccessLint(input.model)
        input.authors.lookUp(lint.places)
        let findings = lint.findings(input.authors).filter { $0.severity >= minimum }
        // Unreadable parts of roles are findings here, so that they are not told twice.
        let report = FindingReport(
            findings: findings, problems: input.setProblems,
            evaluatedRules: AccessRules.all.filter { $0.severity >= minimum })
        Terminal.write(report, as: output, color: access.model.color, revision: input.revision)
        try input.finish(reports: !findings.isEmpty)
    }
}
