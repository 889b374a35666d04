import Crypto

/// SSH keys and certificates that count no more: a list of keys, or a key revocation list (OpenSSH's `PROTOCOL.krl`).
public struct RevokedSSHKeys: Sendable, Hashable {
    var keys: Set<SSHPublicKey> = []
    var sha1Digests: Set<[UInt8]> = []
    var sha256Digests: Set<[UInt8]> = []
    var certificates: [RevokedCertificates] = []

    /// Certificates of an authority; those of all authorities when it is `nil`.
    struct RevokedCertificates: Sendable, Hashable {
        let authority: SSHPublicKey?
        var serials: Set<UInt64> = []
        var ranges: [ClosedRange<UInt64>] = []
        var keyIDs: Set<String> = []

        func contains(_ certificate: SSHCertificate) -> Bool {
            guard authority == nil || authority == certificate.authority else { return false }
            if keyIDs.contains(certificate.keyID) { return true }
            // Serial number 0 stands for none.
            guard certificate.serial != 0 else { return false }
            return serials.contains(certificate.serial) || ranges.contains { $0.contains(certificate.serial) }
        }
    }

    /// No revoked keys.
    public init() {}

    /// Reads a file of either kind; `#` begins a comment in a list of keys.
    ///
    /// Throws `TrustFileError` when anything in it is not understood. Complexity: linear in the bytes.
    public init(_ bytes: [UInt8], file: String = "revoked_keys") throws(TrustFileError) {
        if bytes.starts(with: KeyRevocationList.magic) {
            self = try KeyRevocationList.read(bytes, file: file)
            return
        }
        for line in TrustFileLines(String(decoding: bytes, as: UTF8.self)) {
            let content = line.content.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            guard let first = content.first, first != UInt8(ascii: "#") else { continue }
            guard let key = SSHPublicKey(line: content) else {
                throw TrustFileError(
                    .malformedKey, file: file, line: line.number, column: line.column(of: content.startIndex))
            }
            // A revoked certificate takes its key with it, as in OpenSSH.
            keys.insert(Self.plain(key) ?? key)
        }
    }

    /// Adds the keys of another file; see `init`.
    ///
    /// - Parameters:
    ///   - bytes: the content of the file.
    ///   - file: its name for errors.
    public mutating func add(_ bytes: [UInt8], file: String = "revoked_keys") throws(TrustFileError) {
        let other = try RevokedSSHKeys(bytes, file: file)
        keys.formUnion(other.keys)
        sha1Digests.formUnion(other.sha1Digests)
        sha256Digests.formUnion(other.sha256Digests)
        certificates += other.certificates
    }

    private static func plain(_ key: SSHPublicKey) -> SSHPublicKey? {
        guard let type = SSHCertificate.type(of: key) else { return nil }
        return try? SSHCertificate(key, type: type).plainKey
    }

    func contains(_ key: SSHPublicKey) -> Bool {
        if keys.contains(key) { return true }
        if !sha1Digests.isEmpty, sha1Digests.contains(Array(Insecure.SHA1.hash(data: key.blob))) { return true }
        return !sha256Digests.isEmpty && sha256Digests.contains(Array(SHA256.hash(data: key.blob)))
    }

    func contains(_ certificate: SSHCertificate) -> Bool {
        contains(certificate.plainKey) || contains(certificate.authority)
            || certificates.contains { $0.contains(certificate) }
    }
}
