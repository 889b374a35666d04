/// Verifies SSHSIG signatures as `ssh-keygen -Y verify` does.
struct SSHVerifier {
    let trust: TrustedKeys

    static let namespace = "git"

    /// The time is that of the content, which ssh-keygen is told as `verify-time`.
    func verify(_ text: [UInt8], of payload: [UInt8], time: Int64, principal: String?) -> SignatureVerification {
        let signature: SSHSignature
        do { signature = try SSHSignature(armored: text) } catch { return error.verdict }
        guard signature.namespace.elementsEqual(Self.namespace.utf8) else { return .invalid(.wrongNamespace) }
        guard let message = signature.signedData(for: payload) else { return .unsupported(.digest) }
        do {
            if let type = SSHCertificate.type(of: signature.publicKey) {
                let certificate = try SSHCertificate(signature.publicKey, type: type)
                return verify(signature, message, certificate, time: time, principal: principal)
            }
            let key = try SSHKeyMaterial(signature.publicKey)
            return verify(signature, message, key, time: time, principal: principal)
        } catch {
            switch error {
            case .malformed: return .invalid(.malformedSignature)
            case .weak: return .invalid(.weakKey)
            case .unsupported: return .unsupported(.keyAlgorithm)
            }
        }
    }

    private func verify(
        _ signature: SSHSignature, _ message: [UInt8], _ key: SSHKeyMaterial, time: Int64, principal: String?
    ) -> SignatureVerification {
        if let failure = signature.signature.failure(of: message, by: key) { return failure.verdict }
        let entries = trust.allowedSigners.entries(for: signature.publicKey, areAuthorities: false)
        let signer = Signer(
            key: signature.publicKey.identifier, primaryKey: signature.publicKey.identifier,
            identities: entries.map(\.principals), identitiesArePatterns: true, issuer: nil, time: time)
        if trust.revokedSSHKeys.contains(signature.publicKey) { return .revoked(signer: signer) }
        guard !entries.isEmpty else { return .unknownKey(signature.publicKey.identifier) }
        if let verdict = verdictOnUser(signature, needsVerification: false) { return verdict }
        return verdict(entries, signer, arePatterns: principal == nil, time: time) { entry in
            let patterns = PatternList(entry.principals)
            guard let principal else { return patterns.admitsSomebody ? [entry.principals] : [] }
            return patterns.matches(principal) ? [principal] : []
        }
    }

    private func verify(
        _ signature: SSHSignature, _ message: [UInt8], _ certificate: SSHCertificate, time: Int64, principal: String?
    ) -> SignatureVerification {
        if certificate.signatureFailure != nil { return .invalid(.certificateSignature) }
        if let failure = signature.signature.failure(of: message, by: certificate.key) { return failure.verdict }
        let entries = trust.allowedSigners.entries(for: certificate.authority, areAuthorities: true)
        let signer = Signer(
            key: certificate.plainKey.identifier, primaryKey: certificate.authority.identifier,
            identities: certificate.principals, issuer: nil, time: time)
        if trust.revokedSSHKeys.contains(certificate) { return .revoked(signer: signer) }
        guard !entries.isEmpty else { return .unknownKey(certificate.authority.identifier) }
        if let verdict = verdict(on: certificate, signer, time: time) { return verdict }
        let needsVerification = certificate.criticalOptions.contains("verify-required")
        if let verdict = verdictOnUser(signature, needsVerification: needsVerification) { return verdict }
        return self.verdict(entries, signer, arePatterns: false, time: time) { entry in
            let patterns = PatternList(entry.principals)
            return certificate.principals.filter { name in
                guard let principal else { return patterns.admits(name) }
                return patterns.matches(name) && principal.utf8.elementsEqual(name.utf8)
            }
        }
    }

    private func verdict(on certificate: SSHCertificate, _ signer: Signer, time: Int64) -> SignatureVerification? {
        guard certificate.isForUsers else { return .invalid(.certificateUse) }
        // Options such as a forced command narrow what the authority wanted the key to be used for.
        guard certificate.criticalOptions.allSatisfy({ $0 == "verify-required" }) else {
            return .invalid(.certificateOption)
        }
        guard !certificate.principals.isEmpty else { return .invalid(.certificateWithoutPrincipals) }
        guard let time = UInt64(exactly: time), time >= certificate.validAfter else { return .invalid(.notYetValid) }
        guard time < certificate.validBefore else { return .expired(.certificate, signer: signer) }
        return nil
    }

    private func verdictOnUser(_ signature: SSHSignature, needsVerification: Bool) -> SignatureVerification? {
        guard let flags = signature.signature.securityKey?.flags else {
            return needsVerification ? .invalid(.certificateOption) : nil
        }
        if trust.requiresUserPresence, flags & SSHSignatureBlob.userPresent == 0 { return .invalid(.userNotPresent) }
        if needsVerification, flags & SSHSignatureBlob.userVerified == 0 { return .invalid(.userNotVerified) }
        return nil
    }

    /// Valid when one line allows it; else what the line that came nearest says.
    private func verdict(
        _ entries: [AllowedSigners.Entry], _ signer: Signer, arePatterns: Bool, time: Int64,
        principals: (AllowedSigners.Entry) -> [String]
    ) -> SignatureVerification {
        var refusal = SignatureVerification.invalid(.principalNotAllowed)
        var identities: [String] = []
        for entry in entries {
            let names = principals(entry)
            guard !names.isEmpty else { continue }
            if let namespaces = entry.namespaces, !PatternList(namespaces).matches(Self.namespace) {
                refusal = .invalid(.namespaceNotAllowed)
            } else if let validAfter = entry.validAfter, time < validAfter {
                refusal = .invalid(.notYetValid)
            } else if let validBefore = entry.validBefore, time > validBefore {
                refusal = .expired(.permission, signer: signer)
            } else {
                identities += names
            }
        }
        guard !identities.isEmpty else { return refusal }
        return .valid(
            signer: Signer(
                key: signer.key, primaryKey: signer.primaryKey, identities: identities,
                identitiesArePatterns: arePatterns, issuer: nil, time: time))
    }
}
