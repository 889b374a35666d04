/// OpenPGP keys that are trusted because they are here: there is no web of trust.
///
/// A key counts with what it says about itself: user IDs, subkeys with their back-signatures, uses, lifetimes and
/// revocations. Copies of one key are one key, which is revoked when one of them is, in whatever order they come.
public struct OpenPGPKeyring: Sendable {
    /// The keys in the order of their files.
    public var keys: [Key] { certificates.map(Key.init) }
    /// Keys that were left out, with the reason: keys of other versions than 4.
    public private(set) var skippedKeys: [String] = []

    private var certificates: [OpenPGPCertificate] = []
    /// Where a certificate is, by the packet of its primary key.
    private var places: [[UInt8]: Int] = [:]
    /// Revocations that did not stand with their keys. The keys may come later.
    private var revocations: [OpenPGPSignature] = []
    /// By key ID, which is not unique.
    private var indices: [[UInt8]: [Place]] = [:]

    /// A key among those of a certificate.
    struct Place: Sendable {
        let certificate: Int
        /// 0 is the primary key.
        let key: Int
    }

    /// A primary key.
    public struct Key: Sendable, Hashable {
        /// In upper-case hexadecimal.
        public let fingerprint: String
        /// Fingerprints of the subkeys.
        public let subkeyFingerprints: [String]
        /// Whatever the key was certified for, `Name <mail>`.
        public let userIDs: [String]
        /// Whether the key has revoked itself.
        public let isRevoked: Bool

        init(_ certificate: OpenPGPCertificate) {
            fingerprint = certificate.primary.fingerprint.upperHexadecimal
            subkeyFingerprints = certificate.subkeys.map { $0.key.fingerprint.upperHexadecimal }
            userIDs = certificate.userIDs.filter { !$0.certifications.isEmpty }.map(\.name)
            isRevoked = certificate.isRevoked
        }
    }

    /// No keys.
    public init() {}

    /// Reads public keys as `gpg --export` writes them, with or without `--armor`, and revocation certificates;
    /// several armored blocks may follow each other.
    ///
    /// Throws `TrustFileError`. Complexity: one verification for each signature of a key on itself.
    ///
    /// - Parameters:
    ///   - bytes: the content of the file.
    ///   - file: its name for errors.
    ///   - acceptsSHA1SelfSignatures: whether a key may vouch for itself with SHA-1, as keys of before about 2014 do.
    public init(
        _ bytes: [UInt8], file: String = "keyring", acceptsSHA1SelfSignatures: Bool = false
    ) throws(TrustFileError) {
        try add(bytes, file: file, acceptsSHA1SelfSignatures: acceptsSHA1SelfSignatures)
    }

    /// Adds the keys of another file; see `init`.
    ///
    /// - Parameters:
    ///   - bytes: the content of the file.
    ///   - file: its name for errors.
    ///   - acceptsSHA1SelfSignatures: whether a key may vouch for itself with SHA-1.
    public mutating func add(
        _ bytes: [UInt8], file: String = "keyring", acceptsSHA1SelfSignatures: Bool = false
    ) throws(TrustFileError) {
        var reader = OpenPGPKeyringReader(file: file, allowsSHA1: acceptsSHA1SelfSignatures)
        if let first = bytes.first, first & 0x80 != 0 {
            try reader.read(bytes, line: 0)
        } else {
            try reader.readBlocks(bytes)
        }
        skippedKeys += reader.skippedKeys
        for certificate in reader.certificates { insert(certificate) }
        revocations += reader.revocations
        for revocation in revocations {
            for index in certificates.indices { certificates[index].take(revocation) }
        }
    }

    private mutating func insert(_ certificate: OpenPGPCertificate) {
        let known = places[certificate.primary.body]
        let place = known ?? certificates.count
        if known == nil {
            places[certificate.primary.body] = place
            certificates.append(OpenPGPCertificate(primary: certificate.primary))
        }
        let count = known == nil ? 0 : certificates[place].keys.count
        certificates[place].merge(certificate)
        for (index, key) in certificates[place].keys.enumerated().dropFirst(count) {
            indices[key.keyID, default: []].append(Place(certificate: place, key: index))
        }
    }

    /// The keys that a signature may be of.
    func candidates(for signature: OpenPGPSignature) -> [(certificate: OpenPGPCertificate, key: Int)] {
        guard let keyID = signature.issuerKeyID else { return [] }
        return (indices[keyID] ?? []).map { (certificates[$0.certificate], $0.key) }.filter { candidate in
            signature.issuerFingerprint.map { candidate.certificate.keys[candidate.key].fingerprint == $0 } ?? true
        }
    }
}
