import Crypto
import CryptoExtras
import Foundation

/// The numbers of an OpenPGP key (RFC 9580, section 5.5.5), ready to verify with.
enum OpenPGPKeyMaterial: Sendable {
    case rsa(_RSA.Signing.PublicKey)
    case p256(P256.Signing.PublicKey)
    case p384(P384.Signing.PublicKey)
    case p521(P521.Signing.PublicKey)
    /// Under its old number (22), where signatures are two integers.
    case ed25519Legacy(Curve25519.Signing.PublicKey)
    /// Under its new number (27), where they are 64 bytes.
    case ed25519(Curve25519.Signing.PublicKey)
    /// A key that no signature can be verified with.
    case unusable(OpenPGPFailure)

    /// Object identifiers of curves, as RFC 9580, section 9.2, lists them.
    private static let p256OID: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
    private static let p384OID: [UInt8] = [0x2B, 0x81, 0x04, 0x00, 0x22]
    private static let p521OID: [UInt8] = [0x2B, 0x81, 0x04, 0x00, 0x23]
    private static let ed25519OID: [UInt8] = [0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x0F, 0x01]

    init(algorithm: UInt8, _ reader: inout ByteReader) throws(ByteReader.Malformed) {
        switch algorithm {
        case 1, 3: self = try Self.rsa(&reader)
        case 19: self = try Self.ecdsa(&reader)
        case 22: self = try Self.eddsa(&reader)
        case 27:
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: Data(reader.rest)) else {
                throw ByteReader.Malformed()
            }
            self = .ed25519(key)
        // DSA, Ed448 and what is yet to come.
        case 17, 28: self = .unusable(.unsupportedKey)
        case 2, 16, 18, 25, 26: self = .unusable(.keyNotForSigning)
        default: self = .unusable(.unsupportedKey)
        }
    }

    private static func rsa(_ reader: inout ByteReader) throws(ByteReader.Malformed) -> Self {
        let modulus = try reader.openPGPInteger()
        let exponent = try reader.openPGPInteger()
        try reader.finish()
        do { return .rsa(try RSAKey.make(modulus: modulus, exponent: exponent)) } catch {
            switch error {
            case .weak: return .unusable(.weakKey)
            case .unsupported: return .unusable(.unsupportedKey)
            case .malformed: throw ByteReader.Malformed()
            }
        }
    }

    private static func ecdsa(_ reader: inout ByteReader) throws(ByteReader.Malformed) -> Self {
        let curve = Array(try reader.bytes(Int(try reader.byte())))
        let point = Data(try reader.openPGPInteger())
        try reader.finish()
        do {
            switch curve {
            case p256OID: return .p256(try P256.Signing.PublicKey(x963Representation: point))
            case p384OID: return .p384(try P384.Signing.PublicKey(x963Representation: point))
            case p521OID: return .p521(try P521.Signing.PublicKey(x963Representation: point))
            default: return .unusable(.unsupportedKey)
            }
        } catch {
            throw ByteReader.Malformed()
        }
    }

    private static func eddsa(_ reader: inout ByteReader) throws(ByteReader.Malformed) -> Self {
        let curve = Array(try reader.bytes(Int(try reader.byte())))
        let point = try reader.openPGPInteger()
        try reader.finish()
        guard curve == ed25519OID else { return .unusable(.unsupportedKey) }
        guard point.first == 0x40,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: Data(point.dropFirst()))
        else { throw ByteReader.Malformed() }
        return .ed25519Legacy(key)
    }
}

extension OpenPGPKeyMaterial {
    /// `nil` when the signature is that of the key for the digest.
    func failure(of signature: OpenPGPSignature, _ digest: OpenPGPDigest) -> OpenPGPFailure? {
        do {
            let isValid: Bool
            switch (self, signature.keyAlgorithm) {
            case (.unusable(let failure), _): return failure
            case (.rsa(let key), 1), (.rsa(let key), 3): isValid = try Self.verify(signature, digest, key)
            case (.p256(let key), 19):
                let pair = try P256.Signing.ECDSASignature(rawRepresentation: Self.pair(signature.values, 32))
                isValid = key.isValidSignature(pair, for: digest.value)
            case (.p384(let key), 19):
                let pair = try P384.Signing.ECDSASignature(rawRepresentation: Self.pair(signature.values, 48))
                isValid = key.isValidSignature(pair, for: digest.value)
            case (.p521(let key), 19):
                let pair = try P521.Signing.ECDSASignature(rawRepresentation: Self.pair(signature.values, 66))
                isValid = key.isValidSignature(pair, for: digest.value)
            case (.ed25519Legacy(let key), 22):
                isValid = key.isValidSignature(Data(try Self.pair(signature.values, 32)), for: digest.bytes)
            case (.ed25519(let key), 27):
                guard signature.values.count == 64 else { return .malformed }
                isValid = key.isValidSignature(Data(signature.values), for: digest.bytes)
            default: return .bad
            }
            return isValid ? nil : .bad
        } catch {
            return .malformed
        }
    }

    /// Two integers, each in as many bytes as the curve has.
    private static func pair(_ values: ArraySlice<UInt8>, _ count: Int) throws -> [UInt8] {
        var reader = ByteReader(values)
        let (r, s) = (try reader.openPGPInteger(), try reader.openPGPInteger())
        try reader.finish()
        guard let r = r.leftPadded(to: count), let s = s.leftPadded(to: count) else { throw ByteReader.Malformed() }
        return r + s
    }

    private static func verify(
        _ signature: OpenPGPSignature, _ digest: OpenPGPDigest, _ key: _RSA.Signing.PublicKey
    ) throws -> Bool {
        var reader = ByteReader(signature.values)
        let value = try reader.openPGPInteger()
        try reader.finish()
        guard let padded = value.leftPadded(to: (key.keySizeInBits + 7) / 8) else { throw ByteReader.Malformed() }
        let signature = _RSA.Signing.RSASignature(rawRepresentation: padded)
        return key.isValidSignature(signature, for: digest.value, padding: .insecurePKCS1v1_5)
    }
}
