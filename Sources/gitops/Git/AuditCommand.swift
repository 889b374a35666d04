public import ArgumentParser
public import GitOpsHistory
import GitOpsManifest
import GitOpsRepository
import GitOpsTrust

/// `gitops audit`: who changed what, in a form that shows when somebody changes it.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Export who changed which resource, and verify what was exported.",
        subcommands: [AuditExportCommand.self, AuditVerifyCommand.self])
}

/// `gitops audit export`: the trail of a range of commits.
struct AuditExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract:
            "Print who changed which resource and which fields, when, in which commit, signed by whom, merged how.",
        discussion: """
            Every commit of the range has at least one line. Fields are named by their paths; values are never part of \
            the trail. Each line carries the hash of the line before it and its own. Keep the last one, which is \
            printed on standard error, elsewhere: then gitops audit verify --expect shows that nobody made the trail \
            anew.

            Signatures are verified with the keys given, or those of the policy, which then judges each commit as \
            well. The same commits, keys, policy and logs give the same bytes. With --log signatures count, and the \
            policy judges them, as of the time at which a commit was first seen, as with gitops verify --log.

            Examples:
              gitops audit export > trail.jsonl
              gitops audit export v1.2..v1.3 --allowed-signers allowed_signers --output csv > trail.csv
              gitops audit export main~100..main --policy commit-policy.yaml > trail.jsonl

            A resource that can be read again, after commits in which its file could not be, is compared with the last \
            version that could be read, and mayBeOlder says that some of it may have changed between the two.

            Exit status: 0 exported, 2 a document that the range changed could not be read, or a part of the history \
            is not in the clone, 64 wrong usage.
            """)

    @Argument(
        help: ArgumentHelp("The commits, as A..B; all that lead to HEAD, or to one revision.", valueName: "range"))
    var range = "HEAD"

    @Option(help: ArgumentHelp("Judge commits by this policy, with its keys.", valueName: "file"))
    var policy: String?

    @OptionGroup var keys: VerifyKeys

    @OptionGroup var logs: ObservationLogs

    @Option(help: "The form of the trail.")
    var output = AuditTrail.Format.jsonlines

    @OptionGroup var arguments: HistoryArguments

    func validate() throws {
        if policy != nil || !keys.areNone { try keys.validate(hasPolicy: policy != nil) }
        if policy == nil, keys.areNone, !logs.log.isEmpty {
            throw ValidationError("--log goes with --policy or with keys, whose verdicts it changes")
        }
    }

    func run() async throws {
        try await Terminal.reporting { try await export() }
    }

    private func export() async throws {
        let policy = try policy.map { try CommitPolicy(contentsOf: $0) }
        let trust = try policy?.trust ?? keys.read()
        // As gitops verify opens it: what has not the content that its name says is not told as somebody's work.
        let repository = try Repository(opening: arguments.repo, verifiesObjects: true)
        let isRange = range.contains("..")
        let ends = isRange ? try repository.range(named: range) : nil
        let head = try ends?.head ?? repository.commit(named: range)
        // First the older end, which may be on a side that the newer one does not contain.
        var history = try await arguments.history(at: "\(ends?.base ?? head)", verifiesObjects: true)
        try history.advance(to: head)
        let progress = TerminalProgress.ifVisible()
        defer { progress?.finish() }
        var evidence = try CommitEvidence(naming: RevisionText.head(range: range), in: repository)
        let observations = try logs.add(to: &evidence, in: repository)
        let trail = try AuditTrail(
            of: history, since: ends?.base, verifier: SignatureVerifier(trusting: trust),
            policy: try policy.map { try verdicts($0, ends, head, repository, evidence) },
            firstSeen: evidence.firstSeen, progress: progress)
        progress?.finish()
        observations.warn(of: Set(trail.records.map(\.commit.id)))
        let chain = trail.write(output) { Terminal.write($0) }
        Terminal.warn("gitops: \(trail.records.count) records, the last hash is \(chain.head)")
        let isUnread = HistoryUnread.tell(trail.unreadableEntries.reversed(), of: history)
        try HistoryGaps(gaps: trail.gaps, history: history).finish()
        if isUnread { throw ExitStatus.unreadable }
    }

    /// As gitops verify judges, so that both say the same.
    private func verdicts(
        _ policy: CommitPolicy, _ range: RevisionRange?, _ head: ObjectID, _ repository: Repository,
        _ evidence: CommitEvidence
    ) throws -> CommitPolicyResult {
        let options = CommitPolicyOptions(threads: arguments.loading.threads)
        if let range { return try policy.verify(range, in: repository, evidence: evidence, options: options) }
        return try policy.verify(head: head, in: repository, evidence: evidence, options: options)
    }
}

/// `gitops audit verify`: whether a trail is as it was written.
struct AuditVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify an exported trail, without the repository.",
        discussion: """
            Examples:
              gitops audit verify trail.jsonl
              gitops audit verify trail.csv --expect 5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef

            Exit status: 0 it holds, 1 it does not, and the first line that is broken is named, 2 it cannot be read, \
            64 wrong usage.
            """)

    @Argument(help: "The trail, JSON lines or CSV.")
    var file: String

    @Option(help: ArgumentHelp("The last hash, as it was kept elsewhere.", valueName: "hash"))
    var expect: String?

    func validate() throws {
        guard let expect else { return }
        guard expect.utf8.count == 64, expect.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
            throw ValidationError("--expect takes a hash of 64 hexadecimal digits, as gitops audit export prints it")
        }
    }

    func run() throws {
        let source: SourceText
        do throws(DocumentError) {
            source = try SourceText(contentsOf: file)
        } catch {
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        }
        let result = AuditVerification(source, expecting: expect?.lowercased())
        if let failure = result.failure {
            Terminal.write(lines: ["\(file): \(failure)"])
            throw ExitStatus.changes
        }
        Terminal.write(lines: ["\(file): \(result.records) records hold, the last hash is \(result.head)"])
    }
}

extension AuditTrail.Format: ExpressibleByArgument {
    /// The name that the other commands use, or the ending of the files.
    public init?(argument: String) { self.init(rawValue: argument == "jsonl" ? "jsonlines" : argument) }
}
