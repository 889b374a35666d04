import Crypto
import CryptoExtras
import Foundation
import SwiftASN1
import X509

/// The mathematics of a CMS signature.
struct CMSSignatureCheck {
    /// Digests that signatures may use.
    enum DigestAlgorithm {
        case sha256, sha384, sha512

        var byteCount: Int {
            switch self {
            case .sha256: SHA256.byteCount
            case .sha384: SHA384.byteCount
            case .sha512: SHA512.byteCount
            }
        }

        func digest(_ bytes: [UInt8]) -> any Digest {
            switch self {
            case .sha256: SHA256.hash(data: bytes)
            case .sha384: SHA384.hash(data: bytes)
            case .sha512: SHA512.hash(data: bytes)
            }
        }
    }

    private static let digests: [ASN1ObjectIdentifier: DigestAlgorithm] = [
        [2, 16, 840, 1, 101, 3, 4, 2, 1]: .sha256, [2, 16, 840, 1, 101, 3, 4, 2, 2]: .sha384,
        [2, 16, 840, 1, 101, 3, 4, 2, 3]: .sha512,
    ]

    /// SHA-1 and MD5.
    private static let weakDigests: Set<ASN1ObjectIdentifier> = [[1, 3, 14, 3, 2, 26], [1, 2, 840, 113549, 2, 5]]

    private enum Family { case ecdsa, rsa, ed25519 }

    /// Algorithms by identifier; those that name a digest must name that of the message.
    private static let algorithms: [ASN1ObjectIdentifier: (family: Family, digest: DigestAlgorithm?)] = [
        [1, 2, 840, 10045, 4, 3, 2]: (.ecdsa, .sha256), [1, 2, 840, 10045, 4, 3, 3]: (.ecdsa, .sha384),
        [1, 2, 840, 10045, 4, 3, 4]: (.ecdsa, .sha512), [1, 2, 840, 113549, 1, 1, 1]: (.rsa, nil),
        [1, 2, 840, 113549, 1, 1, 11]: (.rsa, .sha256), [1, 2, 840, 113549, 1, 1, 12]: (.rsa, .sha384),
        [1, 2, 840, 113549, 1, 1, 13]: (.rsa, .sha512), CMSMessage.paddedRSA: (.rsa, nil),
        [1, 3, 101, 112]: (.ed25519, nil),
    ]

    /// What speaks against the message as a signature of the content by the certificate's key; `nil` when nothing does.
    static func objection(
        to message: CMSMessage, of payload: [UInt8], by certificate: Certificate
    ) -> SignatureVerification? {
        guard let digest = digests[message.digest] else {
            return weakDigests.contains(message.digest) ? .invalid(.weakDigest) : .unsupported(.digest)
        }
        guard let algorithm = algorithms[message.signatureAlgorithm] else { return .unsupported(.signatureAlgorithm) }
        guard algorithm.digest == nil || algorithm.digest == digest else { return .invalid(.malformedSignature) }
        if let padding = message.paddingParameters,
            !padding.areUsual(message.digest, byteCount: digest.byteCount)
        {
            return .unsupported(.signatureAlgorithm)
        }
        guard isDigest(digest.digest(payload), message.messageDigest) else { return .invalid(.digestMismatch) }
        let signed = digest.digest(message.signedAttributes)
        let key = certificate.publicKey
        switch algorithm.family {
        case .ecdsa:
            let holds =
                if let key = P256.Signing.PublicKey(key) {
                    (try? P256.Signing.ECDSASignature(derRepresentation: message.signature))
                        .map { key.isValidSignature($0, for: signed) }
                } else if let key = P384.Signing.PublicKey(key) {
                    (try? P384.Signing.ECDSASignature(derRepresentation: message.signature))
                        .map { key.isValidSignature($0, for: signed) }
                } else if let key = P521.Signing.PublicKey(key) {
                    (try? P521.Signing.ECDSASignature(derRepresentation: message.signature))
                        .map { key.isValidSignature($0, for: signed) }
                } else {
                    false
                }
            return holds == true ? nil : .invalid(.badSignature)
        case .rsa:
            guard let key = _RSA.Signing.PublicKey(key) else { return .invalid(.badSignature) }
            guard key.keySizeInBits >= 2048 else { return .invalid(.weakKey) }
            let signature = _RSA.Signing.RSASignature(rawRepresentation: message.signature)
            let padding: _RSA.Signing.Padding = message.paddingParameters == nil ? .insecurePKCS1v1_5 : .PSS
            return key.isValidSignature(signature, for: signed, padding: padding)
                ? nil : .invalid(.badSignature)
        case .ed25519:
            guard let key = Curve25519.Signing.PublicKey(key),
                key.isValidSignature(Data(message.signature), for: message.signedAttributes)
            else { return .invalid(.badSignature) }
            return nil
        }
    }

    private static func isDigest(_ digest: some Digest, _ expected: some Sequence<UInt8>) -> Bool {
        digest.elementsEqual(expected)
    }
}
