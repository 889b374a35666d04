import Foundation
import GitOpsManifest

/// Talks to remotes by running `git`: for shallow and partial fetches, Git LFS, timeouts, and everything that OpenSSH
/// can.
///
/// `git` sees neither the user's nor the system's configuration, runs no hooks and asks nothing. Credentials reach it
/// through its environment, never its arguments, and are shown for the address that was given only. A repository's own
/// configuration holds, but leads to no other address (`url.<base>.insteadOf`): use it on repositories that this
/// process or somebody trusted made.
public struct GitExecutableTransport: RemoteTransport {
    let options: RemoteOptions

    /// A transport with options.
    public init(options: RemoteOptions = RemoteOptions()) { self.options = options }

    /// The references that a remote offers, in byte order of their names.
    ///
    /// - Throws: `GitError`, or `CancellationError` when the task is cancelled.
    public func references(at url: RemoteURL) async throws -> [RemoteReference] {
        // The configuration of a repository around the current folder could lead elsewhere, with what we show.
        let ask = ["--git-dir", "/dev/null", "ls-remote"]
        let output = try await run(ask + ["--refs", "--", "\(url)"], url)
        let head = try await run(ask + ["--", "\(url)", "HEAD"], url)
        return try Self.references(head.text + output.text, of: url).sorted {
            $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
    }

    private static func references(_ listing: String, of url: RemoteURL) throws(GitError) -> [RemoteReference] {
        var references: [RemoteReference] = []
        for line in listing.utf8.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: "\t"), maxSplits: 1)
            guard parts.count == 2 else { continue }
            guard let id = ObjectID(String(Substring(parts[0]))) else {
                // Left out, they would seem to have been deleted.
                if parts[0].count == 64 { throw GitError(.sha256Unsupported, repository: "\(url)") }
                continue
            }
            references.append(RemoteReference(name: String(Substring(parts[1])), id: id))
        }
        return references
    }

    /// Brings objects and references from a remote.
    ///
    /// - Throws: `GitError`, or `CancellationError` when the task is cancelled.
    public func fetch(_ request: FetchRequest, from url: RemoteURL, into repository: Repository) async throws {
        if let defect = request.defect { throw GitError(.invalidRequest, repository: "\(url)", detail: defect) }
        var arguments = [
            "--git-dir", repository.commonDirectory, "fetch", "--no-tags", "--no-write-fetch-head", "--atomic",
        ]
        if request.prunes { arguments.append("--prune") }
        if let depth = request.depth { arguments.append("--depth=\(depth)") }
        if let filter = request.filter { arguments.append("--filter=\(filter)") }
        if request.largeFiles { try await requireLargeFileProgram(url) }
        try await requireOwnAddress(url, in: repository)
        let packs = IncomingPacks(repository.commonDirectory)
        let maximum = options.receivedBytes
        try await run(arguments + ["--", "\(url)"] + request.refspecs, url) { packs.byteCount > maximum }
        if request.largeFiles { try await bringLargeFiles(of: request, from: url, into: repository) }
    }

    /// Moves a reference of a remote, if it still leads where the change began.
    ///
    /// - Throws: `GitError`: `referenceMoved`, `pushRejected` and others, or `CancellationError` when the task is
    ///   cancelled.
    public func push(_ push: ReferencePush, to url: RemoteURL, from repository: Repository) async throws {
        try push.check(in: repository, to: url)
        try await requireOwnAddress(url, in: repository)
        try await requireOwnPushAddress(url, in: repository)
        let lease = "--force-with-lease=\(push.reference):\(push.expected.map { "\($0)" } ?? "")"
        try await run(
            [
                "--git-dir", repository.commonDirectory, "push", "--porcelain", "--no-verify", lease, "--", "\(url)",
                "\(push.id):\(push.reference)",
            ], url, reference: push.reference)
    }

    /// Throws where a repository's configuration leads the whole address elsewhere, which no setting of ours outdoes:
    /// what is fetched must come from where the references were asked for, and what is pushed go where it was told.
    private func requireOwnAddress(_ url: RemoteURL, in repository: Repository) async throws {
        // Git takes an address for the name of a remote when one is called so, with its pushurl, proxy and programs.
        let isName = try repository.pool.withHandle { handle throws(GitError) in handle.hasRemote(named: "\(url)") }
        guard !isName else {
            throw GitError(
                .invalidRequest, repository: "\(url)",
                detail: "the repository's configuration has a remote of that name, which may lead elsewhere; "
                    + "take that out, or give the address in another form")
        }
        let place = try await run(
            ["--git-dir", repository.commonDirectory, "ls-remote", "--get-url", "--", "\(url)"], url)
        var found = place.text.utf8[...]
        if found.last == UInt8(ascii: "\n") { found.removeLast() }
        guard found.elementsEqual("\(url)".utf8) else { throw Self.ledElsewhere(url) }
    }

    /// Throws where a rule for pushes (`url.<base>.pushInsteadOf`) leads the whole address elsewhere: of two rules that
    /// are as long the first holds, which is not ours.
    private func requireOwnPushAddress(_ url: RemoteURL, in repository: Repository) async throws {
        let (start, end) = ("url.", ".pushinsteadof")
        // Ours is always there.
        let rules = try await run(
            ["--git-dir", repository.commonDirectory, "config", "-z", "--get-regexp", "^url\\..*\\.pushinsteadof$"], url
        )
        for rule in rules.text.utf8.split(separator: 0) {
            let parts = rule.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[1].elementsEqual("\(url)".utf8) else { continue }
            let base = parts[0].dropFirst(start.utf8.count).dropLast(end.utf8.count)
            guard base.elementsEqual("\(url)".utf8) else { throw Self.ledElsewhere(url) }
        }
    }

    private static func ledElsewhere(_ url: RemoteURL) -> GitError {
        GitError(
            .invalidRequest, repository: "\(url)",
            detail: "the repository's configuration leads it elsewhere; take that out, or give the other address")
    }

    // MARK: Running

    @discardableResult
    func run(
        _ arguments: [String], _ url: RemoteURL, reference: String? = nil,
        hasBroughtTooMuch: @escaping @Sendable () -> Bool = { false }
    ) async throws -> GitProcess.Output {
        let output = try await output(
            of: arguments, with: try environment(for: url), hasBroughtTooMuch: hasBroughtTooMuch)
        guard output.end == .itself, output.status == 0 else {
            throw failure(output, url, reference: reference)
        }
        return output
    }

    /// What git said, whether it was well or not.
    func output(
        of arguments: [String], with environment: [String: String],
        hasBroughtTooMuch: @escaping @Sendable () -> Bool = { false }
    ) async throws -> GitProcess.Output {
        let options = options
        return try await ParallelWork.offPool { isCancelled in
            let process = GitProcess(
                arguments: arguments, environment: environment, timeout: options.timeout,
                longestRun: options.longestRun, hasBroughtTooMuch: hasBroughtTooMuch, isCancelled: isCancelled)
            return try process.run()
        }
    }

    /// The environment of a run.
    ///
    /// - Parameters:
    ///   - url: the remote.
    ///   - endpoint: the address that a token is shown to; that of the remote unless told.
    ///   - more: settings beside those of every run.
    func environment(
        for url: RemoteURL, endpoint: String? = nil, more: [(name: String, value: String)] = []
    ) throws(GitError) -> [String: String] {
        let own = ProcessInfo.processInfo.environment
        var result = own.filter { ["PATH", "HOME", "TMPDIR"].contains($0.key) }
        result["LC_ALL"] = "C"
        result["GIT_CONFIG_NOSYSTEM"] = "1"
        result["GIT_CONFIG_GLOBAL"] = "/dev/null"
        result["GIT_TERMINAL_PROMPT"] = "0"
        result["GIT_ASKPASS"] = "false"
        result["SSH_ASKPASS"] = "false"
        if case .sshAgent? = options.credentials { result["SSH_AUTH_SOCK"] = own["SSH_AUTH_SOCK"] }
        if url.scheme == .ssh { result["GIT_SSH_COMMAND"] = try sshCommand(url) }
        let settings = try settings(for: url, endpoint: endpoint ?? "\(url)") + more
        result["GIT_CONFIG_COUNT"] = "\(settings.count)"
        for (index, setting) in settings.enumerated() {
            result["GIT_CONFIG_KEY_\(index)"] = setting.name
            result["GIT_CONFIG_VALUE_\(index)"] = setting.value
        }
        return result
    }

    private func settings(for url: RemoteURL, endpoint: String) throws(GitError) -> [(name: String, value: String)] {
        var result: [(name: String, value: String)] = [
            ("core.hooksPath", "/dev/null"), ("core.fsmonitor", "false"), ("protocol.ext.allow", "never"),
            ("credential.helper", ""), ("gc.auto", "0"), ("maintenance.auto", "false"), ("submodule.recurse", "false"),
            ("http.lowSpeedLimit", "1"), ("http.lowSpeedTime", "\(max(1, options.timeout.components.seconds))"),
            ("http.proxy", options.proxy ?? ""),
        ]
        // The longest rule holds: none for the beginning of the address leads elsewhere.
        for rule in ["insteadOf", "pushInsteadOf"] { result.append(("url.\(url).\(rule)", "\(url)")) }
        if let authorities = options.certificateAuthorities { result.append(("http.sslCAInfo", authorities)) }
        try options.check(credentialsFor: url)
        if case .token(let token, let user)? = options.credentials {
            let basic = Data("\(user):\(token.text)".utf8).base64EncodedString()
            // For this address only, as Git reads it once every rule was applied.
            result.append(("http.\(endpoint).extraHeader", "Authorization: Basic \(basic)"))
            // Git would show the header to whatever host a redirect leads to.
            result.append(("http.\(endpoint).followRedirects", "false"))
        }
        return result
    }

    private func sshCommand(_ url: RemoteURL) throws(GitError) -> String {
        var words = ["ssh", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"]
        words += ["-o", "ConnectTimeout=\(max(1, options.timeout.components.seconds))"]
        if let knownHosts = options.knownHosts {
            // `none` would be a file of that name in the current folder, which anybody may have put there.
            words += ["-o", "UserKnownHostsFile=\(quotedForSSH(knownHosts))", "-o", "GlobalKnownHostsFile=/dev/null"]
        }
        if case .sshKey(let path, let passphrase)? = options.credentials {
            guard passphrase == nil else {
                throw GitError(
                    .unsupportedByTransport, repository: "\(url)",
                    detail: "OpenSSH asks for passphrases; add the key to an agent, and use the agent")
            }
            words += ["-i", path, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none"]
        }
        return words.map(Self.quotedForShell).joined(separator: " ")
    }

    /// OpenSSH splits the values of its options at blanks.
    private func quotedForSSH(_ path: String) -> String { "\"\(path)\"" }

    private static func quotedForShell(_ word: String) -> String {
        let parts = word.utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
        return "'" + parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "'\\''") + "'"
    }

    // MARK: Failures

    func failure(_ output: GitProcess.Output, _ url: RemoteURL, reference: String? = nil) -> GitError {
        let text = output.errors + output.text
        let problem: GitError.Problem =
            switch output.end {
            case .cancelled: .cancelled
            case .timedOut, .ranTooLong: .unreachable
            case .broughtTooMuch: .limitExceeded(.receivedBytes, maximum: options.receivedBytes)
            case .itself: Self.signs.first { text.contains($0.text) }?.problem(reference ?? "") ?? .unreachable
            }
        return GitError(problem, repository: "\(url)", detail: detail(output))
    }

    /// What git and OpenSSH say when something is wrong.
    static let signs: [(text: String, problem: @Sendable (String) -> GitError.Problem)] = [
        ("(stale info)", { .referenceMoved($0) }), ("(fetch first)", { .referenceMoved($0) }),
        ("[rejected]", { .pushRejected($0) }), ("[remote rejected]", { .pushRejected($0) }),
        ("Host key verification failed", { _ in .untrustedHost }),
        ("certificate problem", { _ in .untrustedHost }), ("server certificate verification", { _ in .untrustedHost }),
        ("Authentication failed", { _ in .authenticationFailed }),
        ("Authorization error", { _ in .authenticationFailed }),
        ("could not read Username", { _ in .authenticationFailed }),
        ("could not read Password", { _ in .authenticationFailed }),
        ("Permission denied", { _ in .authenticationFailed }), ("invalid refspec", { _ in .invalidRequest }),
        ("mismatched algorithms", { _ in .sha256Unsupported }),
    ]

    /// The end of what git said, without what is secret.
    func detail(_ output: GitProcess.Output) -> String {
        if output.end == .timedOut { return "it was silent for \(options.timeout)" }
        if output.end == .ranTooLong { return "it was not done after \(options.longestRun)" }
        guard output.end == .itself else { return "" }
        var lines = output.errors.utf8.split(separator: UInt8(ascii: "\n")).suffix(3).map { String(Substring($0)) }
        if case .token(let token, _)? = options.credentials, !token.text.isEmpty {
            lines.removeAll { $0.contains(token.text) }
        }
        return String(lines.joined(separator: "; ").prefix(500))
    }
}
