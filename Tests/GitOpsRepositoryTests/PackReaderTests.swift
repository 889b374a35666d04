import Foundation
import GitOpsManifest
import GitOpsTestSupport
import Synchronization
import Testing

@testable import GitOpsRepository

@Suite("Reading packs")
struct PackReaderTests {
    /// A repository whose files are versions of one another, packed with long chains of differences.
    private func packed(_ seed: UInt64, versions: Int = 60) throws -> (GitFixture, [ObjectID]) {
        let fixture = try GitFixture()
        var generator = SeededGenerator(seed: seed)
        var lines = (0..<200).map { "line \($0) \(UInt64.random(in: 0...UInt64.max, using: &generator))" }
        for version in 0..<versions {
            lines[Int.random(in: 0..<lines.count, using: &generator)] = "changed in version \(version)"
            if version.isMultiple(of: 7) {
                lines.insert("one more", at: Int.random(in: 0..<lines.count, using: &generator))
            }
            try fixture.write("file-\(version).txt", lines.joined(separator: "\n"))
        }
        try fixture.write("empty.txt", "")
        try fixture.commit()
        try fixture.git("repack", "-adfq", "--depth=50", "--window=60")
        let repository = try fixture.repository()
        return (fixture, try repository.files(at: try fixture.head()).map(\.id))
    }

    private func contents(_ repository: Repository, _ ids: [ObjectID], threads: Int) -> [ObjectID: Result<
        [UInt8], GitError
    >] {
        let found = Mutex<[ObjectID: Result<[UInt8], GitError>]>([:])
        repository.readContents(of: ids, options: BlobReadingOptions(threads: threads)) { index, result in
            found.withLock { $0[ids[index]] = result.map { Array($0) } }
        }
        return found.withLock { $0 }
    }

