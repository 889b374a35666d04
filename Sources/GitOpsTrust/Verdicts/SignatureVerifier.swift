import Foundation

/// Verifies signatures of commits and tags in the process, without GnuPG, OpenSSH or Git.
public struct SignatureVerifier: Sendable {
    /// Whom to trust.
    public let trust: TrustedKeys

    /// The present, in seconds since 1970-01-01T00:00:00Z. An end that an OpenPGP signature sets itself is compared
    /// with it: the signer meant it to count no longer, whenever it was made or seen.
    public let now: Int64

    /// A verifier that trusts these keys.
    ///
    /// - Parameters:
    ///   - trust: the keys.
    ///   - now: the present, in seconds since 1970-01-01T00:00:00Z; `nil` for that of the clock.
    public init(trusting trust: TrustedKeys, now: Int64? = nil) {
        self.trust = trust
        self.now = now ?? Int64(Date().timeIntervalSince1970)
    }

    /// Verifies the signature of a commit or tag.
    ///
    /// A signature is judged at the time at which it was made, so that it stays valid when its key expires later. That
    /// time is the committer's or tagger's for SSH, as in Git; what the signature itself says for OpenPGP; and for
    /// X.509 what ``CertificateAuthorities/time`` names. Whoever has the key may choose the first two: give the time at
    /// which the commit was first seen to be strict. Only the end that an OpenPGP signature sets itself is compared
    /// with ``now``.
    ///
    /// Complexity: linear in the bytes, and one verification for each key and certificate involved.
    ///
    /// - Parameters:
    ///   - object: the commit or tag.
    ///   - time: the time to judge at, in seconds since 1970-01-01T00:00:00Z, or `nil` for that of the signature.
    ///   - principal: for SSH the name that must be allowed, or `nil` for any of those of the key.
    ///   - logEntry: the entry of the transparency log, when the signature does not have it inside.
    public func verify(
        _ object: SignedObject, at time: Int64? = nil, principal: String? = nil, logEntry: TransparencyLogEntry? = nil
    ) -> SignatureVerification {
        guard let signature = object.signature else { return .unsigned }
        // Only a tag without a tagger has no time; it is as old as anything can be.
        return verify(
            signature, of: object.signedPayload, signedAt: object.committer?.seconds ?? 0, at: time,
            principal: principal,
            logEntry: logEntry)
    }

    /// Verifies a detached signature over bytes.
    ///
    /// - Parameters:
    ///   - signature: the signature with its armor.
    ///   - payload: what is signed.
    ///   - claimedTime: when the content says that it was made, in seconds since 1970-01-01T00:00:00Z.
    ///   - time: the time to judge at, or `nil` for that of the signature.
    ///   - principal: for SSH the name that must be allowed, or `nil` for any of those of the key.
    ///   - logEntry: the entry of the transparency log, when the signature does not have it inside.
    public func verify(
        _ signature: EmbeddedSignature, of payload: [UInt8], signedAt claimedTime: Int64, at time: Int64? = nil,
        principal: String? = nil, logEntry: TransparencyLogEntry? = nil
    ) -> SignatureVerification {
        switch signature.format {
        case nil: .unsupported(.format)
        case .ssh:
            SSHVerifier(trust: trust).verify(
                signature.text, of: payload, time: time ?? claimedTime, principal: principal)
        case .openPGP:
            OpenPGPVerifier(keyring: trust.openPGPKeys, now: now).verify(signature.text, of: payload, time: time)
        case .x509:
            CertificateVerifier(authorities: trust.certificateAuthorities).verify(
                signature.text, of: payload, claimedTime: claimedTime, time: time, logEntry: logEntry)
        }
    }
}
