import Crypto
import CryptoExtras
import Foundation

/// The numbers of an SSH key, ready to verify with.
enum SSHKeyMaterial: Sendable {
    case ed25519(Curve25519.Signing.PublicKey)
    case p256(P256.Signing.PublicKey)
    case p384(P384.Signing.PublicKey)
    case p521(P521.Signing.PublicKey)
    case rsa(_RSA.Signing.PublicKey)
    case securityKeyEd25519(Curve25519.Signing.PublicKey, application: [UInt8])
    case securityKeyP256(P256.Signing.PublicKey, application: [UInt8])
}

/// A key that cannot be used, and why.
enum UnusableKey: Error {
    case malformed
    case weak
    case unsupported
}

extension SSHKeyMaterial {
    /// Types of keys, and of the certificates for them.
    enum KeyType: String, CaseIterable {
        case ed25519 = "ssh-ed25519"
        case p256 = "ecdsa-sha2-nistp256"
        case p384 = "ecdsa-sha2-nistp384"
        case p521 = "ecdsa-sha2-nistp521"
        case rsa = "ssh-rsa"
        case securityKeyEd25519 = "sk-ssh-ed25519@openssh.com"
        case securityKeyP256 = "sk-ecdsa-sha2-nistp256@openssh.com"

        var certificateType: String {
            (rawValue.hasSuffix("@openssh.com") ? String(rawValue.dropLast(12)) : rawValue) + "-cert-v01@openssh.com"
        }

        /// Whether a text begins with a word that can only be the type of a key, of whatever algorithm.
        static func isNamed(at text: ArraySlice<UInt8>) -> Bool {
            ["ssh-", "ecdsa-", "sk-"].contains { text.starts(with: $0.utf8) }
        }

        static let ofCertificates = Dictionary(uniqueKeysWithValues: allCases.map { ($0.certificateType, $0) })
    }

    /// Reads the fields of a key that follow its type; in a certificate other fields come after them.
    init(_ type: KeyType, from reader: inout ByteReader) throws(UnusableKey) {
        do {
            switch type {
            case .ed25519: self = .ed25519(try Self.ed25519(&reader))
            case .p256: self = .p256(try Self.p256(&reader))
            case .p384:
                self = .p384(try P384.Signing.PublicKey(x963Representation: Self.point(&reader, curve: "nistp384")))
            case .p521:
                self = .p521(try P521.Signing.PublicKey(x963Representation: Self.point(&reader, curve: "nistp521")))
            case .rsa:
                let exponent = try reader.sshInteger()
                let modulus = try reader.sshInteger()
                self = .rsa(try RSAKey.make(modulus: modulus, exponent: exponent))
            case .securityKeyEd25519:
                let key = try Self.ed25519(&reader)
                self = .securityKeyEd25519(key, application: Array(try reader.sshString()))
            case .securityKeyP256:
                let key = try Self.p256(&reader)
                self = .securityKeyP256(key, application: Array(try reader.sshString()))
            }
        } catch let error as UnusableKey {
            throw error
        } catch {
            throw .malformed
        }
    }

    /// Reads a whole key.
    init(_ key: SSHPublicKey) throws(UnusableKey) {
        guard let type = KeyType(rawValue: key.type) else { throw .unsupported }
        var reader = ByteReader(key.blob)
        do { _ = try reader.sshString() } catch { throw .malformed }
        try self.init(type, from: &reader)
        guard reader.isAtEnd else { throw .malformed }
    }

    private static func ed25519(_ reader: inout ByteReader) throws -> Curve25519.Signing.PublicKey {
        try Curve25519.Signing.PublicKey(rawRepresentation: Data(reader.sshString()))
    }

    private static func p256(_ reader: inout ByteReader) throws -> P256.Signing.PublicKey {
        try P256.Signing.PublicKey(x963Representation: point(&reader, curve: "nistp256"))
    }

    private static func point(_ reader: inout ByteReader, curve: String) throws -> Data {
        guard try reader.sshText() == curve else { throw ByteReader.Malformed() }
        return Data(try reader.sshString())
    }
}

/// RSA keys of any family.
enum RSAKey {
    /// Shorter moduli can be factored, longer ones only cost time.
    private static let bits = 2048...16384

    static func make(
        modulus: ArraySlice<UInt8>, exponent: ArraySlice<UInt8>
    ) throws(UnusableKey) -> _RSA.Signing.PublicKey {
        let modulus = modulus.drop { $0 == 0 }
        guard let first = modulus.first, exponent.count <= 8 else { throw .malformed }
        let length = modulus.count * 8 - first.leadingZeroBitCount
        guard length >= bits.lowerBound else { throw .weak }
        guard length <= bits.upperBound else { throw .unsupported }
        do {
            return try _RSA.Signing.PublicKey(n: Array(modulus), e: Array(exponent))
        } catch {
            throw .malformed
        }
    }
}
