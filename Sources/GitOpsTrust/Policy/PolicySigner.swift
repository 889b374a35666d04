import GitOpsManifest

/// A person or machine that rules of a policy name.
public struct PolicySigner: Sendable, Hashable {
    /// The name by which rules call the signer.
    public var name: String
    /// Mail addresses and principals. They tell the signer of an SSH key, as `allowed_signers` names it, and of an
    /// X.509 certificate; never that of an OpenPGP key, whose owner may write any name into it.
    public var identities: [String]
    /// Fingerprints: `SHA256:…` for SSH; for OpenPGP all 40 hexadecimal digits of the primary key or the subkey.
    public var keys: [String]

    /// A signer from its parts.
    public init(name: String, identities: [String] = [], keys: [String] = []) {
        self.name = name
        self.identities = identities
        self.keys = keys
    }

    /// Whether a signature is one of this signer. Complexity: linear in identities and keys.
    package func isSigner(_ signer: Signer) -> Bool {
        if keys.contains(where: { $0.hasSameBytes(as: signer.key.text) || $0.hasSameBytes(as: signer.primaryKey.text) })
        {
            return true
        }
        guard signer.key.format != .openPGP else { return false }
        return identities.contains { signer.isIdentity($0) }
    }
}

extension CommitPolicy {
    /// The signers of a policy whose signature this is.
    func people(behind signer: Signer) -> [PolicySigner] { signers.filter { $0.isSigner(signer) } }

    /// Whether one of some names is that of a signature's signer.
    func isSigner(_ signer: Signer, oneOf names: [String]) -> Bool {
        people(behind: signer).contains { person in names.contains { $0.hasSameBytes(as: person.name) } }
    }

    /// Whether a mail address is the signer's. Where the policy knows the signer of an OpenPGP key, it is asked rather
    /// than the key.
    func isMailAddress(_ address: String, of signer: Signer) -> Bool {
        let people = people(behind: signer)
        if people.contains(where: { $0.identities.contains { $0.hasSameBytes(as: address) } }) { return true }
        if signer.key.format == .openPGP, !people.isEmpty { return false }
        return signer.isIdentity(address)
    }
}

/// Counts different people by different keys: somebody with two keys counts once, and so does a key that two names
/// share.
struct DistinctSigners {
    /// For each key the people it may stand for.
    private var people: [[Int]] = []

    /// - Parameters:
    ///   - signers: who signed, as the signatures tell.
    ///   - allowed: who counts.
    init(_ signers: [Signer], among allowed: [PolicySigner]) {
        var keys: Set<KeyIdentifier> = []
        for signer in signers where keys.insert(signer.distinctKey).inserted {
            people.append(allowed.indices.filter { allowed[$0].isSigner(signer) })
        }
    }

    /// The largest number of pairs of a key and a person. Complexity: O(keys² · people).
    var count: Int {
        var keyOfPerson: [Int: Int] = [:]
        var count = 0
        for key in people.indices {
            var asked: Set<Int> = []
            if place(key, &keyOfPerson, &asked) { count += 1 }
        }
        return count
    }

    private func place(_ key: Int, _ keyOfPerson: inout [Int: Int], _ asked: inout Set<Int>) -> Bool {
        for person in people[key] where asked.insert(person).inserted {
            if let other = keyOfPerson[person], !place(other, &keyOfPerson, &asked) { continue }
            keyOfPerson[person] = key
            return true
        }
        return false
    }
}
