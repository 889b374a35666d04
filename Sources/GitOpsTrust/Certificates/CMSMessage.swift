import SwiftASN1
import X509

/// A detached CMS message with one signer and signed attributes (RFC 5652), as gitsign and smimesign write it.
struct CMSMessage {
    let certificates: [Certificate]
    /// Certificates inside that cannot be read as a whole.
    private let unreadCertificates: [CertificateOutline]
    let signer: SignerName
    let digest: ASN1ObjectIdentifier
    let signatureAlgorithm: ASN1ObjectIdentifier
    /// The parameters of RSA with the padding PSS; `nil` for other algorithms.
    let paddingParameters: PSSParameters?
    let signature: ArraySlice<UInt8>
    /// The signed attributes in the form that is digested.
    let signedAttributes: [UInt8]
    let messageDigest: ArraySlice<UInt8>
    /// When the signer says that it signed, in seconds since 1970-01-01T00:00:00Z.
    let signingTime: Int64?
    /// The entry of the transparency log that gitsign puts into the unsigned attributes.
    let logEntry: ArraySlice<UInt8>?

    static let label = "SIGNED MESSAGE"

    enum SignerName {
        /// Name and serial number of the certificate, as in the certificate.
        case issuer(name: ArraySlice<UInt8>, serial: ArraySlice<UInt8>)
        case subjectKey(ArraySlice<UInt8>)
    }

    /// A message of a form that RFC 5652 has and nothing here reads.
    struct Unsupported: Error {
        let reason: UnsupportedSignature
    }

