import Crypto

/// A signature packet of version 4 (RFC 9580, section 5.2.3).
struct OpenPGPSignature {
    let type: UInt8
    let keyAlgorithm: UInt8
    let digestAlgorithm: UInt8
    let hashed: OpenPGPSubpackets
    let unhashed: OpenPGPSubpackets
    /// First bytes of the digest.
    private let digestStart: [UInt8]
    /// The integers of the signature, still as bytes.
    let values: ArraySlice<UInt8>
    /// What is digested after the content.
    private let trailer: [UInt8]

    /// Types of signatures (RFC 9580, section 5.2.1).
    static let binaryDocument: UInt8 = 0x00
    static let textDocument: UInt8 = 0x01
    static let certifications: ClosedRange<UInt8> = 0x10...0x13
    static let subkeyBinding: UInt8 = 0x18
    static let primaryKeyBinding: UInt8 = 0x19
    static let directKey: UInt8 = 0x1F
    static let keyRevocation: UInt8 = 0x20
    static let subkeyRevocation: UInt8 = 0x28
    static let certificationRevocation: UInt8 = 0x30

    /// A packet that is no signature of version 4.
    enum Unreadable: Error {
        case malformed
        case version(UInt8)
    }

    init(_ body: ArraySlice<UInt8>) throws(Unreadable) {
        var reader = ByteReader(body)
        do {
            let version = try reader.byte()
            guard version == 4 else { throw Unreadable.version(version) }
            type = try reader.byte()
            keyAlgorithm = try reader.byte()
            digestAlgorithm = try reader.byte()
            let hashedBytes = try reader.bytes(Int(try reader.uint16()))
            hashed = try OpenPGPSubpackets(hashedBytes)
            let signedHead = body[..<reader.rest.startIndex]
            unhashed = try OpenPGPSubpackets(try reader.bytes(Int(try reader.uint16())))
            digestStart = Array(try reader.bytes(2))
            values = reader.rest
            var trailer = Array(signedHead)
            trailer += [4, 0xFF]
            trailer.appendUInt32(signedHead.count)
            self.trailer = trailer
        } catch let error as Unreadable {
            throw error
        } catch {
            throw .malformed
        }
    }

    /// When the signature was made.
    var creation: UInt32? { hashed.creation }

    /// The last 8 bytes of the fingerprint of the key, as far as the signature names it.
    var issuerKeyID: [UInt8]? {
        issuerFingerprint.map { Array($0.suffix(8)) } ?? hashed.issuerKeyID ?? unhashed.issuerKeyID
    }

    var issuerFingerprint: [UInt8]? { hashed.issuerFingerprint ?? unhashed.issuerFingerprint }

    /// Whether the parts that name the key name the same.
    var hasConsistentIssuer: Bool {
        let names = [
            hashed.issuerFingerprint?.suffix(8), unhashed.issuerFingerprint?.suffix(8), hashed.issuerKeyID?[...],
            unhashed.issuerKeyID?[...],
        ].compactMap { $0 }
        let fingerprints = [hashed.issuerFingerprint, unhashed.issuerFingerprint].compactMap { $0 }
        return Set(names.map(Array.init)).count <= 1 && Set(fingerprints).count <= 1
    }

    /// Whether the signature itself had ended.
    func isExpired(at time: Int64) -> Bool {
        guard let creation, let expiration = hashed.expiration, expiration != 0 else { return false }
        return time >= Int64(creation) + Int64(expiration)
    }

    /// `nil` when the signature is that of the key for the content.
    func failure(of content: some Collection<UInt8>, by key: OpenPGPKeyMaterial, allowsSHA1: Bool) -> OpenPGPFailure? {
        let digest: OpenPGPDigest
        do { digest = try OpenPGPDigest(digestAlgorithm, of: content, trailer, allowsSHA1: allowsSHA1) } catch {
            return error
        }
        guard digest.starts(with: digestStart) else { return .bad }
        return key.failure(of: self, digest)
    }
}

/// Why a signature of an OpenPGP key does not hold.
enum OpenPGPFailure: Error {
    case bad
    case malformed
    case weakDigest
    case unsupportedDigest
    case weakKey
    case unsupportedKey
    case keyNotForSigning

    var verdict: SignatureVerification {
        switch self {
        case .bad: .invalid(.badSignature)
        case .malformed: .invalid(.malformedSignature)
        case .weakDigest: .invalid(.weakDigest)
        case .unsupportedDigest: .unsupported(.digest)
        case .weakKey: .invalid(.weakKey)
        case .unsupportedKey: .unsupported(.keyAlgorithm)
        case .keyNotForSigning: .invalid(.keyNotForSigning)
        }
    }
}

/// The digest that a signature is about.
struct OpenPGPDigest {
    let value: any Digest

    /// Digests of RFC 9580, section 9.5. MD5, SHA-1 and RIPEMD-160 can be forged or soon will be; SHA-224 is not
    /// offered.
    init(
        _ algorithm: UInt8, of content: some Collection<UInt8>, _ trailer: [UInt8], allowsSHA1: Bool
    ) throws(OpenPGPFailure) {
        let bytes = Array(content) + trailer
        switch algorithm {
        case 2 where allowsSHA1: value = Insecure.SHA1.hash(data: bytes)
        case 1, 2, 3: throw .weakDigest
        case 8: value = SHA256.hash(data: bytes)
        case 9: value = SHA384.hash(data: bytes)
        case 10: value = SHA512.hash(data: bytes)
        default: throw .unsupportedDigest
        }
    }

    var bytes: [UInt8] { Self.bytes(of: value) }

    private static func bytes(of digest: some Digest) -> [UInt8] { Array(digest) }

    func starts(with bytes: [UInt8]) -> Bool { self.bytes.starts(with: bytes) }
}