    @Test(
        "contents are those that git shows, whatever the number of threads and the memory for bases", arguments: [1, 2])
    func same(threads: Int) throws {
        let (fixture, ids) = try packed(1)
        for (memory, isVerified) in [(0, false), (20_000, false), (96 << 20, false), (96 << 20, true)] {
            let limits = RepositoryLimits(deltaBaseBytes: memory)
            let repository = try Repository(opening: fixture.path, limits: limits, verifiesObjects: isVerified)
            let found = contents(repository, ids, threads: threads)
            #expect(found.count == Set(ids).count)
            for id in ids { #expect(try found[id]?.get() == Array(fixture.gitBytes(["cat-file", "blob", "\(id)"]))) }
        }
    }

    @Test("chains are read here, not left to libgit2")
    func chains() throws {
        let (fixture, ids) = try packed(2)
        let packs = PackOrder(commonDirectory: fixture.path + "/.git")
        let index = try #require(packs.packs.first)
        let reader = try #require(PackReader(index: index, cacheBytes: 1 << 20))
        for (id, place) in zip(ids, packs.places(of: ids)) {
            let bytes = reader.blob(at: try #require(place).offset, maximumBytes: 1 << 20)
            #expect(try bytes == Array(fixture.gitBytes(["cat-file", "blob", "\(id)"])))
        }
    }

    @Test("two threads inflate at most a fifth more of a pack than one does", arguments: [96 << 20, 1 << 20])
    func workOfThreads(memory: Int) throws {
        let (fixture, ids) = try packed(7, versions: 500)
        let repository = try Repository(
            opening: fixture.path, limits: RepositoryLimits(deltaBaseBytes: memory))
        let packs = PackOrder(commonDirectory: repository.commonDirectory)
        let places = packs.places(of: ids)
        let order = PackOrder.order(places)
        // As `readContents` divides them.
        func inflated(_ threads: Int) throws -> Int {
            try ParallelWork.chunks(ids.count, parts: threads) { _ in 1 }.reduce(0) { sum, range in
                let reader = PackedContentReader(repository: repository, packs: packs, sharedBy: threads)
                for index in order[range] { try reader.withContent(of: ids[index], at: places[index]) { _ in } }
                return sum + reader.work.inflated
            }
        }
        let one = try inflated(1)
        #expect(one >= Set(ids).count && one * 10 <= Set(ids).count * 12)
        for threads in [2, 4] { #expect(try inflated(threads) * 10 <= one * 12, "\(threads) threads") }
    }

    @Test("the way back along a chain of bases does not read the file anew for each step")
    func windows() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)")
        let bytes = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 5) }
        try Data(bytes).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        let file = try #require(WindowedFile(path: url.path, windowBytes: 16_384))
        // From each of many places some steps back, and the whole way back at the end, as a reader of a pack goes.
        for place in stride(from: 3_000, to: bytes.count - 20, by: 500) {
            for back in [0, 100, 700, 1_500, 2_900] {
                #expect(
                    file.bytes(at: UInt64(place - back), count: 20) == Array(bytes[place - back..<place - back + 20]))
            }
        }
        for place in stride(from: bytes.count - 20, through: 0, by: -100) {
            #expect(file.bytes(at: UInt64(place), count: 20) == Array(bytes[place..<place + 20]))
        }
        #expect(file.bytesRead < 10 * bytes.count, "\(file.bytesRead)")
        #expect(file.bytes(at: UInt64(bytes.count - 19), count: 20) == nil)
        #expect(file.bytes(at: .max, count: 1) == nil && file.bytes(at: UInt64(Int64.max), count: 1) == nil)
        #expect(file.bytes(at: 0, count: 3) == Array(bytes[..<3]))
    }

    @Test("a thin difference by id, as fetched packs have them")
    func references() throws {
        let (fixture, ids) = try packed(3)
        // `git pack-objects` names bases by id when it may not name them by offset.
        let objects = try fixture.git("rev-list", "--objects", "--all")
        let names = objects.split(separator: "\n").map { String($0.prefix(40)) }.joined(separator: "\n") + "\n"
        try fixture.git(
            [
                "-c", "pack.allowPackReuse=false", "pack-objects", "-q", "--no-reuse-delta", "--no-delta-base-offset",
                "--depth=40", "--window=60", fixture.path + "/by-id",
            ],
            input: Array(names.utf8))
        let folder = URL(fileURLWithPath: fixture.path)
        let index = try #require(
            FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).first {
                $0.pathExtension == "idx"
            })
        let pack = try #require(PackIndex(path: index.path))
        let reader = try #require(PackReader(index: pack, cacheBytes: 1 << 20))
        for id in ids {
            let bytes = reader.blob(at: try #require(pack.offset(of: id)), maximumBytes: 1 << 20)
            #expect(try bytes == Array(fixture.gitBytes(["cat-file", "blob", "\(id)"])))
        }
    }

    @Test("an object above the limit is refused with the limit")
    func limit() throws {
        let (fixture, ids) = try packed(4)
        let repository = try Repository(opening: fixture.path, limits: RepositoryLimits(blobBytes: 100))
        for (id, result) in contents(repository, ids, threads: 1) {
            let size = try fixture.git("cat-file", "-s", "\(id)")
            if size == "0" {
                #expect(try result.get().isEmpty)
            } else {
                #expect(throws: GitError.self) { try result.get() }
            }
        }
    }

    @Test("damaged and cut packs give the right content or an error, never a crash", arguments: UInt64(0)..<60)
    func damaged(seed: UInt64) throws {
        let (fixture, ids) = try Self.shared.get()
        var generator = SeededGenerator(seed: seed)
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-pack-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: copy) }
        let source = URL(fileURLWithPath: fixture.path + "/.git/objects/pack")
        for file in try FileManager.default.contentsOfDirectory(at: source, includingPropertiesForKeys: nil) {
            var bytes = [UInt8](try Data(contentsOf: file))
            if file.pathExtension == "pack" || seed.isMultiple(of: 5) {
                for _ in 0..<Int.random(in: 1...8, using: &generator) {
                    bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...255, using: &generator)
                }
                if seed.isMultiple(of: 3) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
            }
            try Data(bytes).write(to: copy.appendingPathComponent(file.lastPathComponent))
        }
        for file in try FileManager.default.contentsOfDirectory(at: copy, includingPropertiesForKeys: nil)
        where file.pathExtension == "idx" {
            guard let index = PackIndex(path: file.path), let reader = PackReader(index: index, cacheBytes: 1 << 20)
            else { continue }
            for id in ids {
                guard let offset = index.offset(of: id) else { continue }
                if let bytes = reader.blob(at: offset, maximumBytes: 1 << 20) { #expect(bytes.count <= 1 << 20) }
            }
        }
    }

    @Test(
        "with any byte of a pack changed, every answer is the right one or an error that says what is wrong",
        arguments: UInt64(0)..<10)
    func changedByte(seed: UInt64) throws {
        let (fixture, ids) = try Self.shared.get()
        let whole = try fixture.repository()
        let truth = try contents(whole, ids, threads: 1).mapValues { try $0.get() }
        let head = try fixture.head()
        let files = try whole.files(at: head)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let copy = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString).git")
            try FileManager.default.copyItem(atPath: fixture.path + "/.git", toPath: copy.path)
            defer { try? FileManager.default.removeItem(at: copy) }
            let pack = try #require(
                FileManager.default.contentsOfDirectory(
                    at: copy.appendingPathComponent("objects/pack"), includingPropertiesForKeys: nil
                ).first { $0.pathExtension == "pack" })
            var bytes = [UInt8](try Data(contentsOf: pack))
            let place = Int.random(in: bytes.indices, using: &generator)
            bytes[place] ^= UInt8.random(in: 1...255, using: &generator)
            try FileManager.default.removeItem(at: pack)
            try Data(bytes).write(to: pack)
            for isVerified in [false, true] {
                let context = "seed \(seed), byte \(place), verified: \(isVerified)"
                let opened = Result { try Repository(opening: copy.path, verifiesObjects: isVerified) }
                guard let repository = try? opened.get() else { continue }
                for (id, result) in contents(repository, ids, threads: 1) {
                    switch result {
                    case .success(let content): #expect(content == truth[id], "\(context)")
                    case .failure(let error): #expect("\(error)".contains("\(id)"), "\(context): \(error)")
                    }
                }
                if let found = try? repository.files(at: head) { #expect(found == files, "\(context)") }
            }
        }
    }

    @Test("an index that sends objects far out of the pack gives none, and does not crash")
    func farOffsets() throws {
        let (fixture, ids) = try packed(6)
        let folder = URL(fileURLWithPath: fixture.path + "/.git/objects/pack")
        let file = try #require(
            FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).first {
                $0.pathExtension == "idx"
            })
        let whole = [UInt8](try Data(contentsOf: file))
        let count = Int(whole[1030]) << 8 | Int(whole[1031])
        let table = 1032 + count * 24
        var outside = whole
        outside.replaceSubrange(table..<table + 4 * count, with: [UInt8](repeating: 0xFF, count: 4 * count))
        var large = whole
        large.replaceSubrange(
            table..<table + 4 * count, with: (0..<count).flatMap { _ in [0x80, 0, 0, 0] as [UInt8] })
        large.insert(contentsOf: [UInt8](repeating: 0xFF, count: 8), at: table + 4 * count)
        for bytes in [outside, large] {
            let copy = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString).idx")
            try Data(bytes).write(to: copy)
            defer { try? FileManager.default.removeItem(at: copy) }
            let pack = copy.deletingPathExtension().appendingPathExtension("pack")
            try FileManager.default.copyItem(
                at: file.deletingPathExtension().appendingPathExtension("pack"), to: pack)
            defer { try? FileManager.default.removeItem(at: pack) }
            let index = try #require(PackIndex(path: copy.path))
            let reader = try #require(PackReader(index: index, cacheBytes: 1 << 20))
            for id in ids {
                let offset = try #require(index.offset(of: id))
                #expect(offset == .max)
                #expect(reader.blob(at: offset, maximumBytes: 1 << 20) == nil)
            }
        }
    }

    @Test("a chain of differences that together are larger than an object may be is left to libgit2")
    func heavyChain() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let content = [UInt8](repeating: 0x61, count: 127)
        // 127 bytes become 127 others, all of them inserted.
        let difference: [UInt8] = [127, 127, 127] + [UInt8](repeating: 0x62, count: 127)
        var pack: [UInt8] = Array("PACK".utf8) + [0, 0, 0, 2, 0, 0, 0, 21]
        var start = pack.count
        pack += [0x80 | 3 << 4 | 15, 7] + zlibStored(content)
        for _ in 0..<20 {
            let distance = pack.count - start
            start = pack.count
            pack += [0x80 | 6 << 4 | 2, 8, 0x80 | UInt8((distance >> 7) - 1), UInt8(distance & 0x7F)]
            pack += zlibStored(difference)
        }
        try Data(pack).write(to: folder.appendingPathComponent("a.pack"))
        let index: [UInt8] = [0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2] + [UInt8](repeating: 0, count: 1024)
        try Data(index).write(to: folder.appendingPathComponent("a.idx"))
        let found = try #require(PackIndex(path: folder.appendingPathComponent("a.idx").path))
        let reader = try #require(PackReader(index: found, cacheBytes: 0))
        #expect(reader.blob(at: UInt64(start), maximumBytes: 2_599) == nil)
        #expect(reader.blob(at: UInt64(start), maximumBytes: 2_600) == Array(difference.dropFirst(3)))
    }

    private static let shared = Result { try PackReaderTests().packed(5) }
}

@Suite("Differences of packs")
struct PackDeltaTests {
    private static let base = Array("0123456789".utf8)

    @Test("copies and insertions make the object")
    func copies() {
        // 10 bytes become 6: base[2..<5], then "abc".
        let delta: [UInt8] = [10, 6, 0x91, 2, 3, 3, 0x61, 0x62, 0x63]
        #expect(PackDelta.apply(delta, to: Self.base, maximumBytes: 100) == Array("234abc".utf8))
    }

    @Test(
        "what does not fit is refused",
        arguments: [
            [], [10], [9, 1, 1, 0x61], [10, 2, 1, 0x61], [10, 1, 2, 0x61, 0x61], [10, 1, 0], [10, 1, 2, 0x61],
            [10, 3, 0x91, 9, 3],
            [10, 3, 0x91, 9], [10, 101, 1, 0x61], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
            [10, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        ] as [[UInt8]])
    func refused(delta: [UInt8]) {
        #expect(PackDelta.apply(delta, to: Self.base, maximumBytes: 100) == nil)
    }
}
