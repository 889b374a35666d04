import Foundation
import GitOpsManifest
import GitOpsRepository
import GitOpsTestSupport
import Testing

@testable import GitOpsHistory

@Suite("The index on disk")
struct IndexFileTests {
    let fixture: HistoryFixture
    let folder: String
    let options: HistoryOptions

    init() throws {
        fixture = try HistoryFixture(HistoryGenerator.commits(seed: 11))
        folder = fixture.path + "/own"
        options = HistoryOptions(storage: .folder(folder), threads: 1)
    }

    private var last: ObjectID { fixture.ids[fixture.ids.count - 1] }
    private var file: URL {
        URL(fileURLWithPath: "\(folder)/\(options.fingerprint(RepositoryLimits()).abbreviated).index")
    }

    private func history(at commit: ObjectID? = nil, _ options: HistoryOptions? = nil) throws -> ResourceHistory {
        try ResourceHistory(of: try fixture.repository(), at: commit ?? last, options: options ?? self.options)
    }

    @Test("lies in the Git directory unless told otherwise")
    func place() throws {
        let made = try history(HistoryOptions())
        #expect(made.storage.savedCommits == made.storage.indexedCommits)
        let name = "\(HistoryOptions().fingerprint(RepositoryLimits()).abbreviated).index"
        #expect(FileManager.default.fileExists(atPath: "\(fixture.path)/gitops/history/\(name)"))
        let none = try history(HistoryOptions(storage: .none))
        #expect(none.storage.notSaved == .notWanted && none.storage.loadedCommits == 0)
    }

    private func history(_ options: HistoryOptions) throws -> ResourceHistory { try history(at: nil, options) }

    @Test("cut off or with flipped bits, it is read up to the damage and made again from there")
    func mutations() throws {
        // Several parts, as a repository has that is indexed now and then.
        let expected = try history(HistoryOptions(storage: .none)).entryTexts(fixture)
        for position in stride(from: 0, to: fixture.ids.count - 1, by: 5) { _ = try history(at: fixture.ids[position]) }
        _ = try history()
        let content = try Data(contentsOf: file)
        var random = SeededGenerator(seed: 5)
        var kinds: [String: Int] = [:]
        for number in 0..<1_200 {
            var damaged = content
            if number % 4 == 0 {
                damaged = damaged.prefix(Int.random(in: 0..<content.count, using: &random))
            } else {
                for _ in 0...number % 3 {
                    damaged[Int.random(in: 0..<content.count, using: &random)] ^=
                        1 << UInt8.random(in: 0..<8, using: &random)
                }
            }
            guard damaged != content else { continue }
            try damaged.write(to: file)
            let found = try history()
            let error = found.storage.discarded
            // A file that is cut off between two parts looks as it did at some time.
            #expect(error != nil || number % 4 == 0 && found.storage.loadedCommits < found.index.commits.count)
            kinds[error.map { String("\($0)".suffix(60).prefix(30)) } ?? "none", default: 0] += 1
            #expect(found.entryTexts(fixture) == expected, "mutation \(number): \(error as Any)")
            // And it is whole again.
            if number % 40 == 0 {
                let again = try history()
                #expect(again.storage.discarded == nil && again.storage.indexedCommits == 0)
            }
        }
        #expect(kinds.count > 3, "\(kinds)")
    }

