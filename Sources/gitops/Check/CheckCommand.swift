import ArgumentParser
import GitOpsGate
import GitOpsManifest
import GitOpsReport
import GitOpsRepository

/// `gitops check`: one verdict on a change.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "One verdict on a change: what it does, whether it is valid, breaks policy or gives permissions away.",
        discussion: """
            Both states are looked at in the same way, and a finding is new when the base does not have it. New findings of \
            severity medium or more fail the check, and so does whatever could not be read or evaluated. A file .gitops.yaml \
            in the root says otherwise; it is that of the base, of A...B that of A, so that a change cannot change what it is \
            judged by. So are the policies, exceptions, statements and keys that it names. A change that breaks such a file \
            fails; one that mends it is judged without what was broken, by the defaults where that is .gitops.yaml.

            Examples:
              gitops check origin/main..HEAD
              gitops check origin/main...HEAD --path clusters/production --output sarif
              gitops check before/ after/
              gitops check before.yaml after.yaml      two files, by the defaults or --config
              gitops check deploy/                     everything that is wrong, without a base
              gitops check --init > .gitops.yaml

            Exit status: 0 the change may go on, 1 it may not, 2 a part of the input could not be read, 64 wrong usage.
            """)

    @Argument(
        help: ArgumentHelp(
            "A range of revisions A..B or A...B, two folders or files, or one without a base.", valueName: "states"))
    var states: [String] = []

    @Option(help: ArgumentHelp("The repository of a range; that of the current folder by default.", valueName: "dir"))
    var repo: String?

    @Option(help: ArgumentHelp("Check only what is below this path of the repository.", valueName: "path"))
    var path: String?

    @Option(help: ArgumentHelp("The configuration, instead of .gitops.yaml of the base.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp("The instant that exceptions expire by, as 2026-12-31T12:00:00Z; now by default."),
        transform: Timestamp.init(argument:))
    var now: Timestamp?

    @Flag(help: "Print only new findings, and what decides the verdict.")
    var onlyNew = false

    @Flag(help: "List findings that the base has as well, one by one.")
    var showExisting = false

    @Flag(name: .customLong("init"), help: "Print a configuration with the defaults and what they mean.")
    var initializes = false

    @Flag(help: "Print the JSON Schema of the configuration.")
    var printSchema = false

    @Option(help: "How to print the result.")
    var output = FindingRenderer.Format.text

    @Option(help: "Whether to colour the output.")
    var color = ColorChoice.auto

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Number of threads; 0 means one for each core.", valueName: "count"))
    var threads = 0

    private var isRange: Bool {
        states.count == 1 && states[0].contains("..") && !Self.leadsUp(states[0]) && !Terminal.exists(states[0])
    }

    /// Whether a text with `..` is a path: no name of a revision has that as a part of its own.
    private static func leadsUp(_ text: String) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
    }

    func validate() throws {
        guard threads >= 0 else { throw ValidationError("--threads must be at least 0; 0 means one for each core") }
        if initializes || printSchema {
            guard states.isEmpty else { throw ValidationError("--init and --print-schema stand alone") }
            return
        }
        guard (1...2).contains(states.count) else {
            throw ValidationError("give a range as in origin/main..HEAD, two folders or files, or one of them")
        }
        guard path == nil || isRange else { throw ValidationError("--path goes with a range of revisions") }
        guard repo == nil || isRange else {
            throw ValidationError(
                "--repo goes with a range of revisions; folders and files are named from where you are")
        }
    }

    func run() async throws {
        if initializes { return Terminal.write(GateConfiguration.template) }
        if printSchema { return Terminal.write(GateConfiguration.jsonSchema + "\n") }
        guard let now = now ?? .now else {
            Terminal.warn("gitops: the clock shows no usable time; give --now")
            throw ExitStatus.unreadable
        }
        let progress = TerminalProgress.ifVisible()
        defer { progress?.finish() }
        let (result, revision): (GateResult, ReportRevision?)
        do {
            let states = try resolved()
            let gate = Gate(try configuration(states), threads: threads)
            result = try await gate.evaluate(
                base: states.base, head: states.head, rules: states.rules, now: now, progress: progress)
            revision = states.revision
        } catch let error where error is GitError || error is GateConfigurationError || error is DocumentError {
            progress?.finish()
            let lines = "\(error)".split(separator: "\n")
            for line in lines.prefix(Self.lineCount) { Terminal.warn("gitops: \(line)") }
            if lines.count > Self.lineCount { Terminal.warn("gitops: and \(lines.count - Self.lineCount) more") }
            throw ExitStatus.unreadable
        }
        progress?.finish()
        let shown = onlyNew ? result.onlyNew : result
        Terminal.write(
            GateRenderer(
                format: output, isColored: color.isOn, showsExisting: showExisting, revision: revision
            ).render(shown))
        if result.isIncomplete { throw ExitStatus.unreadable }
        if !result.passes { throw ExitStatus.changes }
    }

    /// Most problems of a configuration that are told.
    private static let lineCount = 50

    private struct States {
        var base: GateState?
        var head: GateState
        /// What the change is judged by.
        var rules: GateState
        var revision: ReportRevision?
    }

    private func resolved() throws -> States {
        guard isRange else {
            for state in states where !Terminal.exists(state) {
                Terminal.warn(
                    "gitops: \(state): there is no such folder or file; give one, or a range as in origin/main..HEAD")
                throw ExitStatus.unreadable
            }
            guard Set(states.map(Terminal.isDirectory)).count == 1 else {
                Terminal.warn("gitops: one state is a folder and the other a file; give two folders, or two files")
                throw ExitStatus.unreadable
            }
            let head = GateState.folder(states[states.count - 1])
            let base = states.count == 2 ? GateState.folder(states[0]) : nil
            return States(base: base, head: head, rules: base ?? head, revision: .ofCurrentFolder)
        }
        let repository = try Repository(opening: repo ?? ".")
        let range = try repository.resolveRange(states[0])
        if let path, try !repository.contains(path, at: range.base), try !repository.contains(path, at: range.head) {
            Terminal.warn("gitops: neither revision has \(path); give a path from the root of the repository")
            throw ExitStatus.unreadable
        }
        // Of A...B the base is where the two parted, and the rules of A may be newer than that.
        let left = states[0].ranges(of: "..").first.map { String(states[0][..<$0.lowerBound]) } ?? ""
        let rules = try repository.resolve(left.isEmpty ? "HEAD" : left)
        return States(
            base: .commit(range.base, repository, path: path ?? ""),
            head: .commit(range.head, repository, path: path ?? ""), rules: .commit(rules, repository),
            revision: ReportRevision(repository, range.head))
    }

    private func configuration(_ states: States) throws -> GateConfiguration {
        if let config { return try GateConfiguration(SourceText(contentsOf: config)) }
        return try GateConfiguration(of: states.rules, base: states.base, head: states.head)
    }
}
