import Crypto
import SwiftASN1
import X509

/// The kind of entry that gitsign makes: digest, signature and certificate of a signature (Rekor's `hashedrekord`
/// 0.0.1).
enum HashedRekord {
    static let kind = "hashedrekord"
    static let version = "0.0.1"

    /// The entry for a signature, in the spelling whose bytes the log keeps; `nil` when the certificate cannot be
    /// written.
    static func body(of message: CMSMessage, _ certificate: Certificate) -> [UInt8]? {
        guard let pem = try? certificate.serializeAsPEM().pemString else { return nil }
        let digest = Array(SHA256.hash(data: message.signedAttributes)).lowerHexadecimal
        let body = """
            {"apiVersion":"\(version)","kind":"\(kind)","spec":{"data":\
            {"hash":{"algorithm":"sha256","value":"\(digest)"}},\
            "signature":{"content":"\(Base64.text(message.signature))",\
            "publicKey":{"content":"\(Base64.text(Array((pem + "\n").utf8)))"}}}}
            """
        return Array(body.utf8)
    }
}
