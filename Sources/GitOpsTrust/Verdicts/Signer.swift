/// Who made a signature, as far as the trusted keys tell.
public struct Signer: Sendable, Hashable {
    /// The key that made the signature.
    public let key: KeyIdentifier
    /// The key that stands for the signer: the primary key of an OpenPGP subkey, the authority of an SSH certificate,
    /// else `key`.
    public let primaryKey: KeyIdentifier
    /// Names of the signer. For an SSH key the principals of `allowed_signers`, for an SSH certificate those of the
    /// certificate; for OpenPGP the user IDs that the key has signed and not revoked; for X.509 the subject alternative
    /// names.
    public let identities: [String]
    /// Whether each of `identities` is a list of patterns, as it stands in `allowed_signers`. What a certificate names
    /// is a name, whatever characters it has: who may have one would else choose whom to pass for.
    public let identitiesArePatterns: Bool
    /// Who vouches for the identities: the OpenID issuer of a Fulcio certificate; `nil` elsewhere.
    public let issuer: String?
    /// The time for which the signature was verified, in seconds since 1970-01-01T00:00:00Z.
    public let time: Int64

    init(
        key: KeyIdentifier, primaryKey: KeyIdentifier, identities: [String], identitiesArePatterns: Bool = false,
        issuer: String?, time: Int64
    ) {
        (self.key, self.primaryKey, self.identities) = (key, primaryKey, identities)
        (self.identitiesArePatterns, self.issuer, self.time) = (identitiesArePatterns, issuer, time)
    }

    /// The key that tells signers apart. An authority of SSH certificates stands for all to whom it gives one.
    var distinctKey: KeyIdentifier { key.format == .ssh ? key : primaryKey }

    /// Whether an identity is that of the signer. Patterns match as in `allowed_signers`, where `!` excludes;
    /// names are equal byte by byte, and of a user ID the part in angle brackets counts too.
    ///
    /// Complexity: linear in the identities.
    public func isIdentity(_ name: String) -> Bool {
        identities.contains { identity in
            if identitiesArePatterns { return PatternList(identity).matches(name) }
            if identity.utf8.elementsEqual(name.utf8) { return true }
            guard key.format == .openPGP, let address = UserID.mailAddress(of: identity) else { return false }
            return address.utf8.elementsEqual(name.utf8)
        }
    }
}

extension Signer: CustomStringConvertible {
    /// `identity (key)`.
    public var description: String { identities.first.map { "\($0) (\(key))" } ?? key.text }
}
