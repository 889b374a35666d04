import SwiftASN1

/// What names a certificate and its key, of one that cannot be read as a whole: it tells why its signature cannot count
/// (RFC 5280, section 4.1).
struct CertificateOutline {
    let issuer: ArraySlice<UInt8>
    let serial: ArraySlice<UInt8>
    /// Bits of the modulus of an RSA key; `nil` for other keys.
    private let modulusBits: Int?

    private static let rsa: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 1, 1]

    init(_ certificate: ASN1Node) throws {
        let outer = try certificate.children(of: .sequence)
        guard let body = outer.first else { throw MalformedDER() }
        var parts = try body.children(of: .sequence)[...]
        // The version, of which the first has none.
        if let first = parts.first, first.isContext(0) { parts = parts.dropFirst() }
        // Serial number, algorithm, issuer, validity, subject, key.
        guard parts.count >= 6 else { throw MalformedDER() }
        let start = parts.startIndex
        serial = try parts[start].bytes(of: .integer)
        issuer = parts[start + 2].encodedBytes
        modulusBits = try Self.modulusBits(of: parts[start + 5])
    }

    private static func modulusBits(of key: ASN1Node) throws -> Int? {
        let parts = try key.children(of: .sequence)
        guard parts.count == 2, let algorithm = try parts[0].children(of: .sequence).first else { throw MalformedDER() }
        guard try algorithm.objectIdentifier() == rsa else { return nil }
        // The number of unused bits comes first.
        let bytes = try parts[1].bytes(of: .bitString).dropFirst()
        guard let modulus = try DER.parse(bytes).children(of: .sequence).first else { throw MalformedDER() }
        let digits = try modulus.bytes(of: .integer).drop { $0 == 0 }
        return (digits.first).map { digits.count * 8 - $0.leadingZeroBitCount }
    }

    /// Why a signature of this certificate cannot count.
    var objection: SignatureVerification {
        if let modulusBits, modulusBits < 2048 { return .invalid(.weakKey) }
        return .unsupported(.keyAlgorithm)
    }
}
