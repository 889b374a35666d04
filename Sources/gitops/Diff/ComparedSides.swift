import ArgumentParser
import GitOpsManifest
import GitOpsReport
import GitOpsRepository

/// The two sides of a comparison: files, directories and standard input, or revisions of a repository.
struct ComparedSides: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The older and the newer side, or one range of revisions as A..B or A...B.", valueName: "side"))
    var sides: [String]

    @Option(help: ArgumentHelp("Compare two revisions of this repository.", valueName: "dir"))
    var repo: String?

    @Option(help: ArgumentHelp("Compare only what is below this path of the repository.", valueName: "path"))
    var path: String?

    /// Both sides, and the commit of the newer one where it is one of a repository.
    struct Sets {
        let base: ManifestSet
        let head: ManifestSet
        let revision: ReportRevision?
    }

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

    /// Reads both sides. What cannot be read ends the command, but for parts of a set.
    func read(_ loading: LoadingArguments) async throws -> Sets {
        let progress = TerminalProgress.ifVisible()
        defer { progress?.finish() }
        do {
            let sets = try await read(loading, progress)
            progress?.finish()
            Terminal.warn(hiddenIn: sets.base, sets.head)
            return sets
        } catch let error as GitError {
            progress?.finish()
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        }
    }

    private func read(_ loading: LoadingArguments, _ progress: TerminalProgress?) async throws -> Sets {
        guard let repo else {
            for side in sides where side != "-" && !Terminal.exists(side) {
                progress?.finish()
                Terminal.warn("gitops: \(side): there is no such file or directory")
                throw ExitStatus.unreadable
            }
            let loader = loading.loader(naming: .relativeToDirectory)
            return Sets(
                base: try await loader.load([sides[0]], progress: progress),
                head: try await loader.load([sides[1]], progress: progress), revision: nil)
        }
        let repository = try Repository(opening: repo)
        let range: RevisionRange
        if sides.count == 2 {
            range = RevisionRange(
                base: try repository.commit(named: sides[0]), head: try repository.commit(named: sides[1]))
        } else {
            range = try repository.range(named: sides[0])
        }
        if let path, try !repository.contains(path, at: range.base), try !repository.contains(path, at: range.head) {
            Terminal.warn("gitops: neither revision has \(path); give a path from the root of the repository")
            throw ExitStatus.unreadable
        }
        let options = RevisionOptions(folder: path ?? "", filter: loading.filter, threads: loading.threads)
        // All of both trees: only so is a resource that left one file and still stands in another not taken for removed.
        // A file that did not change is parsed once.
        let cache = ManifestCache(reading: loading.reading)
        return Sets(
            base: try await repository.manifests(at: range.base, options: options, cache: cache, progress: progress),
            head: try await repository.manifests(at: range.head, options: options, cache: cache, progress: progress),
            revision: ReportRevision(repository, range.head))
    }
}
