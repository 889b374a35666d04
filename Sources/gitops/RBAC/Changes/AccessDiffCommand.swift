import ArgumentParser
import GitOpsGate
import GitOpsManifest
import GitOpsRBAC
import GitOpsReport
import GitOpsRepository

/// `gitops rbac diff`: what a change gives away.
struct AccessDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show who gains and loses which permissions by a change, by which line, and which paths it opens.",
        discussion: """
            Each side is a file, a directory or - for standard input; or, with --repo, both are revisions of a Git \
            repository. Compared is what subjects may do in the end: a permission that is held through another binding \
            or role is neither gained nor lost.

            Examples:
              gitops rbac diff old/ new/
              gitops rbac diff --repo . main..HEAD --output markdown
              gitops rbac diff --repo . main...feature --path clusters/production --blame --output sarif

            Exit status: 0 no change, 1 changes, 2 a part of the input could not be read or neither side \
            has a role or binding, 64 wrong usage.
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, json, jsonlines, csv, markdown, sarif
    }

    @OptionGroup var sides: ComparedSides

    @Flag(help: "Tell who wrote the lines that are shown, and in which commit; slow on long histories.")
    var blame = false

    @Flag(help: "Leave out the escalation paths that open and close.")
    var noPaths = false

    @Option(help: "How to print the changes.")
    var output = Output.text

    @OptionGroup var escalation: EscalationArguments
    @OptionGroup var model: AccessModelArguments

    func validate() throws {
        guard sides.repo != nil || !blame else { throw ValidationError("--blame goes with --repo") }
    }

    func run() async throws {
        let sets = try await sides.read(model.loading)
        let authors = LineAuthors(try sides.repo.flatMap { blame ? try Repository(opening: $0) : nil })
        let base = AccessInput(sets.base, options: model.options, authors: authors)
        let head = AccessInput(sets.head, options: model.options, authors: authors)
        base.warn(of: "before")
        // A side without any is one where all were added or removed.
        let hasNone = base.hasNoObjects && head.hasNoObjects
        if hasNone { Terminal.warn("gitops: no roles or bindings were found on either side") }
        head.warn(of: "after")
        let paths =
            noPaths
            ? nil
            : EscalationDiff(
                from: EscalationAnalysis(base.model, options: escalation.options(threads: model.loading.threads)),
                to: EscalationAnalysis(head.model, options: escalation.options(threads: model.loading.threads)))
        for subject in paths?.unknown ?? [] {
            Terminal.warn("gitops: unknown whether paths of \(subject) open or close: a limit ended its search")
        }
        var changes = AccessChanges(
            permissions: AccessDiff(from: base.model, to: head.model), opened: paths?.opened ?? [],
            closed: paths?.closed ?? [], authors: authors)
        for change in changes.permissions.changes where !change.isExact {
            Terminal.warn(
                "gitops: what \(change.subject) gains or loses is told by whole rules: \(SubjectChange.tooManyPieces)")
        }
        if changes.authors.areShown { changes.authors.lookUp(changes.places) }
        switch output {
        case .text: Terminal.write(lines: changes.lines)
        case .markdown, .sarif:
            let report = FindingReport(
                findings: changes.findings, problems: base.problems + head.problems,
                evaluatedRules: [AccessRules.gained, AccessRules.lost])
            Terminal.write(
                report, as: output == .sarif ? .sarif : .markdown, color: model.color, revision: sets.revision)
        case .json, .jsonlines, .csv:
            let format = TableRenderer.Format(rawValue: output.rawValue) ?? .json
            Terminal.write(changes.table, as: format, color: model.color)
        }
        let isUnknown = !(paths?.unknown ?? []).isEmpty
        if hasNone || isUnknown || !base.problems.isEmpty || !head.problems.isEmpty { throw ExitStatus.unreadable }
        if !changes.isEmpty { throw ExitStatus.changes }
    }
}
