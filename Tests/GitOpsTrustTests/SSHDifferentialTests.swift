import Foundation
import GitOpsTestSupport
import Testing

@testable import GitOpsTrust

/// Signatures, certificates, signers and revocations made at random, against `ssh-keygen -Y verify`.
@Suite("SSH against ssh-keygen", .enabled(if: Tool.isInstalled("ssh-keygen")))
struct SSHDifferentialTests {
    static let seed: UInt64 = 4_711
    private let ssh = Tool(name: "ssh-keygen", environment: ["TZ": "UTC"])

    /// A key, perhaps with a certificate, and the file that ssh-keygen signs with.
    private struct Identity {
        let publicKey: String
        let signingFile: String
        let authority: String?
    }

    /// Options of certificates: whole, for others, of other times, for hosts, without principals.
    private static let certificates: [[String]] = [
        ["-n", "ada@example.com,ops", "-V", "20240101000000Z:20250101000000Z", "-z", "7"],
        ["-n", "ada@example.com", "-V", "20240101000000Z:20240201000000Z", "-z", "8"],
        ["-n", "bea@example.com", "-V", "20240601000000Z:20250101000000Z", "-z", "9"],
        ["-n", "ada@example.com", "-h", "-z", "10"], ["-z", "11"],
    ]

    private func identities(_ folder: TemporaryFolder) throws -> (plain: [Identity], certified: [Identity]) {
        var plain: [Identity] = []
        var certified: [Identity] = []
        let kinds = [
            ["ed25519"], ["ecdsa", "-b", "256"], ["ecdsa", "-b", "384"], ["ecdsa", "-b", "521"], ["rsa", "-b", "2048"],
        ]
        let authorities = ["ed25519", "ecdsa"].map { "\(folder.path)/ca-\($0)" }
        for (kind, file) in zip(["ed25519", "ecdsa"], authorities) {
            try ssh.succeed("-q", "-t", kind, "-N", "", "-C", "authority", "-f", file)
        }
        for (index, kind) in kinds.enumerated() {
            let file = "\(folder.path)/key\(index)"
            _ = try ssh.run(["-q", "-t"] + kind + ["-N", "", "-C", "key \(index)", "-f", file])
            plain.append(
                Identity(
                    publicKey: try folder.text("key\(index).pub"), signingFile: file, authority: nil))
            for (number, options) in Self.certificates.enumerated() {
                let copy = "key\(index)-\(number)"
                try folder.write(try folder.read("key\(index)"), to: copy)
                try folder.write(try folder.read("key\(index).pub"), to: "\(copy).pub")
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o600], ofItemAtPath: "\(folder.path)/\(copy)")
                let authority = authorities[(index + number) % 2]
                _ = try ssh.run(["-q", "-s", authority, "-I", "id \(copy)"] + options + ["\(folder.path)/\(copy).pub"])
                certified.append(
                    Identity(
                        publicKey: try folder.text("\(copy)-cert.pub"), signingFile: "\(folder.path)/\(copy)-cert.pub",
                        authority: try folder.text("\((authority as NSString).lastPathComponent).pub")))
            }
        }
        return (plain, certified)
    }

    /// A file of signers with a line for the identity and some for others.
    private func signers(
        _ identity: Identity, _ others: [Identity], _ generator: inout SeededGenerator
    ) -> String {
        func line(_ identity: Identity, _ generator: inout SeededGenerator) -> String {
            let principals = generator.pick([
                "ada@example.com", "*@example.com", "*@example.com,!ada@example.com", "bea@example.com", "a?a@*",
                "ops,bea@example.com", "\"ada@example.com\"", "*",
            ])
            var options: [String] = []
            if identity.authority != nil || Int.random(in: 0..<12, using: &generator) == 0 {
                options.append(generator.pick(["cert-authority", "CERT-Authority"]))
            }
            options += generator.pick([
                [], [], ["namespaces=\"git\""], ["namespaces=\"file\""], ["namespaces=\"file,g?t\""],
                ["valid-after=\"20240301Z\""], ["valid-before=\"20240301Z\""],
                ["valid-after=\"20240101\"", "valid-before=\"20240704094640\""],
            ])
            let key = identity.authority ?? identity.publicKey
            return "\(principals) \(options.joined(separator: ","))\(options.isEmpty ? "" : " ")\(key)"
        }
        var lines = ["# signers\n", "\n"]
        for _ in 0..<2 { lines.append(line(generator.pick(others), &generator)) }
        lines.append(line(identity, &generator))
        if Bool.random(using: &generator) { lines.append(line(identity, &generator)) }
        return lines.joined()
    }

    @Test("300 signatures get the verdict of ssh-keygen, and none is accepted that it refuses")
    func verdicts() throws {
        var generator = SeededGenerator(seed: Self.seed)
        let folder = try TemporaryFolder()
        let (plain, certified) = try identities(folder)
        let lists = try revocations(folder)
        var counts = [0, 0, 0]
        for round in 0..<300 {
            let identity = generator.pick(Bool.random(using: &generator) ? plain : certified)
            let payload = Array("commit \(round)\n\(generator.text(of: "abc \n", upTo: 200))".utf8)
            let digest = generator.pick(["sha256", "sha512"])
            let namespace = Int.random(in: 0..<15, using: &generator) == 0 ? "file" : "git"
            let signature = try ssh.run(
                ["-q", "-Y", "sign", "-n", namespace, "-O", "hashalg=\(digest)", "-f", identity.signingFile],
                input: payload)
            let signers = signers(identity, plain + certified, &generator)
            let changed = Int.random(in: 0..<10, using: &generator) == 0
            let content = changed ? payload + [33] : payload
            let principal = generator.pick(["ada@example.com", "ada@example.com", "bea@example.com", "ops", "x"])
            let time = generator.pick([
                1_704_067_199, 1_704_067_200, 1_709_251_200, 1_720_086_400, 1_735_689_600, 1_750_000_000,
            ])
            let list = Int.random(in: 0..<3, using: &generator) == 0 ? generator.pick(lists) : nil
            let theirs = try accepted(signature.output, content, signers, principal, time, list, folder)
            let ours = try verdict(signature.output, content, signers, principal, time, list)
            let isValid = ours.validSigner != nil
            counts[isValid ? 0 : 1] += 1
            #expect(
                isValid == theirs,
                "seed \(Self.seed), \(round): \(ours.code), ssh-keygen \(theirs)\n\(signers)\(principal) at \(time)"
            )
        }
        // A run in which nothing is valid, or everything is, would show nothing.
        #expect(counts[0] > 20 && counts[1] > 100, "\(counts)")
    }

    /// A list of keys and key revocation lists: of a key, a digest, serial numbers, a key ID.
    private func revocations(_ folder: TemporaryFolder) throws -> [String] {
        let plain = try folder.write(try folder.read("key1.pub"), to: "revoked-plain")
        let specifications = [
            "serial: 7\nserial: 20-40\n", "id: id key1-0\n", "serial: 8\nserial: 9\nserial: 10\nserial: 70\n",
            "hash: " + (SSHPublicKey(try folder.text("key0.pub"))?.fingerprint ?? "") + "\n",
            "sha1: " + (try folder.text("key2.pub")), "key: " + (try folder.text("key3.pub")),
        ]
        var files = [plain]
        for (index, text) in specifications.enumerated() {
            let specification = try folder.write(Array(text.utf8), to: "specification\(index)")
            let file = "\(folder.path)/krl\(index)"
            try ssh.succeed("-q", "-k", "-f", file, "-s", "\(folder.path)/ca-ed25519.pub", specification)
            files.append(file)
        }
        return files
    }

    private func accepted(
        _ signature: [UInt8], _ payload: [UInt8], _ signers: String, _ principal: String, _ time: Int, _ list: String?,
        _ folder: TemporaryFolder
    ) throws -> Bool {
        let file = try folder.write(Array(signers.utf8), to: "allowed_signers")
        let signatureFile = try folder.write(signature, to: "signature")
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withYear, .withMonth, .withDay, .withTime]
        let verifyTime = formatter.string(from: Date(timeIntervalSince1970: Double(time)))
            .filter { $0.isNumber }
        var arguments = [
            "-q", "-Y", "verify", "-n", "git", "-f", file, "-I", principal, "-s", signatureFile,
            "-O", "verify-time=\(verifyTime)Z",
        ]
        if let list { arguments += ["-r", list] }
        return try ssh.run(arguments, input: payload).status == 0
    }

    private func verdict(
        _ signature: [UInt8], _ payload: [UInt8], _ signers: String, _ principal: String, _ time: Int, _ list: String?
    ) throws -> SignatureVerification {
        var trust = TrustedKeys(allowedSigners: try AllowedSigners(signers))
        if let list {
            trust.revokedSSHKeys = try RevokedSSHKeys(
                Array(try Data(contentsOf: URL(fileURLWithPath: list))), file: list)
        }
        return SignatureVerifier(trusting: trust).verify(
            EmbeddedSignature(signature), of: payload, signedAt: Int64(time), principal: principal)
    }

    @Test("line ends of the armor are those that ssh-keygen takes")
    func lineEnds() throws {
        let folder = try TemporaryFolder()
        let file = "\(folder.path)/key"
        try ssh.succeed("-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file)
        let key = try SSHPrivateKey(try folder.text("key"))
        let payload = Array("payload".utf8)
        let signers = "ada \(key.publicKey)\n"
        let lines = try key.sign(payload).split(separator: "\n").map(String.init)
        /// The lines with something behind some of them.
        func armor(_ ends: (Int) -> String) -> String { lines.indices.map { lines[$0] + ends($0) }.joined() }
        let last = lines.count - 1
        let spellings: [(text: String, isTaken: Bool)] = [
            (armor { _ in "\n" }, true), (armor { $0 == last ? "" : "\n" }, true),
            (armor { $0 == 0 ? "\r\n" : "\n" }, false), (armor { _ in "\r\n" }, false),
            (armor { $0 == 0 ? "\n" : "\r\n" }, true), (armor { $0 == last ? "\r\n" : "\n" }, true),
            (armor { $0 == last - 1 ? "\r\n" : "\n" }, true), (armor { $0 == 1 ? "\r\r\n" : "\n" }, true),
            (armor { $0 == 0 ? "\n\n" : "\n" }, true), (armor { $0 == last ? "\n\r\n" : "\n" }, true),
            ("\r" + armor { _ in "\n" }, false), (armor { $0 == last - 1 ? "\n\r" : "\n" }, false),
            (armor { $0 == last - 1 ? "" : "\n" }, false), (armor { $0 == 0 ? " \n" : "\n" }, false),
        ]
        for (text, isTaken) in spellings {
            let signature = Array(text.utf8)
            #expect(try accepted(signature, payload, signers, "ada", 1_720_000_000, nil, folder) == isTaken, "\(text)")
            let verdict = try verdict(signature, payload, signers, "ada", 1_720_000_000, nil)
            #expect((verdict.validSigner != nil) == isTaken, "\(verdict.code): \(text)")
        }
    }

    @Test("ssh-keygen accepts what is signed here")
    func signing() throws {
        let folder = try TemporaryFolder()
        for round in 0..<20 {
            let file = "\(folder.path)/own\(round)"
            try ssh.succeed("-q", "-t", "ed25519", "-N", "", "-C", "comment", "-f", file)
            let key = try SSHPrivateKey(try folder.text("own\(round)"))
            let payload = Array("payload \(round)".utf8)
            #expect(
                try accepted(
                    Array(try key.sign(payload).utf8), payload, "ada \(key.publicKey)\n", "ada", 1_720_000_000, nil,
                    folder))
        }
        try ssh.succeed("-q", "-t", "ed25519", "-N", "secret", "-f", "\(folder.path)/locked")
        #expect { try SSHPrivateKey(try folder.text("locked")) } throws: {
            ($0 as? TrustFileError)?.problem == .encryptedKey
        }
        try ssh.succeed("-q", "-t", "ecdsa", "-N", "", "-f", "\(folder.path)/other")
        #expect { try SSHPrivateKey(try folder.text("other")) } throws: {
            ($0 as? TrustFileError)?.problem == .unsupportedKey("ecdsa-sha2-nistp256")
        }
    }

    private func git(in folder: TemporaryFolder) -> Tool {
        Tool(
            name: "git",
            environment: [
                "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_NAME": "Ada",
                "GIT_AUTHOR_EMAIL": "ada@example.com", "GIT_COMMITTER_NAME": "Ada",
                "GIT_COMMITTER_EMAIL": "ada@example.com",
                "GIT_DIR": "\(folder.path)/repository",
            ])
    }

    @Test(
        "without a principal lines of signers let in whom git lets in", .enabled(if: Tool.isInstalled("git")))
    func principals() throws {
        let folder = try TemporaryFolder()
        let git = git(in: folder)
        try git.succeed("init", "-q", "--bare", "\(folder.path)/repository")
        let tree = try git.succeed("mktree")
        for name in ["key", "ca", "holder"] {
            try ssh.succeed("-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "\(folder.path)/\(name)")
        }
        try ssh.succeed(
            "-q", "-s", "\(folder.path)/ca", "-I", "id", "-n", "*@example.com,ada", "\(folder.path)/holder.pub")
        var generator = SeededGenerator(seed: Self.seed)
        var lists = [
            "ada", "!ada", "ada,!ada", "*", "!*", "*,!*", "*,!ada", ",ada", "ada,", "ada,,bea", "\"ada,!ada\"",
        ]
        for _ in 0..<40 {
            let parts = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                generator.pick(["", "!", ""])
                    + generator.pick(["ada", "a*", "?da", "*", "bea", "*@example.com", "ad?", "", "a"])
            }
            // A word has to be there.
            if parts.contains(where: { !$0.isEmpty }) { lists.append(parts.joined(separator: ",")) }
        }
        for (signing, key, option) in [("key", "key.pub", ""), ("holder-cert.pub", "ca.pub", "cert-authority ")] {
            let settings = ["-c", "gpg.format=ssh", "-c", "user.signingkey=\(folder.path)/\(signing)"]
            let commit = try git.run(settings + ["commit-tree", "-S", "-m", "change", tree]).text
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let object = try SignedObject(try git.run(["cat-file", "commit", commit]).output, kind: .commit)
            var counts = [0, 0]
            for list in lists {
                let signers = "\(list) \(option)\(try folder.text(key))"
                let file = try folder.write(Array(signers.utf8), to: "allowed")
                let theirs = try git.run(["-c", "gpg.ssh.allowedSignersFile=\(file)", "verify-commit", commit]).status
                let trust = TrustedKeys(allowedSigners: try AllowedSigners(signers))
                let verdict = SignatureVerifier(trusting: trust).verify(object)
                #expect((verdict.validSigner != nil) == (theirs == 0), "seed \(Self.seed): \(signers)\(verdict.code)")
                counts[theirs == 0 ? 0 : 1] += 1
            }
            #expect(counts.allSatisfy { $0 > 5 }, "\(counts)")
        }
    }

    @Test("commits and tags of git are verified as by git", .enabled(if: Tool.isInstalled("git")))
    func git() throws {
        let folder = try TemporaryFolder()
        let key = "\(folder.path)/key"
        try ssh.succeed("-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key)
        let signers = "ada@example.com \(try folder.text("key.pub"))"
        let file = try folder.write(Array(signers.utf8), to: "allowed")
        let git = git(in: folder)
        try git.succeed("init", "-q", "--bare", "\(folder.path)/repository")
        let tree = try git.succeed("mktree")
        let settings = [
            "-c", "gpg.format=ssh", "-c", "user.signingkey=\(key)", "-c", "gpg.ssh.allowedSignersFile=\(file)",
        ]
        let verifier = SignatureVerifier(trusting: TrustedKeys(allowedSigners: try AllowedSigners(signers)))
        for round in 0..<10 {
            let commit = try git.run(settings + ["commit-tree", "-S", "-m", "Change \(round)\n\ntext", tree]).text
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let object = try SignedObject(try git.run(["cat-file", "commit", commit]).output, kind: .commit)
            #expect(try git.run(settings + ["verify-commit", commit]).status == 0)
            #expect(verifier.verify(object, principal: "ada@example.com").code == "valid")
            _ = try git.run(settings + ["tag", "-s", "-m", "Version \(round)", "v\(round)", commit])
            let tag = try SignedObject(try git.run(["cat-file", "tag", "v\(round)"]).output, kind: .tag)
            #expect(try git.run(settings + ["verify-tag", "v\(round)"]).status == 0)
            #expect(verifier.verify(tag).validSigner?.identities == ["ada@example.com"])
        }
    }
}
