import Foundation
import GitOpsTestSupport
import Testing

@testable import GitOpsRepository

/// Without what is tested here, libgit2 would end the process or wait for ever.
@Suite("Files of a repository that were made to do harm")
struct HostileFilesTests {
    /// A packed repository with two branches that have a common ancestor.
    private static func packed() throws -> GitFixture {
        let fixture = try GitFixture()
        for number in 0..<20 { try fixture.write("f\(number).yaml", "a: \(number)\n") }
        try fixture.commit("one")
        try fixture.git("branch", "side")
        try fixture.write("f0.yaml", "a: b\n")
        try fixture.commit("two")
        try fixture.git("gc", "-q", "--prune=now")
        try fixture.git("multi-pack-index", "write")
        try fixture.git("commit-graph", "write", "--reachable")
        return fixture
    }

    private enum Table: String, CaseIterable {
        case index, multiPackIndex, commitGraph

        func path(in fixture: GitFixture) throws -> String {
            let objects = fixture.path + "/.git/objects"
            switch self {
            case .index:
                let names = try FileManager.default.contentsOfDirectory(atPath: objects + "/pack")
                return objects + "/pack/" + (try #require(names.first { $0.hasSuffix(".idx") }))
            case .multiPackIndex: return objects + "/pack/multi-pack-index"
            case .commitGraph: return objects + "/info/commit-graph"
            }
        }

        /// Where the table of numbers of objects ends.
        func fanOutEnd(_ bytes: [UInt8]) throws -> Int {
            guard self != .index else { return 1032 }
            let header = self == .multiPackIndex ? 12 : 8
            for row in stride(from: header, to: 300, by: 12) where bytes[row..<row + 4].elementsEqual("OIDF".utf8) {
                return bytes[row + 4..<row + 12].reduce(0) { $0 << 8 | Int($1) } + 1024
            }
            throw CocoaError(.fileReadCorruptFile)
        }
    }

    private func replace(_ path: String, _ bytes: [UInt8]) throws {
        try? FileManager.default.removeItem(atPath: path)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    /// Everything that uses packs, tables of several packs and graphs.
    private func readEverything(_ path: String) throws {
        let repository = try Repository(opening: path)
        let head = try repository.resolve("main")
        for file in try repository.files(at: head) { _ = try repository.content(of: file.id) }
        let side = try repository.resolve("side")
        _ = try repository.pool.withHandle { handle throws(GitError) in try handle.mergeBase(head, side) }
        _ = try? repository.resolve("0123456789")
    }

    @Test("a pack index with a number of objects that cannot be is refused, named and with what is wrong")
    func countsOfIndex() throws {
        let fixture = try Self.packed()
        for name in ["pack/multi-pack-index", "info/commit-graph"] {
            try FileManager.default.removeItem(atPath: fixture.path + "/.git/objects/" + name)
        }
        let path = try Table.index.path(in: fixture)
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        for word: UInt32 in [0xFFFF_FFFF, 0x0924_9249, 0x2492_4925, 0x9249_2492] {
            var bytes = whole
            bytes.replaceSubrange(1028..<1032, with: withUnsafeBytes(of: word.bigEndian) { Array($0) })
            try replace(path, bytes)
            let error = try #require(throws: GitError.self) { try readEverything(fixture.path) }
            #expect(error.problem == .corrupt)
            #expect(error.detail.contains("\(path) has \(word) objects"), "\(error)")
        }
        try replace(path, whole)
        try readEverything(fixture.path)
    }

    @Test("a number of objects that fits the file in 32 bits only is refused", arguments: Table.allCases)
    private func overflow(table: Table) throws {
        let fixture = try Self.packed()
        let path = try table.path(in: fixture)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        try readEverything(fixture.path)
        // 2^30 times 8, 20, 28 or 36 is nothing in 32 bits.
        bytes[try table.fanOutEnd(bytes) - 4] = 0x40
        try replace(path, bytes)
        let error = try #require(throws: GitError.self) { try readEverything(fixture.path) }
        #expect(error.problem == .corrupt)
        #expect(error.detail.contains(path), "\(error)")
    }

    @Test("changed heads and first tables never end the process", arguments: Table.allCases, UInt64(0)..<3)
    private func mutations(table: Table, seed: UInt64) throws {
        let fixture = try Self.packed()
        if table != .multiPackIndex {
            try FileManager.default.removeItem(atPath: try Table.multiPackIndex.path(in: fixture))
        }
        let path = try table.path(in: fixture)
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let end = try table.fanOutEnd(whole)
        var generator = SeededGenerator(seed: seed)
        for number in 0..<100 {
            var bytes = whole
            let word = Int.random(in: 0..<end / 4, using: &generator) * 4
            switch number % 4 {
            case 0: bytes[Int.random(in: 0..<end, using: &generator)] = .random(in: 0...255, using: &generator)
            // The table grows on to the end, so that only its size tells.
            case 1:
                let value = UInt32.random(in: 0...UInt32.max, using: &generator)
                for start in stride(from: max(word, end - 1024), to: end, by: 4) {
                    bytes.replaceSubrange(start..<start + 4, with: withUnsafeBytes(of: value.bigEndian) { Array($0) })
                }
            case 2: bytes[end - 4] = .random(in: 0...255, using: &generator)
            default: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &generator))
            }
            try replace(path, bytes)
            _ = try? readEverything(fixture.path)
        }
    }

