import Foundation
import GitOpsTestSupport
import Testing

@testable import GitOpsTrust

/// Signatures of many kinds of keys at many times, against `gpg --verify`.
@Suite("OpenPGP against gpg", .enabled(if: Tool.isInstalled("gpg")), .serialized)
struct OpenPGPDifferentialTests {
    static let seed: UInt64 = 815

    /// A home of GnuPG with its keys and agent.
    private final class Home {
        let folder: TemporaryFolder
        let gpg: Tool

        init() throws {
            folder = try TemporaryFolder()
            gpg = Tool(name: "gpg", environment: ["GNUPGHOME": folder.path, "LC_ALL": "C"])
        }

        deinit { _ = try? Tool(name: "gpgconf", environment: gpg.environment).run(["--kill", "all"]) }

        func run(at time: String, _ arguments: [String], input: [UInt8] = []) throws -> Tool.Result {
            try gpg.run(
                [
                    "--batch", "--no-tty", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "",
                    "--faked-system-time", "\(time)!", "--trust-model", "always", "--status-fd", "1",
                ] + arguments,
                input: input)
        }

        func succeed(at time: String, _ arguments: [String], input: [UInt8] = []) throws {
            let result = try run(at: time, arguments, input: input)
            guard result.status == 0 else {
                throw Tool.Failure(description: "gpg \(arguments.joined(separator: " ")): \(result.errors)")
            }
        }

        func fingerprint(of name: String) throws -> String {
            let listing = try gpg.run(["--batch", "--list-keys", "--with-colons", name]).text
            return listing.split(separator: "\n").first { $0.hasPrefix("fpr:") }
                .map { String($0.split(separator: ":")[1]) } ?? ""
        }
    }

    /// A key: how it is made, and what its subkey for signing is, if there is one.
    private struct Kind {
        let name: String
        let algorithm: String
        let usage: String
        let life: String
        var subkey: (algorithm: String, life: String)?
    }

    private static let created = "20240101T000000"
    private static let kinds = [
        Kind(name: "ed25519", algorithm: "ed25519", usage: "sign", life: "never"),
        Kind(name: "ed25519-short", algorithm: "ed25519", usage: "sign", life: "20240701T000000"),
        Kind(name: "p256", algorithm: "nistp256", usage: "sign", life: "never"),
        Kind(name: "p384", algorithm: "nistp384", usage: "sign", life: "20240901T000000"),
        Kind(name: "p521", algorithm: "nistp521", usage: "sign", life: "never"),
        Kind(name: "rsa2048", algorithm: "rsa2048", usage: "sign", life: "never"),
        Kind(name: "rsa3072", algorithm: "rsa3072", usage: "sign", life: "20250101T000000"),
        Kind(
            name: "sub-ed25519", algorithm: "ed25519", usage: "cert", life: "never",
            subkey: ("ed25519", "20240701T000000")),
        Kind(
            name: "sub-p256", algorithm: "nistp384", usage: "cert", life: "20240901T000000",
            subkey: ("nistp256/ecdsa", "never")),
        Kind(name: "sub-rsa", algorithm: "rsa2048", usage: "cert", life: "never", subkey: ("rsa2048", "never")),
        Kind(name: "brainpool", algorithm: "brainpoolP256r1", usage: "sign", life: "never"),
        Kind(name: "secp256k1", algorithm: "secp256k1", usage: "sign", life: "never"),
        Kind(name: "dsa2048", algorithm: "dsa2048", usage: "sign", life: "never"),
        Kind(name: "lost-ed25519", algorithm: "ed25519", usage: "sign", life: "never"),
        Kind(name: "lost-subkey", algorithm: "ed25519", usage: "cert", life: "never", subkey: ("ed25519", "never")),
        Kind(name: "two-names", algorithm: "ed25519", usage: "sign", life: "never"),
    ]

