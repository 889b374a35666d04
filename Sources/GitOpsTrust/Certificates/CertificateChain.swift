import Crypto
import CryptoExtras
import Foundation
import SwiftASN1
import X509

/// Finds and judges the chain from a signing certificate to a trusted root (RFC 5280, section 6).
///
/// Of the rules of RFC 5280 those are implemented that code-signing authorities use; a chain that has another one, name
/// constraints or an unknown critical extension, is not accepted.
struct CertificateChain {
    /// Chains from the certificate to a root, in which each certificate is signed by the next.
    private let chains: [[Certificate]]

    /// Whether any chain leads to a root, valid or not.
    var isEmpty: Bool { chains.isEmpty }

    /// Chains are searched no longer and no further than this: a signature could have many certificates of one name
    /// inside, each of which costs a verification.
    private static let maximumLength = 6
    private static let maximumVerifications = 64

    init(to leaf: Certificate, roots: [Certificate], intermediates: [Certificate]) {
        var budget = Self.maximumVerifications
        chains = Self.chains(from: [leaf], roots: roots, intermediates: intermediates, &budget)
    }

    /// What speaks against the certificate at a time; `nil` when a chain holds.
    func objection(signer: Signer, at time: Int64) -> SignatureVerification? {
        var verdict = SignatureVerification.invalid(.certificateChain)
        for chain in chains {
            guard let objection = Self.objection(to: chain, signer: signer, at: time) else { return nil }
            verdict = objection
        }
        return verdict
    }

    private static func chains(
        from chain: [Certificate], roots: [Certificate], intermediates: [Certificate], _ budget: inout Int
    ) -> [[Certificate]] {
        guard let last = chain.last, chain.count <= maximumLength else { return [] }
        var chains: [[Certificate]] = []
        for issuer in roots where last.issuer == issuer.subject && isSigned(last, by: issuer, &budget) {
            chains.append(chain + [issuer])
        }
        for issuer in intermediates where last.issuer == issuer.subject && !chain.contains(issuer) {
            guard isSigned(last, by: issuer, &budget) else { continue }
            chains += self.chains(from: chain + [issuer], roots: roots, intermediates: intermediates, &budget)
        }
        return chains
    }

    private static func isSigned(_ certificate: Certificate, by issuer: Certificate, _ budget: inout Int) -> Bool {
        budget -= 1
        return budget >= 0 && issuer.publicKey.isValidSignature(certificate.signature, for: certificate)
    }

    private static func objection(to chain: [Certificate], signer: Signer, at time: Int64) -> SignatureVerification? {
        for certificate in chain {
            let time = Double(time)
            if time < certificate.notValidBefore.timeIntervalSince1970 { return .invalid(.notYetValid) }
            if time > certificate.notValidAfter.timeIntervalSince1970 { return .expired(.certificate, signer: signer) }
            if let objection = objectionToExtensions(of: certificate) { return objection }
            if let key = _RSA.Signing.PublicKey(certificate.publicKey), key.keySizeInBits < 2048 {
                return .invalid(.weakKey)
            }
        }
        // The signature of the root itself proves nothing, so its digest does not matter.
        if chain.dropLast().contains(where: { $0.signatureAlgorithm == .sha1WithRSAEncryption }) {
            return .invalid(.weakDigest)
        }
        do {
            guard let leaf = chain.first, try isForSigning(leaf) else { return .invalid(.certificateUse) }
            for (below, authority) in chain.dropFirst().enumerated() {
                guard try mayIssue(authority, certificatesBelow: below) else { return .invalid(.certificateChain) }
            }
        } catch {
            return .invalid(.certificateChain)
        }
        return nil
    }

    /// Extensions that are read here.
    private static let known: Set<ASN1ObjectIdentifier> = [
        .X509ExtensionID.basicConstraints, .X509ExtensionID.keyUsage, .X509ExtensionID.extendedKeyUsage,
        .X509ExtensionID.subjectAlternativeName,
    ]

    private static func objectionToExtensions(of certificate: Certificate) -> SignatureVerification? {
        if certificate.extensions.contains(where: { $0.oid == .X509ExtensionID.nameConstraints }) {
            return .unsupported(.certificateRule)
        }
        return certificate.extensions.contains { $0.critical && !known.contains($0.oid) }
            ? .invalid(.certificateOption) : nil
    }

    /// Uses that cover the signature of a commit: of code, or of mail for certificates of persons.
    private static let uses: Set<ExtendedKeyUsage.Usage> = [.codeSigning, .emailProtection, .any]

    private static func isForSigning(_ certificate: Certificate) throws -> Bool {
        if case .isCertificateAuthority = try certificate.extensions.basicConstraints { return false }
        if let usage = try certificate.extensions.keyUsage, !usage.digitalSignature { return false }
        return try allowsUse(certificate)
    }

    private static func allowsUse(_ certificate: Certificate) throws -> Bool {
        try certificate.extensions.extendedKeyUsage.map { $0.contains(where: uses.contains) } ?? true
    }

    /// - Parameter below: authorities between this one and the signing certificate.
    private static func mayIssue(_ certificate: Certificate, certificatesBelow below: Int) throws -> Bool {
        guard case .isCertificateAuthority(let maximum) = try certificate.extensions.basicConstraints,
            maximum.map({ below <= $0 }) ?? true
        else { return false }
        if let usage = try certificate.extensions.keyUsage, !usage.keyCertSign { return false }
        return try allowsUse(certificate)
    }
}

extension Certificate {
    /// The issuer and the serial number, which together name a certificate.
    var identifier: KeyIdentifier {
        KeyIdentifier(format: .x509, text: "\(issuer), serial \(serialNumber.bytes.lowerHexadecimal)")
    }
}