    @Test("an index of the first version is read")
    func firstVersion() throws {
        let fixture = try GitFixture()
        try fixture.write("a.yaml", "a: 1\n")
        try fixture.commit()
        try fixture.git("branch", "side")
        try fixture.git("-c", "pack.indexVersion=1", "gc", "-q", "--prune=now")
        try readEverything(fixture.path)
        let path = try Table.index.path(in: fixture)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        try #require(bytes.first == 0)
        bytes[1020] = 0x20
        try replace(path, bytes)
        let error = try #require(throws: GitError.self) { try readEverything(fixture.path) }
        #expect(error.problem == .corrupt && error.detail.contains(path))
    }

    @Test("a damaged index is found in objects that are borrowed, and when it comes while the repository is open")
    func elsewhere() throws {
        let fixture = try Self.packed()
        let clone = fixture.path + "-clone"
        defer { try? FileManager.default.removeItem(atPath: clone) }
        try fixture.git("clone", "-q", "--shared", fixture.path, clone)
        try fixture.git(["branch", "side"], in: clone)
        try readEverything(clone)
        let open = try fixture.repository()
        let head = try open.resolve("main")
        let path = try Table.index.path(in: fixture)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        bytes[1028] = 0x40
        let pack = fixture.path + "/.git/objects/pack/pack-0"
        try FileManager.default.copyItem(atPath: String(path.dropLast(4)) + ".pack", toPath: pack + ".pack")
        try replace(pack + ".idx", bytes)
        let missing = try #require(ObjectID("0123456789012345678901234567890123456789"))
        for attempt in [{ _ = try open.content(of: missing) }, { _ = try Repository(opening: clone) }] {
            let error = try #require(throws: GitError.self) { try attempt() }
            #expect(error.problem == .corrupt && error.detail.contains("\(pack).idx has "), "\(error)")
        }
        #expect(try open.files(at: head).count == 20)
    }

