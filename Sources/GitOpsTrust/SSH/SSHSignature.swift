import Crypto

/// A signature in the format SSHSIG (OpenSSH's `PROTOCOL.sshsig`).
struct SSHSignature {
    let publicKey: SSHPublicKey
    let namespace: ArraySlice<UInt8>
    let digestName: String
    let signature: SSHSignatureBlob
    private let reserved: ArraySlice<UInt8>

    static let label = "SSH SIGNATURE"
    static let magic = Array("SSHSIG".utf8)

    /// A signature that cannot be read, and the verdict about it.
    struct Unreadable: Error {
        let verdict: SignatureVerification
    }

    init(armored text: [UInt8]) throws(Unreadable) {
        guard let armor = Armor(text, label: Self.label, allowsCarriageReturnAfterBegin: false),
            let bytes = Base64.decode(armor.body, skippingLineEnds: true)
        else { throw Unreadable(verdict: .invalid(.malformedArmor)) }
        var reader = ByteReader(bytes)
        do {
            guard try reader.bytes(Self.magic.count).elementsEqual(Self.magic) else { throw ByteReader.Malformed() }
            let version = try reader.uint32()
            guard version == 1 else { throw Unreadable(verdict: .unsupported(.version)) }
            guard let key = SSHPublicKey(blob: Array(try reader.sshString())) else { throw ByteReader.Malformed() }
            publicKey = key
            namespace = try reader.sshString()
            reserved = try reader.sshString()
            digestName = try reader.sshText()
            signature = try SSHSignatureBlob(try reader.sshString())
            try reader.finish()
        } catch let error as Unreadable {
            throw error
        } catch {
            throw Unreadable(verdict: .invalid(.malformedSignature))
        }
    }

    /// What the key signs in place of the message, or `nil` when the digest is not one of the format.
    func signedData(for message: [UInt8]) -> [UInt8]? {
        guard let digest = Self.digest(of: message, named: digestName) else { return nil }
        return Self.signedData(namespace: namespace, reserved: reserved, digestName: digestName, digest: digest)
    }

    static func signedData(
        namespace: some Collection<UInt8>, reserved: some Collection<UInt8>, digestName: String, digest: [UInt8]
    ) -> [UInt8] {
        var data = magic
        data.appendSSHString(Array(namespace))
        data.appendSSHString(Array(reserved))
        data.appendSSHString(Array(digestName.utf8))
        data.appendSSHString(digest)
        return data
    }

    private static func digest(of message: [UInt8], named name: String) -> [UInt8]? {
        switch name {
        case "sha256": Array(SHA256.hash(data: message))
        case "sha512": Array(SHA512.hash(data: message))
        default: nil
        }
    }
}
