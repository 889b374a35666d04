import Foundation
import GitOpsTrust

/// Commits and tags of Flux's tests: each is valid with its own key and unknown to the others. The brainpool curves are
/// not implemented.
enum FluxSignatures {
    static func run(_ folder: URL) throws -> [CaseResult] {
        let testdata = folder.appendingPathComponent("git/signature/testdata")
        return try cases(testdata.appendingPathComponent("gpg_signatures")) { content, file in
            TrustedKeys(openPGPKeys: try OpenPGPKeyring(content, file: file))
        }
            + cases(testdata.appendingPathComponent("ssh_signatures")) { content, _ in
                let keys = String(decoding: content, as: UTF8.self).split(separator: "\n").compactMap {
                    SSHPublicKey(String($0))
                }
                return TrustedKeys(allowedSigners: AllowedSigners(keys.map { .init(principals: "*", key: $0) }))
            }
    }

    private static func cases(_ folder: URL, trust: ([UInt8], String) throws -> TrustedKeys) throws -> [CaseResult] {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        var results: [CaseResult] = []
        for key in files where key.hasSuffix(".pub") {
            let verifier = SignatureVerifier(trusting: try trust(try bytes(folder, key), key))
            for file in files where file.hasSuffix(".txt") {
                let kind: SignedObject.Kind = file.hasPrefix("tag") ? .tag : .commit
                let verdict = verifier.verify(try SignedObject(try bytes(folder, file), kind: kind))
                results.append(
                    .check("flux \(key) \(file)", expected: expected(key: key, file: file), found: verdict.code))
            }
        }
        return results
    }

    private static func bytes(_ folder: URL, _ file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(file)))
    }

    /// `key_rsa_2048.pub` belongs to `commit_rsa_2048_signed.txt`.
    private static func expected(key: String, file: String) -> String {
        if file.hasSuffix("_unsigned.txt") { return "unsigned" }
        let name = String(key.dropFirst("key_".count).dropLast(".pub".count))
        guard key == "keys_all.pub" || file == "commit_\(name)_signed.txt" || file == "tag_\(name)_signed.txt" else {
            return "unknown-key"
        }
        return name.hasPrefix("brainpool") ? "unsupported/key-algorithm" : "valid"
    }
}
