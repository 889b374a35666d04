public import ArgumentParser
public import GitOpsDiff
import GitOpsManifest
import GitOpsRepository
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
            says what it does to what runs: restarts, exposure, privilege, lost data. Values of Secrets are masked unless --show-secrets is given.

            Examples:
              gitops diff old/ new/
              gitops diff --repo . main..HEAD
              gitops diff --repo . v1.2...v1.3 --path clusters/production --output unified
              helm template chart | gitops diff rendered.yaml - --output markdown

            Exit status: 0 no change, 1 changes, 2 a part of the input could not be read, 64 wrong usage.
            """)

    @Argument(
        help: ArgumentHelp(
            "The older and the newer side, or one range of revisions as A..B or A...B.", valueName: "side"))
    var sides: [String]

    @Option(help: ArgumentHelp("Compare two revisions of this repository.", valueName: "dir"))
    var repo: String?

    @Option(help: ArgumentHelp("Compare only what is below this path of the repository.", valueName: "path"))
    var path: String?

    @Option(help: "How to print the changes.")
    var output = DiffRenderer.Format.text

    @Flag(help: "Print the values of Secrets as they are.")
    var showSecrets = false

    @Flag(help: "Leave out what the changes do to what runs.")
    var noRisk = false

    @Option(help: "Whether to colour the output.")
    var color = ColorChoice.auto

    @OptionGroup var loading: LoadingArguments

    func validate() throws {
        if repo != nil {
            guard sides.count == 1 || sides.count == 2 else {
                throw ValidationError("with --repo, give one range A..B or two revisions")
            }
            guard sides.count == 2 || sides[0].contains("..") else {
                throw ValidationError("'\(sides[0])' is one revision: give a range, as in \(sides[0])~1..\(sides[0])")
            }
        } else {
            guard sides.count == 2 else {
                throw ValidationError(
                    "give two files or directories; to compare revisions, add --repo and give a range as in main..HEAD")
            }
            guard sides != ["-", "-"] else { throw ValidationError("only one side can be standard input") }
            guard path == nil else { throw ValidationError("--path goes with --repo") }
        }
    }

    func run() async throws {
        let progress = TerminalProgress.ifVisible()
        let (base, head): (ManifestSet, ManifestSet)
        do {
            (base, head) = try await readSides(progress)
        } catch let error as GitError {
            progress?.finish()
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        }
        progress?.finish()
        let comparesFiles = repo != nil || sides.allSatisfy(Terminal.isDirectory)
        let schema = Schema(definitionsIn: base.appending(head))
        let diff = ManifestSetDiff(
            base: base, head: head, using: TwoWayDiff(schema: schema), comparesFiles: comparesFiles)
        let renderer = DiffRenderer(
            format: output, showsSecrets: showSecrets, isColored: color.isOn,
            risk: noRisk ? nil : RiskClassifier(schema: schema))
        Terminal.write(try renderer.render(diff))
        if diff.isIncomplete { throw ExitStatus.unreadable }
        if !diff.isEmpty { throw ExitStatus.changes }
    }

    private func readSides(_ progress: TerminalProgress?) async throws -> (ManifestSet, ManifestSet) {
        guard let repo else {
            for side in sides where side != "-" && !Terminal.exists(side) {
                progress?.finish()
                Terminal.warn("gitops: \(side): there is no such file or directory")
                throw ExitStatus.unreadable
            }
            let loader = loading.loader(naming: .relativeToDirectory)
            return (
                try await loader.load([sides[0]], progress: progress),
                try await loader.load([sides[1]], progress: progress)
            )
        }
        let repository = try Repository(opening: repo)
        let range: RevisionRange
        if sides.count == 2 {
            range = RevisionRange(base: try repository.resolve(sides[0]), head: try repository.resolve(sides[1]))
        } else {
            range = try repository.resolveRange(sides[0])
        }
        if let path, try !repository.contains(path, at: range.base), try !repository.contains(path, at: range.head) {
            Terminal.warn("gitops: neither revision has \(path); give a path from the root of the repository")
            throw ExitStatus.unreadable
        }
        let options = Repository.ManifestOptions(folder: path ?? "", filter: loading.filter, threads: loading.threads)
        // All of both trees: only so is a resource that left one file and still stands in another not taken for removed.
        // A file that did not change is parsed once.
        let cache = ManifestCache(reading: loading.reading)
        return (
            try await repository.manifests(at: range.base, options: options, cache: cache, progress: progress),
            try await repository.manifests(at: range.head, options: options, cache: cache, progress: progress)
        )
    }
}

extension DiffRenderer.Format: ExpressibleByArgument {}
