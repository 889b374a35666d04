/// Verifies detached OpenPGP signatures over documents.
struct OpenPGPVerifier {
    let keyring: OpenPGPKeyring

    /// Verifies for the time at which the signature says it was made, or for a given one.
    func verify(_ text: [UInt8], of payload: [UInt8], time: Int64?) -> SignatureVerification {
        guard text.starts(with: Array("-----BEGIN \(OpenPGPArmor.signature)".utf8)) else {
            return .unsupported(.format)
        }
        guard let bytes = OpenPGPArmor.decode(text, label: OpenPGPArmor.signature) else {
            return .invalid(.malformedArmor)
        }
        var reader = ByteReader(bytes)
        guard let packet = try? reader.openPGPPacket(), packet.tag == OpenPGPPacket.signature else {
            return .invalid(.malformedSignature)
        }
        guard reader.isAtEnd else { return .invalid(.severalSignatures) }
        do {
            return verify(try OpenPGPSignature(packet.body), of: payload, time: time)
        } catch {
            switch error {
            case .malformed: return .invalid(.malformedSignature)
            case .version: return .unsupported(.version)
            }
        }
    }

    private func verify(_ signature: OpenPGPSignature, of payload: [UInt8], time: Int64?) -> SignatureVerification {
        let content: [UInt8]
        switch signature.type {
        case OpenPGPSignature.binaryDocument: content = payload
        case OpenPGPSignature.textDocument: content = Self.canonicalText(payload)
        default: return .invalid(.wrongType)
        }
        guard signature.hasConsistentIssuer else { return .invalid(.contradictoryIssuer) }
        if signature.hashed.hasUnknownCriticalData || signature.unhashed.hasUnknownCriticalData {
            return .invalid(.unknownCriticalData)
        }
        // Nobody vouches for the unhashed part: it may only help to find the key.
        guard let creation = signature.creation, signature.unhashed.types.allSatisfy({ $0 == 16 || $0 == 33 }),
            !signature.unhashed.hasCriticalData
        else { return .invalid(.malformedSignature) }
        let candidates = keyring.candidates(for: signature)
        guard !candidates.isEmpty else { return .unknownKey(Self.issuer(of: signature)) }
        var failure = SignatureVerification.invalid(.badSignature)
        var verdicts: [SignatureVerification] = []
        for (certificate, index) in candidates {
            let key = certificate.keys[index]
            if let found = signature.failure(of: content, by: key.material, allowsSHA1: false) {
                failure = found.verdict
            } else {
                verdicts.append(
                    Self.verdict(on: signature, certificate, index, creation: Int64(creation), time: time))
            }
        }
        // A key may be a part of several: where one of them has revoked it, it counts nowhere.
        let isRevoked = { (verdict: SignatureVerification) in
            if case .revoked = verdict { true } else { false }
        }
        return verdicts.first(where: isRevoked) ?? verdicts.first { $0.validSigner != nil } ?? verdicts.first
            ?? failure
    }

    private static func verdict(
        on signature: OpenPGPSignature, _ certificate: OpenPGPCertificate, _ index: Int, creation: Int64, time: Int64?
    ) -> SignatureVerification {
        let time = time ?? creation
        let signer = Signer(
            key: certificate.keys[index].identifier, primaryKey: certificate.primary.identifier,
            identities: certificate.identities(at: time), issuer: nil, time: time)
        guard time >= creation else { return .invalid(.notYetValid) }
        // A key that did not yet exist, or no longer, when the signature claims to have been made cannot have made it.
        if let objection = certificate.objection(toKeyAt: index, signer: signer, time: creation) { return objection }
        if let objection = certificate.objection(toKeyAt: index, signer: signer, time: time) { return objection }
        if signature.isExpired(at: time) { return .expired(.signature, signer: signer) }
        return .valid(signer: signer)
    }

    private static func issuer(of signature: OpenPGPSignature) -> KeyIdentifier {
        KeyIdentifier(
            format: .openPGP,
            text: (signature.issuerFingerprint ?? signature.issuerKeyID ?? []).upperHexadecimal)
    }

    /// Lines end in CR LF, whatever they ended in, as GnuPG digests text.
    static func canonicalText(_ payload: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(payload.count + payload.count / 32)
        var start = payload.startIndex
        while start < payload.endIndex {
            let end = payload[start...].firstIndex(of: UInt8(ascii: "\n"))
            var line = payload[start..<(end ?? payload.endIndex)]
            while line.last == UInt8(ascii: "\r") { line.removeLast() }
            text += line
            guard let end else { break }
            text += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
            start = end + 1
        }
        return text
    }
}
