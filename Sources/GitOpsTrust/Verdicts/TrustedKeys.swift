/// Whom to trust, for each family of signatures. Nothing is trusted by default.
public struct TrustedKeys: Sendable {
    /// Who may sign with which SSH key.
    public var allowedSigners: AllowedSigners
    /// SSH keys that count no more.
    public var revokedSSHKeys: RevokedSSHKeys
    /// Whether a security key must have been touched for each signature. OpenSSH's servers want that, ssh-keygen does
    /// not.
    public var requiresUserPresence: Bool
    /// OpenPGP keys.
    public var openPGPKeys: OpenPGPKeyring
    /// Authorities of X.509 certificates, and whose certificates of theirs may sign.
    public var certificateAuthorities: CertificateAuthorities

    /// What to trust, by family.
    public init(
        allowedSigners: AllowedSigners = AllowedSigners(), revokedSSHKeys: RevokedSSHKeys = RevokedSSHKeys(),
        requiresUserPresence: Bool = true, openPGPKeys: OpenPGPKeyring = OpenPGPKeyring(),
        certificateAuthorities: CertificateAuthorities = CertificateAuthorities()
    ) {
        self.allowedSigners = allowedSigners
        self.revokedSSHKeys = revokedSSHKeys
        self.requiresUserPresence = requiresUserPresence
        self.openPGPKeys = openPGPKeys
        self.certificateAuthorities = certificateAuthorities
    }
}
