import Testing
import X509

@testable import GitOpsTrust

@Suite("Certificates and the transparency log")
struct CertificateTests {
    private func verify(
        _ signature: EmbeddedSignature, _ trust: TrustedKeys, at time: Int64? = nil, payload: [UInt8] = TestKeys.payload
    ) -> SignatureVerification {
        SignatureVerifier(trusting: trust).verify(
            signature, of: payload, signedAt: CertificateFixture.time + 5, at: time)
    }

    @Test("a signature counts with chain, identity, issuer and an entry of the log")
    func valid() throws {
        let fixture = try CertificateFixture()
        let signature = try fixture.sign(TestKeys.payload)
        let signer = try #require(verify(signature, try fixture.authorities()).validSigner)
        #expect(signer.identities == ["ada@example.com"])
        #expect(signer.issuer == "https://login.example.com")
        #expect(signer.time == CertificateFixture.time + 1)
        #expect(verify(signature, try fixture.authorities(), payload: [1]) == .invalid(.digestMismatch))
        let other = try CertificateFixture()
        #expect(verify(signature, try other.authorities()).code == "unknown-key")
        #expect(verify(signature, TrustedKeys()).code == "unknown-key")
    }

    @Test("an identity counts with its issuer only")
    func identities() throws {
        let fixture = try CertificateFixture()
        let signature = try fixture.sign(TestKeys.payload)
        let wrong: [(String, String?)] = [
            ("bea@example.com", "https://login.example.com"), ("*@example.com", "https://login.example.org"),
            ("*@example.com", nil), ("ADA@example.com", "https://login.example.com"),
        ]
        for (subject, issuer) in wrong {
            let trust = try fixture.authorities(subject: subject, issuer: issuer)
            #expect(verify(signature, trust) == .invalid(.identityNotAllowed))
        }
        #expect(verify(signature, try fixture.authorities(subject: "a?a@*")).code == "valid")
    }

