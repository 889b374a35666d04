import Crypto
import CryptoExtras
import Foundation
import SwiftASN1
import X509

@testable import GitOpsTrust

/// A small authority with an intermediate, a signer of ten minutes and a transparency log, made anew for each test.
struct CertificateFixture {
    /// 2024-07-03T09:46:40Z.
    static let time: Int64 = 1_720_000_000

    let root = Certificate.PrivateKey(P384.Signing.PrivateKey())
    let intermediate = Certificate.PrivateKey(P384.Signing.PrivateKey())
    let leaf = P256.Signing.PrivateKey()
    let log = P256.Signing.PrivateKey()
    let rootCertificate: Certificate
    let intermediateCertificate: Certificate
    let leafCertificate: Certificate

    /// What may be wrong with the certificates.
    struct Flaws: Sendable {
        var intermediateIsAuthority = true
        var maximumPathLength = 0
        var leafIsAuthority = false
        var use = ExtendedKeyUsage.Usage.codeSigning
        var criticalExtension = false
        var nameConstraints = false
        var signedByOther = false
        var subject = GeneralName.rfc822Name("ada@example.com")
    }

    init(_ flaws: Flaws = Flaws()) throws {
        let names = try ["root", "intermediate"].map { name in try DistinguishedName { CommonName(name) } }
        rootCertificate = try Self.certificate(
            names[0], root.publicKey, issuer: names[0], key: root, from: -86_400, to: 864_000,
            Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: flaws.maximumPathLength + 1))
                Critical(KeyUsage(keyCertSign: true))
            })
        intermediateCertificate = try Self.certificate(
            names[1], intermediate.publicKey, issuer: names[0], key: root, from: -86_400, to: 864_000,
            Certificate.Extensions {
                if flaws.intermediateIsAuthority {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: flaws.maximumPathLength))
                } else {
                    Critical(BasicConstraints.notCertificateAuthority)
                }
                Critical(KeyUsage(keyCertSign: true))
                if flaws.nameConstraints { Critical(NameConstraints(permittedDNSDomains: ["example.com"])) }
            })
        leafCertificate = try Self.certificate(
            DistinguishedName([RelativeDistinguishedName]()), Certificate.PublicKey(leaf.publicKey), issuer: names[1],
            key: flaws.signedByOther ? Certificate.PrivateKey(P384.Signing.PrivateKey()) : intermediate, from: 0,
            to: 600,
            try Certificate.Extensions {
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([flaws.use])
                Critical(SubjectAlternativeNames([flaws.subject]))
                if flaws.leafIsAuthority { Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil)) }
                Certificate.Extension(
                    oid: [1, 3, 6, 1, 4, 1, 57264, 1, 8], critical: false,
                    value: DER.bytes(0x0C, Array("https://login.example.com".utf8))[...])
                if flaws.criticalExtension {
                    Certificate.Extension(oid: [1, 2, 3, 4], critical: true, value: [5, 0])
                }
            })
    }

    private static func certificate(
        _ subject: DistinguishedName, _ publicKey: Certificate.PublicKey, issuer: DistinguishedName,
        key: Certificate.PrivateKey, from: Int64, to: Int64, _ extensions: Certificate.Extensions
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
            notValidBefore: Date(timeIntervalSince1970: Double(time + from)),
            notValidAfter: Date(timeIntervalSince1970: Double(time + to)), issuer: issuer, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA384, extensions: extensions, issuerPrivateKey: key)
    }

    /// What trusts the root.
    func authorities(
        subject: String = "*@example.com", issuer: String? = "https://login.example.com", usesLog: Bool = true
    ) throws -> TrustedKeys {
        let keys = try TransparencyLogKeys(log.publicKey.pemRepresentation)
        return TrustedKeys(
            certificateAuthorities: try CertificateAuthorities(
                roots: rootCertificate.serializeAsPEM().pemString,
                identities: [.init(subject: subject, issuer: issuer)],
                time: usesLog ? .transparencyLog(keys) : .signingTime))
    }

    /// How the entry of the log is made.
    struct LogEntry: Sendable {
        var delay: Int64 = 1
        var treeSize = 5
        var hasWrongRoot = false
        var isOfOtherLog = false
        var isForOtherSignature = false
    }

    /// A signature as gitsign makes it.
    func sign(_ payload: [UInt8], logEntry: LogEntry? = LogEntry(), attached: Bool = false) throws -> EmbeddedSignature
    {
        let digest = Array(SHA256.hash(data: payload))
        let attributes = [
            DER.attribute([1, 2, 840, 113549, 1, 9, 3], DER.identifier([1, 2, 840, 113549, 1, 7, 1])),
            DER.attribute([1, 2, 840, 113549, 1, 9, 5], DER.bytes(0x17, Array("240703094641Z".utf8))),
            DER.attribute([1, 2, 840, 113549, 1, 9, 4], DER.bytes(0x04, digest)),
        ].flatMap { $0 }
        let signature = Array(try leaf.signature(for: DER.bytes(0x31, attributes)).derRepresentation)
        var serializer = DER.Serializer()
        try serializer.serialize(leafCertificate.issuer)
        let sha256 = DER.bytes(0x30, DER.identifier([2, 16, 840, 1, 101, 3, 4, 2, 1]))
        let serial = DER.bytes(0x02, Array(leafCertificate.serialNumber.bytes))
        var signer =
            DER.bytes(0x02, [1]) + DER.bytes(0x30, serializer.serializedBytes + serial) + sha256
            + DER.bytes(0xA0, attributes) + DER.bytes(0x30, DER.identifier([1, 2, 840, 10045, 4, 3, 2]))
            + DER.bytes(0x04, signature)
        if let logEntry {
            let entry = try protobuf(logEntry, digestOf: DER.bytes(0x31, attributes), signature)
            signer += DER.bytes(0xA1, DER.attribute([1, 3, 6, 1, 4, 1, 57264, 3, 1], DER.bytes(0x04, entry)))
        }
        let content =
            DER.identifier([1, 2, 840, 113549, 1, 7, 1]) + (attached ? DER.bytes(0xA0, DER.bytes(0x04, payload)) : [])
        var certificates = DER.Serializer()
        try certificates.serialize(leafCertificate)
        try certificates.serialize(intermediateCertificate)
        let signed =
            DER.bytes(0x02, [1]) + DER.bytes(0x31, sha256) + DER.bytes(0x30, content)
            + DER.bytes(0xA0, certificates.serializedBytes) + DER.bytes(0x31, DER.bytes(0x30, signer))
        let message = DER.bytes(
            0x30, DER.identifier([1, 2, 840, 113549, 1, 7, 2]) + DER.bytes(0xA0, DER.bytes(0x30, signed)))
        let text = "-----BEGIN SIGNED MESSAGE-----\n\(Base64.lines(message, width: 64))-----END SIGNED MESSAGE-----\n"
        return EmbeddedSignature(Array(text.utf8))
    }

    private func protobuf(_ entry: LogEntry, digestOf attributes: [UInt8], _ signature: [UInt8]) throws -> [UInt8] {
        let pem = try leafCertificate.serializeAsPEM().pemString + "\n"
        let body = """
            {"apiVersion":"0.0.1","kind":"hashedrekord","spec":{"data":{"hash":{"algorithm":"sha256","value":\
            "\(Array(SHA256.hash(data: attributes)).lowerHexadecimal)"}},"signature":{"content":\
            "\(Base64.text(entry.isForOtherSignature ? [1] : signature))",\
            "publicKey":{"content":"\(Base64.text(Array(pem.utf8)))"}}}}
            """
        let key = entry.isOfOtherLog ? P256.Signing.PrivateKey() : log
        let logID = Array(SHA256.hash(data: log.publicKey.derRepresentation))
        let time = Self.time + entry.delay
        let promise =
            "{\"body\":\"\(Base64.text(Array(body.utf8)))\",\"integratedTime\":\(time),\"logID\":\"\(logID.lowerHexadecimal)\","
            + "\"logIndex\":17}"
        let tree = MerkleTree(leaves: (0..<entry.treeSize).map { $0 == 2 ? Array(body.utf8) : [UInt8($0)] })
        let index = min(2, entry.treeSize - 1)
        var root = tree.root
        if entry.hasWrongRoot { root[0] ^= 1 }
        let note = "log - 1\n\(entry.treeSize)\n\(Base64.text(root))\n"
        let noteSignature = logID.prefix(4) + Array(try key.signature(for: Array(note.utf8)).derRepresentation)
        let checkpoint = "\(note)\n\u{2014} log \(Base64.text(noteSignature))\n"
        return Protobuf.integer(1, 17) + Protobuf.bytes(2, Protobuf.bytes(1, logID)) + Protobuf.integer(4, UInt64(time))
            + Protobuf.bytes(
                5, Protobuf.bytes(1, Array(try key.signature(for: Array(promise.utf8)).derRepresentation)))
            + Protobuf.bytes(
                6,
                Protobuf.integer(1, UInt64(index)) + Protobuf.bytes(2, root)
                    + Protobuf.integer(3, UInt64(entry.treeSize))
                    + tree.proof(of: index).flatMap { Protobuf.bytes(4, $0) }
                    + Protobuf.bytes(5, Protobuf.bytes(1, Array(checkpoint.utf8))))
    }
}

