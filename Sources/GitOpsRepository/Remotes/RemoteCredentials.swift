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
/// They are given to the host of the address they are used with, and to no other, wherever that redirects to.
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
    /// Bytes that a fetch may receive.
    public var receivedBytes: Int

    /// Options from their parts.
    ///
    /// - Parameters:
    ///   - credentials: what is shown to the remote.
    ///   - knownHosts: a `known_hosts` file; the user's own unless told.
    ///   - certificateAuthorities: a PEM file; the system's unless told.
    ///   - proxy: address of an HTTP proxy.
    ///   - timeout: when a remote that sends nothing is given up.
    ///   - receivedBytes: bytes that a fetch may receive.
    public init(
        credentials: RemoteCredentials? = nil, knownHosts: String? = nil, certificateAuthorities: String? = nil,
        proxy: String? = nil, timeout: Duration = .seconds(60), receivedBytes: Int = 8 << 30
    ) {
        self.credentials = credentials
        self.knownHosts = knownHosts
        self.certificateAuthorities = certificateAuthorities
        self.proxy = proxy
        self.timeout = timeout
        self.receivedBytes = receivedBytes
    }
}
