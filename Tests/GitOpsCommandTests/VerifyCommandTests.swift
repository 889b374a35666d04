import Foundation
import GitOpsTestSupport
import Testing

/// `gitops verify` over repositories made with git; those with signatures need ssh-keygen as well.
@Suite("The command gitops verify")
struct VerifyCommandTests {
    private static let canSign = InstalledPrograms.has("ssh-keygen")

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

    @Test("a name that is a tag and a branch is not verified, other commands warn of it", .enabled(if: canSign))
    func ambiguousNames() throws {
        let folder = try repository()
        let git = GitCommand(folder.path)
        try git("tag", "main", "HEAD~1")
        for revisions in ["main", "main~1..main", "HEAD~1..main"] {
            let outcome = try verify(revisions, "--allowed-signers", "allowed", in: folder)
            #expect(outcome.status == 2 && outcome.output.isEmpty)
            #expect(
                outcome.errors.contains(
                    "'main' is ambiguous: it is refs/tags/main and refs/heads/main; write refs/tags/main or refs/heads/main"
                ), "\(outcome.errors)")
        }
        #expect(try verify("refs/heads/main", "--allowed-signers", "allowed", in: folder).status == 0)
        #expect(try verify("refs/tags/main", "--allowed-signers", "allowed", in: folder).status == 1)
        for arguments in [["verify", "main~1..main", "--allowed-signers", "allowed"], ["changed", "main~1..main"]] {
            let outcome = try BuiltCommand.run(arguments, in: folder.path)
            // Both sides have the name: it is told once.
            #expect(outcome.errors.components(separatedBy: "is ambiguous").count == 2, "\(outcome.errors)")
        }
        let changed = try BuiltCommand.run(["changed", "main..HEAD"], in: folder.path)
        #expect(
            changed.status == 0 && changed.errors.contains("warning: 'main' is ambiguous")
                && changed.errors.contains("taken as refs/tags/main"), "\(changed.errors)")
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

    /// A key that ended in 2021, a log that saw the first commit, and a commit since that claims to be from 2020.
    private func backdated() throws -> TemporaryFolder {
        let folder = try repository()
        let key = try String(contentsOfFile: folder.path + "/key.pub", encoding: .utf8)
        try folder.write("ended", "a@example.com valid-before=\"20210101Z\" \(key)")
        try watch("shop.log", in: folder)
        let git = GitCommand(folder.path)
        try git(
            "-c", "gpg.format=ssh", "-c", "user.signingKey=\(folder.path)/key", "commit", "-q", "--allow-empty", "-S",
            "-m", "third", committed: "2020-06-01T00:00:00Z")
        return folder
    }

    private func watch(_ log: String, in folder: TemporaryFolder) throws {
        let outcome = try BuiltCommand.run(
            ["watch", "--once", "--repo", ".", folder.path, "--log", log], in: folder.path)
        #expect(outcome.status <= 1 && outcome.errors.isEmpty, "\(outcome.errors)")
    }

    @Test("with a log, a commit counts with the time at which it was first seen", .enabled(if: canSign))
    func logs() throws {
        let folder = try backdated()
        let arguments = ["verify", "HEAD~1..HEAD", "--allowed-signers", "ended"]
        func verify(_ more: String...) throws -> BuiltCommand.Outcome {
            try BuiltCommand.run(arguments + more, in: folder.path)
        }
        #expect(try verify().status == 0)
        let unseen = try verify("--log", "shop.log")
        #expect(unseen.status == 0 && unseen.errors.contains("1 commit is in no log"), "\(unseen.errors)")
        try watch("shop.log", in: folder)
        let seen = try verify("--log", "shop.log")
        #expect(seen.status == 1 && seen.errors.isEmpty, "\(seen.errors)")
        #expect(seen.output.contains("commit-expired-signature") && seen.output.contains(", first seen 20"))
        let json = try verify("--log", "shop.log", "--output", "json")
        #expect(json.status == 1 && json.output.contains("\"firstSeen\": \"20"), "\(json.output)")
        // To a log that began later it is from before: it keeps its own time. Of both the one that saw it come counts.
        try watch("late.log", in: folder)
        let late = try verify("--log", "late.log")
        #expect(late.status == 0 && late.errors.isEmpty && !late.output.contains("first seen"), "\(late.errors)")
        #expect(try verify("--log", "late.log", "--log", "shop.log").status == 1)
        try folder.write("trusting.yaml", "keys: {ssh: [{file: ended}]}\n")
        let trail = ["audit", "export", "HEAD~1..HEAD", "--policy", "trusting.yaml"]
        #expect(try BuiltCommand.run(trail, in: folder.path).output.contains("\"signed\""))
        let judged = try BuiltCommand.run(trail + ["--log", "shop.log"], in: folder.path)
        #expect(judged.output.contains("\"expired-signature\""), "\(judged.output)\(judged.errors)")
        // The column of the signature itself agrees with what verify says, with a policy and with keys alone.
        #expect(judged.output.contains("\"signature\":\"expired/"), "\(judged.output)")
        let keys = ["audit", "export", "HEAD~1..HEAD", "--allowed-signers", "ended"]
        #expect(try BuiltCommand.run(keys, in: folder.path).output.contains("\"signature\":\"valid\""))
        let keyed = try BuiltCommand.run(keys + ["--log", "shop.log"], in: folder.path)
        #expect(keyed.output.contains("\"signature\":\"expired/"), "\(keyed.output)\(keyed.errors)")
    }

    @Test("a log that was cut off is told by a hash that was kept elsewhere", .enabled(if: canSign))
    func keptHeads() throws {
        let folder = try backdated()
        try watch("shop.log", in: folder)
        let text = try String(contentsOfFile: folder.path + "/shop.log", encoding: .utf8)
        let lines = text.split(separator: "\n").map(String.init)
        func hash(_ line: String?) throws -> String { String(try #require(line).dropLast(2).suffix(64)) }
        let (old, last) = (try hash(lines.dropLast().last), try hash(lines.last))
        func verify(_ arguments: String...) throws -> BuiltCommand.Outcome {
            try BuiltCommand.run(
                ["verify", "HEAD~1..HEAD", "--allowed-signers", "ended"] + arguments, in: folder.path)
        }
        for head in [old, last, last.uppercased()] {
            let outcome = try verify("--log", "shop.log", "--log-head", head)
            #expect(outcome.status == 1 && outcome.errors.contains("the last hash is \(last)"), "\(outcome.errors)")
        }
        // Cut off, the log holds in itself, and the commit that was dated back is accepted.
        try folder.write("cut.log", lines.dropLast().map { $0 + "\n" }.joined())
        #expect(try verify("--log", "cut.log").status == 0)
        let cut = try verify("--log", "cut.log", "--log-head", last)
        #expect(cut.status == 2 && cut.output.isEmpty, "\(cut.output)")
        #expect(cut.errors.contains("cut.log: there is no entry \(last)"), "\(cut.errors)")
        #expect(try verify("--log", "cut.log", "--log", "shop.log", "--log-head", last).status == 1)
        let audit = ["audit", "export", "--allowed-signers", "ended", "--log", "cut.log", "--log-head", last]
        #expect(try BuiltCommand.run(audit, in: folder.path).status == 2)
        #expect(try verify("--log-head", last).status == 64)
        #expect(try verify("--log", "shop.log", "--log-head", "12").status == 64)
    }

    @Test("a log that was changed, cut or belongs to another repository is told", .enabled(if: canSign))
    func strangeLogs() throws {
        let folder = try backdated()
        try watch("shop.log", in: folder)
        func verify(_ log: String) throws -> BuiltCommand.Outcome {
            try self.verify("HEAD~1..HEAD", "--allowed-signers", "ended", "--log", log, in: folder)
        }
        let text = try String(contentsOfFile: folder.path + "/shop.log", encoding: .utf8)
        try folder.write("changed.log", text.replacingOccurrences(of: "advanced", with: "created"))
        let lines = text.split(separator: "\n").map { $0 + "\n" }
        try folder.write("cut.log", lines.dropFirst().joined())
        try folder.write("torn.log", String(text.dropLast(9)))
        try folder.write("empty.log", "")
        for (log, message) in [
            ("changed.log", "changed.log:3: the line was changed"), ("cut.log", "cut.log:1: the line does not follow"),
            ("none.log", "none.log"), ("empty.log", "empty.log: nothing that the log saw is in the repository"),
        ] {
            let outcome = try verify(log)
            #expect(outcome.status == 2 && outcome.output.isEmpty, "\(log): \(outcome.output)")
            #expect(outcome.errors.contains("gitops: \(message)"), "\(outcome.errors)")
        }
        // What stands before the line that a crash left holds; what was in that line was not seen.
        let torn = try verify("torn.log")
        #expect(torn.status == 0 && torn.errors.contains("torn.log:3: the line does not end"), "\(torn.errors)")
        #expect(torn.errors.contains("1 commit is in no log"), "\(torn.errors)")
        let other = try TemporaryFolder()
        try GitCommand(other.path)("init", "-q", "-b", "main")
        try GitCommand(other.path)("commit", "-q", "--allow-empty", "-m", "unrelated")
        try watch("\(folder.path)/other.log", in: other)
        let strange = try verify("other.log")
        #expect(strange.status == 2 && strange.errors.contains("other.log: nothing that the log saw"))
        let usage = try BuiltCommand.run(["audit", "export", "--log", "shop.log"], in: folder.path)
        #expect(usage.status == 64 && usage.errors.contains("--log goes with --policy"), "\(usage.errors)")
    }
}
