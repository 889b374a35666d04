import Foundation
import GitOpsTestSupport
import Testing

@testable import GitOpsManifest
@testable import GitOpsRepository
@testable import GitOpsTrust

@Suite("reference logs")
struct ReferenceLogTests {
    private static let main = "refs/heads/main"
    private static let time = Timestamp(seconds: 1_720_000_000, nanoseconds: 0)

    private static func id(_ digit: Int) -> ObjectID? {
        ObjectID(String(repeating: String(digit, radix: 16), count: 40))
    }

    /// A log with some entries.
    private static func log(_ count: Int, in folder: TemporaryFolder) throws -> ReferenceLog {
        let log = ReferenceLog(path: folder.path + "/log", remote: "https://example.com/shop.git")
        for number in 0..<count {
            try log.append(
                [
                    ReferenceChange(
                        name: "refs/heads/b\"\\\u{1}é\(number)", old: id(number % 9), new: id(number % 9 + 1))
                ],
                at: Timestamp(seconds: time.seconds + Int64(number), nanoseconds: 0), in: nil)
        }
        return log
    }

    @Test("what happened is told by the history of both commits")
    func events() throws {
        let history = try SignedHistory()
        let root = try history.commit()
        let one = try history.commit(root, files: [("a", "1")])
        let two = try history.commit(one, files: [("a", "2")])
        let other = try history.commit(root, files: [("a", "3")])
        let gone = try history.commit(root, files: [("a", "4")])
        try history.remove(gone)
        let event = { (old: ObjectID?, new: ObjectID?, name: String) in
            ReferenceEvent(
                of: ReferenceChange(name: name, old: old, new: new), in: try? Repository(opening: history.folder.path))
        }
        #expect(event(nil, one, Self.main) == .created)
        #expect(event(one, nil, Self.main) == .deleted)
        #expect(event(root, two, Self.main) == .advanced)
        #expect(event(two, root, Self.main) == .rolledBack)
        #expect(event(two, other, Self.main) == .forcePushed)
        #expect(event(gone, one, Self.main) == .unknown)
        #expect(event(one, gone, Self.main) == .unknown)
        #expect(event(one, two, "refs/tags/v1") == .tagMoved)
        #expect(event(nil, two, "refs/tags/v1") == .created)
        #expect(ReferenceEvent(of: ReferenceChange(name: Self.main, old: one, new: two), in: nil) == .unknown)
    }

    @Test("in 200 generated scenarios every event is told right")
    func scenarios() throws {
        let history = try SignedHistory()
        var generator = SeededGenerator(seed: 200)
        var ancestors: [ObjectID: Set<ObjectID>] = [:]
        var commits: [ObjectID] = []
        for number in 0..<40 {
            var parents: [ObjectID] = []
            for _ in 0..<min(commits.count, Int.random(in: 0...2, using: &generator)) {
                let parent = generator.pick(commits)
                if !parents.contains(parent) { parents.append(parent) }
            }
            let commit = try history.commit(
                SignedHistory.Draft(
                    parents: parents, message: "\(number)",
                    time: Bool.random(using: &generator) ? Int64.random(in: 0...2_000_000_000, using: &generator) : nil)
            )
            ancestors[commit] = parents.reduce(into: Set(parents)) { $0.formUnion(ancestors[$1] ?? []) }
            commits.append(commit)
        }
        for _ in 0..<200 {
            let (old, new) = (generator.pick(commits), generator.pick(commits))
            guard old != new else { continue }
            let expected: ReferenceEvent =
                ancestors[new]?.contains(old) ?? false
                ? .advanced : ancestors[old]?.contains(new) ?? false ? .rolledBack : .forcePushed
            let change = ReferenceChange(name: Self.main, old: old, new: new)
            #expect(ReferenceEvent(of: change, in: history.repository) == expected, "seed \(generator.seed)")
        }
    }

