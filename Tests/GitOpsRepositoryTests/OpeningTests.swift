import Foundation
import GitOpsManifest
import Testing

@testable import GitOpsRepository

@Suite("Opening repositories")
struct OpeningTests {
    @Test("a folder that is no repository is refused with what to do")
    func notARepository() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let error = #expect(throws: GitError.self) { try Repository(opening: folder.path) }
        #expect(error?.problem == .notARepository)
        #expect(error?.description.contains("give the path") == true)
    }

    @Test("bare, nested, and linked work trees open, also with worktree configuration")
    func kinds() throws {
        let fixture = try GitFixture()
        try fixture.write("folder/a.yaml", "a: 1\n")
        let id = try fixture.commit()
        #expect(try Repository(opening: fixture.path + "/folder").resolve("HEAD") == id)

        let bare = fixture.path + "/bare.git"
        try fixture.git("clone", "-q", "--bare", ".", bare)
        let bareRepository = try Repository(opening: bare)
        #expect(bareRepository.workDirectory == nil)
        #expect(try bareRepository.resolve("main") == id)

        try fixture.git("config", "extensions.worktreeConfig", "true")
        let linked = fixture.path + "/linked"
        try fixture.git("worktree", "add", "-q", "-b", "side", linked)
        let linkedRepository = try Repository(opening: linked)
        #expect(try linkedRepository.resolve("side") == id)
        #expect(try linkedRepository.files(at: id).map(\.path) == ["folder/a.yaml"])
    }

    /// Git before 2.29 cannot make such repositories.
    private static let makesSHA256 = (try? GitFixture("--object-format=sha256")) != nil

    @Test(
        "a repository in SHA-256 format is refused as such, bare or with commits as well",
        .enabled(if: makesSHA256, "git makes no repositories in SHA-256 format"))
    func sha256() throws {
        let fixture = try GitFixture("--object-format=sha256")
        try fixture.write("a.yaml", "a: 1\n")
        try fixture.git("add", "-A")
        try fixture.git("commit", "-q", "-m", "change")
        try fixture.git("clone", "-q", "--bare", ".", "bare.git")
        for path in [fixture.path, fixture.path + "/bare.git", fixture.path + "/.git"] {
            let error = #expect(throws: GitError.self) { try Repository(opening: path) }
            #expect(error?.problem == .sha256Unsupported)
            #expect(error?.description.contains("names its objects by SHA-256, which cannot be read; use a") == true)
        }
        try fixture.git("config", "extensions.worktreeConfig", "true")
        let error = #expect(throws: GitError.self) { try fixture.repository() }
        #expect(error?.problem == .sha256Unsupported)
    }

    @Test(
        "a remote in SHA-256 format is refused as such, rather than taken for one without references",
        .enabled(if: makesSHA256, "git makes no repositories in SHA-256 format"))
    func sha256Remote() async throws {
        let remote = try GitFixture("--object-format=sha256")
        try remote.git("commit", "-q", "--allow-empty", "-m", "change")
        let url = try RemoteURL("file://" + remote.path)
        let fixture = try GitFixture()
        let repository = try fixture.repository()
        let transport = GitExecutableTransport()
        let asked = await #expect(throws: GitError.self) { try await transport.references(at: url) }
        #expect(asked?.problem == .sha256Unsupported)
        let fetched = await #expect(throws: GitError.self) {
            try await transport.fetch(FetchRequest(["+refs/heads/*:refs/remotes/x/*"]), from: url, into: repository)
        }
        #expect(fetched?.problem == .sha256Unsupported, "\(fetched?.description ?? "")")
    }

    @Test(
        "another user's repository is refused as such", .enabled(if: getuid() == 0, "needs root to give a folder away"))
    func foreignOwner() throws {
        let fixture = try GitFixture()
        try fixture.commit()
        let chown = Process()
        chown.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        chown.arguments = ["chown", "-R", "65534:65534", fixture.path]
        try chown.run()
        chown.waitUntilExit()
        // `safe.directory = *` in the configuration of this machine would rightly let it pass.
        let configured = try? fixture.git("config", "--global", "--get-all", "safe.directory")
        try #require(configured == nil)
        let error = #expect(throws: GitError.self) { try fixture.repository() }
        #expect(error?.problem == .foreignOwner)
    }

    @Test("a shallow clone is walked to its boundary, and says so beyond")
    func shallow() throws {
        let fixture = try GitFixture()
        for number in 0..<6 {
            try fixture.write("a.yaml", "a: \(number)\n")
            try fixture.commit("commit \(number)")
        }
        let clone = fixture.path + "/clone"
        try fixture.git("clone", "-q", "--depth", "3", "file://\(fixture.path)", clone)
        let repository = try Repository(opening: clone)
        #expect(repository.isShallow)
        let log = try repository.log(from: repository.resolve("HEAD"))
        #expect(log.map(\.subject) == ["commit 5", "commit 4", "commit 3"])
        let error = #expect(throws: GitError.self) { try repository.resolve("HEAD~4") }
        #expect(error?.description.contains("unshallow") == true)
    }

    @Test("a blob that a partial clone left out is named as such, and hides nothing else")
    func partialClone() throws {
        let fixture = try GitFixture()
        try fixture.git("config", "uploadpack.allowFilter", "true")
        try fixture.write("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
        try fixture.commit()
        let clone = fixture.path + "/clone.git"
        try fixture.git("clone", "-q", "--bare", "--filter=blob:none", "file://\(fixture.path)", clone)
        let repository = try Repository(opening: clone)
        #expect(try repository.isPartialClone())
        let head = try repository.resolve("HEAD")
        let file = try #require(try repository.files(at: head).first)
        let error = #expect(throws: GitError.self) { try repository.content(of: file.id) }
        #expect(error?.problem == .missingInPartialClone(file.id))
        let set = try repository.manifestsBlocking(at: head)
        #expect(set.manifests.isEmpty)
        #expect(set.unreadable.first?.description.contains("partial clone") == true)
    }

    @Test("a pack whose bytes are damaged names the object that cannot be read")
    func damagedPack() throws {
        let fixture = try GitFixture()
        try fixture.write("a.yaml", String(repeating: "key: value\n", count: 50))
        try fixture.commit()
        try fixture.git("gc", "-q", "--prune=now")
        let folder = fixture.path + "/.git/objects/pack"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let pack = folder + "/" + (try #require(names.first { $0.hasSuffix(".pack") }))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: pack)
        let whole = try Data(contentsOf: URL(fileURLWithPath: pack))
        let head = try fixture.head()
        var named = 0
        for position in 12..<whole.count - 20 {
            var bytes = whole
            bytes[position] ^= 0xFF
            try bytes.write(to: URL(fileURLWithPath: pack))
            let repository = try fixture.repository()
            do throws(GitError) {
                _ = try repository.commit(repository.resolve("\(head)"))
                for file in try repository.files(at: head) { _ = try repository.content(of: file.id) }
            } catch {
                if case .other = error.problem { Issue.record("byte \(position): \(error)") }
                if case .corrupt = error.problem, error.detail.contains("the object ") { named += 1 }
            }
        }
        #expect(named > 20)
        try whole.write(to: URL(fileURLWithPath: pack))
        let index = folder + "/" + (try #require(names.first { $0.hasSuffix(".idx") }))
        try FileManager.default.removeItem(atPath: index)
        let error = #expect(throws: GitError.self) { try fixture.repository().resolve("HEAD") }
        #expect(error?.problem == .corrupt && error?.detail.contains("git index-pack") == true)
    }

    @Test(
        "a pack whose head or end is damaged is named, with what is wrong, rather than that there is no revision",
        arguments: [
            (0, "does not begin with PACK"), (3, "does not begin with PACK"), (7, "has version 253"),
            (11, "objects by its header"), (-1, "another checksum"),
        ])
    func damagedPackEnds(position: Int, problem: String) throws {
        let fixture = try GitFixture()
        try fixture.write("a.yaml", "a: 1\n")
        let head = try fixture.commit()
        try fixture.git("gc", "-q", "--prune=now")
        let folder = fixture.path + "/.git/objects/pack"
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".pack") })
        let pack = folder + "/" + name
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: pack)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: pack))
        bytes[position < 0 ? bytes.count + position : position] ^= 0xFF
        try bytes.write(to: URL(fileURLWithPath: pack))
        let repository = try fixture.repository()
        for revision in ["HEAD", "main", "main~0", "\(head)"] {
            do throws(GitError) {
                // An end that does not fit may be passed over; what is read then is right.
                let commit = try repository.commit(repository.resolve(revision))
                #expect(position < 0 || position == 11)
                #expect(commit.id == head)
            } catch {
                #expect(error.problem == .corrupt, "\(revision): \(error)")
                #expect(error.detail.contains("\(name) ") && error.detail.contains(problem), "\(revision): \(error)")
            }
        }
    }

    @Test("a truncated pack is an error, not a crash")
    func truncatedPack() throws {
        let fixture = try GitFixture()
        for number in 0..<50 {
            try fixture.write("f\(number).yaml", String(repeating: "key\(number): value\n", count: 50))
        }
        try fixture.commit()
        try fixture.git("gc", "-q", "--prune=now")
        let folder = fixture.path + "/.git/objects/pack"
        let pack = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".pack") })
        let file = folder + "/" + pack
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: file))
        let repository = try fixture.repository()
        let error = try #require(throws: GitError.self) { try repository.files(at: repository.resolve("HEAD")) }
        #expect(error.problem == .corrupt)
    }
}
