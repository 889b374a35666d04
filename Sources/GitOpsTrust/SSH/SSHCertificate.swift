/// A certificate of OpenSSH (`PROTOCOL.certkeys`).
struct SSHCertificate: Sendable {
    let key: SSHKeyMaterial
    /// The key alone, as if there were no certificate.
    let plainKey: SSHPublicKey
    let serial: UInt64
    let isForUsers: Bool
    let keyID: String
    let principals: [String]
    let validAfter: UInt64
    let validBefore: UInt64
    let criticalOptions: [String]
    let authority: SSHPublicKey
    /// `nil` when the authority has signed the certificate.
    let signatureFailure: SSHFailure?

    /// `nil` when the key is no certificate of a known type.
    static func type(of key: SSHPublicKey) -> SSHKeyMaterial.KeyType? {
        SSHKeyMaterial.KeyType.ofCertificates[key.type]
    }

    init(_ certificate: SSHPublicKey, type: SSHKeyMaterial.KeyType) throws(UnusableKey) {
        var reader = ByteReader(certificate.blob)
        do {
            _ = try reader.sshString()
            _ = try reader.sshString()
            let fieldsStart = reader.rest.startIndex
            key = try SSHKeyMaterial(type, from: &reader)
            var plain: [UInt8] = []
            plain.appendSSHString(Array(type.rawValue.utf8))
            plain += certificate.blob[fieldsStart..<reader.rest.startIndex]
            guard let plainKey = SSHPublicKey(blob: plain) else { throw UnusableKey.malformed }
            self.plainKey = plainKey
            serial = try reader.uint64()
            // 1 is a user, 2 a host.
            isForUsers = try reader.uint32() == 1
            keyID = try reader.sshText()
            principals = try Self.texts(in: try reader.sshString())
            validAfter = try reader.uint64()
            validBefore = try reader.uint64()
            criticalOptions = try Self.names(in: try reader.sshString())
            _ = try Self.names(in: try reader.sshString())
            _ = try reader.sshString()
            guard let authority = SSHPublicKey(blob: Array(try reader.sshString())),
                // An authority is a key of its own: chains do not exist.
                Self.type(of: authority) == nil
            else { throw UnusableKey.malformed }
            self.authority = authority
            let signed = certificate.blob[..<reader.rest.startIndex]
            let signature = try SSHSignatureBlob(try reader.sshString())
            try reader.finish()
            signatureFailure = signature.failure(of: Array(signed), by: try SSHKeyMaterial(authority))
        } catch let error as UnusableKey {
            throw error
        } catch {
            throw .malformed
        }
    }

    private static func texts(in bytes: ArraySlice<UInt8>) throws(ByteReader.Malformed) -> [String] {
        var reader = ByteReader(bytes)
        var texts: [String] = []
        while !reader.isAtEnd { texts.append(try reader.sshText()) }
        return texts
    }

    /// The names of options, whose values are strings of their own.
    private static func names(in bytes: ArraySlice<UInt8>) throws(ByteReader.Malformed) -> [String] {
        var reader = ByteReader(bytes)
        var names: [String] = []
        while !reader.isAtEnd {
            names.append(try reader.sshText())
            _ = try reader.sshString()
        }
        return names
    }
}
