import ArgumentParser
import GitOpsManifest

/// `gitops inspect`: the resources of files and directories, with file and line, their kinds, and what is wrong.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "List the resources of files and directories, and what cannot be read.",
        discussion: """
            Each resource is listed with the file and line it begins at. Problems are texts that cannot be read, \
            resources that are defined twice and keys that stand twice in one object. Files that a .gitopsignore names, \
            hidden files and symbolic links are left out of directories; hidden ones are told on standard error.

            Examples:
              gitops inspect deploy/
              kubectl get all -o yaml | gitops inspect -
              gitops inspect --output json deploy/ | jq '.resources[].kind'

            Exit status: 0 everything could be read, 2 something could not.
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(help: "Files, directories, or - for standard input.")
    var paths: [String]

    @Option(help: "How to print the result.")
    var output = Output.text

    @OptionGroup var loading: LoadingArguments

    func run() async throws {
        let progress = TerminalProgress.ifVisible()
        let set = try await loading.loader(naming: .asGiven).load(paths, progress: progress)
        progress?.finish()
        Terminal.warn(hiddenIn: set)
        let report = InspectReport(set)
        switch output {
        case .text: Terminal.write(report.text)
        case .json: Terminal.write(try report.json() + "\n")
        }
        if !set.unreadable.isEmpty { throw ExitStatus.unreadable }
    }
}

/// Arguments of every command that reads manifests.
struct LoadingArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Leave out files and directories that match, in the syntax of .gitignore.", valueName: "glob"))
    var exclude: [String] = []

    @Option(help: ArgumentHelp("Read only files that match, in the syntax of .gitignore.", valueName: "glob"))
    var include: [String] = []

    @Flag(help: "Refuse objects that name a key twice; Kubernetes keeps the last.")
    var strict = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Number of threads; 0 means one for each core.", valueName: "n"))
    var threads = 0

    func validate() throws {
        for text in include + exclude where !GlobPattern(text).isWellFormed {
            throw ValidationError("the pattern '\(text)' is not well formed; see the syntax of .gitignore")
        }
        if threads < 0 { throw ValidationError("--threads takes 0 or a positive number") }
    }

    var filter: ManifestFilter {
        ManifestFilter(include: include.map { GlobPattern($0) }, exclude: exclude.map { GlobPattern($0) })
    }

    var reading: ReadingOptions { ReadingOptions(duplicateKeys: strict ? .refuse : .keepLast) }

    func loader(naming: ManifestLoader.Naming) -> ManifestLoader {
        ManifestLoader(reading: reading, filter: filter, naming: naming, threads: threads)
    }
}
