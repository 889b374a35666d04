import Crypto
import Foundation
import SwiftASN1

/// Keys of transparency logs such as Rekor, by the digest that names a log.
public struct TransparencyLogKeys: Sendable {
    let keys: [[UInt8]: P256.Signing.PublicKey]

    /// Reads P-256 keys in PEM (`-----BEGIN PUBLIC KEY-----`).
    ///
    /// Throws `TrustFileError` when there is no key, or one of another kind.
    ///
    /// - Parameters:
    ///   - text: the keys.
    ///   - file: the name of the file for errors.
    public init(_ text: String, file: String = "log keys") throws(TrustFileError) {
        let documents: [PEMDocument]
        do { documents = try PEMDocument.parseMultiple(pemString: text) } catch {
            throw TrustFileError(.malformedPEM, file: file, line: 1, column: 1)
        }
        guard !documents.isEmpty else { throw TrustFileError(.empty, file: file, line: 1, column: 1) }
        var keys: [[UInt8]: P256.Signing.PublicKey] = [:]
        for document in documents {
            guard document.discriminator == "PUBLIC KEY",
                let key = try? P256.Signing.PublicKey(derRepresentation: document.derBytes)
            else { throw TrustFileError(.unsupportedKey(document.discriminator), file: file, line: 1, column: 1) }
            keys[Array(SHA256.hash(data: key.derRepresentation))] = key
        }
        self.keys = keys
    }

    /// Whether a log has signed bytes.
    func isSigned(_ bytes: some DataProtocol, signature: some DataProtocol, by log: [UInt8]) -> Bool {
        guard let key = keys[log], let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else {
            return false
        }
        return key.isValidSignature(signature, for: bytes)
    }
}
