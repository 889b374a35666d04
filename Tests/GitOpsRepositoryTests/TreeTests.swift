import Foundation
import GitOpsTestSupport
import Testing

@testable import GitOpsRepository

@Suite("Trees and changes")
struct TreeTests {
    @Test("files are listed as Git lists them")
    func files() throws {
        let fixture = try GitFixture()
        for name in ["a.yaml", "a/x.yaml", "a-b/y.yaml", "a.b/z.yaml", "b/c/d/e.yaml", "ü/ö.yaml"] {
            try fixture.write(name, name)
        }
        try FileManager.default.createSymbolicLink(
            atPath: fixture.path + "/link.yaml", withDestinationPath: "/etc/passwd")
        let id = try fixture.commit()
        let listed = try fixture.repository().files(at: id)
        let expected = try fixture.git("-c", "core.quotepath=off", "ls-tree", "-r", "--full-tree", "HEAD")
            .split(separator: "\n").map { $0.split(separator: "\t")[1] }
        #expect(listed.map(\.path) == expected.map(String.init))
        #expect(listed.first { $0.path == "link.yaml" }?.mode == .symbolicLink)
        #expect(try fixture.repository().files(at: id, under: "b/c").map(\.path) == ["b/c/d/e.yaml"])
        #expect(try fixture.repository().files(at: id, under: "nothing").isEmpty)
        #expect(try fixture.repository().files(at: id, under: "./a.yaml").map(\.path) == ["a.yaml"])
    }

    @Test(
        "a tree entry that could lead out of the tree is refused",
        arguments: ["..", ".", ".git", ".GIT", ".Git ", ".git.", "git~1", ".g\u{200C}it", ".git::$INDEX_ALLOCATION"])
    func unsafeEntries(name: String) throws {
        let fixture = try GitFixture()
        let blob = try fixture.git(["hash-object", "-w", "--stdin"], input: Array("x".utf8))
        let id = try #require(ObjectID(blob))
        let tree = Array("100644 \(name)\0".utf8) + id.withUnsafeBytes { Array($0) }
        let treeID = try fixture.git(["hash-object", "-t", "tree", "--literally", "-w", "--stdin"], input: tree)
        let commit = try #require(ObjectID(try fixture.git("commit-tree", treeID, "-m", "bad")))
        let error = #expect(throws: GitError.self) { try fixture.repository().files(at: commit) }
        #expect(error?.problem == .unsafeTreeEntry(path: name))
    }

    @Test(
        "malformed trees are refused",
        arguments: ["100644", "100644 a", "100644 a\0short", "9 a\0", "777777777777 a\0", " a\0"])
    func malformed(content: String) throws {
        let fixture = try GitFixture()
        let treeID = try fixture.git(
            ["hash-object", "-t", "tree", "--literally", "-w", "--stdin"], input: Array(content.utf8))
        let commit = try #require(ObjectID(try fixture.git("commit-tree", treeID, "-m", "bad")))
        let error = #expect(throws: GitError.self) { try fixture.repository().files(at: commit) }
        #expect(error?.problem == .corrupt)
    }

    @Test(
        "a tree that has a name twice, or its names out of order, is damaged, however it is read",
        arguments: [
            ["100644 a.yaml", "100644 a.yaml"], ["100644 a.yaml", "120000 a.yaml"], ["40000 a", "40000 a"],
            ["100644 a", "100644 a-b", "100644 a.b", "40000 a"], ["100644 b", "100644 a"],
        ])
    func repeatedEntries(names: [String]) throws {
        let fixture = try GitFixture()
        try fixture.write("x.yaml", "x: 1\n")
        let base = try fixture.commit()
        let blob = try #require(ObjectID(try fixture.git("rev-parse", "HEAD:x.yaml")))
        let folder = try #require(ObjectID(try fixture.git("rev-parse", "HEAD^{tree}")))
        let content = names.flatMap { name in
            Array("\(name)\0".utf8) + (name.hasPrefix("4") ? folder : blob).withUnsafeBytes { Array($0) }
        }
        let tree = try fixture.git(["hash-object", "-t", "tree", "--literally", "-w", "--stdin"], input: content)
        let commit = try #require(ObjectID(try fixture.git("commit-tree", tree, "-p", "\(base)", "-m", "bad")))
        let repository = try fixture.repository()
        let readings: [() throws -> Void] = [
            { _ = try repository.files(at: commit) },
            { _ = try repository.changedPaths(in: RevisionRange(base: base, head: commit)) },
            { _ = try repository.manifestsBlocking(at: commit) },
            {
                try repository.withTreeReader { reader throws(GitError) in
                    try reader.changes(from: nil, to: try reader.commit(commit).info.tree) { _, _, _ in }
                }
            },
        ]
        for reading in readings {
            let error = #expect(throws: GitError.self) { try reading() }
            #expect(error?.problem == .corrupt && error?.detail.contains("the tree \(tree) has 'a") == true)
        }
    }

