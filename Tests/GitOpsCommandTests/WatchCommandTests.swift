import Foundation
import Testing

@Suite("gitops watch")
struct WatchCommandTests {
    /// A bare remote with one commit, and the repository it came from.
    private struct Remote {
        let folder: TemporaryFolder
        let work: GitCommand
        var path: String { folder.path + "/shop.git" }

        init() throws {
            folder = try TemporaryFolder()
            try GitCommand(folder.path)("init", "-q", "-b", "main", "work")
            work = GitCommand(folder.path + "/work")
            try work("commit", "-q", "--allow-empty", "-m", "one")
            try work("tag", "v1")
            try GitCommand(folder.path)("clone", "-q", "--bare", "work", "shop.git")
            try work("remote", "add", "origin", path)
        }

        func watch(_ arguments: String...) throws -> BuiltCommand.Outcome {
            try BuiltCommand.run(["watch", "--once"] + arguments, in: folder.path)
        }
    }

    private func events(_ outcome: BuiltCommand.Outcome) -> [String] {
        outcome.output.split(separator: "\n").map { line in
            let fields = (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
            return "\(fields?["event"] ?? "?") \(fields?["reference"] ?? "?")"
        }
    }

    @Test("with a log, a run tells what happened to each reference since the one before")
    func log() throws {
        let remote = try Remote()
        let arguments = ["watch", "--once", remote.path, "--log", "shop.log", "--output", "json"]
        let fetching = arguments + ["--repo", "mirror.git", "--fetch"]
        try GitCommand(remote.folder.path)("init", "-q", "--bare", "mirror.git")
        func run(_ arguments: [String]) throws -> BuiltCommand.Outcome {
            try BuiltCommand.run(arguments, in: remote.folder.path)
        }
        let first = try run(fetching)
        #expect(events(first) == ["created refs/heads/main", "created refs/tags/v1"])
        #expect(first.status == 0 && first.errors == "")
        #expect(try run(fetching).output == "" && run(fetching).status == 0)

        try remote.work("commit", "-q", "--allow-empty", "-m", "two")
        try remote.work("push", "-q", "origin", "main", "main:side")
        let second = try run(fetching)
        #expect(events(second) == ["advanced refs/heads/main", "created refs/heads/side"])
        #expect(second.status == 1)

        try remote.work("commit", "-q", "--amend", "--allow-empty", "-m", "other")
        try remote.work("tag", "-f", "v1")
        try remote.work("push", "-q", "-f", "origin", "main", "v1", ":side")
        let third = try run(fetching)
        #expect(
            events(third) == [
                "force-pushed refs/heads/main", "deleted refs/heads/side", "tag-moved refs/tags/v1",
            ])

        // Without the commits nobody can tell.
        try remote.work("push", "-q", "-f", "origin", "main~1:main")
        #expect(events(try run(arguments)) == ["unknown refs/heads/main"])

        let log = remote.folder.path + "/shop.log"
        let text = try String(contentsOfFile: log, encoding: .utf8)
        #expect(text.split(separator: "\n").count == 8)
        try text.replacingOccurrences(of: "tag-moved", with: "created").write(
            toFile: log, atomically: true, encoding: .utf8)
        let changed = try run(arguments)
        #expect(changed.status == 2 && changed.output == "")
        #expect(changed.errors.contains("shop.log:7"))
    }

    @Test("a log that a crash left unfinished goes on from its last whole line", arguments: [1, 10])
    func unfinishedLog(missing: Int) throws {
        let remote = try Remote()
        let arguments = ["watch", "--once", remote.path, "--log", "shop.log", "--output", "json"]
        _ = try BuiltCommand.run(arguments, in: remote.folder.path)
        let log = URL(fileURLWithPath: remote.folder.path + "/shop.log")
        try Data(contentsOf: log).dropLast(missing).write(to: log)
        let outcome = try BuiltCommand.run(arguments, in: remote.folder.path)
        // With its line end alone missing, a line counts.
        #expect(events(outcome) == (missing == 1 ? [] : ["created refs/tags/v1"]))
        #expect(try BuiltCommand.run(arguments, in: remote.folder.path).status == 0)
    }

