import ArgumentParser
import GitOpsGate
import GitOpsManifest
import GitOpsReport
import GitOpsRepository
import GitOpsTrust

/// `gitops verify`: which commits and tags may be trusted.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify the signatures of commits and tags, and judge a range of commits by a policy.",
        discussion: """
            A range A..B is every commit that B reaches and A does not. With --policy each of them gets a verdict and \
            a reason; without one, each needs a valid signature of a key that is given. One revision alone stands for \
            itself: for the tag when it names one, else for the commit; with --policy, for everything after the \
            policy's baseline. What cannot be verified is unknown and never passes. Take the policy and the keys from \
            a place that those who may push cannot change.

            Whoever makes a signature says when; with a key that has ended, or was stolen, it can be dated back. With \
            --log, what a gitops watch saw come is judged at the time at which it was first seen, which the verdict \
            then tells. What was there when the log began keeps its own time, and so does what the log has not seen; \
            that is warned of. A log whose end was cut off has seen less: keep its last hash elsewhere, and give it \
            with --log-head.

            Without --log, a key of OpenPGP or X.509, or a line of allowed_signers, that has ended since counts for \
            what was signed before it ended; gpg asks whether the key holds now. Times of allowed_signers without Z \
            are UTC; ssh-keygen takes those of the machine's time zone: write Z where the hour matters.

            Examples:
              gitops verify main~20..main --policy /etc/gitops/commit-policy.yaml
              gitops verify v1.4.0 --openpgp-keys release.asc
              gitops verify HEAD~5..HEAD --allowed-signers allowed_signers --log /var/lib/gitops/shop.log
              gitops verify origin/main..HEAD --allowed-signers allowed_signers --output sarif
              gitops verify HEAD --roots fulcio.pem --log-keys rekor.pub --identity '*@example.com' --issuer \
            https://accounts.example.com

            Exit status: 0 everything is accepted, 1 something is rejected or cannot be verified, 2 a part of the \
            input could not be read, such as the history behind the end of a shallow clone or a log that was changed, \
            lacks its --log-head or is another repository's, or a name is that of a tag and of a branch, 64 wrong usage.
            """)

    @Argument(help: ArgumentHelp("A range A..B or A...B, or one revision or tag.", valueName: "revisions"))
    var revisions: String

    @Option(help: ArgumentHelp("The repository.", valueName: "dir"))
    var repo = "."

    @Option(help: ArgumentHelp("Judge by this policy.", valueName: "file"))
    var policy: String?

    @OptionGroup var keys: VerifyKeys

    @OptionGroup var logs: ObservationLogs

    @Flag(help: "Show what is accepted as well.")
    var showPassed = false

    @Option(help: "How to print the verdicts.")
    var output = FindingRenderer.Format.text

    @Option(help: "Whether to colour the output.")
    var color = ColorChoice.auto

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Number of threads; 0 means one for each core.", valueName: "count"))
    var threads = 0

    func validate() throws {
        guard !revisions.isEmpty else { throw ValidationError("give a range or a revision") }
        guard threads >= 0 else { throw ValidationError("--threads must be at least 0; 0 means one for each core") }
        try keys.validate(hasPolicy: policy != nil)
    }

    func run() async throws {
        let result: CommitPolicyResult
        let repository: Repository
        do {
            let policy = try readPolicy()
            repository = try Repository(opening: repo, verifiesObjects: true)
            try refuseAmbiguities(in: repository)
            result = try await verify(policy, in: repository)
        } catch let error as CommitPolicyError {
            for problem in error.problems { Terminal.warn("gitops: \(problem)") }
            throw ExitStatus.unreadable
        } catch let error where error is GitError || error is TrustFileError || error is DocumentError {
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        }
        show(result, ReportRevision(repository, result.head))
        if !result.isComplete { throw ExitStatus.unreadable }
        if result.outcome != .accepted { throw ExitStatus.changes }
    }

    private func readPolicy() throws -> CommitPolicy {
        if let policy { return try CommitPolicy(contentsOf: policy) }
        var policy = CommitPolicy(trust: try keys.read())
        let isRange = revisions.contains("..")
        policy.walk = isRange ? .all : .head
        policy.tag = isRange ? .verified : .instead
        return policy
    }

    /// A tag may be named like a branch: what would be verified need not be what is meant or deployed.
    private func refuseAmbiguities(in repository: Repository) throws {
        let ambiguities = try repository.ambiguities(in: revisions)
        for ambiguity in ambiguities { Terminal.warn("gitops: \(ambiguity)") }
        if !ambiguities.isEmpty { throw ExitStatus.unreadable }
    }

    private func verify(_ policy: CommitPolicy, in repository: Repository) async throws -> CommitPolicyResult {
        let progress = TerminalProgress.ifVisible()
        defer { progress?.finish() }
        let head = RevisionText.head(range: revisions)
        var evidence = try CommitEvidence(naming: head, in: repository)
        let observations = try logs.add(to: &evidence, in: repository)
        let range = revisions.contains("..") ? try repository.resolveRange(revisions) : nil
        let result = try await policy.verify(
            from: range?.base, to: range?.head ?? repository.resolve(head), in: repository, evidence: evidence,
            options: CommitPolicyOptions(threads: threads), progress: progress)
        progress?.finish()
        observations.warn(of: result.commits.map(\.id) + result.tags.map(\.tag.id))
        return result
    }

    private func show(_ result: CommitPolicyResult, _ revision: ReportRevision?) {
        let report = CommitFindings(result, policy: output == .sarif ? policy : nil).report
        Terminal.write(
            FindingRenderer(
                format: output, isColored: color.isOn, showsPassed: showPassed, revision: revision
            ).render(report))
        guard output == .text else { return }
        let count = result.commits.count { $0.commit != nil }
        var line = count == 1 ? "1 commit" : "\(count) commits"
        if !result.tags.isEmpty { line += result.tags.count == 1 ? ", 1 tag" : ", \(result.tags.count) tags" }
        if result.sealedCount > 0 { line += ", \(result.sealedCount) more left to seals" }
        Terminal.write(lines: [line])
    }
}