    @Test("a file and a folder whose names begin alike are in order")
    func namesThatBeginAlike() throws {
        let fixture = try GitFixture()
        for name in ["a", "a-b", "a.b/z", "a0/z", "ab/a", "ab/a.b"] {
            try fixture.write(name, name)
        }
        let id = try fixture.commit()
        #expect(try fixture.repository().files(at: id).map(\.path) == ["a", "a-b", "a.b/z", "a0/z", "ab/a", "ab/a.b"])
    }

    @Test("changed paths are those of git diff-tree", arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func changedPaths(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let fixture = try GitFixture()
        var commits: [ObjectID] = []
        var present: Set<String> = []
        for _ in 0..<6 {
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                let depth = Int.random(in: 1...4, using: &random)
                let name =
                    (0..<depth).map { _ in ["a", "b", "a-b", "a.b"].randomElement(using: &random) ?? "a" }
                    .joined(separator: "/") + [".yaml", "", "x"].randomElement(using: &random)!
                if present.contains(name), Bool.random(using: &random) {
                    try fixture.write(name, nil)
                    present.remove(name)
                } else if !present.contains(where: { $0.hasPrefix(name + "/") || name.hasPrefix($0 + "/") }) {
                    try fixture.write(name, "\(random.next() % 5)")
                    present.insert(name)
                }
            }
            commits.append(try fixture.commit())
        }
        let repository = try fixture.repository()
        for base in commits {
            for head in commits {
                let found = try repository.changedPaths(in: RevisionRange(base: base, head: head), findsRenames: false)
                    .map { "\($0.path) \($0.old.map { "\($0.id)" } ?? "-") \($0.new.map { "\($0.id)" } ?? "-")" }
                let raw = try fixture.git("diff-tree", "-r", "--raw", "--no-abbrev", "\(base)", "\(head)")
                let zero = String(repeating: "0", count: 40)
                let expected = raw.split(separator: "\n").map { line in
                    let fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
                    let (old, new) = (String(fields[2]), String(fields[3]))
                    return "\(fields[5]) \(old == zero ? "-" : old) \(new == zero ? "-" : new)"
                }
                #expect(found.sorted() == expected.sorted(), "seed \(seed)")
            }
        }
    }

    @Test("a renamed file is found by its content, the same or similar")
    func renames() throws {
        let fixture = try GitFixture()
        let text = (0..<20).map { "line \($0)" }.joined(separator: "\n") + "\n"
        try fixture.write("same.yaml", text + "same\n")
        try fixture.write("similar.yaml", text)
        try fixture.write("other.yaml", "nothing alike\n")
        let base = try fixture.commit()
        try fixture.git("mv", "same.yaml", "moved.yaml")
        try fixture.git("mv", "similar.yaml", "changed.yaml")
        try fixture.write("changed.yaml", text.replacingOccurrences(of: "line 3", with: "line three"))
        try fixture.write("other.yaml", nil)
        try fixture.write("new.yaml", "quite different\n")
        let head = try fixture.commit()
        let changes = try fixture.repository().changedPaths(in: RevisionRange(base: base, head: head))
        let found = changes.map { "\($0.kind) \($0.old?.path ?? "-") \($0.new?.path ?? "-")" }
        #expect(
            found == [
                "renamed similar.yaml changed.yaml", "renamed same.yaml moved.yaml", "added - new.yaml",
                "removed other.yaml -",
            ])
    }

    @Test("similar content is not looked for among so many lines that it would take minutes")
    func heavyRenames() throws {
        let fixture = try GitFixture()
        let text = (0..<600).map { "line \($0)\n" }.joined()
        for number in 0..<200 { try fixture.write("old/\(number).yaml", text + "old \(number)\n") }
        let base = try fixture.commit()
        for number in 0..<200 {
            try fixture.write("old/\(number).yaml", nil)
            try fixture.write("new/\(number).yaml", text + "new \(number)\n")
        }
        let head = try fixture.commit()
        let changes = try fixture.repository().changedPaths(in: RevisionRange(base: base, head: head))
        #expect(changes.filter { $0.kind == .added }.count == 200)
        #expect(changes.filter { $0.kind == .removed }.count == 200)
    }

    @Test("comparing only a folder leaves out the rest")
    func folder() throws {
        let fixture = try GitFixture()
        try fixture.write("a/x.yaml", "1")
        try fixture.write("b/x.yaml", "1")
        let base = try fixture.commit()
        try fixture.write("a/x.yaml", "2")
        try fixture.write("b/x.yaml", "2")
        let head = try fixture.commit()
        let range = RevisionRange(base: base, head: head)
        #expect(try fixture.repository().changedPaths(in: range, under: "b").map(\.path) == ["b/x.yaml"])
        #expect(try fixture.repository().changedPaths(in: range, under: "a/x.yaml").map(\.path) == ["a/x.yaml"])
    }
}