    private func makeKeys(_ home: Home) throws {
        for kind in Self.kinds {
            let mail = "\(kind.name)@example.com"
            try home.succeed(
                at: Self.created, ["--quick-gen-key", "Key <\(mail)>", kind.algorithm, kind.usage, kind.life])
            guard let subkey = kind.subkey else { continue }
            try home.succeed(
                at: Self.created,
                ["--quick-add-key", try home.fingerprint(of: mail), subkey.algorithm, "sign", subkey.life])
        }
        try home.succeed(
            at: "20240201T000000",
            ["--quick-add-uid", try home.fingerprint(of: "two-names@example.com"), "Old <old@example.com>"])
        try home.succeed(
            at: "20240301T000000", ["--quick-revoke-uid", "two-names@example.com", "Old <old@example.com>"])
    }

    /// Revokes after the signatures are made: who has lost a key can sign with it no longer.
    private func revoke(_ home: Home) throws {
        let lost = try home.fingerprint(of: "lost-ed25519@example.com")
        let certificate = try home.folder.text("openpgp-revocs.d/\(lost).rev")
            .replacing("\n:-----BEGIN", with: "\n-----BEGIN")
        try home.succeed(at: "20241001T000000", ["--import"], input: Array(certificate.utf8))
        _ = try home.gpg.run(
            [
                "--no-tty", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", "--faked-system-time",
                "20241001T000000!", "--command-fd", "0", "--edit-key", "lost-subkey@example.com",
            ],
            input: Array("key 1\nrevkey\ny\n1\n\ny\nsave\n".utf8))
    }

    private struct Sample {
        let kind: String
        let payload: [UInt8]
        let signature: [UInt8]
    }