    @Test("content that was made up behind right checksums never makes a crash")
    func madeUp() throws {
        _ = try history()
        let content = [UInt8](try Data(contentsOf: file))
        let start = IndexFile.headerBytes + 8
        let payload = Array(content[start..<content.count - ObjectID.byteCount])
        var random = SeededGenerator(seed: 6)
        var refused = 0
        for _ in 0..<3_000 {
            var bytes = payload
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
                }
            }
            var index = ResourceIndex()
            do {
                try bytes.withUnsafeBytes { bytes in
                    try Result { () throws(IndexDecoding.Malformed) in
                        try IndexDecoding.decode(bytes, into: &index)
                    }.get()
                }
            } catch {
                refused += 1
                continue
            }
            // What is taken in can be asked anything.
            for subject in index.subjects.indices {
                let links = SubjectLinks(index, Int32(subject))
                for commit in index.commits.indices {
                    for found in index.occurrences(of: links, at: Int32(commit)) {
                        _ = index.versions(of: links, from: [found.place], at: Int32(commit))
                    }
                }
            }
        }
        #expect(refused > 1_000)
    }

    @Test("another version or other options are told apart")
    func otherFiles() throws {
        _ = try history()
        var content = try Data(contentsOf: file)
        content[16] = 9
        try content.write(to: file)
        #expect(try history().storage.discarded == .otherVersion(9))
        #expect(try history().storage.discarded == nil)
        try Data("something else that is no index".utf8).write(to: file)
        #expect(try history().storage.discarded == .notAnIndex)
        let other = HistoryOptions(mode: .firstParent, storage: .folder(folder), threads: 1)
        try FileManager.default.removeItem(at: file)
        _ = try history(other)
        try FileManager.default.moveItem(
            atPath: "\(folder)/\(other.fingerprint(RepositoryLimits()).abbreviated).index", toPath: file.path)
        #expect(try history().storage.discarded == .otherOptions)
    }

    @Test("a link in its place is not followed, and a folder that cannot be made is told")
    func hostilePlaces() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let target = fixture.path + "/victim"
        try Data("precious".utf8).write(to: URL(fileURLWithPath: target))
        try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: target)
        let found = try history()
        #expect(found.storage.discarded != nil)
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "precious")
        let blocked = try history(HistoryOptions(storage: .folder(target + "/below")))
        guard case .failed? = blocked.storage.notSaved else {
            Issue.record("\(blocked.storage)")
            return
        }
        #expect(blocked.entryTexts(fixture) == found.entryTexts(fixture))
    }

    @Test("a link in the place of the folder beside the repository is not followed")
    func linkedFolder() throws {
        let elsewhere = fixture.path + "/elsewhere"
        try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: try fixture.repository().commonDirectory + "/gitops", withDestinationPath: elsewhere)
        let found = try history(HistoryOptions(threads: 1))
        #expect(found.storage.notSaved == .isLink)
        #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere).isEmpty)
    }

    @Test("eight writers at once leave a whole file, and each has the right answer")
    func concurrentWriters() async throws {
        let expected = try history(HistoryOptions(storage: .none)).entryTexts(fixture)
        let reference = ReferenceHistory(fixture.commits)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    var random = SeededGenerator(seed: UInt64(writer))
                    for _ in 0..<20 {
                        let position = Int.random(in: 0..<fixture.ids.count, using: &random)
                        let found = try await ResourceHistory.load(
                            of: try fixture.repository(), at: fixture.ids[position], options: options)
                        #expect(found.entryTexts(fixture) == reference.entries(to: position))
                        #expect(found.storage.discarded == nil)
                        if Int.random(in: 0..<10, using: &random) == 0 { try? FileManager.default.removeItem(at: file) }
                    }
                }
            }
            try await group.waitForAll()
        }
        let found = try history()
        #expect(found.storage.discarded == nil)
        #expect(found.entryTexts(fixture) == expected)
    }

    @Test("a writer that does not get the lock keeps the index in memory")
    func locked() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let lock = try FileLock.acquire(file.path + ".lock", milliseconds: 0)
        #expect(lock != nil)
        var waiting = options
        waiting.lockMilliseconds = 5
        let found = try history(waiting)
        #expect(found.storage.notSaved == .locked && !found.log(ofPath: "").entries.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: file.path))
        withExtendedLifetime(lock) {}
    }

    @Test("what an interrupted writer left is cut off, and only its commits are read again")
    func interrupted() throws {
        let middle = fixture.ids.count / 2
        let first = try history(at: fixture.ids[middle])
        let before = try Data(contentsOf: file)
        _ = try history()
        let after = try Data(contentsOf: file)
        for cut in [before.count + 1, before.count + 12, (before.count + after.count) / 2, after.count - 1] {
            try after.prefix(cut).write(to: file)
            let found = try history()
            #expect(found.storage.loadedCommits == first.index.commits.count)
            #expect(found.storage.discarded == .truncated(offset: before.count))
            #expect(try history().storage.indexedCommits == 0)
        }
    }

    @Test("after history was rewritten, the answers are those of a new index")
    func rewritten() throws {
        _ = try history()
        let others = HistoryGenerator.commits(seed: 12)
        // The first commits are the same, then comes another history.
        var commits = Array(fixture.commits.prefix(10))
        let tree = others[others.count - 1].files
        commits.append(HistoryFixture.Commit(files: tree, parents: [9]))
        let rewritten = try HistoryFixture(commits)
        try FileManager.default.createDirectory(atPath: rewritten.path + "/own", withIntermediateDirectories: true)
        let own = HistoryOptions(storage: .folder(rewritten.path + "/own"), threads: 1)
        try FileManager.default.copyItem(
            atPath: file.path, toPath: rewritten.path + "/own/" + file.lastPathComponent)
        let found = try ResourceHistory(of: try rewritten.repository(), at: rewritten.ids[10], options: own)
        #expect(found.storage.loadedCommits > 0 && found.storage.indexedCommits == 1)
        let fresh = try ResourceHistory(
            of: try rewritten.repository(), at: rewritten.ids[10], options: HistoryOptions(storage: .none))
        #expect(found.entryTexts(rewritten) == fresh.entryTexts(rewritten))
        #expect(throws: HistoryError.notInHistory(last)) { try found.paths(of: fresh.resources[0], at: last) }
    }

    @Test("commits of a rewritten history are let go when there are many more of them than others")
    func letGo() throws {
        let count = ResourceHistory.toleratedCommits + 10
        let long = (0..<count).map { number in
            HistoryFixture.Commit(
                files: ["a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {n: \"\(number)\"}\n"],
                parents: number == 0 ? [] : [number - 1])
        }
        let other = HistoryFixture.Commit(
            files: ["b.yaml": "kind: B\napiVersion: v1\nmetadata: {name: b}\n"], parents: [])
        let fixture = try HistoryFixture(long + [other])
        let own = HistoryOptions(storage: .folder(fixture.path + "/own"))
        let repository = try fixture.repository()
        _ = try ResourceHistory(of: repository, at: fixture.ids[count - 1], options: own)
        let found = try ResourceHistory(of: repository, at: fixture.ids[count], options: own)
        #expect(found.storage.discarded == .rewrittenHistory)
        #expect(found.resources.map(\.name) == ["b"])
        let again = try ResourceHistory(of: repository, at: fixture.ids[count], options: own)
        #expect(again.storage.loadedCommits == 1 && again.storage.discarded == nil)
    }
}
