import Foundation
import Synchronization
import Testing

@testable import GitOpsRepository

@Suite("Reading at the same time")
struct ConcurrentReadingTests {
    private enum Question: Int, CaseIterable {
        case commit, files, contents, contentsOnThreads, log, revision, changes
    }

    @Test("32 readers of one repository get what one alone gets, over 10,000 reads")
    func readers() throws {
        let fixture = try GitFixture()
        for number in 0..<8 {
            for file in 0..<6 { try fixture.write("apps/\(file).yaml", "number: \(number * (file + 1))\n") }
            try fixture.commit("commit \(number)")
        }
        // Older objects are in a pack, newer ones are loose.
        try fixture.git("repack", "-adq")
        for number in 8..<12 {
            try fixture.write("apps/\(number % 6).yaml", "number: \(number)\n")
            try fixture.commit("commit \(number)")
        }
        let alone = try fixture.repository()
        let commits = try alone.log(from: fixture.head()).map(\.id)
        let expected = try Question.allCases.map { question in
            try commits.indices.map { try Self.answer(question, commits, $0, in: alone) }
        }
        let repository = try fixture.repository()
        let (readers, reads) = (32, 313)
        let right = Mutex(0)
        let group = DispatchGroup()
        for reader in 0..<readers {
            group.enter()
            Thread.detachNewThread {
                defer { group.leave() }
                for read in 0..<reads {
                    let question = Question.allCases[(reader + read) % Question.allCases.count]
                    let index = (reader * 7 + read * 3) % commits.count
                    let answer = try? Self.answer(question, commits, index, in: repository)
                    if answer == expected[question.rawValue][index] { right.withLock { $0 += 1 } }
                }
            }
        }
        group.wait()
        #expect(right.withLock { $0 } == readers * reads)
    }

    private static func answer(
        _ question: Question, _ commits: [ObjectID], _ index: Int, in repository: Repository
    ) throws -> String {
        let commit = commits[index]
        switch question {
        case .commit: return "\(try repository.commit(commit))"
        case .files: return "\(try repository.files(at: commit))"
        case .contents: return "\(try repository.files(at: commit).map { try repository.content(of: $0.id) })"
        case .contentsOnThreads:
            let ids = try repository.files(at: commit).map(\.id)
            let found = Mutex(ids.map { _ in [UInt8]() })
            repository.readContents(of: ids, options: BlobReadingOptions(threads: 2)) { position, content in
                let bytes = (try? content.get()).map { Array($0) } ?? []
                found.withLock { $0[position] = bytes }
            }
            return "\(found.withLock { $0 })"
        case .log: return "\(try repository.log(from: commit, count: 5).map(\.id))"
        case .revision: return "\(try repository.resolve("HEAD~\(index)"))"
        case .changes:
            let range = RevisionRange(base: commits[commits.count - 1], head: commit)
            return "\(try repository.changedPaths(in: range).map(\.path))"
        }
    }

    // Exit tests came with Swift 6.2: in a process of its own, nothing else opens files or takes memory.
    #if compiler(>=6.2) && os(Linux)
        @Test("repositories that were opened and read leave neither open files nor memory behind")
        func opens() async {
            await #expect(processExitsWith: .success) {
                let count = 10_000
                let fixture = try GitFixture()
                try fixture.write("a.yaml", "a: 1\n")
                let id = try fixture.commit()
                try fixture.git("repack", "-adq")
                try fixture.write("b.yaml", "b: 1\n")
                try fixture.commit()
                var early = ProcessUse()
                for number in 1...count {
                    let repository = try fixture.repository()
                    #expect(try repository.resolve("HEAD~1") == id)
                    let files = try repository.files(at: id)
                    #expect(try files.map { try repository.content(of: $0.id) } == [Array("a: 1\n".utf8)])
                    if number == count / 10 { early = ProcessUse() }
                }
                let late = ProcessUse()
                // Foundation closes the pipes to the git of the fixture when it likes; a leak would leave one for each
                // open.
                #expect(late.openFiles < early.openFiles + 10)
                // Less than 0.4 kB for each open: what an allocator keeps for itself, not what is lost each time.
                let growth = late.residentBytes - early.residentBytes
                print("\(count) opens: \(late.openFiles) open files, \(growth) bytes more than after a tenth of them")
                #expect(growth < max(1 << 20, count * 400))
            }
        }
    #endif
}

#if os(Linux)
    /// What this process has of the system.
    private struct ProcessUse {
        let openFiles = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        /// proc(5): the second number of `statm` is in pages.
        let residentBytes: Int = {
            let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
            return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
                * sysconf(Int32(_SC_PAGESIZE))
        }()
    }
#endif
