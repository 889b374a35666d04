import ArgumentParser
import GitOpsRepository

extension RemoteURL {
    /// The address of a remote of a repository, or the one that a person wrote.
    init(argument text: String, in repository: Repository?) throws {
        if let named = try repository?.remoteURL(named: text) {
            self = named
            return
        }
        do throws(GitError) {
            self = try RemoteURL(text)
        } catch {
            throw ValidationError("\(error.problemText): \(error.detail); \(error.nextStep)")
        }
    }
}

/// How a remote is reached. Secrets are no arguments: others on the machine can read those.
struct RemoteAccessArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The environment variable with a token or password for HTTP.", valueName: "name"))
    var tokenEnv: String?

    @Option(help: ArgumentHelp("The user that goes with the token.", valueName: "name"))
    var tokenUser = "git"

    @Option(help: ArgumentHelp("A private key for SSH; the agent's keys unless told.", valueName: "file"))
    var sshKey: String?

    @Option(help: ArgumentHelp("The hosts to trust, instead of the user's own known_hosts.", valueName: "file"))
    var knownHosts: String?

    @Option(help: ArgumentHelp("The certificate authorities to trust for HTTPS (PEM).", valueName: "file"))
    var certificateAuthorities: String?

    @Option(help: ArgumentHelp("The HTTP proxy to go through; the environment is not asked.", valueName: "url"))
    var proxy: String?

    func validate() throws {
        if tokenEnv != nil, sshKey != nil { throw ValidationError("give --token-env or --ssh-key, not both") }
    }

    /// The address that a push to a remote, or to an address that a person wrote, goes to.
    func pushURL(to remote: String, in repository: Repository) throws -> RemoteURL {
        guard let address = try repository.pushAddress(ofRemote: remote) else {
            return try RemoteURL(argument: remote, in: repository)
        }
        guard let setting = address.setting else { return address.url }
        if address.isElsewhere, tokenEnv != nil || sshKey != nil {
            Terminal.warn(
                "gitops: \(setting) leads the push to \(address.url), another host than that of \(remote), and "
                    + "credentials are not shown there; give that address to --push if it is meant")
            throw ExitStatus.unreadable
        }
        Terminal.warn("gitops: the push goes to \(address.url), as \(setting) says")
        return address.url
    }

    func options(for url: RemoteURL) throws -> RemoteOptions {
        RemoteOptions(
            credentials: try credentials(for: url), knownHosts: knownHosts,
            certificateAuthorities: certificateAuthorities, proxy: proxy)
    }

    private func credentials(for url: RemoteURL) throws -> RemoteCredentials? {
        if let tokenEnv {
            guard let value = Terminal.environment(tokenEnv) else {
                throw ValidationError("the environment has no variable '\(tokenEnv)'")
            }
            return .token(Secret(value), user: tokenUser)
        }
        if let sshKey { return .sshKey(path: sshKey) }
        return url.scheme == .ssh && Terminal.environment("SSH_AUTH_SOCK") != nil ? .sshAgent : nil
    }
}
