import Foundation
import GitOpsRepository
import Testing

@Suite("Who wrote a line")
struct BlameTests {
    private struct History {
        let fixture: GitFixture
        let first: ObjectID
        let second: ObjectID
        let third: ObjectID
    }

    /// Line 2 is of the second commit, the file has another name since the third, all else is of the first.
    private func history() throws -> History {
        let fixture = try GitFixture()
        try fixture.write("access/ci.yaml", "one\ntwo\nthree\nfour\nfive\n")
        let first = try fixture.commit("grant")
        try fixture.write("access/ci.yaml", "one\nTWO\nthree\nfour\nfive\n")
        let second = try fixture.commit("widen the grant")
        try fixture.git("mv", "access/ci.yaml", "ci.yaml")
        return History(fixture: fixture, first: first, second: second, third: try fixture.commit("move"))
    }

    @Test("each line is of the commit that wrote it as it is, also in front of a rename")
    func lines() throws {
        let history = try history()
        let repository = try Repository(opening: history.fixture.path)
        let found = try repository.blame("ci.yaml", lines: 1...5, at: history.third)
        #expect(found.map(\.lines) == [1...1, 2...2, 3...5])
        #expect(found.map(\.commit.id) == [history.first, history.second, history.first])
        #expect(found.first?.commit.author.name == "Ada" && found[1].commit.subject == "widen the grant")
    }

    @Test("only the lines that are asked for are answered, clipped to those that exist")
    func ranges() throws {
        let history = try history()
        let repository = try Repository(opening: history.fixture.path)
        func lines(_ range: ClosedRange<Int>) throws -> [ClosedRange<Int>] {
            try repository.blame("ci.yaml", lines: range, at: history.third).map(\.lines)
        }
        #expect(try lines(2...2) == [2...2])
        #expect(try lines(2...3) == [2...2, 3...3])
        #expect(try lines(4...Int.max) == [4...5])
        #expect(try lines(Int.min...1) == [1...1])
        #expect(try lines(6...9).isEmpty)
    }

    @Test("an older commit knows nothing of later ones")
    func older() throws {
        let history = try history()
        let repository = try Repository(opening: history.fixture.path)
        #expect(
            try repository.blame("access/ci.yaml", lines: 2...2, at: history.first).map(\.commit.id) == [history.first])
    }

    @Test("a bare repository has the same answers")
    func bare() throws {
        let history = try history()
        let folder = history.fixture.path + "/bare.git"
        try history.fixture.git("clone", "-q", "--bare", history.fixture.path, folder)
        let found = try Repository(opening: folder).blame("ci.yaml", lines: 2...2, at: history.third)
        #expect(found.map(\.commit.id) == [history.second])
    }

    @Test("a shallow clone answers with its oldest commit, or says what is missing")
    func shallow() throws {
        let history = try history()
        let folder = history.fixture.path + "/shallow"
        try history.fixture.git("clone", "-q", "--depth", "1", "file://" + history.fixture.path, folder)
        let repository = try Repository(opening: folder)
        let found = try? repository.blame("ci.yaml", lines: 2...2, at: history.third)
        #expect(found == nil || found?.map(\.commit.id) == [history.third])
    }

    @Test("a file that is not there is an error", arguments: ["nothing.yaml", "access", "", "../ci.yaml"])
    func missing(path: String) throws {
        let history = try history()
        let repository = try Repository(opening: history.fixture.path)
        #expect(throws: GitError.self) { try repository.blame(path, lines: 1...1, at: history.second) }
    }
}
