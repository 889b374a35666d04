import ArgumentParser
import GitOpsDiff
import GitOpsHistory
import GitOpsManifest
import GitOpsReport
import GitOpsRepository
import GitOpsSchema
import GitOpsTrust

/// `gitops rollback`: a commit that takes resources back to a revision.
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Take resources back to a revision, as a commit that changes nothing else.",
        discussion: """
            The commit is made without a work tree. A resource gets its old value where it stands now; one that was \
            added since is removed, one that was removed since comes back. The other documents of a file stay byte for \
            byte. Before the branch moves, the new tree is read back: the resources are those of the revision, and \
            nothing else changed. Printed is what changes, with values of Secrets masked.

            Without --branch it is the branch that HEAD leads to; a branch that is not there is made on top of HEAD. \
            One that is checked out is not moved under its work tree: give another one, or --push, which then moves \
            the branch of the remote only. The push is refused when the branch has moved there. To an address it goes \
            to that and no other; to a remote it goes where Git's configuration pushes it, which is told when it is \
            elsewhere: credentials are shown to another host only for an address.

            Examples:
              gitops rollback deployment/web -n shop --to v1.2 --dry-run
              gitops rollback deploy/web svc/web -n shop --to HEAD~3 --branch rollback/web --sign-with ~/.ssh/id_ed25519
              gitops rollback deploy/web -n shop --to v1.2 --push origin

            Exit status: 0 done, or nothing to do; 1 with --dry-run when something would change; 2 it could not be \
            done, or the branch moved meanwhile; 64 wrong usage.
            """)

    @Argument(help: ArgumentHelp("The resources.", valueName: "kind/name"))
    var resources: [String]

    @Option(help: ArgumentHelp("The revision to go back to.", valueName: "rev"))
    var to: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The namespace, as it is written.", valueName: "name"))
    var namespace: String?

    @Option(help: ArgumentHelp("Only where they stand in this file.", valueName: "path"))
    var file: String?

    @Option(help: ArgumentHelp("The branch that gets the commit.", valueName: "name"))
    var branch: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("The message of the commit.", valueName: "text"))
    var message: String?

    @Option(help: ArgumentHelp("The author, where Git's configuration has none or another.", valueName: "name <mail>"))
    var author: String?

    @Option(help: ArgumentHelp("Sign with this OpenSSH key, an Ed25519 one without passphrase.", valueName: "file"))
    var signWith: String?

    @Option(help: ArgumentHelp("Push to this remote or address.", valueName: "remote"))
    var push: String?

    @Flag(help: "Print what would change, and change nothing.")
    var dryRun = false

    @Option(help: "How to print the changes.")
    var output = DiffRenderer.Format.text

    @Option(help: "Whether to colour the output.")
    var color = ColorChoice.auto

    @OptionGroup var access: RemoteAccessArguments

    @OptionGroup var arguments: HistoryArguments

    func validate() throws {
        if resources.isEmpty { throw ValidationError("give at least one resource, as deployment/web") }
        // Git makes no commit without a message.
        if let message, message.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
            throw ValidationError(
                "the message is empty; write one, or leave out --message for one that says what changes")
        }
    }

    func run() async throws {
        try await Terminal.reporting {
            let repository = try Repository(opening: arguments.repo)
            let target = try RollbackBranch(repository, named: branch)
            let remote = try push.map { try access.pushURL(to: $0, in: repository) }
            if !dryRun, push == nil, target.isCheckedOut {
                Terminal.warn(
                    "gitops: \(target.shortName) is checked out, and its work tree would no longer fit; "
                        + "give another branch with --branch, or a remote with --push")
                throw ExitStatus.unreadable
            }
            let history = try await arguments.history(at: "\(target.tip)")
            let question = try ResourceQuestion(history, namespace: namespace, file: file)
            let ids = try resources.map { try question.resource($0) }
            let revision = try history.repository.commit(named: to)
            let plan = try RollbackPlan(of: ids, inFile: file, to: revision, in: history)
            for id in plan.unchanged {
                Terminal.warn("gitops: \(id) is as in \(revision.abbreviated) already")
            }
            guard !plan.commit.files.isEmpty else { return }
            try show(plan.commit)
            if dryRun {
                _ = try plan.commit.writeTree()
                throw ExitStatus.changes
            }
            try await make(plan, target, remote)
        }
    }

    private func show(_ plan: CommitPlan) throws {
        let (base, head) = (set(plan, \.old), set(plan, \.new))
        let schema = Schema(definitionsIn: base.appending(head))
        let diff = ManifestSetDiff(base: base, head: head, using: TwoWayDiff(schema: schema), comparesFiles: true)
        let renderer = DiffRenderer(
            format: output, isColored: color.isOn,
            risk: RiskClassifier(schema: schema, references: GuardrailReferences([base])))
        Terminal.write(try renderer.render(diff))
    }

    private func set(_ plan: CommitPlan, _ side: (PlannedFile) -> [UInt8]?) -> ManifestSet {
        plan.files.reduce(ManifestSet()) { set, file in
            guard let bytes = side(file) else { return set }
            return set.appending(
                ManifestSet(SourceText(bytes, name: file.path), options: arguments.loading.reading))
        }
    }

    private func make(_ plan: RollbackPlan, _ target: RollbackBranch, _ url: RemoteURL?) async throws {
        let person = try person(plan.commit.repository)
        let commit = try plan.commit.writeCommit(
            message: message ?? Self.message(plan), author: person, signedWith: try signingKey())
        if let push, let url {
            try await plan.commit.push(
                commit, as: target.name, isNew: target.isNew, to: url,
                through: GitExecutableTransport(options: try access.options(for: url)))
            Terminal.warn("gitops: \(target.shortName) of \(push) leads to \(commit.abbreviated) now")
            if target.isCheckedOut { return }
        }
        try plan.commit.move(
            target.name, to: commit, isNew: target.isNew, reason: "gitops rollback: \(plan.target.abbreviated)")
        Terminal.warn("gitops: \(target.shortName) leads to \(commit.abbreviated) now")
    }

    private static func message(_ plan: RollbackPlan) -> String {
        let ids = Set(plan.steps.map(\.id)).sorted()
        let what = ids.count == 1 ? "\(ids[0])" : "\(ids.count) resources"
        let steps = plan.steps.map { step in
            "- \(step.id): \(step.action.rawValue), \((step.now ?? step.then)?.path ?? "")"
        }
        return PrintableText.escaped("Roll back \(what) to \(plan.target.abbreviated)") + "\n\n"
            + "To \(plan.target):\n" + steps.map { PrintableText.escaped($0) + "\n" }.joined()
    }

    // MARK: Input

    private func person(_ repository: Repository) throws -> CommitInfo.Signature {
        let configured = try repository.configuredPerson()
        guard let author else {
            if let configured { return configured }
            throw ValidationError(
                "Git's configuration does not say who you are; set user.name and user.email, or --author")
        }
        guard let open = author.firstIndex(of: "<"), author.last == ">" else {
            throw ValidationError("'\(author)' is no author; write Name <mail@example.com>")
        }
        let name = author[..<open].split(separator: " ").joined(separator: " ")
        let mail = String(author[author.index(after: open)...].dropLast())
        guard let now = configured?.seconds ?? Timestamp.now?.seconds else {
            throw ValidationError("the clock of this machine cannot be read")
        }
        return CommitInfo.Signature(
            name: name, email: mail, at: now, offsetMinutes: configured?.offsetMinutes ?? 0)
    }

    private func signingKey() throws -> SSHPrivateKey? {
        guard let signWith else { return nil }
        do {
            let source = try SourceText(contentsOf: signWith)
            return try SSHPrivateKey(source[0..<source.byteCount], file: signWith)
        } catch {
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        }
    }
}

/// The branch that gets a commit.
struct RollbackBranch {
    let name: String
    /// The commit on top of which the new one goes.
    let tip: ObjectID
    /// Whether it has to be made.
    let isNew: Bool
    let isCheckedOut: Bool

    init(_ repository: Repository, named branch: String?) throws {
        if let branch, Repository.branchName(branch) == nil {
            throw ValidationError("'\(branch)' is no name of a branch; give one as in main")
        }
        guard let name = try branch.flatMap(Repository.branchName) ?? repository.headBranch() else {
            Terminal.warn("gitops: HEAD leads to no branch; give one with --branch")
            throw ExitStatus.unreadable
        }
        self.name = name
        let tip = try repository.reference(name)
        isNew = tip == nil
        if let tip { self.tip = tip } else { self.tip = try repository.resolve("HEAD") }
        isCheckedOut = try repository.isCheckedOut(name)
    }

    var shortName: String { name.hasPrefix("refs/heads/") ? String(name.dropFirst("refs/heads/".count)) : name }
}
