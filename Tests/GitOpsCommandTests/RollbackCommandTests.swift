import Foundation
import GitOpsTestSupport
import Testing

@Suite("gitops rollback")
struct RollbackCommandTests {
    @Test("a branch gets one commit that takes resources back and changes nothing else")
    func branch() throws {
        let shop = try HistoryCommandTests.shop()
        let before = try shop.git("rev-parse", "main")
        let dry = try shop.gitops("rollback", "deploy/web", "--to", "HEAD~2", "--dry-run")
        #expect(dry.status == 1 && dry.output.contains("spec.replicas: 3 -> 2"))
        #expect(try shop.git("for-each-ref", "--format=%(refname)") == "refs/heads/main")
        let outcome = try shop.gitops("rollback", "deploy/web", "--to", "HEAD~2", "--branch", "back")
        #expect(outcome.status == 0 && outcome.errors.contains("back leads to"))
        #expect(try shop.git("rev-parse", "back~1") == before)
        #expect(
            try shop.git("show", "back:apps/web.yaml")
                == (HistoryCommandTests.deployment("r/web:1") + "---\n" + HistoryCommandTests.secret("hunter3"))
                .dropLast())
        #expect(try shop.git("diff", "--name-only", "main", "back") == "apps/web.yaml")
        let message = try shop.git("show", "-s", "--format=%B", "back")
        #expect(message.hasPrefix("Roll back Deployment.apps shop/web to "))
        let again = try shop.gitops("rollback", "deploy/web", "--to", "HEAD~2", "--branch", "back")
        #expect(again.status == 0 && again.output.isEmpty && again.errors.contains("already"))
        try shop.git("fsck", "--strict")
    }

    @Test("a branch that is checked out is not moved under its work tree")
    func checkedOut() throws {
        let shop = try HistoryCommandTests.shop()
        let before = try shop.git("rev-parse", "main")
        let outcome = try shop.gitops("rollback", "deploy/web", "--to", "HEAD~2")
        #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errors.contains("--branch"))
        try shop.git("worktree", "add", "-q", shop.path + "/linked", "-b", "linked")
        #expect(try shop.gitops("rollback", "deploy/web", "--to", "HEAD~2", "--branch", "linked").status == 2)
        #expect(try shop.git("rev-parse", "main") == before)
        #expect(try shop.git("rev-parse", "linked") == before)
    }

    @Test("a push moves the branch of the remote, unless somebody else was faster")
    func push() throws {
        let shop = try HistoryCommandTests.shop()
        let remote = shop.path + "/remote.git"
        try shop.git("clone", "-q", "--bare", shop.path, remote)
        try shop.git("remote", "add", "origin", remote)
        let outcome = try shop.gitops("rollback", "deploy/web", "--to", "HEAD~2", "--push", "origin")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let pushed = try shop.git("rev-parse", "main", in: remote)
        #expect(try shop.git("rev-parse", "\(pushed)~1", in: remote) == shop.git("rev-parse", "main"))
        // The remote has a commit that the local branch has not.
        let late = try shop.gitops("rollback", "secret/db", "--to", "HEAD~2", "--push", "origin")
        #expect(late.status == 2 && late.errors.contains("refs/heads/main"), "\(late.errors)")
        #expect(try shop.git("rev-parse", "main", in: remote) == pushed)
        #expect(!(late.output + late.errors).contains("hunter"))
    }

    @Test("a push to a remote goes where the configuration pushes it and says so, one to an address goes there alone")
    func pushedElsewhere() throws {
        let shop = try HistoryCommandTests.shop()
        let (remote, other) = (shop.path + "/remote.git", shop.path + "/other.git")
        for path in [remote, other] { try shop.git("clone", "-q", "--bare", shop.path, path) }
        let before = try shop.git("rev-parse", "main")
        func tips() throws -> [Bool] {
            try [remote, other].map { try shop.git("rev-parse", "main", in: $0) == before }
        }
        try shop.git("remote", "add", "origin", remote)
        try shop.git("config", "remote.origin.pushurl", other)
        // The address of the remote itself is one like any other.
        let arguments = ["rollback", "deploy/web", "--to", "HEAD~2", "--push"]
        let direct = try BuiltCommand.run(arguments + [remote], in: shop.path)
        #expect(direct.status == 0 && !direct.errors.contains("the push goes to"), "\(direct.errors)")
        #expect(try tips() == [false, true])
        let led = try BuiltCommand.run(arguments + ["origin"], in: shop.path)
        #expect(led.status == 0, "\(led.errors)")
        #expect(led.errors.contains("the push goes to file://\(other), as remote.origin.pushurl says"), "\(led.errors)")
        #expect(try tips() == [false, false])
        // Credentials are for the host of the remote.
        try shop.git("config", "remote.origin.url", "https://git.example.com/shop.git")
        try shop.git("config", "remote.origin.pushurl", "https://evil.example/shop.git")
        let refused = try BuiltCommand.run(arguments + ["origin", "--token-env", "PATH"], in: shop.path)
        #expect(refused.status == 2 && refused.output.isEmpty, "\(refused.output)")
        #expect(refused.errors.contains("remote.origin.pushurl leads the push to https://evil.example/shop.git"))
    }

    @Test("a push to what is no address is wrong usage, and one to a remote that is not there could not be done")
    func noAddress() throws {
        let shop = try HistoryCommandTests.shop()
        let before = try shop.git("count-objects", "-v")
        for address in ["", "ftp://example.com/a", "https://user:password@example.com/a", "-x"] {
            let outcome = try shop.gitops("rollback", "deploy/web", "--to", "HEAD~2", "--push=\(address)")
            #expect(outcome.status == 64 && outcome.output.isEmpty, "\(address): \(outcome.errors)")
            #expect(!outcome.errors.contains("password@"))
        }
        #expect(try shop.git("count-objects", "-v") == before)
        let gone = try shop.gitops("rollback", "deploy/web", "--to", "HEAD~2", "--push", shop.path + "/gone.git")
        #expect(gone.status == 2, "\(gone.errors)")
        #expect(try shop.git("for-each-ref", "--format=%(refname)") == "refs/heads/main")
    }

    @Test("what Git takes for no branch and no message is wrong usage")
    func namesAndMessages() throws {
        let shop = try HistoryCommandTests.shop()
        for arguments in [["--branch", "@"], ["--branch", "a..b"], ["--branch", "b", "-m", ""], ["-m", " \n"]] {
            let outcome = try BuiltCommand.run(
                ["rollback", "deploy/web", "--to", "HEAD~2"] + arguments, in: shop.path)
            #expect(outcome.status == 64 && outcome.output.isEmpty, "\(arguments): \(outcome.errors)")
        }
        #expect(try shop.git("for-each-ref", "--format=%(refname)") == "refs/heads/main")
    }

    @Test(
        "a bare repository's own branch moves, signed, and Git verifies it",
        .enabled(if: InstalledPrograms.has("ssh-keygen")))
    func signed() throws {
        let shop = try HistoryCommandTests.shop()
        let bare = shop.path + "/bare.git"
        try shop.git("clone", "-q", "--bare", shop.path, bare)
        let key = shop.path + "/key"
        let keygen = Process()
        keygen.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        keygen.arguments = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", key]
        try keygen.run()
        keygen.waitUntilExit()
        try #require(keygen.terminationStatus == 0)
        let outcome = try shop.gitops(
            "rollback", "--repo", bare, "deploy/web", "--to", "HEAD~2", "--author", "Grace <grace@example.com>",
            "--message", "Back", "--sign-with", key)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let publicKey = try String(contentsOfFile: key + ".pub", encoding: .utf8)
        try shop.folder.write("signers", "grace@example.com \(publicKey)")
        try shop.git(
            "-c", "gpg.ssh.allowedSignersFile=\(shop.path)/signers", "-c", "gpg.format=ssh", "verify-commit", "main",
            in: bare)
        #expect(try shop.git("show", "-s", "--format=%an %s", "main", in: bare) == "Grace Back")
        let wrong = try shop.gitops(
            "rollback", "--repo", bare, "secret/db", "--to", "HEAD~3", "--sign-with", key + ".pub",
            "--author", "Grace <grace@example.com>")
        #expect(wrong.status == 2)
        #expect(
            try shop.gitops("rollback", "--repo", bare, "secret/db", "--to", "HEAD~3", "--author", "Grace").status == 64
        )
    }

    @Test("what cannot be told is refused, and no branch moves")
    func refused() throws {
        let shop = try HistoryCommandTests.shop()
        try shop.commit("Break", ["apps/web.yaml": "kind: [\n"])
        let outcome = try shop.gitops("rollback", "deploy/web", "--to", "HEAD~1", "--branch", "back")
        #expect(outcome.status == 2 && outcome.errors.contains("cannot be read"))
        #expect(try shop.gitops("rollback", "deploy/none", "--to", "HEAD~1", "--branch", "back").status == 2)
        #expect(try shop.gitops("rollback", "deploy/web", "--to", "nowhere", "--branch", "back").status == 2)
        #expect(try shop.git("for-each-ref", "--format=%(refname)") == "refs/heads/main")
    }

    @Test(
        "only a branch gets a commit",
        arguments: ["refs/tags/v1", "refs/notes/x", "refs/replace/x", "-x", "HEAD", "a..b", "a b", "refs/heads/-x"])
    func noBranch(name: String) throws {
        let shop = try HistoryCommandTests.shop()
        let outcome = try shop.gitops("rollback", "deploy/web", "--to", "HEAD~1", "--branch=\(name)")
        #expect(outcome.status == 64 && outcome.errors.contains("no name of a branch"))
        #expect(try shop.git("for-each-ref", "--format=%(refname)") == "refs/heads/main")
    }
}
