extension OpenPGPCertificate {
    /// Adds what another copy of the key says, so that nothing that a copy says against the key is lost.
    ///
    /// Parts that one copy has twice become one as well. Complexity: linear in the parts of both.
    mutating func merge(_ other: OpenPGPCertificate) {
        directStatements += other.directStatements
        isRevoked = isRevoked || other.isRevoked
        foreignRevokers += other.foreignRevokers
        var known = Dictionary(userIDs.enumerated().map { ($1.bytes, $0) }) { first, _ in first }
        for userID in other.userIDs {
            if let index = known[userID.bytes] {
                userIDs[index].merge(userID)
            } else {
                known[userID.bytes] = userIDs.count
                userIDs.append(userID)
            }
        }
        known = Dictionary(subkeys.enumerated().map { ($1.key.body, $0) }) { first, _ in first }
        for subkey in other.subkeys {
            if let index = known[subkey.key.body] {
                subkeys[index].bindings += subkey.bindings
                subkeys[index].isRevoked = subkeys[index].isRevoked || subkey.isRevoked
            } else {
                known[subkey.key.body] = subkeys.count
                subkeys.append(subkey)
            }
        }
        finish()
    }

    /// Draws together what the parts say of the key.
    private mutating func finish() {
        properties = directStatements
        // User IDs speak for the primary key only while they stand.
        for userID in userIDs {
            properties += userID.certifications.filter { statement in
                userID.revocation.map { statement.creation > $0 } ?? true
            }
        }
        // Those whom the key has named may revoke it; their keys need not be in the keyring. The names may stand
        // behind.
        designatedRevokers = Set(properties.flatMap(\.designatedRevokers).map { Array($0.suffix(8)) })
        if foreignRevokers.contains(where: designatedRevokers.contains) { isRevoked = true }
    }
}

extension UserID {
    fileprivate mutating func merge(_ other: UserID) {
        certifications += other.certifications
        if let time = other.revocation { revocation = max(revocation ?? time, time) }
    }
}
