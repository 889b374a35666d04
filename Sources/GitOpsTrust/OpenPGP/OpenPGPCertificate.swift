/// A primary key with what it says about itself, its user IDs and its subkeys ("transferable public key", RFC 9580,
/// section 10.1). Only statements whose signatures hold are kept.
struct OpenPGPCertificate: Sendable {
    let primary: OpenPGPKeyPacket
    /// Statements of the primary key on itself.
    var directStatements: [Statement] = []
    /// Those, and its statements on user IDs that stand.
    var properties: [Statement] = []
    var isRevoked = false
    /// Key IDs of others who claim to revoke the key.
    var foreignRevokers: [[UInt8]] = []
    /// Key IDs of those whom the key has named to revoke it.
    var designatedRevokers: Set<[UInt8]> = []
    var userIDs: [UserID] = []
    var subkeys: [Subkey] = []

    /// A signature of the primary key about the primary key or a subkey.
    struct Statement: Sendable {
        let creation: Int64
        /// When the statement ends.
        let end: Int64?
        /// Seconds that the key lives from its creation.
        let keyLifetime: Int64?
        let keyFlags: UInt8?
        /// Whether the subkey has agreed to belong to the primary key.
        let hasBackSignature: Bool
        /// Fingerprints of keys that may revoke this one.
        let designatedRevokers: [[UInt8]]

        func isCurrent(at time: Int64) -> Bool { end.map { time < $0 } ?? true }

        /// Older, or of the same second and more lenient: the order of the packets must not decide.
        func precedes(_ other: Statement) -> Bool {
            (creation, -lifetime) < (other.creation, -other.lifetime)
        }

        private var lifetime: Int64 { keyLifetime.flatMap { $0 > 0 ? $0 : nil } ?? .max }
    }

    struct Subkey: Sendable {
        let key: OpenPGPKeyPacket
        var bindings: [Statement] = []
        var isRevoked = false
    }

    /// The newest statement: one made later replaces what an earlier one said, as in GnuPG.
    static func newest(_ statements: [Statement], at time: Int64) -> Statement? {
        statements.filter { $0.isCurrent(at: time) }.max { $0.precedes($1) }
    }

    /// User IDs that the key vouches for.
    func identities(at time: Int64) -> [String] {
        userIDs.filter { $0.isValid(at: time) }.map(\.name)
    }

    /// The primary key, then the subkeys.
    var keys: [OpenPGPKeyPacket] { [primary] + subkeys.map(\.key) }

    /// What speaks against signatures of the key at the index in `keys`, made at a time; `nil` when nothing does.
    func objection(toKeyAt index: Int, signer: Signer, time: Int64) -> SignatureVerification? {
        let subkey = index > 0 && index <= subkeys.count ? subkeys[index - 1] : nil
        if isRevoked || subkey?.isRevoked == true { return .revoked(signer: signer) }
        if case .unusable(let failure) = primary.material { return failure.verdict }
        guard let own = Self.newest(properties, at: time) else { return .invalid(.noValidSelfSignature) }
        guard time >= Int64(primary.creation) else { return .invalid(.notYetValid) }
        if Self.isExpired(primary, own, at: time) { return .expired(.key, signer: signer) }
        guard let subkey else {
            // Keys from before there were flags may do all that their algorithm can.
            let flags = own.keyFlags ?? OpenPGPSubpackets.maySign
            return flags & OpenPGPSubpackets.maySign == 0 ? .invalid(.keyNotForSigning) : nil
        }
        guard let binding = Self.newest(subkey.bindings, at: time) else { return .invalid(.noValidSelfSignature) }
        guard time >= Int64(subkey.key.creation) else { return .invalid(.notYetValid) }
        if Self.isExpired(subkey.key, binding, at: time) { return .expired(.key, signer: signer) }
        guard let flags = binding.keyFlags, flags & OpenPGPSubpackets.maySign != 0 else {
            return .invalid(.keyNotForSigning)
        }
        return binding.hasBackSignature ? nil : .invalid(.missingBackSignature)
    }

    private static func isExpired(_ key: OpenPGPKeyPacket, _ statement: Statement, at time: Int64) -> Bool {
        guard let lifetime = statement.keyLifetime, lifetime > 0 else { return false }
        return time >= Int64(key.creation) + lifetime
    }
}

/// A name that a key vouches for: `Name <mail>`.
struct UserID: Sendable {
    let bytes: [UInt8]
    var certifications: [OpenPGPCertificate.Statement] = []
    /// When the newest revocation was made.
    var revocation: Int64?

    var name: String { String(decoding: bytes, as: UTF8.self) }

    /// Certified, and not revoked since.
    func isValid(at time: Int64) -> Bool {
        guard let newest = OpenPGPCertificate.newest(certifications, at: time) else { return false }
        return revocation.map { newest.creation > $0 } ?? true
    }

    /// What stands in angle brackets at the end of a user ID.
    static func mailAddress(of name: String) -> String? {
        guard name.hasSuffix(">"), let open = name.lastIndex(of: "<") else { return nil }
        return String(name[name.index(after: open)...].dropLast())
    }
}
