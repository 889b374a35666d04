import Foundation
import GitOpsTrust

/// Commits and tags of gitsign's tests. Their authority is not here, so they are unknown; that their signatures hold is
/// seen from other content being told apart.
enum GitsignSignatures {
    private static let commits = [
        "internal/rekor/oid/testdata/commit.txt", "internal/sigstore/compat/testdata/commit.txt",
        "internal/e2e/testdata/offline.commit", "internal/e2e/testdata/online.commit",
        "internal/gitsign/testdata/online.commit", "pkg/git/testdata/commit.txt",
        "pkg/attest/testdata/fulcio-cert.in.txt",
    ]
    private static let tags = ["pkg/git/testdata/tag.txt", "pkg/attest/testdata/fulcio-tag.in.txt"]
    private static let entries = [
        "internal/rekor/oid/testdata/tlog.json", "internal/sigstore/compat/testdata/tlog.json",
        "internal/signature/testdata/tlog.json",
    ]

    static func run(_ folder: URL) throws -> [CaseResult] {
        let objects = commits.map { ($0, SignedObject.Kind.commit) } + tags.map { ($0, .tag) }
        let results = try objects.map { file, kind in
            let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(file)))
            return CaseResult.check(
                "gitsign \(file)", expected: "unknown-key invalid/digest-mismatch", found: try found(bytes, kind))
        }
        return try results
            + entries.map { file in
                let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
                let entry = try TransparencyLogEntry(json: text, file: file)
                return CaseResult.check("gitsign \(file)", expected: "1681496844", found: "\(entry.integratedTime)")
            }
    }

    private static func found(_ bytes: [UInt8], _ kind: SignedObject.Kind) throws -> String {
        let object = try SignedObject(bytes, kind: kind)
        let verifier = SignatureVerifier(trusting: TrustedKeys())
        guard let signature = object.signature else { return "unsigned" }
        let other = verifier.verify(signature, of: object.signedPayload + [10], signedAt: 0)
        return "\(verifier.verify(object).code) \(other.code)"
    }
}