    @Test("references are chosen by short or full names and by their beginnings")
    func selection() throws {
        let remote = try Remote()
        try remote.work("push", "-q", "origin", "main:release/1", "main:release/2")
        for (patterns, expected) in [
            (["main"], ["refs/heads/main"]), (["refs/tags/v1"], ["refs/tags/v1"]), (["HEAD"], ["HEAD"]),
            (["release/*", "v1"], ["refs/heads/release/1", "refs/heads/release/2", "refs/tags/v1"]),
        ] {
            let outcome = try BuiltCommand.run(
                ["watch", "--once", "--output", "json", remote.path] + patterns, in: remote.folder.path)
            #expect(events(outcome) == expected.map { "created \($0)" })
        }
        let none = try remote.watch(remote.path, "mian")
        #expect(none.status == 2 && none.errors.contains("none of these references"))
    }

    @Test("a log knows what other patterns left out, so that nothing is called new that was there")
    func otherPatterns() throws {
        let remote = try Remote()
        let arguments = ["watch", "--once", remote.path, "--log", "shop.log", "--output", "json"]
        func run(_ patterns: String...) throws -> BuiltCommand.Outcome {
            try BuiltCommand.run(arguments + patterns, in: remote.folder.path)
        }
        #expect(events(try run("main")) == ["created refs/heads/main"])
        let all = try run()
        #expect(all.output == "" && all.status == 0)
        #expect(events(try run("HEAD")) == ["created HEAD"])
        try remote.work("push", "-q", "origin", "main:side")
        #expect(events(try run()) == ["created refs/heads/side"])
    }

    @Test("a remote of the repository is named; what the configuration around the current folder says is not asked")
    func configuration() throws {
        let remote = try Remote()
        let named = try remote.watch("--repo", "work", "origin", "main")
        #expect(named.status == 0 && named.output.contains("created  refs/heads/main  - -> "))
        try remote.work("config", "url./nowhere.insteadOf", remote.folder.path)
        let outcome = try BuiltCommand.run(
            ["watch", "--once", remote.path, "main"], in: remote.folder.path + "/work")
        #expect(outcome.status == 0 && outcome.output.contains("refs/heads/main"))
    }

    @Test("secrets are not printed, and what cannot be asked ends with the status for it")
    func failures() throws {
        let remote = try Remote()
        let secret = try remote.watch("https://ann:passw0rd@example.com/shop.git")
        #expect(secret.status == 64 && !(secret.errors + secret.output).contains("passw0rd"))
        try remote.work("remote", "add", "secret", "https://ann:passw0rd@example.com/shop.git")
        let named = try remote.watch("--repo", "work", "secret")
        #expect(named.status == 2 && !(named.errors + named.output).contains("passw0rd"))
        #expect(try remote.watch(remote.folder.path + "/nothing.git").status == 2)
        #expect(try remote.watch(remote.path, "--interval", "0s").status == 64)
        #expect(try remote.watch(remote.path, "--fetch").status == 64)
        #expect(try remote.watch(remote.path, "--token-env", "GITOPS_NO_SUCH_VARIABLE").status == 64)
        #expect(try remote.watch(remote.path, "--log", "no/such/folder").status == 74)
    }

    @Test("a watch goes on until it is interrupted, and then ends well", arguments: [SIGINT, SIGTERM])
    func interrupted(signal: Int32) throws {
        let remote = try Remote()
        let process = Process()
        process.executableURL = BuiltCommand.url
        process.arguments = ["watch", remote.path, "main", "--interval", "1s"]
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        func next() -> String { String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) }
        #expect(next().contains("created  refs/heads/main"))
        try remote.work("commit", "-q", "--allow-empty", "-m", "two")
        try remote.work("push", "-q", "origin", "main")
        #expect(next().contains("unknown  refs/heads/main"))
        #expect(kill(process.processIdentifier, signal) == 0)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        #expect(errors.fileHandleForReading.readDataToEndOfFile().isEmpty)
    }
}
