import Crypto

/// A public key packet of version 4 (RFC 9580, section 5.5.2).
struct OpenPGPKeyPacket: Sendable {
    let body: [UInt8]
    /// Seconds since 1970-01-01T00:00:00Z.
    let creation: UInt32
    let fingerprint: [UInt8]
    let material: OpenPGPKeyMaterial

    /// A packet that is no key of version 4.
    enum Unreadable: Error {
        case malformed
        case version(UInt8)
    }

    init(_ bytes: ArraySlice<UInt8>) throws(Unreadable) {
        var reader = ByteReader(bytes)
        body = Array(bytes)
        do {
            let version = try reader.byte()
            guard version == 4 else { throw Unreadable.version(version) }
            creation = try reader.uint32()
            material = try OpenPGPKeyMaterial(algorithm: try reader.byte(), &reader)
        } catch let error as Unreadable {
            throw error
        } catch {
            throw .malformed
        }
        guard body.count <= 0xFFFF else { throw .malformed }
        fingerprint = Array(Insecure.SHA1.hash(data: Self.digested(body)))
    }

    /// What stands for the key in digests.
    var digested: [UInt8] { Self.digested(body) }

    private static func digested(_ body: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0x99]
        bytes.appendUInt16(body.count)
        return bytes + body
    }

    var keyID: [UInt8] { Array(fingerprint.suffix(8)) }

    var identifier: KeyIdentifier { KeyIdentifier(format: .openPGP, text: fingerprint.upperHexadecimal) }
}
