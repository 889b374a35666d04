/// What became of the signature of a commit or tag. Whatever could not be verified is something else than `valid`.
public enum SignatureVerification: Sendable, Hashable {
    /// The signature is that of a trusted signer, and nothing speaks against it.
    case valid(signer: Signer)
    /// The signature does not hold.
    case invalid(InvalidSignature)
    /// The signature is right, but something about it had ended when it was made.
    case expired(ExpiredSignature, signer: Signer)
    /// The signature is right, but its key was withdrawn.
    case revoked(signer: Signer)
    /// Nothing trusted belongs to the key.
    case unknownKey(KeyIdentifier)
    /// The signature uses something that cannot be verified here.
    case unsupported(UnsupportedSignature)
    /// There is no signature.
    case unsigned

    /// Who signed, when the verdict is `valid`.
    public var validSigner: Signer? {
        guard case .valid(let signer) = self else { return nil }
        return signer
    }

    /// A word for the verdict, stable for use in reports: `valid`, `unknown-key`, `invalid/bad-signature`.
    public var code: String {
        switch self {
        case .valid: "valid"
        case .invalid(let reason): "invalid/\(reason.rawValue)"
        case .expired(let reason, _): "expired/\(reason.rawValue)"
        case .revoked: "revoked"
        case .unknownKey: "unknown-key"
        case .unsupported(let reason): "unsupported/\(reason.rawValue)"
        case .unsigned: "unsigned"
        }
    }
}

extension SignatureVerification: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        switch self {
        case .valid(let signer): "valid signature of \(signer)"
        case .invalid(let reason): "invalid signature: \(reason.explanation)"
        case .expired(let reason, let signer): "signature of \(signer): \(reason.explanation)"
        case .revoked(let signer): "signature of \(signer), whose key is revoked"
        case .unknownKey(let key): "signature of the key \(key), which is not trusted"
        case .unsupported(let reason): "signature that cannot be verified: \(reason.explanation)"
        case .unsigned: "no signature"
        }
    }
}

/// The name of a key.
public struct KeyIdentifier: Sendable, Hashable, CustomStringConvertible {
    /// The family of the key.
    public let format: SignatureFormat
    /// `SHA256:…` for SSH, a fingerprint or key ID in upper-case hexadecimal for OpenPGP, the issuer and serial number
    /// of the certificate for X.509.
    public let text: String

    /// A name of a key from its parts.
    public init(format: SignatureFormat, text: String) {
        self.format = format
        self.text = text
    }

    /// The text.
    public var description: String { text }
}