/// A Merkle tree by its definition (RFC 9162, section 2.1.1).
struct MerkleTree {
    let leaves: [[UInt8]]

    var root: [UInt8] { Self.root(leaves[...]) }

    private static func root(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        guard leaves.count > 1 else { return Array(SHA256.hash(data: [0] + (leaves.first ?? []))) }
        let middle = leaves.startIndex + split(leaves.count)
        return Array(SHA256.hash(data: [1] + root(leaves[..<middle]) + root(leaves[middle...])))
    }

    func proof(of index: Int) -> [[UInt8]] { Self.proof(of: index, leaves[...]) }

    private static func proof(of index: Int, _ leaves: ArraySlice<[UInt8]>) -> [[UInt8]] {
        guard leaves.count > 1 else { return [] }
        let middle = leaves.startIndex + split(leaves.count)
        return index < middle
            ? proof(of: index, leaves[..<middle]) + [root(leaves[middle...])]
            : proof(of: index, leaves[middle...]) + [root(leaves[..<middle])]
    }

    /// The largest power of two below the count.
    private static func split(_ count: Int) -> Int {
        var size = 1
        while size * 2 < count { size *= 2 }
        return size
    }
}

enum Protobuf {
    static func varint(_ value: UInt64) -> [UInt8] {
        var (value, bytes) = (value, [UInt8]())
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        return bytes + [UInt8(value)]
    }

    static func integer(_ field: UInt64, _ value: UInt64) -> [UInt8] { varint(field << 3) + varint(value) }

    static func bytes(_ field: UInt64, _ bytes: [UInt8]) -> [UInt8] {
        varint(field << 3 | 2) + varint(UInt64(bytes.count)) + bytes
    }
}

extension DER {
    static func bytes(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        switch content.count {
        case ..<128: [tag, UInt8(content.count)] + content
        case ..<256: [tag, 0x81, UInt8(content.count)] + content
        default: [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 255)] + content
        }
    }

    static func identifier(_ identifier: ASN1ObjectIdentifier) -> [UInt8] {
        var serializer = DER.Serializer()
        try? serializer.serialize(identifier)
        return serializer.serializedBytes
    }

    static func attribute(_ type: ASN1ObjectIdentifier, _ value: [UInt8]) -> [UInt8] {
        bytes(0x30, identifier(type) + bytes(0x31, value))
    }
}