    @Test(
        "patterns with :// are for URIs alone, others for mail addresses alone",
        arguments: [
            ("*@example.com", "ada@example.com", "spiffe://evil/ada@example.com"),
            ("*", "ada@example.com", "https://x"),
            ("ada@example.com", "ada@example.com", "ada@example.com"),
        ])
    func kindsOfNames(_ pattern: String, _ mail: String, _ uri: String) throws {
        let byMail = try CertificateFixture(.init(subject: .rfc822Name(mail)))
        #expect(verify(try byMail.sign(TestKeys.payload), try byMail.authorities(subject: pattern)).code == "valid")
        let byURI = try CertificateFixture(.init(subject: .uniformResourceIdentifier(uri)))
        #expect(
            verify(try byURI.sign(TestKeys.payload), try byURI.authorities(subject: pattern))
                == .invalid(.identityNotAllowed))
        let isURI = uri.contains("://")
        #expect(
            verify(try byURI.sign(TestKeys.payload), try byURI.authorities(subject: "*://*")).code
                == (isURI ? "valid" : "invalid/identity-not-allowed"))
        #expect(
            verify(try byMail.sign(TestKeys.payload), try byMail.authorities(subject: "*://*"))
                == .invalid(.identityNotAllowed))
    }

    @Test("an entry of the log must be signed, of this signature and in the tree")
    func logEntries() throws {
        let fixture = try CertificateFixture()
        let trust = try fixture.authorities()
        func code(_ entry: CertificateFixture.LogEntry?) throws -> String {
            verify(try fixture.sign(TestKeys.payload, logEntry: entry), trust).code
        }
        for size in 1...9 { #expect(try code(.init(treeSize: size)) == (size < 3 ? "invalid/log-entry" : "valid")) }
        #expect(try code(nil) == "invalid/no-trusted-time")
        #expect(try code(.init(hasWrongRoot: true)) == "invalid/log-entry")
        #expect(try code(.init(isOfOtherLog: true)) == "invalid/log-entry")
        #expect(try code(.init(isForOtherSignature: true)) == "invalid/log-entry")
        #expect(try code(.init(delay: 601)) == "expired/certificate")
        #expect(try code(.init(delay: -1)) == "invalid/not-yet-valid")
    }

    @Test("without a log the time is the given one, else that of the signature")
    func withoutLog() throws {
        let fixture = try CertificateFixture()
        let trust = try fixture.authorities(usesLog: false)
        let signature = try fixture.sign(TestKeys.payload, logEntry: nil)
        #expect(verify(signature, trust).validSigner?.time == CertificateFixture.time + 1)
        #expect(verify(signature, trust, at: CertificateFixture.time + 601).code == "expired/certificate")
        #expect(verify(signature, trust, at: CertificateFixture.time + 86_400 * 11).code == "expired/certificate")
    }

    @Test(
        "chains that may not stand are refused",
        arguments: [
            (CertificateFixture.Flaws(intermediateIsAuthority: false), "invalid/certificate-chain"),
            (.init(leafIsAuthority: true), "invalid/certificate-use"),
            (.init(use: .serverAuth), "invalid/certificate-use"),
            (.init(criticalExtension: true), "invalid/certificate-option"),
            (.init(nameConstraints: true), "unsupported/certificate-rule"), (.init(signedByOther: true), "unknown-key"),
            (.init(maximumPathLength: 3), "valid"), (.init(use: .emailProtection), "valid"),
        ])
    func chains(_ flaws: CertificateFixture.Flaws, _ code: String) throws {
        let fixture = try CertificateFixture(flaws)
        #expect(verify(try fixture.sign(TestKeys.payload), try fixture.authorities()).code == code)
    }

    @Test("a message with its content inside is refused")
    func attached() throws {
        let fixture = try CertificateFixture()
        let signature = try fixture.sign(TestKeys.payload, attached: true)
        #expect(verify(signature, try fixture.authorities()) == .unsupported(.attachedContent))
    }

    @Test("the forms of messages that OpenSSL makes", .enabled(if: Tool.isInstalled("openssl")))
    func forms() throws {
        let folder = try TemporaryFolder()
        let openssl = Tool(name: "openssl")
        let extensions =
            "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
            + "extendedKeyUsage=emailProtection\nsubjectAltName=email:ada@example.com\nsubjectKeyIdentifier=hash\n"
        try folder.write(Array(extensions.utf8), to: "extensions")
        let file = { (name: String) in "\(folder.path)/\(name)" }
        try openssl.succeed(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", file("root.key"), "-out", file("root.pem"),
            "-subj", "/CN=root", "-days", "2", "-addext", "keyUsage=critical,keyCertSign")
        for (serial, (name, bits)) in [("ada", "2048"), ("bea", "2048"), ("weak", "1024")].enumerated() {
            try openssl.succeed(
                "req", "-newkey", "rsa:\(bits)", "-nodes", "-keyout", file("\(name).key"), "-out", file("\(name).csr"),
                "-subj", "/CN=\(name)")
            try openssl.succeed(
                "x509", "-req", "-in", file("\(name).csr"), "-CA", file("root.pem"), "-CAkey", file("root.key"),
                "-set_serial", "\(serial + 2)", "-days", "2", "-extfile", file("extensions"), "-out",
                file("\(name).pem"))
        }
        try folder.write(TestKeys.payload, to: "payload")
        let trust = TrustedKeys(
            certificateAuthorities: try CertificateAuthorities(
                roots: try folder.text("root.pem"), identities: [.init(subject: "ada@example.com", issuer: nil)],
                time: .signingTime))
        func code(_ options: [String], signer: String = "ada", payload: [UInt8] = TestKeys.payload) throws -> String {
            let signing = [
                "cms", "-sign", "-binary", "-in", file("payload"), "-outform", "DER", "-out", file("message"),
            ]
            let result = try openssl.run(
                signing + ["-signer", file("\(signer).pem"), "-inkey", file("\(signer).key")] + options)
            guard result.status == 0 else { throw Tool.Failure(description: result.errors) }
            let message = try folder.read("message")
            let text =
                "-----BEGIN SIGNED MESSAGE-----\n\(Base64.lines(message, width: 64))"
                + "-----END SIGNED MESSAGE-----\n"
            return SignatureVerifier(trusting: trust).verify(
                EmbeddedSignature(Array(text.utf8)), of: payload, signedAt: 0
            ).code
        }
        let padded = ["-keyopt", "rsa_padding_mode:pss", "-keyopt"]
        #expect(try code([]) == "valid")
        #expect(try code(["-keyid"]) == "valid")
        #expect(try code(["-md", "sha512"]) == "valid")
        #expect(try code(["-md", "sha1"]) == "invalid/weak-digest")
        for digest in ["sha256", "sha384", "sha512"] {
            let options = ["-md", digest] + padded + ["rsa_pss_saltlen:-1"]
            #expect(try code(options) == "valid", "\(digest)")
            #expect(try code(options, payload: TestKeys.payload + [10]) == "invalid/digest-mismatch", "\(digest)")
        }
        #expect(try code(padded + ["rsa_pss_saltlen:20"]) == "unsupported/signature-algorithm")
        #expect(
            try code(padded + ["rsa_pss_saltlen:-1", "-keyopt", "rsa_mgf1_md:sha512"])
                == "unsupported/signature-algorithm")
        #expect(try code([], signer: "weak") == "invalid/weak-key")
        #expect(try code(["-keyid"], signer: "weak") == "invalid/weak-key")
        #expect(try code(["-certfile", file("weak.pem")]) == "valid")
        #expect(try code(["-noattr"]) == "unsupported/no-signed-attributes")
        #expect(
            try code(["-signer", file("bea.pem"), "-inkey", file("bea.key")]) == "unsupported/several-signers")
        #expect(try code(["-nocerts"]) == "unsupported/no-certificate")
        #expect(try code(["-nodetach"]) == "unsupported/attached-content")
    }

    @Test("files with something else than certificates, keys or entries are refused")
    func files() {
        for text in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "-----BEGIN X-----\n"] {
            #expect(throws: TrustFileError.self) {
                try CertificateAuthorities(roots: text, identities: [], time: .signingTime)
            }
            #expect(throws: TrustFileError.self) { try TransparencyLogKeys(text) }
            #expect(throws: TrustFileError.self) { try TransparencyLogEntry(json: text) }
        }
    }
}
