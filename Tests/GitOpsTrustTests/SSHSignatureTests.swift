import Crypto
import Foundation
import Testing

@testable import GitOpsTrust

@Suite("SSH signatures")
struct SSHSignatureTests {
    /// Within the life of all test keys.
    static let time: Int64 = 1_720_000_000

    private func verify(
        _ signature: String, _ signers: String, at time: Int64 = time, principal: String? = nil,
        revoked: RevokedSSHKeys = RevokedSSHKeys(), payload: [UInt8] = TestKeys.payload
    ) throws -> SignatureVerification {
        let trust = TrustedKeys(allowedSigners: try AllowedSigners(signers), revokedSSHKeys: revoked)
        return SignatureVerifier(trusting: trust).verify(
            EmbeddedSignature(Array(signature.utf8)), of: payload, signedAt: time, principal: principal)
    }

    @Test(
        "a signature of an allowed key is valid, and of no other content",
        arguments: [
            (TestKeys.sshEd25519, TestKeys.sshEd25519Signature), (TestKeys.sshECDSA, TestKeys.sshECDSASignature),
            (TestKeys.sshRSA, TestKeys.sshRSASignature),
        ])
    func valid(_ key: String, _ signature: String) throws {
        let verdict = try verify(signature, "ada@example.com \(key)")
        #expect(verdict.validSigner?.identities == ["ada@example.com"])
        #expect(verdict.validSigner?.key.text == SSHPublicKey(key)?.fingerprint)
        #expect(
            try verify(signature, "ada@example.com \(key)", payload: TestKeys.payload + [10]) == .invalid(.badSignature)
        )
        let other = try verify(signature, "ada@example.com \(TestKeys.sshAuthority)")
        #expect(other == .unknownKey(KeyIdentifier(format: .ssh, text: SSHPublicKey(key)?.fingerprint ?? "")))
    }

    @Test("the lines for a key limit principals, namespaces and times")
    func limits() throws {
        let (key, signature) = (TestKeys.sshEd25519, TestKeys.sshEd25519Signature)
        #expect(try verify(signature, "*@example.com \(key)", principal: "ada@example.com").code == "valid")
        #expect(
            try verify(signature, "*@example.com,!ada@* \(key)", principal: "ada@example.com").code
                == "invalid/principal-not-allowed")
        #expect(try verify(signature, "a namespaces=\"file\" \(key)").code == "invalid/namespace-not-allowed")
        #expect(try verify(signature, "a namespaces=\"g*\" \(key)").code == "valid")
        #expect(try verify(signature, "a valid-after=\"20240704Z\" \(key)").code == "invalid/not-yet-valid")
        #expect(try verify(signature, "a valid-before=\"20240703Z\" \(key)").code == "expired/permission")
        #expect(try verify(signature, "a valid-before=\"20240703094640Z\" \(key)").code == "valid")
        #expect(try verify(signature, "a cert-authority \(key)").code == "unknown-key")
        #expect(try verify(signature, "a valid-before=\"20240703Z\" \(key)\nb \(key)").validSigner?.identities == ["b"])
        #expect(try verify(TestKeys.sshFileSignature, "a \(key)") == .invalid(.wrongNamespace))
    }

    @Test(
        "a line that lets nobody in lets nobody in, also where no principal is asked for",
        arguments: [
            ("!ada", false), ("ada,!ada", false), ("!ada,ada", false), ("*,!*", false), ("ada,!a*", false),
            ("!ada,!bea", false), (",ada", false), ("ada,!bea", true), ("!bea,*", true), ("*@example.com,!bea@*", true),
            ("ada,!ada,bea", true), ("ada,", true),
        ])
    func nobody(_ principals: String, _ admitsSomebody: Bool) throws {
        let verdict = try verify(TestKeys.sshEd25519Signature, "\(principals) \(TestKeys.sshEd25519)")
        #expect(verdict.code == (admitsSomebody ? "valid" : "invalid/principal-not-allowed"))
    }

    @Test("a certificate counts through its authority, in its time and for its principals")
    func certificates() throws {
        let signature = TestKeys.sshCertificateSignature
        let authority = "*@example.com cert-authority \(TestKeys.sshAuthority)"
        #expect(try verify(signature, authority).validSigner?.identities == ["ada@example.com"])
        #expect(try verify(signature, authority, principal: "ada@example.com").code == "valid")
        #expect(try verify(signature, authority, principal: "ops").code == "invalid/principal-not-allowed")
        #expect(try verify(signature, authority, at: 1_735_689_600).code == "expired/certificate")
        #expect(try verify(signature, authority, at: 1_704_067_199).code == "invalid/not-yet-valid")
        #expect(try verify(signature, "* \(TestKeys.sshAuthority)").code == "unknown-key")
        #expect(try verify(signature, "* \(TestKeys.sshCertificate)").code == "unknown-key")
        let key = try #require(SSHPublicKey(TestKeys.sshCertificate))
        #expect(SSHCertificate.type(of: key) == .ed25519)
        let certificate = try SSHCertificate(key, type: .ed25519)
        #expect(certificate.principals == ["ada@example.com", "ops"])
        #expect(certificate.serial == 7)
        #expect(certificate.plainKey == SSHPublicKey(TestKeys.sshEd25519))
    }

    @Test("a revoked key, certificate or authority takes its signatures with it")
    func revocation() throws {
        for key in [TestKeys.sshEd25519, TestKeys.sshCertificate] {
            let revoked = try RevokedSSHKeys(Array("# lost\n\(key)\r\n".utf8))
            #expect(
                try verify(TestKeys.sshEd25519Signature, "a \(TestKeys.sshEd25519)", revoked: revoked).code == "revoked"
            )
        }
        let authority = try RevokedSSHKeys(Array(TestKeys.sshAuthority.utf8))
        #expect(
            try verify(
                TestKeys.sshCertificateSignature, "* cert-authority \(TestKeys.sshAuthority)", revoked: authority
            ).code == "revoked")
        #expect { try RevokedSSHKeys(Array("\nssh-ed25519 AAAA\n".utf8), file: "r") } throws: {
            "\($0)".hasPrefix("r:2:1: ")
        }
    }

    @Test("a signature made here verifies here, and its key shows nothing of itself")
    func signing() throws {
        let key = try SSHPrivateKey(TestKeys.sshPrivateKey)
        #expect(key.comment == "ed25519@example.com")
        #expect(key.publicKey == SSHPublicKey(TestKeys.sshEd25519))
        #expect(try key.sign(TestKeys.payload) == TestKeys.sshEd25519Signature)
        let other = SSHPrivateKey()
        #expect(try verify(try other.sign([1, 2]), "x \(other.publicKey)", payload: [1, 2]).code == "valid")
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!dumped.contains("PrivateKey(") && dumped.contains(key.publicKey.fingerprint))
    }

    @Test("private keys that cannot sign here are refused without being shown")
    func refusedKeys() throws {
        for (text, problem) in [
            ("x", TrustFileError.Problem.malformedPrivateKey), (TestKeys.sshEd25519 + "\r\n", .publicKey),
            (TestKeys.sshPrivateKey.replacing("b3BlbnNza", with: "b3BlbnNzb"), .malformedPrivateKey),
        ] {
            #expect { try SSHPrivateKey(text) } throws: { error in
                (error as? TrustFileError)?.problem == problem && "\(error)".contains("; give ")
            }
        }
    }

    @Test("security keys must have been touched, and have verified their user where a certificate wants it")
    func securityKeys() throws {
        let key = SecurityKey()
        let line = "ada@example.com \(key.publicKey)"
        #expect(try verify(try key.sign(TestKeys.payload, flags: 1), line).code == "valid")
        #expect(try verify(try key.sign(TestKeys.payload, flags: 0), line).code == "invalid/user-not-present")
        var trust = TrustedKeys(allowedSigners: try AllowedSigners(line))
        trust.requiresUserPresence = false
        let untouched = EmbeddedSignature(Array(try key.sign(TestKeys.payload, flags: 0).utf8))
        #expect(
            SignatureVerifier(trusting: trust).verify(untouched, of: TestKeys.payload, signedAt: 0).validSigner != nil)
        #expect(
            try verify(try key.sign(TestKeys.payload, flags: 1, claimedFlags: 5), line).code == "invalid/bad-signature")
    }
}

