extension OpenPGPCertificate {
    /// What the signatures of a part of the key are about.
    enum Part {
        case primary
        case userID(Int)
        case subkey(Int)
        /// A photo, or a part of an unknown kind.
        case other
    }

    /// Adds a signature that follows a part, if it is one of the key itself and holds; signatures of others are not
    /// needed, as keys are trusted because they are in the keyring.
    ///
    /// - Parameters:
    ///   - body: the packet.
    ///   - part: what it is about.
    ///   - allowsSHA1: whether statements with SHA-1 count.
    mutating func add(_ body: ArraySlice<UInt8>, on part: Part, allowsSHA1: Bool) {
        let signature: OpenPGPSignature
        do { signature = try OpenPGPSignature(body) } catch {
            // Odd signatures of others are common. But what may be a revocation that cannot be read is taken for one.
            if case .malformed = error { revoke(part, type: body.dropFirst().first) }
            return
        }
        switch (part, signature.type) {
        case (.primary, OpenPGPSignature.keyRevocation):
            if isRevocation(signature, of: primary.digested) { isRevoked = true }
            if !isOwn(signature), let issuer = signature.issuerKeyID { foreignRevokers.append(issuer) }
        case (.primary, OpenPGPSignature.directKey):
            if let statement = statement(signature, on: primary.digested, allowsSHA1: allowsSHA1) {
                properties.append(statement)
            }
        case (.userID(let index), OpenPGPSignature.certifications):
            guard let content = content(ofUserID: index),
                let statement = statement(signature, on: content, allowsSHA1: allowsSHA1)
            else { return }
            userIDs[index].certifications.append(statement)
        case (.userID(let index), OpenPGPSignature.certificationRevocation):
            guard let content = content(ofUserID: index), isRevocation(signature, of: content) else { return }
            let time = Int64(signature.creation ?? .max)
            userIDs[index].revocation = max(userIDs[index].revocation ?? time, time)
        case (.subkey(let index), OpenPGPSignature.subkeyBinding):
            guard subkeys.indices.contains(index) else { return }
            let key = subkeys[index].key
            let content = primary.digested + key.digested
            guard
                let statement = statement(
                    signature, on: content, allowsSHA1: allowsSHA1,
                    hasBackSignature: hasBackSignature(signature, key, content, allowsSHA1: allowsSHA1))
            else { return }
            subkeys[index].bindings.append(statement)
        case (.subkey(let index), OpenPGPSignature.subkeyRevocation):
            guard subkeys.indices.contains(index) else { return }
            if isRevocation(signature, of: primary.digested + subkeys[index].key.digested) {
                subkeys[index].isRevoked = true
            }
        default: break
        }
    }

    /// User IDs speak for the primary key only while they stand.
    mutating func finish() {
        for userID in userIDs {
            properties += userID.certifications.filter { statement in
                userID.revocation.map { statement.creation > $0 } ?? true
            }
        }
        // Those whom the key has named may revoke it; their keys need not be in the keyring. The names may stand
        // behind.
        let named = Set(properties.flatMap(\.designatedRevokers).map { Array($0.suffix(8)) })
        if foreignRevokers.contains(where: named.contains) { isRevoked = true }
    }

    private mutating func revoke(_ part: Part, type: UInt8?) {
        switch (part, type) {
        case (.primary, OpenPGPSignature.keyRevocation): isRevoked = true
        case (.userID(let index), OpenPGPSignature.certificationRevocation) where userIDs.indices.contains(index):
            userIDs[index].revocation = .max
        case (.subkey(let index), OpenPGPSignature.subkeyRevocation) where subkeys.indices.contains(index):
            subkeys[index].isRevoked = true
        default: break
        }
    }

    private func content(ofUserID index: Int) -> [UInt8]? {
        guard userIDs.indices.contains(index) else { return nil }
        var content = primary.digested
        let name = userIDs[index].bytes
        content.append(0xB4)
        content.appendUInt32(name.count)
        return content + name
    }

    private func isOwn(_ signature: OpenPGPSignature) -> Bool {
        guard let issuer = signature.issuerKeyID else { return true }
        return issuer == primary.keyID
    }

    private func statement(
        _ signature: OpenPGPSignature, on content: [UInt8], allowsSHA1: Bool, hasBackSignature: Bool = false
    ) -> Statement? {
        guard isOwn(signature), !signature.hashed.hasUnknownCriticalData, let creation = signature.creation,
            signature.failure(of: content, by: primary.material, allowsSHA1: allowsSHA1) == nil
        else { return nil }
        let lifetime = signature.hashed.expiration.flatMap { $0 == 0 ? nil : Int64($0) }
        return Statement(
            creation: Int64(creation), end: lifetime.map { Int64(creation) + $0 },
            keyLifetime: signature.hashed.keyExpiration.map(Int64.init), keyFlags: signature.hashed.keyFlags,
            hasBackSignature: hasBackSignature, designatedRevokers: signature.hashed.designatedRevokers)
    }

    /// Without it anybody could bind somebody else's signing key as a subkey and claim its signatures.
    private func hasBackSignature(
        _ binding: OpenPGPSignature, _ key: OpenPGPKeyPacket, _ content: [UInt8], allowsSHA1: Bool
    ) -> Bool {
        (binding.hashed.embeddedSignatures + binding.unhashed.embeddedSignatures).contains { body in
            guard let signature = try? OpenPGPSignature(body), signature.type == OpenPGPSignature.primaryKeyBinding,
                !signature.hashed.hasUnknownCriticalData, signature.creation != nil
            else { return false }
            return signature.failure(of: content, by: key.material, allowsSHA1: allowsSHA1) == nil
        }
    }

    /// A revocation counts unless it is proven to be somebody else's: one that cannot be verified is no reason to trust
    /// a key.
    private func isRevocation(_ signature: OpenPGPSignature, of content: [UInt8]) -> Bool {
        guard isOwn(signature) else { return false }
        switch signature.failure(of: content, by: primary.material, allowsSHA1: true) {
        case .bad, .malformed: return false
        default: return true
        }
    }
}
