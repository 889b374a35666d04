import Foundation
import GitOpsManifest
import Synchronization
import Testing

@testable import GitOpsRepository

@Suite("Manifests at a revision")
struct ManifestTests {
    private func manifest(_ name: String, _ value: String = "1") -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\ndata:\n  key: \"\(value)\"\n"
    }

    @Test("a revision gives the same manifests as a checkout of it")
    func sameAsCheckout() throws {
        let fixture = try GitFixture()
        try fixture.write("a/one.yaml", manifest("one") + "---\n" + manifest("two"))
        try fixture.write("a-b/three.json", #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"three"}}"#)
        try fixture.write("b/broken.yaml", "a: [\n")
        try fixture.write("values.yaml", "replicas: 3\n")
        try fixture.write("ignored/x.yaml", manifest("x"))
        try fixture.write("b/skip.yaml", manifest("skip"))
        try fixture.write(".gitopsignore", "ignored/\n")
        try fixture.write("b/.gitopsignore", "skip.yaml\n")
        try fixture.write(".github/workflow.yaml", "on: push\n")
        try fixture.write("readme.md", "text\n")
        let id = try fixture.commit()
        let expected = ManifestLoader().loadBlocking([fixture.path])
        for threads in [1, 2, 5] {
            let found = try fixture.repository().manifestsBlocking(at: id, options: .init(threads: threads))
            #expect(found.manifests.map(\.id) == expected.manifests.map(\.id))
            #expect(found.manifests.map(\.origin.path) == expected.manifests.map(\.origin.path))
            #expect(found.manifests.map(\.position) == expected.manifests.map(\.position))
            #expect(found.manifests.allSatisfy { $0.origin.revision == id.description })
            #expect(found.unreadable.map(\.description) == expected.unreadable.map(\.description))
            #expect(Set(found.nonResources.map(\.origin.path)) == ["values.yaml", ".gitopsignore", "b/.gitopsignore"])
        }
        let folder = try fixture.repository().manifestsBlocking(at: id, options: .init(folder: "b"))
        #expect(folder.manifests.isEmpty && folder.unreadable.count == 1)
    }

    @Test("links, submodules and LFS pointers are kept as unreadable, and never followed")
    func notFollowed() throws {
        let fixture = try GitFixture()
        try FileManager.default.createSymbolicLink(
            atPath: fixture.path + "/link.yaml", withDestinationPath: "/etc/passwd")
        try fixture.write(
            "large.yaml",
            "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "a", count: 64))\nsize 12345\n")
        try fixture.commit()
        try fixture.git(
            "update-index", "--add", "--cacheinfo", "160000,\(String(repeating: "1", count: 40)),module.yaml")
        try fixture.git("commit", "-q", "-m", "module")
        let set = try fixture.repository().manifestsBlocking(at: fixture.head())
        #expect(set.manifests.isEmpty)
        #expect(set.unreadable.map(\.origin.path) == ["large.yaml", "link.yaml", "module.yaml"])
        #expect(set.unreadable.map(\.text).joined().contains("passwd") == false)
    }

    @Test("a file that becomes a link with the same blob is no longer read, although the cache knows the blob")
    func fileBecomesLink() async throws {
        let fixture = try GitFixture()
        try fixture.write("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
        let before = try fixture.commit()
        let blob = try fixture.git("rev-parse", "HEAD:a.yaml")
        try fixture.git("update-index", "--cacheinfo", "120000,\(blob),a.yaml")
        try fixture.git("commit", "-q", "-m", "link")
        let repository = try fixture.repository()
        let cache = ManifestCache()
        #expect(try await repository.manifests(at: before, cache: cache).manifests.count == 1)
        let after = try await repository.manifests(at: try fixture.head(), cache: cache)
        #expect(after.manifests.isEmpty && after.unreadable.count == 1)
    }

    @Test("a blob that two revisions share is parsed once")
    func cache() throws {
        let fixture = try GitFixture()
        for number in 0..<20 { try fixture.write("f\(number).yaml", manifest("f\(number)")) }
        let base = try fixture.commit()
        try fixture.write("f3.yaml", manifest("f3", "changed"))
        let head = try fixture.commit()
        let cache = ManifestCache()
        let repository = try fixture.repository()
        let one = try repository.manifestsBlocking(at: base, cache: cache)
        let two = try repository.manifestsBlocking(at: head, cache: cache)
        let shared = zip(one.manifests, two.manifests).filter {
            $0.document.source.sharesBytes(with: $1.document.source)
        }
        #expect(shared.count == 19)
        #expect(
            two.manifests[one.manifests.firstIndex { $0.id.name == "f3" } ?? 0].root["data"]?["key"]?.string
                == "changed")
    }

    @Test("a bulk read gives what git cat-file gives, and says which object is missing")
    func bulk() throws {
        let fixture = try GitFixture()
        for number in 0..<64 { try fixture.write("f\(number)", String(repeating: "\(number)", count: number * 7)) }
        let id = try fixture.commit()
        let repository = try fixture.repository()
        let missing = try #require(ObjectID(String(repeating: "a", count: 40)))
        let ids = try repository.files(at: id).map(\.id) + [missing]
        let found = Mutex<[Int: [UInt8]]>([:])
        let failures = Mutex<[GitError.Problem]>([])
        repository.readContents(of: ids, options: BlobReadingOptions(threads: 3)) { index, result in
            switch result {
            case .success(let bytes): found.withLock { $0[index] = Array(bytes) }
            case .failure(let error): failures.withLock { $0.append(error.problem) }
            }
        }
        for (index, id) in ids.dropLast().enumerated() {
            #expect(try found.withLock { $0[index] } == Array(fixture.gitBytes(["cat-file", "blob", "\(id)"])))
        }
        #expect(failures.withLock { $0 } == [.missingObject(missing)])
    }

    @Test("many tasks read one repository at once")
    func concurrency() async throws {
        let fixture = try GitFixture()
        for number in 0..<30 { try fixture.write("d\(number % 5)/f\(number).yaml", manifest("f\(number)")) }
        let id = try fixture.commit()
        let repository = try fixture.repository()
        let cache = ManifestCache(budget: 8_000)
        try await withThrowingTaskGroup(of: [ResourceID].self) { group in
            for _ in 0..<32 {
                group.addTask { try await repository.manifests(at: id, cache: cache).manifests.map(\.id) }
            }
            var results: [[ResourceID]] = []
            for try await result in group { results.append(result) }
            #expect(results.allSatisfy { $0 == results[0] && $0.count == 30 })
        }
    }

    @Test("a cancelled read ends with CancellationError")
    func cancellation() async throws {
        let fixture = try GitFixture()
        try fixture.write("a.yaml", manifest("a"))
        let id = try fixture.commit()
        let repository = try fixture.repository()
        let task = Task { try await repository.manifests(at: id) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("the limits of a repository hold")
    func limits() throws {
        let fixture = try GitFixture()
        try fixture.write("a/b/c/d.yaml", manifest("d"))
        try fixture.write("large.yaml", String(repeating: "# comment\n", count: 1000))
        let id = try fixture.commit()
        let shallow = try Repository(opening: fixture.path, limits: RepositoryLimits(depth: 3))
        #expect(throws: GitError.self) { try shallow.files(at: id) }
        let few = try Repository(opening: fixture.path, limits: RepositoryLimits(treeEntries: 1))
        #expect(throws: GitError.self) { try few.files(at: id) }
        let small = try Repository(opening: fixture.path, limits: RepositoryLimits(blobBytes: 2000))
        #expect(try small.manifestsBlocking(at: id).unreadable.map(\.origin.path) == ["large.yaml"])
    }

    @Test("a submodule and links to folders are named, a link to a file that nobody reads is not")
    func hiddenFolders() throws {
        let fixture = try GitFixture()
        try fixture.write("base/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
        try fixture.write("LICENSE", "text\n")
        for (link, target) in [
            ("overlay", "base"), ("sub/up", "../base"), ("away", "../../elsewhere"), ("COPYING", "LICENSE"),
        ] {
            let path = "\(fixture.path)/\(link)"
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
        }
        try fixture.commit()
        let head = try fixture.git("rev-parse", "HEAD")
        try fixture.git("update-index", "--add", "--cacheinfo", "160000,\(head),charts/redis")
        try fixture.git("commit", "-q", "-m", "submodule")
        let set = try fixture.repository().manifestsBlocking(at: fixture.head())
        #expect(set.manifests.count == 1)
        #expect(Set(set.unreadable.map(\.origin.path)) == ["overlay", "sub/up", "away", "charts/redis"])
    }

    @Test("a link is resolved part by part, as the kernel does it")
    func linksBehindLinks() throws {
        let fixture = try GitFixture()
        try fixture.write("deep/dir/notes", "text\n")
        try fixture.write("deep/f/web.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
        try fixture.write("f", "text\n")
        try fixture.write("deep/only", "text\n")
        // A combining mark behind the slash makes one character of both.
        try fixture.write("base/\u{301}x/web.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n")
        try fixture.write("base\u{2F}y", "text\n")
        let links = [
            ("x", "deep/dir"), ("prod/app", "../x/../f"), ("prod/notes", "../x/notes"), ("prod/only", "../x/../only"),
            ("prod/up", "../x/../../f"), ("one", "two"), ("two", "one"), ("marked", "base/\u{301}x"),
            ("prod/root", "../x/../../.."), ("prod/behind", "../f/."), ("prod/gone", "../nothing"),
        ]
        for (link, target) in links {
            let path = "\(fixture.path)/\(link)"
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            #expect(symlink(target, path) == 0)
        }
        try fixture.commit()
        let set = try fixture.repository().manifestsBlocking(at: fixture.head())
        #expect(
            Set(set.unreadable.map(\.origin.path)) == [
                "x", "prod/app", "one", "two", "marked", "prod/root", "prod/behind", "prod/gone",
            ])
    }

    @Test("trees that hold each other many times end at the limit, though there is no file in them")
    func treeBomb() throws {
        let fixture = try GitFixture()
        var tree = try fixture.git(["mktree"], input: [])
        for _ in 0..<12 {
            let entries = (0..<10).map { "040000 tree \(tree)\tf\($0)\n" }.joined()
            tree = try fixture.git(["mktree"], input: Array(entries.utf8))
        }
        let commit = try #require(ObjectID(try fixture.git("commit-tree", "-m", "bomb", tree)))
        let empty = try fixture.commit()
        let range = RevisionRange(base: empty, head: commit)
        for (limits, limit) in [
            (RepositoryLimits(treeEntries: 5_000), GitError.Limit.treeEntries),
            (RepositoryLimits(pathBytes: 1 << 20), .pathBytes),
        ] {
            let repository = try Repository(opening: fixture.path, limits: limits)
            let readings: [() throws -> Void] = [
                { _ = try repository.files(at: commit) },
                { _ = try repository.changedPaths(in: range) },
                {
                    try repository.withTreeReader { reader throws(GitError) in
                        try reader.changes(from: nil, to: try reader.commit(commit).info.tree) { _, _, _ in }
                    }
                },
            ]
            for reading in readings {
                let error = #expect(throws: GitError.self) { try reading() }
                guard case .limitExceeded(limit, _)? = error?.problem else {
                    Issue.record("\(limit): \(String(describing: error))")
                    continue
                }
            }
        }
    }
}
