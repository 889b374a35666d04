import ArgumentParser
import GitOpsManifest
import GitOpsRepository
import GitOpsTrust

/// `gitops watch`: what happens to the references of a remote.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Tell when branches and tags of a remote are made, moved, rewritten or deleted.",
        discussion: """
            Asks the remote at intervals, more seldom after failures, until it is interrupted. What is there at the \
            beginning is 'created', in the log as well. A branch that moved is 'advanced', 'rolled-back' or \
            'force-pushed' where --repo has both commits (with --fetch they are brought there), else 'unknown'.

            With --log every observation goes to a log whose lines are bound to each other, and a run begins with what \
            the log saw last: changes between two runs are told as well. Secrets are never printed; an address that \
            holds one is refused.

            Examples:
              gitops watch https://git.example.com/team/shop.git main 'v*' --token-env GIT_TOKEN
              gitops watch --repo /var/cache/shop.git --fetch origin --log shop.log --output json
              gitops watch --once --log shop.log git@git.example.com:team/shop.git

            Exit status: 0 interrupted, or with --once nothing changed, 1 with --once something changed, 2 the remote, \
            the repository or the log could not be read, or the remote has none of the references, 64 wrong usage, 74 \
            the log or the output could not be written.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Option(help: ArgumentHelp("A repository that may have the commits, and names remotes.", valueName: "dir"))
    var repo: String?

    @Argument(help: "An address or, with --repo, the name of a remote.")
    var remote: String

    @Argument(help: "Which references: a name, short or in full, or a beginning and *; all but HEAD unless told.")
    var references: [String] = []

    @Option(help: ArgumentHelp("The time between two questions, as in 30s or 5m.", valueName: "duration"))
    var interval = WatchInterval(seconds: 30)

    @Flag(help: "Ask once.")
    var once = false

    @Flag(help: "Bring what the references lead to into --repo, below refs/gitops/watch/.")
    var fetch = false

    @Flag(help: "With --fetch, bring the files of Git LFS that these commits name as well, by git lfs.")
    var lfs = false

    @Option(
        help: ArgumentHelp("Write every observation to this log, and begin with what it saw last.", valueName: "file"))
    var log: String?

    @Option(help: "How to print the changes; json is one object a line.")
    var output = Format.text

    @OptionGroup var access: RemoteAccessArguments

    func validate() throws {
        if fetch, repo == nil { throw ValidationError("--fetch goes with --repo") }
        if lfs, !fetch { throw ValidationError("--lfs goes with --fetch") }
        if references.contains(where: \.isEmpty) { throw ValidationError("a reference has a name") }
    }

    func run() async throws {
        do {
            let repository = try repo.map { path throws(GitError) in try Repository(opening: path) }
            let url = try RemoteURL(argument: remote, in: repository)
            let journal = try log.map { path throws(ReferenceLogError) in try WatchJournal(path: path, remote: url) }
            let watch = ReferenceWatch(
                url: url, transport: GitExecutableTransport(options: try access.options(for: url)),
                repository: repository, fetches: fetch, bringsLargeFiles: lfs, journal: journal,
                selection: ReferenceSelection(patterns: references), format: output)
            let interval = interval.duration
            let asksOnce = once
            try await TerminationSignal.cancelling {
                if asksOnce {
                    try await watch.askOnce()
                } else {
                    try await watch.run(every: interval)
                }
            }
        } catch let error as GitError {
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        } catch let error as ReferenceLogError {
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        }
    }
}

/// The time between two questions to a remote.
struct WatchInterval: ExpressibleByArgument, CustomStringConvertible {
    let duration: Duration

    init(seconds: Int64) { duration = .seconds(seconds) }

    /// Reads a duration as Go writes it; less than a second would be a burden to the remote.
    init?(argument: String) {
        guard let value = try? GoDuration(parsing: argument), value.nanoseconds >= 1_000_000_000 else { return nil }
        duration = .nanoseconds(value.nanoseconds)
    }

    var description: String { "\(duration.components.seconds)s" }
}
