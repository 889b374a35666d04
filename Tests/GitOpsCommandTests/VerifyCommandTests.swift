import Foundation
import GitOpsTestSupport
import Testing

/// `gitops verify` over repositories made with git; those with signatures need ssh-keygen as well.
@Suite("The command gitops verify")
struct VerifyCommandTests {
    private static let canSign: Bool = {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/ssh-keygen") }
    }()

    /// A repository whose first commit is unsigned and whose second is signed, if that can be done.
    private func repository() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let git = GitCommand(folder.path)
        try git("init", "-q", "-b", "main")
        try git("commit", "-q", "--allow-empty", "-m", "first")
        guard Self.canSign else { return folder }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "a", "-f", folder.path + "/key"]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let key = try String(contentsOfFile: folder.path + "/key.pub", encoding: .utf8)
        try folder.write("allowed", "a@example.com \(key)")
        try folder.write(
            "policy.yaml",
            """
            keys: {ssh: [{file: allowed}]}
            signers: [{name: a, identities: [a@example.com]}, {name: b, identities: [b@example.com]}]
            paths: [{paths: [production/], signers: [b]}]

            """)
        let sign = ["-c", "gpg.format=ssh", "-c", "user.signingKey=\(folder.path)/key"]
        try git(sign[0], sign[1], sign[2], sign[3], "commit", "-q", "--allow-empty", "-S", "-m", "second")
        try git(sign[0], sign[1], sign[2], sign[3], "tag", "-s", "-m", "release", "v1")
        return folder
    }

    private func verify(_ arguments: String..., in folder: TemporaryFolder) throws -> BuiltCommand.Outcome {
        try BuiltCommand.run(["verify"] + arguments, in: folder.path)
    }

    @Test("signed commits and tags pass, unsigned ones do not", .enabled(if: canSign))
    func signatures() throws {
        let folder = try repository()
        let range = try verify("HEAD~1..HEAD", "--allowed-signers", "allowed", in: folder)
        #expect(range.status == 0 && range.output.hasSuffix("1 commit\n"), "\(range.output)\(range.errors)")
        let first = try verify("HEAD~1", "--allowed-signers", "allowed", in: folder)
        #expect(first.status == 1 && first.output.contains("commit-unsigned"), "\(first.output)\(first.errors)")
        #expect(try verify("HEAD", "--allowed-signers", "allowed", in: folder).status == 0)
        let tag = try verify("v1", "--allowed-signers", "allowed", "--show-passed", in: folder)
        #expect(tag.status == 0 && tag.output.contains("pass  commit-signed  tag v1"), "\(tag.output)\(tag.errors)")
        let back = try verify("HEAD..HEAD~1", "--allowed-signers", "allowed", in: folder)
        #expect(back.status == 1 && back.output.contains("commit-history-rewritten"), "\(back.output)")
    }

    @Test("a policy rejects with a reason, in every format", .enabled(if: canSign))
    func policies() throws {
        let folder = try repository()
        #expect(try verify("HEAD~1..HEAD", "--policy", "policy.yaml", in: folder).status == 0)
        try folder.write("production/a.yaml", "a: 1\n")
        let git = GitCommand(folder.path)
        try git("add", "production")
        try git(
            "-c", "gpg.format=ssh", "-c", "user.signingKey=\(folder.path)/key", "commit", "-q", "-S", "-m", "third")
        for (format, text) in [
            ("text", "high  commit-too-few-signers"), ("json", "\"commit-too-few-signers\""),
            ("sarif", "\"ruleId\": \"commit-too-few-signers\""), ("csv", "commit-too-few-signers"),
        ] {
            let outcome = try verify("HEAD~2..HEAD", "--policy", "policy.yaml", "--output", format, in: folder)
            #expect(outcome.status == 1 && outcome.errors.isEmpty, "\(outcome.errors)")
            #expect(outcome.output.contains(text), "\(outcome.output)")
            let again = try verify(
                "HEAD~2..HEAD", "--policy", "policy.yaml", "--output", format, "--threads", "4", in: folder)
            #expect(again.output == outcome.output)
        }
    }

    @Test("what cannot be read exits with 2, and wrong usage with 64")
    func problems() throws {
        let folder = try repository()
        try folder.write("signers", "")
        try folder.write("wrong.yaml", "walks: all\nkeys: {ssh: [{file: signers}]}\n")
        let wrong = try verify("HEAD", "--policy", "wrong.yaml", in: folder)
        #expect(wrong.status == 2)
        #expect(wrong.errors.hasPrefix("gitops: wrong.yaml:1:1: there is no field"), "\(wrong.errors)")
        #expect(try verify("HEAD", "--policy", "none.yaml", in: folder).status == 2)
        #expect(try verify("nothing..HEAD", "--allowed-signers", "signers", in: folder).status == 2)
        #expect(try verify("HEAD", "--allowed-signers", "none", in: folder).status == 2)
        #expect(try verify("HEAD", "--allowed-signers", "signers", "--repo", "/none", in: folder).status == 2)
        #expect(try verify("HEAD", in: folder).status == 64)
        #expect(try verify("HEAD", "--roots", "x", in: folder).status == 64)
        #expect(try verify("HEAD", "--policy", "x", "--allowed-signers", "y", in: folder).status == 64)
        // An empty list trusts nobody.
        #expect(try verify("HEAD", "--allowed-signers", "signers", in: folder).status == 1)
    }
}
