/// The families of signatures that Git writes.
public enum SignatureFormat: String, Sendable, Hashable, CaseIterable {
    /// OpenSSH's `SSHSIG`.
    case ssh
    /// OpenPGP, as GnuPG writes it.
    case openPGP
    /// A detached CMS message with X.509 certificates, as gitsign and smimesign write it.
    case x509
}