extension Signer {
    static func ssh(identities: [String]) -> Signer {
        let key = KeyIdentifier(format: .ssh, text: "SHA256:x")
        return Signer(
            key: key, primaryKey: key, identities: identities, identitiesArePatterns: true, issuer: nil, time: 0)
    }
}

/// A FIDO key in software.
struct SecurityKey {
    let key = P256.Signing.PrivateKey()
    static let type = "sk-ecdsa-sha2-nistp256@openssh.com"

    var publicKey: SSHPublicKey {
        var blob: [UInt8] = []
        blob.appendSSHString(Array(Self.type.utf8))
        blob.appendSSHString(Array("nistp256".utf8))
        blob.appendSSHString(Array(key.publicKey.x963Representation))
        blob.appendSSHString(Array("ssh:".utf8))
        return SSHPublicKey(blob: blob) ?? SSHPrivateKey().publicKey
    }

    func sign(_ payload: [UInt8], flags: UInt8, claimedFlags: UInt8? = nil) throws -> String {
        let message = SSHSignature.signedData(
            namespace: Array("git".utf8), reserved: [], digestName: "sha256", digest: Array(SHA256.hash(data: payload)))
        var assertion = Array(SHA256.hash(data: Array("ssh:".utf8)))
        assertion.append(flags)
        assertion.appendUInt32(9)
        assertion += SHA256.hash(data: message)
        let raw = Array(try key.signature(for: assertion).rawRepresentation)
        var pair: [UInt8] = []
        pair.appendSSHString([0] + raw[..<32])
        pair.appendSSHString([0] + raw[32...])
        var signature: [UInt8] = []
        signature.appendSSHString(Array(Self.type.utf8))
        signature.appendSSHString(pair)
        signature.append(claimedFlags ?? flags)
        signature.appendUInt32(9)
        var blob = SSHSignature.magic
        blob.appendUInt32(1)
        blob.appendSSHString(publicKey.blob)
        blob.appendSSHString(Array("git".utf8))
        blob.appendSSHString([])
        blob.appendSSHString(Array("sha256".utf8))
        blob.appendSSHString(signature)
        return "-----BEGIN SSH SIGNATURE-----\n\(Base64.lines(blob, width: 70))-----END SSH SIGNATURE-----\n"
    }
}
