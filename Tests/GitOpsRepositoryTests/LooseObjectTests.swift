import Foundation
import GitOpsManifest
import Testing

@testable import GitOpsRepository

@Suite("Loose objects")
struct LooseObjectTests {
    @Test(
        "cut off anywhere, a blob, tree, commit or tag ends in an error", arguments: ["blob", "tree", "commit", "tag"])
    func truncated(kind: String) throws {
        let fixture = try GitFixture()
        try fixture.write("a.yaml", (0..<200).map { "key\($0): \($0 * 7919)\n" }.joined())
        try fixture.commit()
        try fixture.git("tag", "-a", "-m", "first", "v1")
        let names = ["blob": "HEAD:a.yaml", "tree": "HEAD^{tree}", "commit": "HEAD", "tag": "v1"]
        let name = try #require(names[kind])
        let id = try #require(ObjectID(try fixture.git("rev-parse", name)))
        let file = try fixture.looseFile(of: id)
        let whole = try Data(contentsOf: file)
        for length in stride(from: 0, to: whole.count, by: max(1, whole.count / 40)) {
            try whole.prefix(length).write(to: file)
            #expect(throws: GitError.self, "\(length) bytes") { try fixture.readEverything() }
        }
        try whole.write(to: file)
        #expect(try fixture.readEverything() == 1)
    }

    @Test("content that is longer or shorter than its header says is damage")
    func wrongSize() throws {
        let fixture = try GitFixture()
        try fixture.write("a.yaml", "a: 1\n")
        try fixture.commit()
        let id = try #require(ObjectID(try fixture.git("rev-parse", "HEAD:a.yaml")))
        let file = try fixture.looseFile(of: id)
        for header in ["blob 4", "blob 6", "blob 99999999999", "blob -1", "blob 5x", "blob", "", "bolb 5"] {
            try zlibStored(Array("\(header)\0a: 1\n".utf8)).write(to: file)
            #expect(throws: GitError.self, "\(header)") { try fixture.repository().content(of: id) }
        }
        try zlibStored(Array("blob 5\0a: 1\n".utf8)).write(to: file)
        #expect(try fixture.repository().content(of: id) == Array("a: 1\n".utf8))
    }

    @Test("an object whose content is not what its name says is refused where that is asked for")
    func verification() throws {
        let fixture = try GitFixture()
        try fixture.write("a.yaml", "a: 1\n")
        try fixture.commit()
        let head = try fixture.head()
        let blob = try #require(ObjectID(try fixture.git("rev-parse", "HEAD:a.yaml")))
        let tree = try #require(ObjectID(try fixture.git("rev-parse", "HEAD^{tree}")))
        func verifying() throws -> Repository { try Repository(opening: fixture.path, verifiesObjects: true) }
        #expect(try verifying().manifestsBlocking(at: head).unreadable.isEmpty)
        try zlibStored(Array("blob 5\0a: 2\n".utf8)).write(to: try fixture.looseFile(of: blob))
        #expect(try fixture.repository().content(of: blob) == Array("a: 2\n".utf8))
        #expect(throws: GitError.self) { try verifying().content(of: blob) }
        #expect(try verifying().manifestsBlocking(at: head).unreadable.count == 1)
        try zlibStored(Array("tree 0\0".utf8)).write(to: try fixture.looseFile(of: tree))
        #expect(try fixture.repository().files(at: head).isEmpty)
        #expect(throws: GitError.self) { try verifying().files(at: head) }
    }

    @Test("a pipe in place of an object or a pack index is not waited for", arguments: ["object", "index"])
    func pipe(kind: String) throws {
        let fixture = try GitFixture()
        try fixture.write("a.yaml", "a: 1\n")
        try fixture.commit()
        if kind == "object" {
            let id = try #require(ObjectID(try fixture.git("rev-parse", "HEAD:a.yaml")))
            let file = try fixture.looseFile(of: id)
            try FileManager.default.removeItem(at: file)
            try #require(mkfifo(file.path, 0o600) == 0)
        } else {
            try #require(mkfifo(fixture.path + "/.git/objects/pack/pack-0.idx", 0o600) == 0)
        }
        #expect(throws: GitError.self) { try fixture.readEverything() }
    }

    @Test("objects are found by a few digits, and in the objects that a repository borrows")
    func borrowed() throws {
        let fixture = try GitFixture()
        try fixture.write("a.yaml", "a: 1\n")
        let head = try fixture.commit()
        let clone = fixture.path + "-clone"
        defer { try? FileManager.default.removeItem(atPath: clone) }
        try fixture.git("clone", "-q", "--shared", fixture.path, clone)
        let repository = try Repository(opening: clone)
        #expect(try repository.resolve(String(head.description.prefix(7))) == head)
        #expect(try repository.files(at: head).map(\.path) == ["a.yaml"])
        let blob = try #require(try repository.files(at: head).first?.id)
        let file = try fixture.looseFile(of: blob)
        try Data(contentsOf: file).prefix(8).write(to: file)
        #expect(throws: GitError.self) { try Repository(opening: clone).content(of: blob) }
    }
}

extension GitFixture {
    /// The file of a loose object, made writable.
    fileprivate func looseFile(of id: ObjectID) throws -> URL {
        let digits = id.description
        let file = "\(path)/.git/objects/\(digits.prefix(2))/\(digits.dropFirst(2))"
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        return URL(fileURLWithPath: file)
    }

    /// Reads the tag, the commit, the tree and every file; the number of files.
    fileprivate func readEverything() throws -> Int {
        let repository = try repository()
        if !(try git("tag", "-l", "v1")).isEmpty { _ = try repository.resolve("v1") }
        let files = try repository.files(at: repository.resolve("HEAD"))
        for file in files { _ = try repository.content(of: file.id) }
        return files.count
    }
}
