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
                issuer: nil, time: 0)
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
}