    private func samples(_ home: Home, _ generator: inout SeededGenerator) throws -> [Sample] {
        var samples: [Sample] = []
        for round in 0..<240 {
            let kind = Self.kinds[round % Self.kinds.count].name
            let payload = Array("commit \(round)\n\(generator.text(of: "ab \r\n", upTo: 200))".utf8)
            var digest: [String] = []
            var arguments = ["--armor", "--local-user", "\(kind)@example.com"]
            if Int.random(in: 0..<4, using: &generator) == 0 { arguments.append("--textmode") }
            if Int.random(in: 0..<6, using: &generator) == 0 {
                arguments += ["--default-sig-expire", "20240630T000000"]
            }
            if Int.random(in: 0..<2, using: &generator) == 0 {
                digest = [
                    "--digest-algo", generator.pick(["SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "RIPEMD160"]),
                ]
            }
            let time = generator.pick(["20240102T000000", "20240301T120000", "20240629T000000"])
            let file = "\(home.folder.path)/made.asc"
            let output = ["--yes", "--output", file, "--detach-sign"]
            var result = try home.run(at: time, arguments + digest + output, input: payload)
            // Some keys refuse digests that are too short for them.
            if result.status != 0 { result = try home.run(at: time, arguments + output, input: payload) }
            guard result.status == 0 else { throw Tool.Failure(description: "\(kind): \(result.errors)") }
            let text = try home.folder.text("made.asc")
            samples.append(Sample(kind: kind, payload: payload, signature: Array(text.utf8)))
        }
        return samples
    }

    /// What gpg says: good, of a key and signature that live.
    private func accepts(_ home: Home, _ sample: Sample, _ payload: [UInt8], at time: String) throws -> Bool {
        let signature = try home.folder.write(sample.signature, to: "signature")
        let content = try home.folder.write(payload, to: "content")
        let result = try home.run(at: time, ["--verify", signature, content])
        return result.status == 0 && result.text.contains("[GNUPG:] GOODSIG")
            && result.text.contains("[GNUPG:] VALIDSIG")
            && !["EXPKEYSIG", "REVKEYSIG", "EXPSIG", "BADSIG", "ERRSIG"].contains {
                result.text.contains("[GNUPG:] \($0)")
            }
    }

    /// Why we may refuse what gpg accepts.
    private static let stricter: Set<String> = [
        "invalid/weak-digest", "unsupported/digest", "unsupported/key-algorithm",
    ]

    @Test("240 signatures get the verdict of gpg, and none is accepted that it refuses")
    func verdicts() throws {
        var generator = SeededGenerator(seed: Self.seed)
        let home = try Home()
        try makeKeys(home)
        let samples = try samples(home, &generator)
        try revoke(home)
        var trust = TrustedKeys()
        trust.openPGPKeys = try OpenPGPKeyring(try home.gpg.run(["--batch", "--export"]).output)
        let verifier = SignatureVerifier(trusting: trust)
        var counts: [String: Int] = [:]
        let times: [(String, Int64)] = [
            ("20240629T120000", 1_719_662_400), ("20240715T000000", 1_721_001_600), ("20240915T000000", 1_726_358_400),
            ("20250315T000000", 1_741_996_800),
        ]
        for (index, sample) in samples.enumerated() {
            let (name, time) = generator.pick(times)
            let changed = index % 12 == 5
            let payload = changed ? sample.payload + [33] : sample.payload
            let theirs = try accepts(home, sample, payload, at: name)
            let ours = verifier.verify(EmbeddedSignature(sample.signature), of: payload, signedAt: 0, at: time)
            counts[ours.code, default: 0] += 1
            let isValid = ours.validSigner != nil
            // A key that is lost counts at no time here, and with gpg until the day of its revocation.
            let isStricter =
                Self.stricter.contains(ours.code) || (ours.code == "revoked" && sample.kind.hasPrefix("lost-"))
            let agree = isValid == theirs || (!isValid && isStricter)
            #expect(agree, "seed \(Self.seed), \(sample.kind) at \(name), changed \(changed): \(ours), gpg \(theirs)")
        }
        for code in [
            "valid", "expired/key", "expired/signature", "revoked", "unsupported/key-algorithm",
            "invalid/bad-signature",
        ] {
            #expect(counts[code] ?? 0 > 0, "nothing was \(code): \(counts)")
        }
        let names = trust.openPGPKeys.keys.flatMap(\.userIDs)
        #expect(names.contains("Key <two-names@example.com>"))
        let twoNames = samples.first { $0.kind == "two-names" }
        let signer = twoNames.flatMap {
            verifier.verify(EmbeddedSignature($0.signature), of: $0.payload, signedAt: 0).validSigner
        }
        #expect(signer.map { $0.identities == ["Key <two-names@example.com>"] } ?? true)
    }

    @Test("older and newer copies of a key and its revocation certificate count in any order, as gpg joins them")
    func copies() throws {
        let home = try Home()
        let mail = "joined@example.com"
        try home.succeed(
            at: Self.created, ["--quick-gen-key", "Key <\(mail)>", "ed25519", "cert", "20240301T000000"])
        let fingerprint = try home.fingerprint(of: mail)
        try home.succeed(at: Self.created, ["--quick-add-key", fingerprint, "ed25519", "sign", "never"])
        let export = { try home.gpg.run(["--batch", "--export", mail]).output }
        let old = try export()
        try home.succeed(at: "20240201T000000", ["--quick-set-expire", fingerprint, "20250101T000000"])
        let new = try export()
        let made = "\(home.folder.path)/made.asc"
        let payload = Array("content".utf8)
        try home.succeed(
            at: "20240401T000000", ["--armor", "--local-user", mail, "--yes", "--output", made, "--detach-sign"],
            input: payload)
        let signature = EmbeddedSignature(try home.folder.read("made.asc"))
        let certificate = Array(
            try home.folder.text("openpgp-revocs.d/\(fingerprint).rev").replacing("\n:-----BEGIN", with: "\n-----BEGIN")
                .utf8)
        _ = try home.gpg.run(
            [
                "--no-tty", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", "--faked-system-time",
                "20240501T000000!", "--command-fd", "0", "--edit-key", mail,
            ],
            input: Array("key 1\nrevkey\ny\n1\n\ny\nsave\n".utf8))
        let subkeyRevoked = try export()
        let code = { (files: [[UInt8]]) in
            var trust = TrustedKeys()
            for file in files { try trust.openPGPKeys.add(file) }
            #expect(trust.openPGPKeys.keys.count == 1)
            return SignatureVerifier(trusting: trust).verify(signature, of: payload, signedAt: 0).code
        }
        #expect(try code([old]) == "expired/key")
        for files in [[new], [old, new], [new, old], [old + new]] { #expect(try code(files) == "valid") }
        for other in [certificate, subkeyRevoked] {
            #expect(try code([new, other, old]) == "revoked")
            #expect(try code([other, new]) == "revoked")
        }
    }
}
