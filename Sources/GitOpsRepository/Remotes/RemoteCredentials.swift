/// A text that never shows itself: not when printed, interpolated or dumped.
public struct Secret: Sendable {
    /// The text.
    let text: String

    /// A secret text.
    public init(_ text: String) { self.text = text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<secret>`.
    public var description: String { "<secret>" }
    /// `<secret>`.
    public var debugDescription: String { "<secret>" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What a transport shows to a remote to be let in.
///
/// They are given to the host of the address they are used with, and to no other, wherever that redirects to and
/// whatever a repository's configuration makes of the address.
public enum RemoteCredentials: Sendable {
    /// A user and a password or token, for HTTP. Forges take any user with a token.
    case token(Secret, user: String = "git")
    /// A private key in a file, for SSH.
    case sshKey(path: String, passphrase: Secret? = nil)
    /// The keys of the running SSH agent.
    case sshAgent
}

/// How a transport reaches remotes.
public struct RemoteOptions: Sendable {
    /// What is shown to the remote.
    public var credentials: RemoteCredentials?
    /// A file in the form of OpenSSH's `known_hosts`; `nil` means the user's own. Hosts that are not in it are refused.
    public var knownHosts: String?
    /// A PEM file with the certificate authorities to trust for HTTPS; `nil` means the system's.
    public var certificateAuthorities: String?
    /// Address of an HTTP proxy; `nil` means none.
    public var proxy: String?
    /// When a remote that sends nothing is given up.
    public var timeout: Duration
    /// When a remote is given up that still sends something.
    public var longestRun: Duration
    /// Bytes that a fetch may receive.
    public var receivedBytes: Int
    /// Bytes of files of Git LFS that a fetch may bring.
    public var largeFileBytes: Int
    /// Whether a token may go over `http://`, where everybody on the way can read it. To this machine itself it always
    /// may.
    public var sendsTokensInClear: Bool

    /// Options with their defaults.
    ///
    /// - Parameters:
    ///   - credentials: what is shown to the remote.
    ///   - knownHosts: a `known_hosts` file; the user's own unless told.
    ///   - certificateAuthorities: a PEM file; the system's unless told.
    ///   - proxy: address of an HTTP proxy.
    ///   - timeout: when a remote that sends nothing is given up.
    ///   - longestRun: when a remote is given up that still sends something.
    ///   - receivedBytes: bytes that a fetch may receive.
    ///   - largeFileBytes: bytes of files of Git LFS that a fetch may bring.
    ///   - sendsTokensInClear: whether a token may go over `http://`.
    public init(
        credentials: RemoteCredentials? = nil, knownHosts: String? = nil, certificateAuthorities: String? = nil,
        proxy: String? = nil, timeout: Duration = .seconds(60), longestRun: Duration = .seconds(3_600),
        receivedBytes: Int = 8 << 30, largeFileBytes: Int = 1 << 30, sendsTokensInClear: Bool = false
    ) {
        self.credentials = credentials
        self.knownHosts = knownHosts
        self.certificateAuthorities = certificateAuthorities
        self.proxy = proxy
        self.timeout = timeout
        self.longestRun = longestRun
        self.receivedBytes = receivedBytes
        self.largeFileBytes = largeFileBytes
        self.sendsTokensInClear = sendsTokensInClear
    }
}

extension RemoteOptions {
    /// Throws when the credentials are not for an address, or would be read by others on the way to it.
    func check(credentialsFor url: RemoteURL) throws(GitError) {
        func refused(_ detail: String) -> GitError {
            GitError(.authenticationFailed, repository: "\(url)", detail: detail)
        }
        switch (credentials, url.scheme) {
        case (.token?, .http) where !sendsTokensInClear && !url.isLoopback:
            throw refused("a token would go over http://, where others can read it; use https://")
        case (nil, _), (.token?, .http), (.token?, .https), (.sshKey?, .ssh), (.sshAgent?, .ssh), (.sshKey?, .file),
            (.sshAgent?, .file):
            break
        case (.token?, .ssh), (.token?, .file), (.sshKey?, .http), (.sshKey?, .https), (.sshAgent?, .http),
            (.sshAgent?, .https):
            throw refused("credentials of this kind are not for this address")
        }
    }
}
