import Foundation
import GitOpsManifest
import Testing

@testable import GitOpsRepository

/// Fetches with the files of Git LFS. Those that need `git lfs` are skipped where it is not installed.
@Suite("Fetching Git LFS")
struct LFSFetchTests {
    /// A remote that keeps manifests in Git LFS, and a folder for what is made of it.
    private final class Remote: Sendable {
        let fixture: GitFixture
        let scratch: String
        var url: RemoteURL { get throws { try RemoteURL("file://\(fixture.path)") } }

        init() throws {
            fixture = try GitFixture()
            scratch = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: scratch) }

        /// Writes a pointer to a manifest, and the manifest where Git LFS keeps it: of this remote, or of another
        /// folder.
        @discardableResult
        func add(_ name: String, keptIn folder: String? = nil, isKept: Bool = true) throws -> String {
            let content = LFSFetchTests.manifest(name)
            let digits = SHA256Digest.hexadecimal(of: Array(content.utf8))
            try fixture.write(
                "apps/\(name).yaml",
                "version https://git-lfs.github.com/spec/v1\noid sha256:\(digits)\nsize \(content.utf8.count)\n")
            guard isKept else { return digits }
            let place = "lfs/objects/\(digits.prefix(2))/\(digits.dropFirst(2).prefix(2))"
            let path = URL(fileURLWithPath: folder ?? fixture.path + "/.git").appendingPathComponent(place)
            try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
            try Data(content.utf8).write(to: path.appendingPathComponent(digits))
            return digits
        }
    }

    private static func manifest(_ name: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n"
    }

    private static func names(_ repository: Repository, at revision: String = "main") throws -> [String] {
        try repository.manifestsBlocking(at: repository.resolve(revision)).manifests.map(\.id.name).sorted()
    }

    private static let hasLFS: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "lfs", "version"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    @Test("manifests in Git LFS are read at a revision after a fetch that brings them", .enabled(if: hasLFS))
    func brought() async throws {
        let remote = try Remote()
        try remote.add("web")
        try remote.fixture.commit("web")
        try remote.fixture.git("tag", "-a", "v1", "-m", "tag")
        try remote.fixture.git("tag", "file", "HEAD:apps/web.yaml")
        let transport = GitExecutableTransport()
        let path = remote.scratch + "/mirror \"1\""
        let mirror = try await transport.mirror(remote.url, to: path, largeFiles: true)
        #expect(try Self.names(mirror) == ["web"])
        #expect(try Self.names(mirror, at: "v1") == ["web"])

        // Without the option they stay away, and come later though no reference moves.
        try remote.add("api")
        try remote.fixture.commit("api")
        try await transport.fetch(.mirror, from: remote.url, into: mirror)
        #expect(try Self.names(mirror) == ["web"])
        var request = FetchRequest.mirror
        request.largeFiles = true
        try await transport.fetch(request, from: remote.url, into: mirror)
        #expect(try Self.names(mirror) == ["api", "web"])
        // What the remote lost is here.
        try FileManager.default.removeItem(atPath: remote.fixture.path + "/.git/lfs")
        try await transport.fetch(request, from: remote.url, into: mirror)

        // Neither the borrowing repository nor halves of files are left.
        #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/lfs/tmp") == [])
        #expect(!FileManager.default.fileExists(atPath: path + "/hooks/pre-push"))
    }

    @Test("a shallow fetch of one branch brings its files and no others", .enabled(if: hasLFS))
    func shallow() async throws {
        let remote = try Remote()
        let old = try remote.add("web")
        try remote.fixture.commit("web")
        try remote.fixture.write("apps/web.yaml", nil)
        try remote.add("api")
        try remote.fixture.commit("api")
        try remote.fixture.git("switch", "-q", "-c", "other")
        try remote.add("gone", isKept: false)
        try remote.fixture.commit("other")
        let path = remote.scratch + "/shallow"
        try RepositoryHandle.createBare(at: path)
        try await GitExecutableTransport().fetch(
            FetchRequest(["+main:refs/remotes/origin/main"], depth: 1, largeFiles: true), from: remote.url,
            into: Repository(opening: path))
        let repository = try Repository(opening: path)
        #expect(repository.isShallow)
        #expect(try Self.names(repository, at: "refs/remotes/origin/main") == ["api"])
        #expect(!FileManager.default.fileExists(atPath: "\(path)/lfs/objects/\(old.prefix(2))"))
    }

    @Test(
        "neither .lfsconfig nor the repository's configuration leads to another place or program",
        .enabled(if: hasLFS),
        arguments: [".lfsconfig", "lfs.url", "remote.origin.lfsurl", "agent", "storage", "insteadOf", "exclude"])
    func ledElsewhere(setting: String) async throws {
        let remote = try Remote()
        let elsewhere = remote.scratch + "/elsewhere.git"
        try remote.fixture.git("init", "-q", "--bare", elsewhere)
        try remote.add("own")
        try remote.add("foreign", keptIn: elsewhere)
        if setting == ".lfsconfig" { try remote.fixture.write(".lfsconfig", "[lfs]\n\turl = file://\(elsewhere)\n") }
        if setting == "exclude" { try remote.fixture.write(".lfsconfig", "[lfs]\n\tfetchexclude = apps\n") }
        try remote.fixture.commit()
        let transport = GitExecutableTransport()
        let path = remote.scratch + "/mirror"
        let mirror = try await transport.mirror(remote.url, to: path)
        let mark = remote.scratch + "/mark"
        let settings: [(String, String)] =
            switch setting {
            case "lfs.url": [("lfs.url", "file://\(elsewhere)")]
            case "remote.origin.lfsurl": [("remote.origin.lfsurl", "file://\(elsewhere)")]
            case "agent":
                [
                    ("lfs.standalonetransferagent", "evil"), ("lfs.customtransfer.evil.path", "touch"),
                    ("lfs.customtransfer.evil.args", mark),
                ]
            case "storage": [("lfs.storage", remote.scratch + "/storage")]
            case "insteadOf": [("url.file://\(elsewhere).insteadOf", "file://\(remote.fixture.path)/.git")]
            default: []
            }
        for (name, value) in settings { try remote.fixture.git(["config", name, value], in: path) }
        var request = FetchRequest.mirror
        request.largeFiles = true
        let error = await #expect(throws: GitError.self) {
            try await transport.fetch(request, from: remote.url, into: Repository(opening: path))
        }
        #expect(error?.problem == .missingLargeFiles(count: 1))
        #expect(error?.detail.hasPrefix("apps/foreign.yaml: sha256:") == true)
        #expect(try Self.names(mirror) == ["own"])
        #expect(!FileManager.default.fileExists(atPath: mark))
        #expect(!FileManager.default.fileExists(atPath: remote.scratch + "/storage"))
    }

    @Test("when a file is missing the rest is there, and the error names it", .enabled(if: hasLFS))
    func missing() async throws {
        let remote = try Remote()
        for name in ["a", "b"] { try remote.add(name) }
        let digits = try remote.add("lost", isKept: false)
        let head = try remote.fixture.commit()
        let path = remote.scratch + "/mirror"
        let transport = GitExecutableTransport()
        let error = await #expect(throws: GitError.self) {
            try await transport.mirror(remote.url, to: path, largeFiles: true)
        }
        #expect(error?.problem == .missingLargeFiles(count: 1))
        #expect(error?.description.contains("apps/lost.yaml: sha256:\(digits)") == true)
        let mirror = try Repository(opening: path)
        #expect(try mirror.resolve("main") == head)
        let set = try mirror.manifestsBlocking(at: head)
        #expect(set.manifests.map(\.id.name).sorted() == ["a", "b"])
        #expect(set.unreadable.count == 1)
        #expect(set.unreadable.map(\.description).allSatisfy { $0.hasPrefix("apps/lost.yaml: ") })
    }

    @Test("more than is allowed is not asked for", .enabled(if: hasLFS))
    func limit() async throws {
        let remote = try Remote()
        try remote.add("web")
        try remote.fixture.commit()
        // A pointer that claims more than numbers hold, beside another one.
        let forged = String(repeating: "a", count: 64)
        for (size, maximum) in [(10, 20), (Int.max, 1 << 30)] {
            try remote.fixture.write(
                "forged.yaml", "version https://git-lfs.github.com/spec/v1\noid sha256:\(forged)\nsize \(size)\n")
            try remote.fixture.commit()
            let path = "\(remote.scratch)/mirror-\(maximum)"
            let transport = GitExecutableTransport(options: RemoteOptions(largeFileBytes: maximum))
            let error = await #expect(throws: GitError.self) {
                try await transport.mirror(remote.url, to: path, largeFiles: true)
            }
            #expect(error?.problem == .limitExceeded(.largeFileBytes, maximum: maximum))
            #expect(!FileManager.default.fileExists(atPath: path + "/lfs"))
        }
    }

    @Test("a token is shown to the server of the files, and not where these lie", .enabled(if: hasLFS))
    func token() async throws {
        let remote = try Remote()
        let digits = try remote.add("web", isKept: false)
        try remote.fixture.write(".lfsconfig", "[lfs]\n\turl = http://127.0.0.1:1/elsewhere\n")
        try remote.fixture.commit()
        try remote.fixture.git("clone", "-q", "--bare", remote.fixture.path, remote.scratch + "/shop.git")
        let store = try GitHTTPServer(root: remote.scratch) { path, _ in
            path == "/store/\(digits)" ? Data(Self.manifest("web").utf8) : nil
        }
        let basic = "Basic " + Data("git:s3cret".utf8).base64EncodedString()
        let port = store.port
        let server = try GitHTTPServer(root: remote.scratch, authorization: basic) { path, _ in
            guard path == "/shop.git/info/lfs/objects/batch" else { return nil }
            let place = "{\"href\":\"http://127.0.0.1:\(port)/store/\(digits)\"}"
            let size = Self.manifest("web").utf8.count
            return Data(
                "{\"objects\":[{\"oid\":\"\(digits)\",\"size\":\(size),\"actions\":{\"download\":\(place)}}]}".utf8)
        }
        let redirecting = try GitHTTPServer(root: remote.scratch, redirect: "http://127.0.0.1:\(port)")
        defer { for server in [store, server, redirecting] { server.stop() } }
        let url = try RemoteURL("http://127.0.0.1:\(server.port)/shop.git")
        let transport = GitExecutableTransport(options: RemoteOptions(credentials: .token(Secret("s3cret"))))
        let mirror = try await transport.mirror(url, to: remote.scratch + "/mirror", largeFiles: true)
        #expect(try Self.names(mirror) == ["web"])
        #expect(store.authorizations.isEmpty)

        // The same where the server of the files sends everybody elsewhere.
        try FileManager.default.removeItem(atPath: remote.scratch + "/mirror/lfs")
        let other = try RemoteURL("http://127.0.0.1:\(redirecting.port)/shop.git")
        var request = FetchRequest.mirror
        request.largeFiles = true
        let error = await #expect(throws: GitError.self) {
            try await transport.bringLargeFiles(of: request, from: other, into: mirror)
        }
        #expect(error.map { "\($0)".contains("s3cret") || "\($0)".contains(basic) } == false)
        #expect(store.authorizations.isEmpty)
        let wrong = GitExecutableTransport(options: RemoteOptions(credentials: .token(Secret("wr0ng"))))
        let refusal = await #expect(throws: GitError.self) {
            try await wrong.bringLargeFiles(of: request, from: url, into: mirror)
        }
        #expect(refusal?.problem == .authenticationFailed)
    }

    /// What a server of large files may do that is not what it was asked for.
    enum Lie: CaseIterable {
        case content, shorter, longer, size, nothing, cutOff, leavingName, otherName, redirect
    }

    @Test(
        "a server that gives something else than the pointer names gives nothing", .enabled(if: hasLFS),
        arguments: Lie.allCases)
    func lyingServer(lie: Lie) async throws {
        let remote = try Remote()
        let names = ["own", "web"]
        let digits = try names.map { try remote.add($0, isKept: false) }
        let head = try remote.fixture.commit()
        try remote.fixture.git("clone", "-q", "--bare", remote.fixture.path, remote.scratch + "/shop.git")
        let right = Self.manifest("web")
        let given =
            switch lie {
            case .content: right.replacing("web", with: "bad")
            case .shorter: String(right.dropLast(5))
            case .longer: right + "# more\n"
            case .nothing: ""
            case .size, .cutOff, .leavingName, .otherName, .redirect: right
            }
        let elsewhere = try GitHTTPServer(root: remote.scratch) { _, _ in
            Data(right.replacing("web", with: "bad").utf8)
        }
        let moved = try GitHTTPServer(root: remote.scratch, redirect: "http://127.0.0.1:\(elsewhere.port)")
        let basic = "Basic " + Data("git:s3cret".utf8).base64EncodedString()
        let store = try GitHTTPServer(root: remote.scratch, cutOff: lie == .cutOff ? "/store/web" : nil) { path, _ in
            path == "/store/own" ? Data(Self.manifest("own").utf8) : path == "/store/web" ? Data(given.utf8) : nil
        }
        let (place, movedPlace) = (store.port, moved.port)
        let server = try GitHTTPServer(root: remote.scratch, authorization: basic) { path, _ in
            guard path == "/shop.git/info/lfs/objects/batch" else { return nil }
            let objects = zip(names, digits).map { name, oid in
                let isLie = name == "web"
                let port = isLie && lie == .redirect ? movedPlace : place
                let size = Self.manifest(name).utf8.count + (isLie && lie == .size ? 7 : 0)
                let oid =
                    isLie && lie == .leavingName
                    ? "../../../../evil" : isLie && lie == .otherName ? String(repeating: "f", count: 64) : oid
                let href = "\"http://127.0.0.1:\(port)/store/\(name)\""
                return "{\"oid\":\"\(oid)\",\"size\":\(size),\"actions\":{\"download\":{\"href\":\(href)}}}"
            }
            return Data("{\"objects\":[\(objects.joined(separator: ","))]}".utf8)
        }
        defer { for server in [elsewhere, moved, store, server] { server.stop() } }
        let url = try RemoteURL("http://127.0.0.1:\(server.port)/shop.git")
        let transport = GitExecutableTransport(options: RemoteOptions(credentials: .token(Secret("s3cret"))))
        let path = remote.scratch + "/mirror"
        // A size that is another one in the answer is of no consequence: the file is the right one.
        let error: GitError?
        do {
            _ = try await transport.mirror(url, to: path, largeFiles: true)
            error = nil
        } catch let failure as GitError {
            error = failure
        }
        #expect(error != nil || lie == .size)
        #expect(error.map { "\($0)".contains("s3cret") || "\($0)".contains(basic) } != true)
        let mirror = try Repository(opening: path)
        #expect(try mirror.resolve("main") == head)
        let set = try mirror.manifestsBlocking(at: head)
        let found = Set(set.manifests.map(\.id.name))
        #expect(found.isSubset(of: error == nil ? ["own", "web"] : ["own"]), "\(found)")
        #expect(set.unreadable.contains { $0.description.hasPrefix("apps/web.yaml: ") } == (error != nil))
        for other in [elsewhere, moved, store] { #expect(other.authorizations.isEmpty) }
        // Nothing lies under another name than that of its content.
        let files = FileManager.default.enumerator(atPath: remote.scratch)?.compactMap { $0 as? String } ?? []
        for name in ["evil", String(repeating: "f", count: 64)] { #expect(!files.contains { $0.hasSuffix(name) }) }
        for file in files where file.contains("lfs/objects/") {
            let bytes = (try? Data(contentsOf: URL(fileURLWithPath: "\(remote.scratch)/\(file)"))).map { Array($0) }
            guard let bytes, let name = file.split(separator: "/").last, name.utf8.count == 64 else { continue }
            #expect(SHA256Digest.hexadecimal(of: bytes) == String(name), "\(file)")
        }
    }

    @Test("what cannot be brought is said before anything is fetched")
    func refused() async throws {
        let remote = try Remote()
        try remote.fixture.commit()
        let path = remote.scratch + "/mirror"
        try RepositoryHandle.createBare(at: path)
        let repository = try Repository(opening: path)
        var request = FetchRequest.mirror
        request.largeFiles = true
        let library = await #expect(throws: GitError.self) {
            try await LibGit2Transport().fetch(request, from: remote.url, into: repository)
        }
        #expect(library?.problem == .unsupportedByTransport)
        #expect(library?.detail.contains("GitExecutableTransport") == true)
        request.filter = "blob:none"
        let partial = await #expect(throws: GitError.self) {
            try await GitExecutableTransport().fetch(request, from: remote.url, into: repository)
        }
        #expect(partial?.problem == .invalidRequest)
        #expect(throws: GitError.self) { try repository.resolve("main") }
        let missing = GitError(.missingProgram("git-lfs"), repository: "shop")
        #expect(
            "\(missing)"
                == "shop: the program git-lfs is not there; install it, as packages of the name git-lfs do, where "
                + "PATH finds it"
        )
    }

    @Test(
        "files are asked for at the address that belongs to the remote's",
        arguments: [
            ("https://git.example.com/team/shop", "https://git.example.com/team/shop.git/info/lfs"),
            ("https://git.example.com:8443/shop.git/", "https://git.example.com:8443/shop.git/info/lfs"),
            ("git@git.example.com:shop.git", "git@git.example.com:shop.git"),
            ("file:///srv/a%25b", "file:///srv/a%25b"), ("/srv/a%b", "file:///srv/a%25b"),
        ])
    func endpoint(address: String, endpoint: String) throws {
        #expect(try GitExecutableTransport.largeFileEndpoint(of: RemoteURL(address)) == endpoint)
    }
}
