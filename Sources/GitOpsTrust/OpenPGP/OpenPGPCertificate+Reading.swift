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
        // Of the primary key, wherever it stands: a revocation is often put behind all that a keyring has.
        case (_, OpenPGPSignature.keyRevocation):
            if isRevocation(signature, of: primary.digested) { isRevoked = true }
            if !isOwn(signature), let issuer = signature.issuerKeyID { foreignRevokers.append(issuer) }
        case (_, OpenPGPSignature.subkeyRevocation): revokeSubkeys(by: signature, on: part)
        case (_, OpenPGPSignature.certificationRevocation): revokeUserIDs(by: signature, on: part)
        case (.primary, OpenPGPSignature.directKey):
            if let statement = statement(signature, on: primary.digested, allowsSHA1: allowsSHA1) {
                directStatements.append(statement)
            }
        case (.userID(let index), OpenPGPSignature.certifications):
            guard let content = content(ofUserID: index),
                let statement = statement(signature, on: content, allowsSHA1: allowsSHA1)
            else { return }
            userIDs[index].certifications.append(statement)
        case (.subkey(let index), OpenPGPSignature.subkeyBinding):
            guard subkeys.indices.contains(index) else { return }
            let key = subkeys[index].key
            let content = content(ofSubkey: index)
            guard
                let statement = statement(
                    signature, on: content, allowsSHA1: allowsSHA1,
                    hasBackSignature: hasBackSignature(signature, key, content, allowsSHA1: allowsSHA1))
            else { return }
            subkeys[index].bindings.append(statement)
        default: break
        }
    }

    // MARK: Revocations

    /// Takes a revocation that does not stand with the key, if it is one of the key or of whom the key has named.
    mutating func take(_ revocation: OpenPGPSignature) {
        guard revocation.issuerKeyID == nil || isOwn(revocation) else {
            if let issuer = revocation.issuerKeyID, revocation.type == OpenPGPSignature.keyRevocation,
                designatedRevokers.contains(issuer)
            {
                isRevoked = true
            }
            return
        }
        if revocation.type == OpenPGPSignature.subkeyRevocation { return revokeSubkeys(by: revocation, on: .other) }
        // Where it does not name its key, only mathematics tell that it is about this one.
        let isRevocation =
            revocation.issuerKeyID == nil
            ? holds(revocation, primary.digested) : isRevocation(revocation, of: primary.digested)
        if isRevocation { isRevoked = true }
    }

    /// Revokes the subkeys that the signature is about; where that cannot be verified, the one that it stands with.
    private mutating func revokeSubkeys(by signature: OpenPGPSignature, on part: Part) {
        guard isOwn(signature) else { return }
        var revoked = subkeys.indices.filter { holds(signature, content(ofSubkey: $0)) }
        if revoked.isEmpty, case .subkey(let index) = part, subkeys.indices.contains(index),
            isRevocation(signature, of: content(ofSubkey: index))
        {
            revoked = [index]
        }
        for index in revoked { subkeys[index].isRevoked = true }
    }

    /// As for subkeys.
    private mutating func revokeUserIDs(by signature: OpenPGPSignature, on part: Part) {
        guard isOwn(signature) else { return }
        var revoked = userIDs.indices.filter { index in
            content(ofUserID: index).map { holds(signature, $0) } ?? false
        }
        if revoked.isEmpty, case .userID(let index) = part, let content = content(ofUserID: index),
            isRevocation(signature, of: content)
        {
            revoked = [index]
        }
        let time = Int64(signature.creation ?? .max)
        for index in revoked { userIDs[index].revocation = max(userIDs[index].revocation ?? time, time) }
    }

    private mutating func revoke(_ part: Part, type: UInt8?) {
        switch (part, type) {
        case (_, OpenPGPSignature.keyRevocation): isRevoked = true
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

    private func content(ofSubkey index: Int) -> [UInt8] { primary.digested + subkeys[index].key.digested }

    private func holds(_ signature: OpenPGPSignature, _ content: [UInt8]) -> Bool {
        signature.failure(of: content, by: primary.material, allowsSHA1: true) == nil
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