    private static let data: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 7, 1]
    private static let signedData: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 7, 2]
    private static let contentType: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 3]
    private static let messageDigest: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 4]
    private static let signingTime: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 5]
    static let paddedRSA: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 1, 10]
    private static let rekorEntry: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 57264, 3, 1]

    /// Reads BER, as Apple's library writes the outer parts without lengths; what is digested must be DER to be
    /// verified.
    ///
    /// Throws `Unsupported` for content inside of the message, several signers and signatures without signed
    /// attributes.
    init(_ bytes: [UInt8]) throws {
        let message = try BER.parse(bytes).children(of: .sequence)
        guard message.count == 2, try message[0].objectIdentifier() == Self.signedData, message[1].isContext(0) else {
            throw MalformedDER()
        }
        let wrapped = try message[1].children()
        guard wrapped.count == 1 else { throw MalformedDER() }
        var parts = try wrapped[0].children(of: .sequence)[...]
        let version = try Self.next(&parts).bytes(of: .integer)
        let digests = try Self.next(&parts).children(of: .set).map { try $0.algorithm() }
        let content = try Self.next(&parts).children(of: .sequence)
        guard let type = content.first, try type.objectIdentifier() == Self.data else { throw MalformedDER() }
        guard content.count == 1 else { throw Unsupported(reason: .attachedContent) }
        var certificates: [Certificate] = []
        var unreadCertificates: [CertificateOutline] = []
        if let next = parts.first, next.isContext(0) {
            parts = parts.dropFirst()
            for node in try next.children() {
                let der = try DER.parse(node.encodedBytes)
                if let certificate = try? Certificate(derEncoded: der) {
                    certificates.append(certificate)
                } else {
                    unreadCertificates.append(try CertificateOutline(der))
                }
            }
        }
        if let next = parts.first, next.isContext(1) { parts = parts.dropFirst() }
        let signers = try Self.next(&parts).children(of: .set)
        guard parts.isEmpty, !signers.isEmpty else { throw MalformedDER() }
        guard signers.count == 1 else { throw Unsupported(reason: .severalSigners) }
        self.certificates = certificates
        self.unreadCertificates = unreadCertificates

        var info = try signers[0].children(of: .sequence)[...]
        let signerVersion = try Self.next(&info).bytes(of: .integer)
        // Of data with one signer both have the same version (RFC 5652, sections 5.1 and 5.3).
        guard signerVersion.elementsEqual(version) else { throw MalformedDER() }
        signer = try Self.signer(try Self.next(&info), version: signerVersion)
        digest = try Self.next(&info).algorithm()
        guard digests.contains(digest) else { throw MalformedDER() }
        let attributes = try Self.next(&info)
        guard attributes.isContext(0) else {
            _ = try attributes.children(of: .sequence)
            throw Unsupported(reason: .noSignedAttributes)
        }
        messageDigest = try Self.checkSigned(attributes)
        signingTime = try Self.attribute(Self.signingTime, of: attributes).map(Self.seconds)
        // Attributes are digested as the set that they are, not under the tag of their place (RFC 5652, section 5.4).
        signedAttributes = [0x31] + attributes.encodedBytes.dropFirst()
        (signatureAlgorithm, paddingParameters) = try Self.signatureAlgorithm(try Self.next(&info))
        signature = try Self.next(&info).bytes(of: .octetString)
        var logEntry: ArraySlice<UInt8>?
        if let unsigned = info.popFirst() {
            guard unsigned.isContext(1) else { throw MalformedDER() }
            logEntry = try Self.attribute(Self.rekorEntry, of: unsigned)?.bytes(of: .octetString)
        }
        guard info.isEmpty else { throw MalformedDER() }
        self.logEntry = logEntry
    }

    private static func next(_ nodes: inout ArraySlice<ASN1Node>) throws(MalformedDER) -> ASN1Node {
        guard let node = nodes.popFirst() else { throw MalformedDER() }
        return node
    }

    private static func signatureAlgorithm(
        _ node: ASN1Node
    ) throws -> (ASN1ObjectIdentifier, padding: PSSParameters?) {
        let parts = try node.children(of: .sequence)
        guard parts.count == 2, try parts[0].objectIdentifier() == paddedRSA else { return (try node.algorithm(), nil) }
        return (paddedRSA, try PSSParameters(parts[1]))
    }

    private static func signer(_ node: ASN1Node, version: ArraySlice<UInt8>) throws -> SignerName {
        if node.isContext(0) {
            guard version.elementsEqual([3]), case .primitive(let bytes) = node.content else { throw MalformedDER() }
            return .subjectKey(bytes)
        }
        let parts = try node.children(of: .sequence)
        guard version.elementsEqual([1]), parts.count == 2 else { throw MalformedDER() }
        return .issuer(name: parts[0].encodedBytes, serial: try parts[1].bytes(of: .integer))
    }

    /// The digest of the content; its type must be data.
    private static func checkSigned(_ attributes: ASN1Node) throws -> ArraySlice<UInt8> {
        guard let type = try attribute(contentType, of: attributes), try type.objectIdentifier() == data,
            let digest = try attribute(messageDigest, of: attributes)
        else { throw MalformedDER() }
        return try digest.bytes(of: .octetString)
    }

    private static func seconds(_ node: ASN1Node) throws -> Int64 {
        if node.identifier == .utcTime {
            let time = try UTCTime(derEncoded: node, withIdentifier: .utcTime)
            return CivilTime.seconds(
                Int64(time.year), Int64(time.month), Int64(time.day), Int64(time.hours), Int64(time.minutes),
                Int64(time.seconds))
        }
        let time = try GeneralizedTime(derEncoded: node, withIdentifier: .generalizedTime)
        return CivilTime.seconds(
            Int64(time.year), Int64(time.month), Int64(time.day), Int64(time.hours), Int64(time.minutes),
            Int64(time.seconds))
    }

    /// The value of an attribute, which may stand once and has one value.
    private static func attribute(_ type: ASN1ObjectIdentifier, of attributes: ASN1Node) throws -> ASN1Node? {
        var value: ASN1Node?
        for attribute in try attributes.children() {
            let parts = try attribute.children(of: .sequence)
            guard parts.count == 2 else { throw MalformedDER() }
            guard try parts[0].objectIdentifier() == type else { continue }
            let values = try parts[1].children(of: .set)
            guard value == nil, values.count == 1 else { throw MalformedDER() }
            value = values[0]
        }
        return value
    }

    /// Why there is no certificate of the signer that could be read.
    var objectionWithoutCertificate: SignatureVerification {
        let own = unreadCertificates.first { outline in
            switch signer {
            case .issuer(let name, let serial):
                outline.issuer.elementsEqual(name)
                    && outline.serial.drop { $0 == 0 }.elementsEqual(serial.drop { $0 == 0 })
            // Which it is stands in an extension.
            case .subjectKey: true
            }
        }
        return own?.objection ?? .unsupported(.noCertificate)
    }

    /// The certificate of the signer.
    var signingCertificate: Certificate? {
        certificates.first { certificate in
            switch signer {
            case .issuer(let name, let serial):
                var serializer = DER.Serializer()
                guard (try? serializer.serialize(certificate.issuer)) != nil else { return false }
                return serializer.serializedBytes.elementsEqual(name)
                    && certificate.serialNumber.bytes.drop { $0 == 0 }.elementsEqual(serial.drop { $0 == 0 })
            case .subjectKey(let identifier):
                return (try? certificate.extensions.subjectKeyIdentifier)?.keyIdentifier.elementsEqual(identifier)
                    ?? false
            }
        }
    }
}
