import Foundation
import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsRepository

@Suite("Git LFS")
struct LFSTests {
    private static let manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: large}\n"

    /// A repository whose `a.yaml` is a pointer to the content, and the digest of that.
    private func fixture(_ content: String) throws -> (fixture: GitFixture, digits: String) {
        let fixture = try GitFixture()
        let digits = SHA256Digest.hexadecimal(of: Array(content.utf8))
        try fixture.write("a.yaml", Self.pointer(digits, content.utf8.count))
        try fixture.commit()
        return (fixture, digits)
    }

    private static func pointer(_ digits: String, _ count: Int) -> String {
        "version https://git-lfs.github.com/spec/v1\noid sha256:\(digits)\nsize \(count)\n"
    }

    private func keep(_ content: String, as digits: String, in fixture: GitFixture) throws {
        try fixture.write(".git/lfs/objects/\(digits.prefix(2))/\(digits.dropFirst(2).prefix(2))/\(digits)", content)
    }

    private func read(_ fixture: GitFixture, _ limits: RepositoryLimits = RepositoryLimits()) throws -> ManifestSet {
        try Repository(opening: fixture.path, limits: limits).manifestsBlocking(at: fixture.head())
    }

    @Test("a pointer whose content is elsewhere is unreadable, and its digest and size are told")
    func elsewhere() throws {
        let (fixture, digits) = try fixture(Self.manifest)
        let set = try read(fixture)
        #expect(set.manifests.isEmpty && set.nonResources.isEmpty)
        let text = try #require(set.unreadable.first?.description)
        #expect(
            text
                == "a.yaml: the content is in Git LFS and not here (sha256:\(digits), \(Self.manifest.utf8.count) "
                + "bytes); bring it with git lfs pull, or keep manifests in Git")
        // The same where the filter did not run in a work tree.
        let loaded = ManifestLoader().loadBlocking([fixture.path])
        #expect(loaded.unreadable.map(\.description) == [text])
        #expect(loaded.manifests.isEmpty && loaded.nonResources.isEmpty)
    }

    @Test(
        "content that Git LFS keeps beside the repository is read from there, from a bare one and with a cache as well")
    func here() throws {
        let (fixture, digits) = try fixture(Self.manifest)
        try keep(Self.manifest, as: digits, in: fixture)
        let set = try read(fixture)
        #expect(set.unreadable.isEmpty && set.manifests.map(\.id.name) == ["large"])
        #expect(set.manifests.first?.origin.path == "a.yaml")
        let bare = try Repository(opening: fixture.path + "/.git")
        let cache = ManifestCache()
        for _ in 0..<2 {
            #expect(try bare.manifestsBlocking(at: fixture.head(), cache: cache).manifests.count == 1)
        }
        // What was not there is looked for again.
        let (late, other) = try self.fixture(Self.manifest + "data: {}\n")
        let repository = try late.repository()
        #expect(try repository.manifestsBlocking(at: late.head(), cache: cache).unreadable.count == 1)
        try keep(Self.manifest + "data: {}\n", as: other, in: late)
        #expect(try repository.manifestsBlocking(at: late.head(), cache: cache).manifests.count == 1)
    }

    @Test("content that has another digest or length than the pointer says is never read")
    func changed() throws {
        for content in [Self.manifest.replacing("large", with: "forge"), Self.manifest + "#", ""] {
            let (fixture, digits) = try fixture(Self.manifest)
            try keep(content, as: digits, in: fixture)
            let set = try read(fixture)
            #expect(set.manifests.isEmpty)
            #expect(set.unreadable.first?.text.contains("is not what the pointer says") == true)
        }
        // A pointer that lies about the length of what it names.
        let (fixture, digits) = try fixture(Self.manifest)
        try keep(Self.manifest, as: digits, in: fixture)
        try fixture.write("a.yaml", Self.pointer(digits, 5))
        try fixture.commit("lie")
        #expect(try read(fixture).unreadable.first?.text.contains("is not what the pointer says") == true)
    }

    @Test("the limits hold for content of Git LFS, and a folder or pipe in its place is no content")
    func limits() throws {
        let content = Self.manifest + String(repeating: "# comment\n", count: 100)
        let (fixture, digits) = try fixture(content)
        try keep(content, as: digits, in: fixture)
        let small = try read(fixture, RepositoryLimits(blobBytes: 500))
        #expect(small.unreadable.first?.text.contains("larger than 500 bytes") == true)
        let few = try read(fixture, RepositoryLimits(totalBytes: 500))
        #expect(few.unreadable.first?.text.contains("bytes in all files") == true)
        #expect(try read(fixture).manifests.count == 1)
        let path = "\(fixture.path)/.git/lfs/objects/\(digits.prefix(2))/\(digits.dropFirst(2).prefix(2))/\(digits)"
        try FileManager.default.removeItem(atPath: path)
        #expect(mkfifo(path, 0o600) == 0)
        #expect(try read(fixture).unreadable.first?.text.contains("is not what the pointer says") == true)
    }

    @Test("what an extension of Git LFS changed is not taken for the content")
    func extensions() throws {
        let (fixture, digits) = try fixture(Self.manifest)
        try keep(Self.manifest, as: digits, in: fixture)
        let extended = Self.pointer(digits, Self.manifest.utf8.count)
            .replacing("\noid", with: "\next-0-case sha256:\(String(repeating: "a", count: 64))\noid")
        try fixture.write("a.yaml", extended)
        try fixture.commit("extension")
        #expect(try read(fixture).unreadable.first?.text.contains("behind an extension") == true)
    }

    @Test(
        "only what Git LFS writes is a pointer",
        arguments: [
            ("version https://git-lfs.github.com/spec/v1\noid sha256:DIGITS\nsize 12\n", true),
            ("version https://hawser.github.com/spec/v1\noid sha256:DIGITS\nsize 0\n", true),
            ("version https://git-lfs.github.com/spec/v9\noid sha256:DIGITS\nsize 12\n", false),
            ("oid sha256:DIGITS\nsize 12\nversion https://git-lfs.github.com/spec/v1\n", false),
            ("version https://git-lfs.github.com/spec/v1\noid sha256:../../../../etc/passwd\nsize 12\n", false),
            ("version https://git-lfs.github.com/spec/v1\noid sha256:DIGITSa\nsize 12\n", false),
            ("version https://git-lfs.github.com/spec/v1\noid sha256:DIGITS\nsize -1\n", false),
            ("version https://git-lfs.github.com/spec/v1\noid sha256:DIGITS\noid sha256:DIGITS\nsize 1\n", false),
            ("version https://git-lfs.github.com/spec/v1\noid sha256:DIGITS\n", false),
            ("version: 1\n", false), ("", false),
        ])
    func recognition(_ text: String, _ isPointer: Bool) {
        let digits = String(repeating: "0f", count: 32)
        let pointer = LFSPointer(Array(text.replacing("DIGITS", with: digits).utf8))
        #expect((pointer != nil) == isPointer)
        if let pointer { #expect(pointer.sha256 == digits) }
        #expect(LFSPointer(Array(text.utf8) + Array(repeating: 10, count: 1_024)) == nil)
    }

    @Test("the digest is that of sha256sum, for every length of the last block", .enabled(if: canDigest))
    func digest() throws {
        #expect(
            SHA256Digest.hexadecimal(of: Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let folder = try GitFixture()
        var generator = SeededGenerator(seed: 256)
        var expected: [String] = []
        for count in Array(0...130) + [1_000, 100_003] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let name = String(format: "f%06d", count)
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/\(name)"))
            expected.append("\(SHA256Digest.hexadecimal(of: bytes))  \(name)")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "sha256sum f*"]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(text.split(separator: "\n").map(String.init) == expected, "seed \(generator.seed)")
    }

    private static let canDigest = FileManager.default.isExecutableFile(atPath: "/usr/bin/sha256sum")
}
