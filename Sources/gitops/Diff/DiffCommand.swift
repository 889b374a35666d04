public import ArgumentParser
public import GitOpsDiff
import GitOpsManifest
import GitOpsSchema

/// `gitops diff`: what a change does, resource by resource.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changes between two sets of manifests, resource by resource.",
        discussion: """
            Each side is a file, a directory or - for standard input; or, with --repo, both are revisions of a Git \
            repository, read without a checkout. Key order, comments and spelling are no changes; a resource that only \
            moved to another file is shown as moved. List items go by the keys that Kubernetes gives them, and each change \
            says what it does to what runs: restarts, exposure, privilege, loosened guardrails, lost data. Values of \
            Secrets are masked unless --show-secrets is given.

            Examples:
              gitops diff old/ new/
              gitops diff --repo . main..HEAD
              gitops diff --repo . v1.2...v1.3 --path clusters/production --output unified
              helm template chart | gitops diff rendered.yaml - --output markdown

            Exit status: 0 no change, 1 changes, 2 a part of the input could not be read, 64 wrong usage.
            """)

    @OptionGroup var sides: ComparedSides

    @Option(help: "How to print the changes.")
    var output = DiffRenderer.Format.text

    @Flag(help: "Print the values of Secrets as they are.")
    var showSecrets = false

    @Flag(help: "Leave out what the changes do to what runs.")
    var noRisk = false

    @Option(help: "Whether to colour the output.")
    var color = ColorChoice.auto

    @OptionGroup var loading: LoadingArguments

    func run() async throws {
        let sets = try await sides.read(loading)
        let (base, head) = (sets.base, sets.head)
        let comparesFiles = sides.repo != nil || sides.sides.allSatisfy(Terminal.isDirectory)
        let schema = Schema(definitionsIn: base.appending(head))
        let diff = ManifestSetDiff(
            base: base, head: head, using: TwoWayDiff(schema: schema), comparesFiles: comparesFiles)
        let renderer = DiffRenderer(
            format: output, showsSecrets: showSecrets, isColored: color.isOn,
            risk: noRisk ? nil : RiskClassifier(schema: schema, references: GuardrailReferences([base])))
        Terminal.write(try renderer.render(diff))
        if diff.isIncomplete { throw ExitStatus.unreadable }
        if !diff.isEmpty { throw ExitStatus.changes }
    }
}

extension DiffRenderer.Format: ExpressibleByArgument {}
