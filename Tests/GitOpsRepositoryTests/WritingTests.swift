import Foundation
import GitOpsTestSupport
import Testing

@testable import GitOpsRepository

@Suite("Writing without a work tree")
struct WritingTests {
    private let ada = CommitInfo.Signature(name: "Ada", email: "ada@example.com", at: 1_700_000_000, offsetMinutes: -90)

    @Test("edited trees are those that Git makes of the same files", arguments: 1...12 as ClosedRange<UInt64>)
    func generated(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let names = ["a", "a.b", "a-b", "b", "c.yaml", "ü", "\u{301}z"]
        let fixture = try GitFixture()
        var files: [String: String] = [:]
        func place() -> String {
            (0...Int.random(in: 0...2, using: &random)).map { _ in names.randomElement(using: &random) ?? "a" }
                .joined(separator: "/")
        }
        /// Whether a file could stand there beside the others.
        func fits(_ path: String) -> Bool {
            !files.keys.contains { $0.utf8.starts(with: (path + "/").utf8) || path.utf8.starts(with: ($0 + "/").utf8) }
        }
        var head: ObjectID?
        for round in 0..<8 {
            var edits: [String: TreeEdit.Change] = [:]
            for _ in 0..<4 {
                if round > 0, Bool.random(using: &random), let old = files.keys.sorted().randomElement(using: &random),
                    edits[old] == nil
                {
                    files[old] = nil
                    edits[old] = .remove
                    continue
                }
                let path = place()
                guard edits[path] == nil, fits(path) else { continue }
                files[path] = "\(path) \(round)"
                edits[path] = .write(Array("\(path) \(round)".utf8))
            }
            let repository = try fixture.repository()
            let tree = try repository.writeTree(
                applying: edits.map { TreeEdit(path: $0.key, change: $0.value) }, onto: head)
            let draft = CommitDraft(
                tree: tree, parents: head.map { [$0] } ?? [], author: ada, message: "round \(round)")
            let commit = try repository.write(draft)
            try repository.setReference("refs/heads/main", to: commit, expecting: head, reason: "test")
            head = commit
            #expect(try fixture.git("rev-parse", "HEAD") == commit.description, "seed \(seed)")
            let expected = try gitTree(fixture, files)
            #expect(tree.description == expected, "seed \(seed), round \(round)")
        }
        #expect(try fixture.git("fsck", "--strict", "--no-dangling") == "")
        #expect(
            try fixture.git("log", "-1", "--format=%an %ae %at %ai")
                == "Ada ada@example.com 1700000000 2023-11-14 20:43:20 -0130")
    }

    /// The tree that Git makes of files through an index of its own.
    private func gitTree(_ fixture: GitFixture, _ files: [String: String]) throws -> String {
        try fixture.git("read-tree", "--empty")
        for (path, text) in files {
            let blob = try fixture.git(["hash-object", "-w", "--stdin"], input: Array(text.utf8))
            try fixture.git("update-index", "--add", "--cacheinfo", "100644,\(blob),\(path)")
        }
        return try fixture.git("write-tree")
    }

    @Test("a file keeps its mode unless told otherwise, and a placed one has the mode it is given")
    func modes() throws {
        let fixture = try GitFixture()
        try fixture.write("run.sh", "old")
        try fixture.git("add", "run.sh")
        try fixture.git("update-index", "--chmod=+x", "run.sh")
        try fixture.git("commit", "-q", "-m", "x")
        let head = try fixture.head()
        let repository = try fixture.repository()
        let old = try #require(try repository.files(at: head).first)
        let tree = try repository.writeTree(
            applying: [
                TreeEdit(path: "run.sh", change: .write(Array("new".utf8))),
                TreeEdit(path: "copy", change: .place(old.id, mode: .file)),
                TreeEdit(path: "link", change: .write(Array("run.sh".utf8), mode: .symbolicLink)),
            ], onto: head)
        let listing = try fixture.git("ls-tree", tree.description).split(separator: "\n").map { $0.prefix(6) }
        #expect(listing == ["100644", "120000", "100755"])
    }

    @Test("a file gives way to a folder and a folder to a file, when the edits say so")
    func replaced() throws {
        let fixture = try GitFixture()
        try fixture.write("a", "file")
        try fixture.write("b/c", "file")
        let head = try fixture.commit()
        let repository = try fixture.repository()
        let tree = try repository.writeTree(
            applying: [
                TreeEdit(path: "a", change: .remove), TreeEdit(path: "a/x", change: .write([1])),
                TreeEdit(path: "b", change: .write([2])), TreeEdit(path: "b/c", change: .remove),
            ], onto: head)
        #expect(try fixture.git("ls-tree", "-r", "--name-only", tree.description) == "a/x\nb")
    }

    @Test(
        "edits that cannot be meant are refused",
        arguments: [
            ([TreeEdit(path: "a/b", change: .write([]))], "conflictingEdits"),
            ([TreeEdit(path: "d", change: .write([]))], "conflictingEdits"),
            ([TreeEdit(path: "d", change: .remove)], "conflictingEdits"),
            ([TreeEdit(path: "x", change: .write([])), TreeEdit(path: "x", change: .remove)], "conflictingEdits"),
            ([TreeEdit(path: "x", change: .write([])), TreeEdit(path: "x/y", change: .write([]))], "conflictingEdits"),
            ([TreeEdit(path: "x", change: .remove)], "noSuchFile"),
            ([TreeEdit(path: "../x", change: .write([]))], "unsafePath"),
            ([TreeEdit(path: "d/.GIT/hooks", change: .write([]))], "unsafePath"),
            ([TreeEdit(path: "/x", change: .write([]))], "unsafePath"),
            ([TreeEdit(path: "d//x", change: .write([]))], "unsafePath"),
            ([TreeEdit(path: "", change: .write([]))], "unsafePath"),
            ([TreeEdit(path: "a\0b", change: .write([]))], "unsafePath"),
            (
                [TreeEdit(path: String(repeating: "d/", count: 300) + "x", change: .write([]))], "limitExceeded"
            ),
            ([TreeEdit(path: "x", change: .place(ObjectID.zero, mode: .file))], "missingObject"),
        ])
    func refused(edits: [TreeEdit], problem: String) throws {
        let fixture = try GitFixture()
        try fixture.write("a", "file")
        try fixture.write("d/e", "file")
        let head = try fixture.commit()
        let error = #expect(throws: GitError.self) {
            try fixture.repository().writeTree(applying: edits, onto: head)
        }
        #expect(error.map { "\($0.problem)".hasPrefix(problem) } == true, "\(String(describing: error))")
    }

    @Test("a reference moves only from where it is expected to be")
    func reference() throws {
        let fixture = try GitFixture()
        let first = try fixture.commit("one")
        let second = try fixture.commit("two")
        let repository = try fixture.repository()
        try repository.setReference("refs/heads/new", to: first, expecting: nil, reason: "made")
        for expected in [nil, second] {
            let error = #expect(throws: GitError.self) {
                try repository.setReference("refs/heads/new", to: second, expecting: expected, reason: "moved")
            }
            #expect(error?.problem == .referenceMoved("refs/heads/new"))
        }
        try repository.setReference("refs/heads/new", to: second, expecting: first, reason: "moved")
        #expect(try fixture.git("rev-parse", "new") == second.description)
        for name in ["main", "refs/heads/a..b", "refs/heads/", "refs/heads/x\0y"] {
            let error = #expect(throws: GitError.self) {
                try repository.setReference(name, to: second, expecting: nil, reason: "")
            }
            #expect(error?.problem == .invalidReference(name))
        }
    }

    @Test("drafts that a commit cannot hold are refused")
    func invalidDrafts() throws {
        let fixture = try GitFixture()
        let head = try fixture.commit()
        let repository = try fixture.repository()
        let tree = try repository.commit(head).tree
        let good = CommitDraft(tree: tree, parents: [head], author: ada, message: "m")
        let evil = ["", "  ", "Eve\ncommitter Ada", "Eve <ada@example.com>", "a\0b"].map {
            CommitDraft(
                tree: tree, parents: [], author: CommitInfo.Signature(name: $0, email: "e", at: 0), message: "m")
        }
        var zero = good
        zero.message = "a\0b"
        var unsigned = good
        unsigned.signature = ""
        for draft in evil + [zero, unsigned] {
            let error = #expect(throws: GitError.self) { try repository.write(draft) }
            #expect(error?.problem == .invalidCommit)
        }
        var lost = good
        lost.parents = [tree]
        let error = #expect(throws: GitError.self) { try repository.write(lost) }
        #expect(error?.problem == .wrongType(tree, expected: "commit"))
    }

    @Test("a signed draft is verified by git", .enabled(if: InstalledPrograms.has("ssh-keygen")))
    func signed() throws {
        let fixture = try GitFixture()
        let key = fixture.path + "/key"
        let made = Process()
        made.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        made.arguments = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada@example.com", "-f", key]
        try made.run()
        made.waitUntilExit()
        try #require(made.terminationStatus == 0)
        let publicKey = try String(contentsOfFile: key + ".pub", encoding: .utf8)
        try Data("ada@example.com \(publicKey)".utf8).write(to: URL(fileURLWithPath: fixture.path + "/allowed"))
        let repository = try fixture.repository()
        let tree = try repository.writeTree(
            applying: [TreeEdit(path: "a", change: .write(Array("x".utf8)))], onto: nil)
        var draft = CommitDraft(tree: tree, parents: [], author: ada, message: "signed")
        try Data(draft.signedPayload).write(to: URL(fileURLWithPath: fixture.path + "/payload"))
        let signing = Process()
        signing.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        signing.arguments = ["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", key, fixture.path + "/payload"]
        try signing.run()
        signing.waitUntilExit()
        draft.signature = try String(contentsOfFile: fixture.path + "/payload.sig", encoding: .utf8)
        let commit = try repository.write(draft)
        let status = try fixture.git(
            "-c", "gpg.format=ssh", "-c", "gpg.ssh.allowedSignersFile=\(fixture.path)/allowed", "log", "-1",
            "--format=%G? %GS", commit.description)
        #expect(status == "G ada@example.com")
    }
}
