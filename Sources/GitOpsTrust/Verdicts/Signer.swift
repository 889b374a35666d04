/// Who made a signature, as far as the trusted keys tell.
public struct Signer: Sendable, Hashable {
    /// The key that made the signature.
    public let key: KeyIdentifier
    /// The key that stands for the signer: the primary key of an OpenPGP subkey, the authority of an SSH certificate,
    /// else `key`.
    public let primaryKey: KeyIdentifier
    /// Names of the signer. For SSH the principals of `allowed_signers`, which may be patterns; for OpenPGP the user
    /// IDs that the key has signed and not revoked; for X.509 the subject alternative names.
    public let identities: [String]
    /// Who vouches for the identities: the OpenID issuer of a Fulcio certificate; `nil` elsewhere.
    public let issuer: String?
    /// The time for which the signature was verified, in seconds since 1970-01-01T00:00:00Z.
    public let time: Int64

    /// Whether an identity is that of the signer. SSH principals match as in `allowed_signers`, where `!` excludes;
    /// others are equal byte by byte, and of a user ID the part in angle brackets counts too.
    ///
    /// Complexity: linear in the identities.
    public func isIdentity(_ name: String) -> Bool {
        switch key.format {
        case .ssh: identities.contains { PatternList($0).matches(name) }
        case .x509: identities.contains { $0.utf8.elementsEqual(name.utf8) }
        case .openPGP:
            identities.contains { identity in
                identity.utf8.elementsEqual(name.utf8)
                    || UserID.mailAddress(of: identity).map { $0.utf8.elementsEqual(name.utf8) } ?? false
            }
        }
    }
}

extension Signer: CustomStringConvertible {
    /// `identity (key)`.
    public var description: String { identities.first.map { "\($0) (\(key))" } ?? key.text }
}
