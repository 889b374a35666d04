import ArgumentParser
import GitOpsGate
import GitOpsManifest
import GitOpsRBAC
import GitOpsReport
import GitOpsRepository

/// Arguments of every question about one state of roles and bindings.
struct AccessArguments: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("file")],
        help: ArgumentHelp("A file, a directory, or - for standard input; may be repeated.", valueName: "path"))
    var files: [String] = []

    @Option(help: ArgumentHelp("Read a revision of this repository, without a checkout.", valueName: "dir"))
    var repo: String?

    @Option(help: ArgumentHelp("The revision; HEAD unless given.", valueName: "rev"))
    var revision: String?

    @Option(help: ArgumentHelp("Read only what is below this path of the repository.", valueName: "path"))
    var path: String?

    @Flag(help: "Tell who wrote the lines that are shown, and in which commit; slow on long histories.")
    var blame = false

    @OptionGroup var model: AccessModelArguments

    func validate() throws {
        guard repo == nil else {
            guard files.isEmpty else { throw ValidationError("--file and --repo exclude each other") }
            return
        }
        guard revision == nil, path == nil else { throw ValidationError("--revision and --path go with --repo") }
        guard !blame else { throw ValidationError("--blame goes with --repo") }
    }

    /// Checks that there is something to read, beside `paths` given without an option.
    func validate(paths: [String]) throws {
        if repo != nil {
            guard paths.isEmpty else {
                throw ValidationError("with --repo, give the path \(paths[0]) as --path \(paths[0])")
            }
        } else if paths.isEmpty, files.isEmpty {
            throw ValidationError("give files, directories or - for standard input; or a repository with --repo")
        }
    }

    /// Reads what the arguments name. What cannot be read ends the command, but for parts of a set.
    func read(_ paths: [String] = []) async throws -> AccessInput {
        let progress = TerminalProgress.ifVisible()
        defer { progress?.finish() }
        guard let repo else {
            let loader = model.loading.loader(naming: .asGiven)
            let set = try await loader.load(paths + files, progress: progress)
            progress?.finish()
            Terminal.warn(hiddenIn: set)
            return AccessInput(
                set, options: model.options, authors: LineAuthors(nil), revision: .ofCurrentFolder,
                sources: paths + files)
        }
        do {
            let repository = try Repository(opening: repo)
            let commit = try repository.commit(named: revision ?? "HEAD")
            if let path, try !repository.contains(path, at: commit) {
                progress?.finish()
                Terminal.warn("gitops: the revision has no \(path); give a path from the root of the repository")
                throw ExitStatus.unreadable
            }
            let options = RevisionOptions(
                folder: path ?? "", filter: model.loading.filter, threads: model.loading.threads)
            let set = try await repository.manifests(
                at: commit, options: options, cache: ManifestCache(reading: model.loading.reading), progress: progress)
            progress?.finish()
            Terminal.warn(hiddenIn: set)
            return AccessInput(
                set, options: model.options, authors: LineAuthors(blame ? repository : nil),
                revision: ReportRevision(repository, commit), sources: [path ?? repo])
        } catch let error as GitError {
            progress?.finish()
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        }
    }
}
