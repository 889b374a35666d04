import Foundation
import GitOpsManifest
import GitOpsTrust

/// Signed commits and tags of public repositories, and the signatures of Flux's and gitsign's own tests.
///
/// A lot of signers are not known here: their verdict is "unknown key". SSH signatures carry their key, so each is
/// verified with that key as the only one allowed, and once more over other content.
enum SignatureSuite: Suite {
    static let name = "signatures"

    static func run(path: String) throws -> [CaseResult] {
        let folder = URL(fileURLWithPath: path)
        var results: [CaseResult] = []
        for file in ["signed-commits-ssh", "signed-commits-pgp", "signed-commits-x509", "signed-commits-other"] {
            results += try objects(folder.appendingPathComponent("\(file).jsonl").path, .commit)
        }
        results += try objects(folder.appendingPathComponent("signed-tags.jsonl").path, .tag)
        results += try FluxSignatures.run(folder.appendingPathComponent("flux-signature-testdata"))
        results += try GitsignSignatures.run(folder.appendingPathComponent("gitsign-testdata"))
        return results
    }

    private static func objects(_ path: String, _ kind: SignedObject.Kind) throws -> [CaseResult] {
        try CaseFile.lines(path).map { document in
            let root = document.root
            guard let name = root["sha"]?.string, let type = root["type"]?.string,
                let raw = root["raw_base64"]?.string.flatMap({ Data(base64Encoded: $0) })
            else { throw SuiteError(description: "\(path): a case without `sha`, `type` or `raw_base64`") }
            return CaseResult.check(
                "\(kind.rawValue) \(type) \(name)", expected: expected[type] ?? "a known type",
                found: found(Array(raw), kind, issuer: root["issuer_or_alg"]?.string ?? ""))
        }
    }

    /// The verdict with no keys; for SSH also with the key that the signature carries, and that over other content.
    private static let expected = [
        "ssh": "unknown-key valid invalid/bad-signature", "pgp": "unknown-key",
        "x509": "unknown-key invalid/digest-mismatch",
        "other": "unsupported/format",
    ]

    private static func found(_ raw: [UInt8], _ kind: SignedObject.Kind, issuer: String) -> String {
        let object: SignedObject
        do { object = try SignedObject(raw, kind: kind) } catch { return "\(error)" }
        let verdict = SignatureVerifier(trusting: TrustedKeys()).verify(object)
        switch object.signature?.format {
        case .ssh: return ([verdict.code] + withOwnKey(object)).joined(separator: " ")
        case .x509: return "\(verdict.code) \(onOtherContent(object, TrustedKeys()))"
        case .openPGP:
            guard case .unknownKey(let key) = verdict, key.text.hasSuffix(issuer.uppercased()) else {
                return "\(verdict.code) instead of the key \(issuer)"
            }
            return verdict.code
        case nil: return verdict.code
        }
    }

    private static func withOwnKey(_ object: SignedObject) -> [String] {
        guard let key = object.signature.flatMap(publicKey) else { return ["no key"] }
        let trust = TrustedKeys(allowedSigners: AllowedSigners([.init(principals: "*", key: key)]))
        return [SignatureVerifier(trusting: trust).verify(object).code, onOtherContent(object, trust)]
    }

    private static func onOtherContent(_ object: SignedObject, _ trust: TrustedKeys) -> String {
        guard let signature = object.signature else { return "unsigned" }
        return SignatureVerifier(trusting: trust).verify(
            signature, of: object.signedPayload + [UInt8(ascii: "\n")], signedAt: object.committer?.seconds ?? 0
        ).code
    }

    /// The key inside of an SSH signature: it follows six letters and a version.
    private static func publicKey(of signature: EmbeddedSignature) -> SSHPublicKey? {
        let lines = String(decoding: signature.text, as: UTF8.self).split(separator: "\n").filter {
            !$0.hasPrefix("-----")
        }
        guard let bytes = Data(base64Encoded: lines.joined()).map(Array.init), bytes.count > 14 else { return nil }
        let length = bytes[10..<14].reduce(0) { $0 << 8 | Int($1) }
        return length <= bytes.count - 14 ? SSHPublicKey(blob: Array(bytes[14..<(14 + length)])) : nil
    }
}
