import SwiftASN1
import X509

/// A subject alternative name that tells who signs.
struct CertificateSubject {
    let text: String
    /// Whether it is a URI, and not a mail address.
    let isURI: Bool
}

/// Whose X.509 certificates may sign: roots, identities and issuers, and what tells the time of a signature.
public struct CertificateAuthorities: Sendable {
    /// Whose certificates count. Public authorities such as Fulcio give certificates to everybody, so no identity means
    /// nobody.
    public var identities: [Identity]
    /// What tells when a signature was made.
    public var time: TimeSource
    let roots: [Certificate]
    let intermediates: [Certificate]

    /// A subject and who vouches for it.
    public struct Identity: Sendable, Hashable {
        /// A mail address or URI among the subject alternative names, with `*` and `?` as in shells. One with `://` is
        /// for URIs alone, one without for mail addresses alone.
        public let subject: String
        /// The OpenID issuer, exactly; `nil` for certificates that have none, as those of a company.
        public let issuer: String?

        /// An identity from its parts.
        public init(subject: String, issuer: String?) {
            self.subject = subject
            self.issuer = issuer
        }

        /// Whether the certificate's subject and issuer are meant. An authority that checks who owns a mail address
        /// need not look for one in a URI.
        func matches(_ subject: CertificateSubject, issuer: String?) -> Bool {
            let hasIssuer =
                switch (self.issuer, issuer) {
                case (nil, nil): true
                case (let expected?, let found?): expected.utf8.elementsEqual(found.utf8)
                default: false
                }
            return hasIssuer && subject.isURI == self.subject.utf8.contains("://".utf8)
                && PatternList(single: self.subject).matches(subject.text)
        }
    }

    /// What tells when a signature was made. Certificates of Fulcio live ten minutes, so that all depends on it.
    public enum TimeSource: Sendable {
        /// The entry of a transparency log, signed with one of these keys.
        case transparencyLog(TransparencyLogKeys)
        /// The time that the verifier is given, else what the signature claims, else the commit or tag: for
        /// certificates that live long.
        case signingTime
    }

    /// No authorities.
    public init() {
        (identities, time, roots, intermediates) = ([], .signingTime, [], [])
    }

    /// Authorities from certificates in PEM.
    ///
    /// Throws `TrustFileError` when there is no root, or something else than certificates.
    ///
    /// - Parameters:
    ///   - roots: the certificates that are trusted of themselves.
    ///   - intermediates: certificates between them and those of signers, when signatures do not have them inside.
    ///   - identities: whose certificates count.
    ///   - time: what tells when a signature was made.
    ///   - file: the name of the file with the certificates, for errors.
    public init(
        roots: String, intermediates: String = "", identities: [Identity], time: TimeSource,
        file: String = "certificates"
    ) throws(TrustFileError) {
        self.roots = try Self.certificates(roots, file: file)
        self.intermediates = intermediates.isEmpty ? [] : try Self.certificates(intermediates, file: file)
        self.identities = identities
        self.time = time
    }

    private static func certificates(_ text: String, file: String) throws(TrustFileError) -> [Certificate] {
        let documents: [PEMDocument]
        do { documents = try PEMDocument.parseMultiple(pemString: text) } catch {
            throw TrustFileError(.malformedPEM, file: file, line: 1, column: 1)
        }
        guard !documents.isEmpty else { throw TrustFileError(.empty, file: file, line: 1, column: 1) }
        var certificates: [Certificate] = []
        for document in documents {
            do { certificates.append(try Certificate(pemDocument: document)) } catch {
                throw TrustFileError(.malformedCertificate, file: file, line: 1, column: 1)
            }
        }
        return certificates
    }
}