    @Test("entries are read as they were written, and tell where references led")
    func reading() throws {
        let folder = try TemporaryFolder()
        let log = try Self.log(3, in: folder)
        try log.append(
            [
                ReferenceChange(name: Self.main, old: nil, new: Self.id(5)),
                ReferenceChange(name: "refs/heads/b\"\\\u{1}é0", old: Self.id(1), new: nil),
            ], at: Timestamp(seconds: 1_720_000_100, nanoseconds: 0), in: nil)
        let entries = try log.verify()
        #expect(entries.map(\.sequence) == [1, 2, 3, 4, 5])
        let names = entries.references(of: log.remote).map(\.name)
        #expect(names == ["refs/heads/b\"\\\u{1}é1", "refs/heads/b\"\\\u{1}é2", Self.main])
        #expect(entries.references(of: "another").isEmpty)
        #expect(entries.firstSeen[try #require(Self.id(5))] == 1_720_000_100)
        #expect(try log.append([], at: Self.time, in: nil).isEmpty)
        #expect(throws: ReferenceLogError.self) {
            try ReferenceLog(path: folder.path + "/none", remote: "r").verify()
        }
    }

    @Test("any changed byte of a log is found, in 1,000 generated changes")
    func tampering() throws {
        let folder = try TemporaryFolder()
        let log = try Self.log(8, in: folder)
        let head = try #require(try log.verify().last?.head)
        let whole = try folder.read("log")
        var generator = SeededGenerator(seed: 1_000)
        for number in 0..<1_000 {
            var bytes = whole
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch number % 4 {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes[place] = bytes[place] &+ UInt8.random(in: 1...255, using: &generator)
            case 2: bytes.remove(at: place)
            default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            }
            guard bytes != whole else { continue }
            try folder.write(bytes, to: "log")
            #expect(throws: ReferenceLogError.self, "seed \(generator.seed), change \(number)") {
                try log.verify(expecting: head)
            }
        }
    }

    @Test("lines that were taken out, moved or cut off are found")
    func lines() throws {
        let folder = try TemporaryFolder()
        let log = try Self.log(5, in: folder)
        let head = try #require(try log.verify().last?.head)
        let lines = try folder.text("log").split(separator: "\n").map { String($0) + "\n" }
        let problem = { (lines: [String]) -> ReferenceLogError? in
            try folder.write(Array(lines.joined().utf8), to: "log")
            do { _ = try log.verify(expecting: head) } catch let error as ReferenceLogError { return error }
            return nil
        }
        #expect(try problem(lines) == nil)
        #expect(try problem(Array(lines.dropFirst()))?.problem == .brokenChain)
        #expect(try problem([lines[0], lines[2], lines[1], lines[3], lines[4]])?.line == 2)
        #expect(try problem(Array(lines.dropLast()))?.problem == .missingHead(head))
        #expect(try problem([])?.problem == .missingHead(head))
        #expect(try problem(lines + [lines[4]])?.line == 6)
    }

    @Test("whatever a crash left of the last line is taken away, and a note says so")
    func tornWrites() throws {
        let folder = try TemporaryFolder()
        let log = try Self.log(3, in: folder)
        let whole = try folder.read("log")
        let lines = try folder.text("log").split(separator: "\n")
        let start = whole.count - lines[2].utf8.count - 1
        let change = [ReferenceChange(name: Self.main, old: nil, new: Self.id(7))]
        for end in start + 1..<whole.count {
            try folder.write(Array(whole[..<end]), to: "log")
            #expect(throws: ReferenceLogError.self) { try log.verify() }
            let added = try log.append(change, at: Self.time, in: nil)
            let entries = try log.verify()
            if end == whole.count - 1 {
                // The line is whole but for its end.
                #expect(entries.map(\.sequence) == [1, 2, 3, 4])
                continue
            }
            #expect(entries.count == 4)
            #expect(entries[2].content == .repair(byteCount: end - start))
            #expect(Array(entries[2...]) == added)
        }
    }

    @Test("nothing is written behind a line that was changed")
    func refusal() throws {
        let folder = try TemporaryFolder()
        let log = try Self.log(2, in: folder)
        let text = try folder.text("log").replacingOccurrences(of: "refs/heads/b", with: "refs/heads/c")
        try folder.write(Array(text.utf8), to: "log")
        let change = [ReferenceChange(name: Self.main, old: nil, new: Self.id(7))]
        #expect(throws: ReferenceLogError.self) { try log.append(change, at: Self.time, in: nil) }
        #expect(try folder.text("log") == text)
        let long = ReferenceChange(name: String(repeating: "x", count: 70_000), old: nil, new: Self.id(1))
        let fresh = ReferenceLog(path: folder.path + "/fresh", remote: "r")
        #expect(throws: ReferenceLogError.self) { try fresh.append([long], at: Self.time, in: nil) }
        #expect(try fresh.verify().isEmpty)
        #expect(throws: ReferenceLogError.self) {
            try ReferenceLog(path: folder.path, remote: "r").append(change, at: Self.time, in: nil)
        }
    }

    @Test(
        "a file that is no log is refused and left as it is",
        arguments: [
            "important", "{\"a\": 1}", "[", "\n", "a\nb", "{\"sequence\":2,", "{\"sequence\":1,\"time\":\"tomorrow",
            String(repeating: "x", count: 200_000), "{\"sequence\":1,\"time\":\"2024\",\"note\":1}",
        ])
    func otherFiles(text: String) throws {
        let folder = try TemporaryFolder()
        let log = ReferenceLog(path: try folder.write(Array(text.utf8), to: "file"), remote: "r")
        let change = [ReferenceChange(name: Self.main, old: nil, new: Self.id(7))]
        #expect(throws: ReferenceLogError.self) { try log.append(change, at: Self.time, in: nil) }
        #expect(throws: ReferenceLogError.self) { try log.verify(allowsUnfinishedLine: true) }
        #expect(try folder.text("file") == text)
    }

    @Test("a last line without its end that was changed is no tear", arguments: [0, 1, 2])
    func changedUnfinishedLine(lines: Int) throws {
        let folder = try TemporaryFolder()
        let log = try Self.log(lines + 1, in: folder)
        let whole = try folder.read("log").dropLast()
        let start = whole.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let change = [ReferenceChange(name: Self.main, old: nil, new: Self.id(7))]
        var tears = 0
        for place in start..<whole.count {
            var bytes = Array(whole)
            bytes[place] = bytes[place] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
            try folder.write(bytes, to: "log")
            #expect(throws: ReferenceLogError.self, "byte \(place)") { try log.verify(allowsUnfinishedLine: true) }
            #expect(throws: ReferenceLogError.self, "byte \(place)") {
                try log.append(change, at: Self.time, in: nil)
            }
            if try folder.read("log") != bytes { tears += 1 }
        }
        #expect(tears == 0)
        try folder.write(Array(whole) + Array(" ".utf8), to: "log")
        #expect(throws: ReferenceLogError.self) { try log.append(change, at: Self.time, in: nil) }
        #expect(try folder.read("log").last == UInt8(ascii: " "))
    }

    @Test("many writers at once leave one chain")
    func concurrency() async throws {
        let folder = try TemporaryFolder()
        let log = ReferenceLog(path: folder.path + "/log", remote: "r")
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<16 {
                group.addTask {
                    for round in 0..<10 {
                        _ = try? log.append(
                            [
                                ReferenceChange(
                                    name: "refs/heads/\(number)-\(round)", old: nil, new: Self.id(number % 16))
                            ],
                            at: Self.time, in: nil)
                    }
                }
            }
        }
        #expect(try log.verify().count == 160)
    }

    @Test("a pipe in place of the file is refused rather than waited for", .timeLimit(.minutes(15)))
    func pipes() throws {
        let folder = try TemporaryFolder()
        let log = ReferenceLog(path: folder.path + "/log", remote: "r")
        #expect(mkfifo(log.path, 0o600) == 0)
        let isRefused = { (error: any Error) in "\(error)".contains("it is not a regular file") }
        #expect { try log.verify() } throws: { isRefused($0) }
        #expect {
            try log.append([ReferenceChange(name: Self.main, old: nil, new: Self.id(1))], at: Self.time, in: nil)
        } throws: {
            isRefused($0)
        }
    }

    @Test("commits were first seen with the first entry that leads to them, but for those from before the log")
    func observations() throws {
        let history = try SignedHistory()
        let folder = try TemporaryFolder()
        let log = ReferenceLog(path: folder.path + "/log", remote: "r")
        let before = try history.commit()
        let root = try history.commit(before)
        let side = try history.commit(root, files: [("s", "1")])
        let one = try history.commit(root, files: [("a", "1")])
        let two = try history.commit(one, files: [("a", "2")])
        let late = try history.commit(two, files: [("a", "3")])
        let tag = try history.tag(late, name: "v1", key: history.ada)
        let steps: [(name: String, old: ObjectID?, new: ObjectID?)] = [
            (Self.main, nil, root), (Self.main, root, two), ("refs/heads/side", nil, side), ("refs/tags/v1", nil, tag),
            (Self.main, two, late), (Self.main, late, Self.id(9)), ("refs/heads/side", side, nil),
        ]
        for (number, step) in steps.enumerated() {
            try log.append(
                [ReferenceChange(name: step.name, old: step.old, new: step.new)],
                at: Timestamp(seconds: 1_800_000_000 + Int64(number), nanoseconds: 0), in: history.repository)
        }
        var evidence = CommitEvidence()
        try evidence.addObservations(from: try log.verify(), in: history.repository)
        let seconds = { (id: ObjectID) in evidence.firstSeen[id].map { $0 - 1_800_000_000 } }
        #expect([before, root].map(seconds) == [nil, nil])
        #expect([one, two, side, tag, late].map(seconds) == [1, 1, 2, 3, 3])
        // A permission that had ended when the commit came to light.
        var policy = try history.policy("baseline: '\(root)'\n")
        policy.trust.allowedSigners = try AllowedSigners(
            "ada@example.com valid-before=\"20250101Z\" \(history.ada.publicKey)\n")
        #expect(try history.verify(policy, nil, two).outcome == .accepted)
        #expect(try history.verify(policy, nil, two, evidence: evidence).reasons(one) == [.expiredSignature])
    }
}
