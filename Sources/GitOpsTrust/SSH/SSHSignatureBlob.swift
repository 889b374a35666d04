import Crypto
import CryptoExtras
import Foundation

/// The signature proper inside SSHSIG and inside certificates: an algorithm and its bytes.
struct SSHSignatureBlob {
    let algorithm: String
    let signature: ArraySlice<UInt8>
    /// What a security key adds (OpenSSH's `PROTOCOL.u2f`).
    let securityKey: (flags: UInt8, counter: UInt32)?

    /// Bits of `flags`.
    static let userPresent: UInt8 = 0x01
    static let userVerified: UInt8 = 0x04

    init(_ bytes: ArraySlice<UInt8>) throws(ByteReader.Malformed) {
        var reader = ByteReader(bytes)
        algorithm = try reader.sshText()
        signature = try reader.sshString()
        securityKey =
            algorithm.hasPrefix("sk-") ? (flags: try reader.byte(), counter: try reader.uint32()) : nil
        try reader.finish()
    }

    /// `nil` when the signature is that of the key for the message.
    func failure(of message: [UInt8], by key: SSHKeyMaterial) -> SSHFailure? {
        switch key {
        case .ed25519(let key):
            return check("ssh-ed25519") { key.isValidSignature(Data(signature), for: message) }
        case .p256(let key):
            return check("ecdsa-sha2-nistp256") { key.isValidSignature(try p256Signature(), for: message) }
        case .p384(let key):
            return check("ecdsa-sha2-nistp384") {
                let signature = try P384.Signing.ECDSASignature(rawRepresentation: pair(48))
                return key.isValidSignature(signature, for: message)
            }
        case .p521(let key):
            return check("ecdsa-sha2-nistp521") {
                let signature = try P521.Signing.ECDSASignature(rawRepresentation: pair(66))
                return key.isValidSignature(signature, for: message)
            }
        case .rsa(let key): return failureOfRSA(message, key)
        case .securityKeyEd25519(let key, let application):
            return check("sk-ssh-ed25519@openssh.com") {
                key.isValidSignature(Data(signature), for: try assertion(of: message, application))
            }
        case .securityKeyP256(let key, let application):
            return check("sk-ecdsa-sha2-nistp256@openssh.com") {
                key.isValidSignature(try p256Signature(), for: try assertion(of: message, application))
            }
        }
    }

    private func failureOfRSA(_ message: [UInt8], _ key: _RSA.Signing.PublicKey) -> SSHFailure? {
        let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        switch algorithm {
        case "rsa-sha2-256":
            let digest = SHA256.hash(data: message)
            return key.isValidSignature(signature, for: digest, padding: .insecurePKCS1v1_5) ? nil : .bad
        case "rsa-sha2-512":
            let digest = SHA512.hash(data: message)
            return key.isValidSignature(signature, for: digest, padding: .insecurePKCS1v1_5) ? nil : .bad
        // The name stands for SHA-1.
        case "ssh-rsa": return .weakDigest
        default: return .unsupportedAlgorithm
        }
    }

    private func check(_ expected: String, _ verify: () throws -> Bool) -> SSHFailure? {
        guard algorithm == expected else { return .unsupportedAlgorithm }
        return ((try? verify()) ?? false) ? nil : .bad
    }

    private func p256Signature() throws -> P256.Signing.ECDSASignature {
        try P256.Signing.ECDSASignature(rawRepresentation: pair(32))
    }

    /// The two integers of an ECDSA signature, each in as many bytes as the curve has.
    private func pair(_ count: Int) throws -> Data {
        var reader = ByteReader(signature)
        let (r, s) = (try reader.sshInteger(), try reader.sshInteger())
        try reader.finish()
        guard let r = r.leftPadded(to: count), let s = s.leftPadded(to: count) else { throw ByteReader.Malformed() }
        return Data(r + s)
    }

    /// What a security key signs instead of the message.
    private func assertion(of message: [UInt8], _ application: [UInt8]) throws -> [UInt8] {
        guard let securityKey else { throw ByteReader.Malformed() }
        var assertion = Array(SHA256.hash(data: application))
        assertion.append(securityKey.flags)
        assertion.appendUInt32(Int(securityKey.counter))
        assertion += SHA256.hash(data: message)
        return assertion
    }
}

/// Why the signature of an SSH key does not hold.
enum SSHFailure: Error {
    case bad
    case weakDigest
    case unsupportedAlgorithm

    var verdict: SignatureVerification {
        switch self {
        case .bad: .invalid(.badSignature)
        case .weakDigest: .invalid(.weakDigest)
        case .unsupportedAlgorithm: .unsupported(.signatureAlgorithm)
        }
    }
}