    @Test(
        "a pipe in the place of a file is refused and named, not waited for", .timeLimit(.minutes(5)),
        arguments: [
            "HEAD", "config", "packed-refs", "refs/heads/main", "refs/heads/other", "refs/tags/v1", "shallow", "index",
            "objects/info/alternates", "objects/info/commit-graph", "objects/pack/multi-pack-index",
            "objects/pack/pack-0.idx", "objects/pack/pack-0.pack", "logs/HEAD", "logs/refs/heads/main",
            "info/attributes",
        ])
    func pipes(name: String) throws {
        let fixture = try Self.packed()
        try fixture.git("config", "extensions.worktreeConfig", "true")
        try fixture.git("worktree", "add", "-q", "-b", "linked", "linked")
        let path = fixture.path + "/.git/" + name
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(
            atPath: String(path[..<(try #require(path.lastIndex(of: "/")))]), withIntermediateDirectories: true)
        try #require(mkfifo(path, 0o600) == 0)
        for opened in [fixture.path, fixture.path + "/.git", fixture.path + "/linked"] {
            let error = try #require(throws: GitError.self) { try readEverything(opened) }
            guard case .notARegularFile(let found) = error.problem else {
                // The linked work tree has its own.
                #expect(name == "HEAD" || name == "index" || name == "logs/HEAD", "\(error)")
                continue
            }
            #expect(found.hasSuffix("/" + name), "\(error)")
        }
    }

    @Test(
        "a pipe that the configuration includes is refused and named, however it is written", .timeLimit(.minutes(5)),
        arguments: [
            "[include]\n\tpath = PIPE\n", "[INCLUDE] Path=\"PIPE\" ; why\n", "[include]\npath = pi\\\npe\n",
            "[includeIf \"gitdir:/\"]\npath = PIPE\n", "[include]\npath = one.inc\n",
            "[user]\nname = \"a # [b]\" # c\n[include] # d\n  path = \t\"pi\"pe  # e\n",
            "[include]\npath = ~/PIPE\n", "\u{FEFF}[include]\r\npath = PIPE\r\n",
        ])
    func includedPipes(text: String) throws {
        let fixture = try GitFixture()
        try fixture.commit("one")
        let folder = fixture.path + "/.git"
        let isFromHome = text.contains("~/")
        let home = try #require(getenv("HOME").map { String(cString: $0) })
        let name = isFromHome ? "gitops-pipe-\(UUID().uuidString)" : "pipe"
        let path = isFromHome ? "\(home)/\(name)" : "\(folder)/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        try Data("[include]\npath = two.inc\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/one.inc"))
        try Data("[include]\npath = one.inc\npath = pipe\n".utf8).write(
            to: URL(fileURLWithPath: "\(folder)/two.inc"))
        let config = URL(fileURLWithPath: "\(folder)/config")
        let own = try Data(contentsOf: config)
        let lines = Data(text.replacingOccurrences(of: "PIPE", with: name).utf8)
        try (text.hasPrefix("\u{FEFF}") ? lines + own : own + lines).write(to: config)
        let error = try #require(throws: GitError.self) { try fixture.repository() }
        #expect(error.problem == .notARegularFile(path: path), "\(error)")
        // What only looks like it is none.
        for harmless in [
            "[difftool \"x\"]\npath = pipe\n", "[include]\n# path = pipe\npath = gone.inc\n",
            "[include \"]\"]\nname = pipe\n[core]\npath = pipe\n", "[include]\npath = config\n",
        ] {
            try (own + Data(harmless.utf8)).write(to: config)
            do { _ = try fixture.repository() } catch let error as GitError {
                if case .notARegularFile = error.problem { Issue.record("\(harmless): \(error)") }
            }
        }
    }

    @Test(
        "a pipe that leads to the repository, or takes the place of a reference later, is refused as well",
        .timeLimit(.minutes(5)))
    func laterPipes() throws {
        let fixture = try Self.packed()
        let repository = try fixture.repository()
        let path = fixture.path + "/.git/refs/heads/main"
        try? FileManager.default.removeItem(atPath: path)
        try #require(mkfifo(path, 0o600) == 0)
        for revision in ["main", "main~1", "heads/main", "refs/heads/main:f0.yaml"] {
            let error = try #require(throws: GitError.self) { try repository.resolve(revision) }
            #expect(error.problem == .notARegularFile(path: path), "\(error)")
        }
        let folder = fixture.path + "/folder"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try #require(mkfifo(folder + "/.git", 0o600) == 0)
        let error = try #require(throws: GitError.self) { try Repository(opening: folder) }
        #expect(error.description.contains("folder/.git' is not a regular file"), "\(error)")
    }
}
