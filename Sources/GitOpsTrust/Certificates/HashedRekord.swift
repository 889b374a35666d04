import Crypto
import SwiftASN1
import X509

/// The kind of entry that gitsign makes: digest, signature and certificate of a signature (Rekor's `hashedrekord`
/// 0.0.1).
enum HashedRekord {
    /// The entry for a signature, in the spelling whose bytes the log keeps; `nil` when the digest is not SHA-256.
    static func body(of message: CMSMessage, _ certificate: Certificate) -> [UInt8]? {
        guard let pem = try? certificate.serializeAsPEM().pemString else { return nil }
        let digest = Array(SHA256.hash(data: message.signedAttributes)).lowerHexadecimal
        let body = """
            {"apiVersion":"0.0.1","kind":"hashedrekord","spec":{"data":{"hash":{"algorithm":"sha256","value":"\(digest)"}},\
            "signature":{"content":"\(Base64.text(message.signature))",\
            "publicKey":{"content":"\(Base64.text(Array((pem + "\n").utf8)))"}}}}
            """
        return Array(body.utf8)
    }
}
