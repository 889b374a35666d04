import Foundation
import Testing

@testable import GitOpsRepository

@Suite("Revisions and commits")
struct RevisionTests {
    @Test("revision expressions name the commits that Git names")
    func expressions() throws {
        let fixture = try GitFixture()
        for number in 0..<4 { try fixture.commit("number \(number)") }
        try fixture.git("tag", "-a", "v1", "-m", "one", "HEAD~1")
        try fixture.git("branch", "side", "HEAD~2")
        let repository = try fixture.repository()
        for expression in ["HEAD", "main", "HEAD~3", "HEAD^", "v1", "v1^{commit}", "side", "HEAD@{1}"] {
            #expect(try "\(repository.resolve(expression))" == fixture.git("rev-parse", expression + "^{commit}"))
        }
        let short = String(try fixture.git("rev-parse", "HEAD").prefix(8))
        #expect(try repository.resolve(short) == fixture.head())
    }

    @Test("names with several meanings are told with what to write")
    func ambiguousNames() throws {
        let fixture = try GitFixture()
        try fixture.commit("one")
        try fixture.git("branch", "side")
        try fixture.git("tag", "side")
        let short = String(try fixture.git("rev-parse", "HEAD").prefix(8))
        let repository = try fixture.repository()
        for name in ["main", "HEAD", "refs/heads/side", "heads/side", "nothing", short, "", ":/one", "@"] {
            #expect(try repository.ambiguity(of: name) == nil)
        }
        for expression in ["side", "side^{commit}", "side~0", "side@{0}", "side:path"] {
            #expect(
                try repository.ambiguity(of: expression)?.description
                    == "'side' is ambiguous: it is refs/tags/side and refs/heads/side; write refs/tags/side or "
                    + "refs/heads/side"
            )
        }
        #expect(try repository.ambiguities(in: "main..side").map(\.name) == ["side"])
        // Both sides have one name: it is told once.
        #expect(try repository.ambiguities(in: "side...side~1").map(\.name) == ["side"])
        #expect(try repository.ambiguities(in: "side~1..side").map(\.name) == ["side"])
        #expect(try repository.ambiguities(in: "main..").isEmpty)
        // A branch named like the beginning of a commit's name.
        try fixture.git("branch", short)
        #expect(try fixture.repository().ambiguity(of: short)?.isObject == true)
        let whole = try fixture.git("rev-parse", "HEAD")
        try fixture.git("update-ref", "refs/heads/\(whole)", "HEAD")
        #expect(try fixture.repository().ambiguity(of: whole) == nil)
        // A branch under the full name of another is not taken for it.
        try fixture.git("update-ref", "refs/heads/refs/heads/main", "HEAD")
        #expect(try fixture.repository().ambiguity(of: "refs/heads/main") == nil)
    }

    @Test(
        "what names no commit is refused with the expression",
        arguments: [
            "nothing", "HEAD~99", "deadbeef", "", "..", "HEAD^{blob}", "v1:", "\u{1}", "a b", "@{-9}", "main@{99}",
        ])
    func unknown(expression: String) throws {
        let fixture = try GitFixture()
        try fixture.commit()
        let repository = try fixture.repository()
        let error = #expect(throws: GitError.self) { try repository.resolve(expression) }
        #expect(error?.description.isEmpty == false)
    }

    @Test("a commit that cannot be taken apart is named, also where a branch or tag leads to it")
    func malformedCommit() throws {
        let fixture = try GitFixture()
        try fixture.commit()
        let tree = try fixture.git("rev-parse", "HEAD^{tree}")
        for content in ["tree \(tree)\nauthor a\ncommitter b\n\nmessage\n", "nothing\n"] {
            let id = try fixture.git(
                ["hash-object", "-t", "commit", "-w", "--literally", "--stdin"], input: Array(content.utf8))
            let branch = fixture.path + "/.git/refs/heads/broken"
            try Data("\(id)\n".utf8).write(to: URL(fileURLWithPath: branch))
            let tag = try fixture.git(
                ["hash-object", "-t", "tag", "-w", "--literally", "--stdin"],
                input: Array("object \(id)\ntype commit\ntag t\ntagger A <a@x> 1 +0000\n\nt\n".utf8))
            for name in [id, "broken", "refs/heads/broken", "\(id)~0", tag] {
                let error = try #require(throws: GitError.self) { try fixture.repository().resolve(name) }
                #expect(error.problem == .corrupt, "\(name): \(error)")
                #expect("\(error)".contains(id) || name == tag && "\(error)".contains(tag), "\(name): \(error)")
            }
        }
    }

    @Test("a repository without commits, and a branch without any, are named as such")
    func unborn() throws {
        let fixture = try GitFixture()
        for expression in ["HEAD", "HEAD~1", "main", "v1"] {
            let error = #expect(throws: GitError.self) { try fixture.repository().resolve(expression) }
            #expect(error?.problem == .noCommits(branch: nil), "\(expression)")
            #expect(error?.description.contains("has no commits yet") == true)
        }
        try fixture.commit()
        try fixture.git("checkout", "-q", "--orphan", "fresh")
        for expression in ["HEAD", "@", "HEAD^", "HEAD:a"] {
            let error = #expect(throws: GitError.self) { try fixture.repository().resolve(expression) }
            #expect(error?.problem == .noCommits(branch: "refs/heads/fresh"), "\(expression)")
        }
        let other = #expect(throws: GitError.self) { try fixture.repository().resolve("nothing") }
        #expect(other?.problem == .unknownRevision("nothing"))
        #expect(try fixture.repository().resolve("main").description.isEmpty == false)
    }

    @Test("a range has two sides, three dots mean the common ancestor, an empty side is HEAD")
    func ranges() throws {
        let fixture = try GitFixture()
        let root = try fixture.commit("root")
        try fixture.git("checkout", "-q", "-b", "side")
        let side = try fixture.commit("side")
        try fixture.git("checkout", "-q", "main")
        let main = try fixture.commit("main")
        let repository = try fixture.repository()
        #expect(try repository.resolveRange("side..main") == RevisionRange(base: side, head: main))
        #expect(try repository.resolveRange("side...main") == RevisionRange(base: root, head: main))
        #expect(try repository.resolveRange("side..") == RevisionRange(base: side, head: main))
        #expect(try repository.resolveRange("..side") == RevisionRange(base: main, head: side))
        #expect(throws: GitError.self) { try repository.resolveRange("main") }
        try fixture.git("checkout", "-q", "--orphan", "other")
        let other = try fixture.commit("other")
        let error = #expect(throws: GitError.self) { try repository.resolveRange("main...other") }
        #expect(error?.problem == .unrelatedHistories("main...other"))
        #expect(error.map { "\($0)".contains("no common ancestor") && $0.nextStep.contains("A..B") } == true)
        #expect(try repository.resolveRange("main..other") == RevisionRange(base: main, head: other))
    }

    @Test(
        "the subject is the first line that is not empty, whatever its end",
        arguments: [
            ("one\ntwo\n", "one"), ("\n\none\n", "one"), ("one\r\ntwo", "one"), ("\r\n one \r\n", " one "), ("", ""),
            ("\n\r\n", ""), ("one", "one"),
        ])
    func subjects(_ message: String, _ subject: String) {
        let content = Array(
            "tree \(ObjectID.zero)\nauthor A <a@b> 7 +0130\ncommitter <<x>> <c@d>  8\n\n\(message)".utf8)
        let commit = content.withUnsafeBytes { CommitInfo(id: .zero, content: $0) }
        #expect(commit?.subject == subject)
        #expect(commit?.author == .init(name: "A", email: "a@b", seconds: 7, offsetMinutes: 90))
        #expect(commit?.committer == .init(name: "", email: "<x>> <c@d", seconds: 8, offsetMinutes: 0))
    }

    @Test("a commit's people, times, parents and message are read as they were written")
    func commitInfo() throws {
        let fixture = try GitFixture()
        let first = try fixture.commit("first")
        let second = try fixture.commit("Ünïcode subject\n\nBody line\n")
        let commit = try fixture.repository().commit(second)
        #expect(commit.parents == [first])
        #expect(commit.subject == "Ünïcode subject")
        #expect(
            commit.author == .init(name: "Ada", email: "ada@example.com", seconds: 1_700_000_000, offsetMinutes: 60))
        #expect(commit.committer.name == "Grace")
        #expect(commit.message.hasSuffix("Body line\n"))
    }

    @Test("commits of the earliest and the latest time that can be written are walked")
    func extremeTimes() throws {
        let fixture = try GitFixture()
        let root = try fixture.commit("root")
        let tree = try fixture.git("rev-parse", "HEAD^{tree}")
        var parent = root
        for time in ["-9223372036854775808", "9223372036854775807", "99999999999999999999", "x"] {
            let person = "Ada <ada@example.com> \(time) -9999"
            let text = "tree \(tree)\nparent \(parent)\nparent \(root)\nauthor \(person)\ncommitter \(person)\n\nodd\n"
            let id = try fixture.git(
                ["hash-object", "-t", "commit", "-w", "--stdin", "--literally"], input: Array(text.utf8))
            parent = try #require(ObjectID(id))
        }
        #expect(try fixture.repository().log(from: parent).count == 5)
    }

    @Test("the log follows all parents, or only the first")
    func log() throws {
        let fixture = try GitFixture()
        try fixture.commit("root")
        try fixture.git("checkout", "-q", "-b", "side")
        try fixture.commit("side")
        try fixture.git("checkout", "-q", "main")
        try fixture.commit("main")
        try fixture.git("merge", "-q", "--no-ff", "-m", "merge", "side")
        let repository = try fixture.repository()
        let head = try fixture.head()
        #expect(Set(try repository.log(from: head).map(\.subject)) == ["merge", "main", "side", "root"])
        #expect(try repository.log(from: head, firstParent: true).map(\.subject) == ["merge", "main", "root"])
        #expect(try repository.log(from: head, count: 2).count == 2)
    }

    @Test("references that lead to each other, and a configuration that includes itself, are named")
    func cycles() throws {
        let fixture = try GitFixture()
        try fixture.write("a.yaml", "a: b\n")
        try fixture.commit()
        for (name, target) in [("one", "two"), ("two", "one")] {
            try Data("ref: refs/heads/\(target)\n".utf8).write(
                to: URL(fileURLWithPath: "\(fixture.path)/.git/refs/heads/\(name)"))
        }
        let repository = try fixture.repository()
        for name in ["one", "refs/heads/two"] {
            let error = #expect(throws: GitError.self) { try repository.resolve(name) }
            #expect(error?.problem == .referenceCycle(name))
        }
        let branch = #expect(throws: GitError.self) { try repository.reference("refs/heads/one") }
        #expect(branch?.problem == .referenceCycle("refs/heads/one"))
        try Data("ref: refs/heads/one\n".utf8).write(to: URL(fileURLWithPath: "\(fixture.path)/.git/HEAD"))
        let head = #expect(throws: GitError.self) { try repository.resolve("HEAD") }
        #expect(head?.problem == .referenceCycle("HEAD"))

        let other = try GitFixture()
        let config = URL(fileURLWithPath: "\(other.path)/.git/config")
        let text = try String(contentsOf: config, encoding: .utf8)
        for addition in ["[include]\n\tpath = config\n", "[core\n"] {
            try Data((text + addition).utf8).write(to: config)
            let error = #expect(throws: GitError.self) { try other.repository() }
            #expect(error?.problem == .unreadableConfiguration, "\(String(describing: error))")
        }
    }

    @Test(
        "a name that no branch may have", arguments: ["@", "refs/heads/@", "HEAD", "-x", "a..b", "a@{1}", "a.lock", ""])
    func branchNames(name: String) {
        #expect(Repository.branchName(name) == nil)
        #expect(Repository.branchName("a@b") == "refs/heads/a@b")
    }
}
