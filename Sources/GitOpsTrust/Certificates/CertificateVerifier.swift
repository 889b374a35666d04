import Foundation
import SwiftASN1
import X509

/// Verifies CMS signatures with certificates.
struct CertificateVerifier {
    let authorities: CertificateAuthorities

    /// Object identifiers of Fulcio's extensions with the OpenID issuer: as a string, and of old as bare bytes.
    private static let issuer: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 57264, 1, 8]
    private static let bareIssuer: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 57264, 1, 1]

    func verify(
        _ text: [UInt8], of payload: [UInt8], claimedTime: Int64, time: Int64?, logEntry: TransparencyLogEntry?
    ) -> SignatureVerification {
        guard let armor = Armor(text, label: CMSMessage.label),
            let bytes = Base64.decode(armor.body, skippingLineEnds: true)
        else { return .invalid(.malformedArmor) }
        let message: CMSMessage
        do {
            message = try CMSMessage(bytes)
        } catch let error as CMSMessage.Unsupported {
            return .unsupported(error.reason)
        } catch {
            return .invalid(.malformedSignature)
        }
        guard let certificate = message.signingCertificate else { return message.objectionWithoutCertificate }
        if let objection = CMSSignatureCheck.objection(to: message, of: payload, by: certificate) { return objection }
        // Who is not trusted is told so whatever else is wrong with the certificate or the log.
        let chain = CertificateChain(
            to: certificate, roots: authorities.roots, intermediates: authorities.intermediates + message.certificates)
        guard !chain.isEmpty else { return .unknownKey(certificate.identifier) }
        let signingTime: Int64
        switch authorities.time {
        case .signingTime: signingTime = time ?? message.signingTime ?? claimedTime
        case .transparencyLog(let keys):
            switch Self.time(of: message, certificate, keys, logEntry) {
            case .success(let time): signingTime = time
            case .failure(let verdict): return verdict.verdict
            }
        }
        return verdict(on: certificate, chain, at: signingTime)
    }

    private struct Refusal: Error {
        let verdict: SignatureVerification
    }

    private static func time(
        of message: CMSMessage, _ certificate: Certificate, _ keys: TransparencyLogKeys, _ given: TransparencyLogEntry?
    ) -> Result<Int64, Refusal> {
        let entry: TransparencyLogEntry
        if let given {
            entry = given
        } else if let bytes = message.logEntry {
            guard let read = try? TransparencyLogEntry(protobuf: bytes) else {
                return .failure(Refusal(verdict: .invalid(.logEntry)))
            }
            entry = read
        } else {
            return .failure(Refusal(verdict: .invalid(.noTrustedTime)))
        }
        guard let body = HashedRekord.body(of: message, certificate), entry.isProven(for: body, by: keys) else {
            return .failure(Refusal(verdict: .invalid(.logEntry)))
        }
        return .success(entry.integratedTime)
    }

    private func verdict(
        on certificate: Certificate, _ chain: CertificateChain, at time: Int64
    ) -> SignatureVerification {
        guard let issuer = try? Self.issuer(of: certificate), let subjects = try? Self.subjects(of: certificate) else {
            return .invalid(.certificateChain)
        }
        func signer(_ identities: [String]) -> Signer {
            Signer(
                key: certificate.identifier, primaryKey: certificate.identifier, identities: identities,
                issuer: issuer.name, time: time)
        }
        if let objection = chain.objection(signer: signer(subjects.map(\.text)), at: time) { return objection }
        let allowed = subjects.filter { subject in
            authorities.identities.contains { $0.matches(subject, issuer: issuer.name) }
        }.map(\.text)
        return allowed.isEmpty ? .invalid(.identityNotAllowed) : .valid(signer: signer(allowed))
    }

    private struct Issuer {
        let name: String?
    }

    private static func issuer(of certificate: Certificate) throws -> Issuer {
        if let value = certificate.extensions[oid: issuer]?.value {
            let text = try ASN1UTF8String(derEncoded: value)
            return Issuer(name: String(text))
        }
        guard let value = certificate.extensions[oid: bareIssuer]?.value else { return Issuer(name: nil) }
        guard let text = String(validating: value, as: UTF8.self) else { throw MalformedDER() }
        return Issuer(name: text)
    }

    /// Mail addresses and URIs; other names do not name who signs.
    private static func subjects(of certificate: Certificate) throws -> [CertificateSubject] {
        try certificate.extensions.subjectAlternativeNames.map { names in
            names.compactMap { name in
                switch name {
                case .rfc822Name(let text): CertificateSubject(text: text, isURI: false)
                case .uniformResourceIdentifier(let text): CertificateSubject(text: text, isURI: true)
                default: nil
                }
            }
        } ?? []
    }
}
