/// Why a signature does not hold.
public enum InvalidSignature: String, Sendable, Hashable, CaseIterable {
    /// The armor around the signature is damaged.
    case malformedArmor = "malformed-armor"
    /// The bytes of the signature do not have the form that its format prescribes.
    case malformedSignature = "malformed-signature"
    /// There is more than one signature.
    case severalSignatures = "several-signatures"
    /// The mathematics do not work out: content, key and signature do not belong together.
    case badSignature = "bad-signature"
    /// The digest can be forged.
    case weakDigest = "weak-digest"
    /// The key is too short.
    case weakKey = "weak-key"
    /// The signature was made for another use than Git.
    case wrongNamespace = "wrong-namespace"
    /// The signature is of a type that says nothing about the content of a document.
    case wrongType = "wrong-type"
    /// The signature demands that something be understood that is not.
    case unknownCriticalData = "unknown-critical-data"
    /// The parts of the signature that name its key contradict each other.
    case contradictoryIssuer = "contradictory-issuer"
    /// The key was not made to sign documents.
    case keyNotForSigning = "key-not-for-signing"
    /// The subkey does not say that it belongs to its primary key.
    case missingBackSignature = "missing-back-signature"
    /// The key did not sign its own identities and properties.
    case noValidSelfSignature = "no-valid-self-signature"
    /// The signature is older than its key, or not yet made at the time of verification.
    case notYetValid = "not-yet-valid"
    /// The time of the signature is not told by anything trusted.
    case noTrustedTime = "no-trusted-time"
    /// The key is trusted, but not for this principal.
    case principalNotAllowed = "principal-not-allowed"
    /// The key is trusted, but not for Git.
    case namespaceNotAllowed = "namespace-not-allowed"
    /// The certificate is not one for users, or not one for signing.
    case certificateUse = "certificate-use"
    /// The signature of the certificate does not hold.
    case certificateSignature = "certificate-signature"
    /// The certificate names no principals.
    case certificateWithoutPrincipals = "certificate-without-principals"
    /// The certificate has a critical option or extension that forbids this use or is not understood.
    case certificateOption = "certificate-option"
    /// The chain of certificates is not one that may stand: wrong constraints, uses or lengths.
    case certificateChain = "certificate-chain"
    /// The certificate is trusted, but neither its subject nor its issuer is one that may sign.
    case identityNotAllowed = "identity-not-allowed"
    /// The security key did not see its user.
    case userNotPresent = "user-not-present"
    /// The security key did not check who its user is.
    case userNotVerified = "user-not-verified"
    /// The signed attributes speak of other content.
    case digestMismatch = "digest-mismatch"
    /// The entry of the transparency log is missing what proves it, or is not one for this signature.
    case logEntry = "log-entry"
}

/// What had ended when a signature was made.
public enum ExpiredSignature: String, Sendable, Hashable, CaseIterable {
    /// The key.
    case key
    /// The signature itself.
    case signature
    /// A certificate of the signer or of those that vouch for it.
    case certificate
    /// The line of `allowed_signers`.
    case permission
}

/// What cannot be verified here.
public enum UnsupportedSignature: String, Sendable, Hashable, CaseIterable {
    /// The signature is of no known format.
    case format
    /// A version of the format that is not implemented.
    case version
    /// An algorithm of the key: DSA, Ed448, brainpool, secp256k1.
    case keyAlgorithm = "key-algorithm"
    /// An algorithm of the signature.
    case signatureAlgorithm = "signature-algorithm"
    /// A digest that is not implemented.
    case digest
    /// A rule of certificates that is not implemented, such as name constraints.
    case certificateRule = "certificate-rule"
    /// A message of several signers, which could say different things.
    case severalSigners = "several-signers"
    /// A message without signed attributes, which are what is verified.
    case noSignedAttributes = "no-signed-attributes"
    /// A message that has not the certificate of its signer inside.
    case noCertificate = "no-certificate"
    /// A message that has the content inside rather than beside it.
    case attachedContent = "attached-content"
}

extension InvalidSignature {
    /// The reason in words.
    public var explanation: String {
        switch self {
        case .malformedArmor: "its armor is damaged"
        case .malformedSignature: "its bytes are damaged"
        case .severalSignatures: "there is more than one"
        case .badSignature: "content, key and signature do not belong together"
        case .weakDigest: "its digest can be forged"
        case .weakKey: "its key is too short"
        case .wrongNamespace: "it was made for another use than Git"
        case .wrongType: "its type is not one for documents"
        case .unknownCriticalData: "it has critical data that is not understood"
        case .contradictoryIssuer: "it names two different keys"
        case .keyNotForSigning: "its key is not one for signing"
        case .missingBackSignature: "its subkey does not vouch for the primary key"
        case .noValidSelfSignature: "its key has no valid signature of its own properties"
        case .notYetValid: "it is older than its key or permission, or from the future"
        case .noTrustedTime: "nothing trusted tells its time"
        case .principalNotAllowed: "its key is not allowed for this principal"
        case .namespaceNotAllowed: "its key is not allowed to sign for Git"
        case .certificateUse: "its certificate is not one for this use"
        case .certificateSignature: "its certificate is not signed by the authority"
        case .certificateWithoutPrincipals: "its certificate names no principals"
        case .certificateOption: "its certificate has a critical option that forbids it"
        case .certificateChain: "its chain of certificates may not stand"
        case .identityNotAllowed: "its certificate's identity is not one that may sign"
        case .userNotPresent: "the security key was not touched"
        case .userNotVerified: "the security key did not verify its user"
        case .digestMismatch: "it was made for other content"
        case .logEntry: "its entry in the transparency log does not hold"
        }
    }
}

extension ExpiredSignature {
    /// The reason in words.
    public var explanation: String {
        switch self {
        case .key: "the key had expired"
        case .signature: "the signature has expired"
        case .certificate: "the certificate had expired"
        case .permission: "the permission to sign had ended"
        }
    }
}

extension UnsupportedSignature {
    /// The reason in words.
    public var explanation: String {
        switch self {
        case .format: "its format is unknown"
        case .version: "its version is not implemented"
        case .keyAlgorithm: "the algorithm of its key is not implemented"
        case .signatureAlgorithm: "its algorithm is not implemented"
        case .digest: "its digest is not implemented"
        case .certificateRule: "its certificates use a rule that is not implemented"
        case .severalSigners: "it has several signers"
        case .noSignedAttributes: "it has no signed attributes"
        case .noCertificate: "it does not have the certificate of its signer inside"
        case .attachedContent: "it has the content inside"
        }
    }
}
