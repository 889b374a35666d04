import Crypto
import Foundation
import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsRepository
@testable import GitOpsTrust

@Suite("signers of commit policies")
struct PolicySignerTests {
    @Test("one person with two keys counts once, and so does one key under two names")
    func distinctSigners() throws {
        let (one, two) = (SSHPrivateKey(), SSHPrivateKey())
        let signer = { (key: SSHPrivateKey, names: [String]) in
            Signer(
                key: key.publicKey.identifier, primaryKey: key.publicKey.identifier, identities: names,
                identitiesArePatterns: true, issuer: nil, time: 0)
        }
        let people = [
            PolicySigner(name: "ada", identities: ["ada@example.com"], keys: [two.publicKey.fingerprint]),
            PolicySigner(name: "bob", identities: ["bob@example.com"]),
        ]
        let ada = signer(one, ["ada@example.com"])
        #expect(DistinctSigners([ada, ada], among: people).count == 1)
        #expect(DistinctSigners([ada, signer(two, [])], among: people).count == 1)
        #expect(DistinctSigners([signer(one, ["*@example.com"])], among: people).count == 1)
        #expect(DistinctSigners([signer(one, ["*@example.com"]), signer(two, [])], among: people).count == 2)
        #expect(DistinctSigners([signer(two, []), signer(one, ["*@example.com"])], among: people).count == 2)
    }

    @Test("names in OpenPGP keys make nobody a signer")
    func openPGPNames() {
        let key = KeyIdentifier(format: .openPGP, text: String(repeating: "A", count: 40))
        let signer = Signer(
            key: key, primaryKey: key, identities: ["Ada <ada@example.com>"], issuer: nil, time: 0)
        #expect(!PolicySigner(name: "ada", identities: ["ada@example.com"]).isSigner(signer))
        #expect(PolicySigner(name: "ada", keys: [key.text]).isSigner(signer))
    }

    @Test("holders of certificates of one authority are different people, one key with two certificates is not")
    func certificates() throws {
        let authority = SSHPrivateKey()
        let signer = { (key: SSHPrivateKey, name: String) in
            Signer(
                key: key.publicKey.identifier, primaryKey: authority.publicKey.identifier, identities: [name],
                issuer: nil, time: 0)
        }
        let people = ["ada", "bob"].map { PolicySigner(name: $0, identities: ["\($0)@example.com"]) }
        let (one, two) = (SSHPrivateKey(), SSHPrivateKey())
        let ada = signer(one, "ada@example.com")
        #expect(DistinctSigners([ada, signer(two, "bob@example.com")], among: people).count == 2)
        #expect(DistinctSigners([ada, signer(one, "bob@example.com")], among: people).count == 1)
        #expect(DistinctSigners([ada, signer(two, "ada@example.com")], among: people).count == 1)
    }

    @Test("names in a certificate are no patterns, so that nobody passes for others")
    func certifiedPatterns() throws {
        let history = try SignedHistory()
        let authority = Curve25519.Signing.PrivateKey()
        var policy = try history.policy("identity: {bind: [author]}\n" + SignedHistory.production)
        policy.paths[0].count = 1
        policy.trust.allowedSigners = try AllowedSigners(
            "*@example.com cert-authority \(SSHPublicKey(ed25519: Array(authority.publicKey.rawRepresentation)))\n")
        let commit = { (principals: [String]) in
            let signer = try CertifiedKey(principals: principals, by: authority)
            let tree = try history.repository.writeTree(
                applying: [TreeEdit(path: "production/a", change: .write([65]))], onto: nil)
            var draft = CommitDraft(
                tree: tree, parents: [],
                author: CommitInfo.Signature(name: "ada", email: "ada@example.com", at: SignedHistory.time),
                message: "change")
            draft.signature = try signer.sign(draft.signedPayload)
            return try history.repository.write(draft)
        }
        let honest = try commit(["ada@example.com"])
        #expect(try history.verify(policy, nil, honest).reasons(honest) == [.signed])
        for principals in [["*@example.com"], ["a?a@example.com"], ["eve@example.com", "*@example.com"]] {
            let forged = try commit(principals)
            #expect(try history.verify(policy, nil, forged).reasons(forged) == [.authorNotSigner, .tooFewSigners])
        }
    }
}

/// A key with a certificate of OpenSSH that never ends.
struct CertifiedKey {
    private let key = Curve25519.Signing.PrivateKey()
    private let certificate: [UInt8]

    init(principals: [String], by authority: Curve25519.Signing.PrivateKey) throws {
        var blob: [UInt8] = []
        blob.appendSSHString(Array("ssh-ed25519-cert-v01@openssh.com".utf8))
        blob.appendSSHString([UInt8](repeating: 7, count: 32))
        blob.appendSSHString(Array(key.publicKey.rawRepresentation))
        for number in [0, 1, 1] { blob.appendUInt32(number) }
        blob.appendSSHString(Array("id".utf8))
        var names: [UInt8] = []
        for principal in principals { names.appendSSHString(Array(principal.utf8)) }
        blob.appendSSHString(names)
        blob += [UInt8](repeating: 0, count: 8) + [UInt8](repeating: 255, count: 8)
        for _ in 0..<3 { blob.appendSSHString([]) }
        blob.appendSSHString(SSHPublicKey(ed25519: Array(authority.publicKey.rawRepresentation)).blob)
        blob.appendSSHString(Self.signature(Array(try authority.signature(for: blob))))
        certificate = blob
    }

    private static func signature(_ bytes: [UInt8]) -> [UInt8] {
        var signature: [UInt8] = []
        signature.appendSSHString(Array("ssh-ed25519".utf8))
        signature.appendSSHString(bytes)
        return signature
    }

    func sign(_ payload: [UInt8]) throws -> String {
        let message = SSHSignature.signedData(
            namespace: Array("git".utf8), reserved: [], digestName: "sha512", digest: Array(SHA512.hash(data: payload)))
        var blob = SSHSignature.magic
        blob.appendUInt32(1)
        blob.appendSSHString(certificate)
        blob.appendSSHString(Array("git".utf8))
        blob.appendSSHString([])
        blob.appendSSHString(Array("sha512".utf8))
        blob.appendSSHString(Self.signature(Array(try key.signature(for: message))))
        return "-----BEGIN SSH SIGNATURE-----\n\(Base64.lines(blob, width: 70))-----END SSH SIGNATURE-----\n"
    }
}
