/// Who may sign with which SSH key: the content of an `allowed_signers` file (ssh-keygen(1), "ALLOWED SIGNERS").
///
/// Differences from ssh-keygen: a line that cannot be read is an error instead of being skipped, times without `Z` are
/// those of the given offset from UTC instead of the machine's time zone, and a certificate is trusted only through its
/// authority.
public struct AllowedSigners: Sendable, Hashable {
    /// The lines in their order.
    public let entries: [Entry]
    private let indices: [SSHPublicKey: [Int]]

    /// One line.
    public struct Entry: Sendable, Hashable {
        /// Patterns of the principals that may sign with the key: `*@example.com,!eve@example.com`.
        public let principals: String
        /// The key, or the key of the authority.
        public let key: SSHPublicKey
        /// Whether the key signs certificates rather than content.
        public let isAuthority: Bool
        /// Patterns of the namespaces, or `nil` when all are allowed. Git's is `git`.
        public let namespaces: String?
        /// Signatures of earlier times do not count; seconds since 1970-01-01T00:00:00Z.
        public let validAfter: Int64?
        /// Signatures of later times do not count; seconds since 1970-01-01T00:00:00Z.
        public let validBefore: Int64?

        /// A line from its parts.
        public init(
            principals: String, key: SSHPublicKey, isAuthority: Bool = false, namespaces: String? = nil,
            validAfter: Int64? = nil, validBefore: Int64? = nil
        ) {
            self.principals = principals
            self.key = key
            self.isAuthority = isAuthority
            self.namespaces = namespaces
            self.validAfter = validAfter
            self.validBefore = validBefore
        }
    }

    /// The signers of these lines.
    public init(_ entries: [Entry] = []) {
        self.entries = entries
        indices = Dictionary(grouping: entries.indices) { entries[$0].key }
    }

    /// The lines for a key. Complexity: constant in the number of lines.
    func entries(for key: SSHPublicKey, areAuthorities: Bool) -> [Entry] {
        (indices[key] ?? []).map { entries[$0] }.filter { $0.isAuthority == areAuthorities }
    }
}
