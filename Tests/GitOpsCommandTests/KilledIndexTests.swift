import Foundation
import GitOpsRepository
import GitOpsTestSupport
import Testing

@testable import GitOpsHistory

@Suite("A process that is killed while it writes the index")
struct KilledIndexTests {
    private static let commitCount = 20_000

    /// A repository with many commits of a few resources.
    private static func fixture() throws -> GitFixture {
        let fixture = try GitFixture()
        var stream = ""
        for number in 1...commitCount {
            let name = "c\(number % 40)"
            let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata: {a: \"\(number)\"}\n"
            stream += "commit refs/heads/main\nmark :\(number)\n"
            stream += "committer A <a@example.com> \(1_700_000_000 + number) +0000\ndata 1\nx\n"
            if number > 1 { stream += "from :\(number - 1)\n" }
            stream += "M 100644 inline \(name).yaml\ndata \(text.utf8.count)\n\(text)\n"
        }
        try fixture.git("fast-import", "--quiet", input: stream)
        return fixture
    }

    private static func saved(_ fixture: GitFixture) throws -> (commits: Int, error: IndexFileError?) {
        let options = HistoryOptions()
        let repository = try Repository(opening: fixture.path)
        let fingerprint = options.fingerprint(repository.limits)
        let path = fixture.path + "/.git/gitops/history/\(fingerprint.abbreviated).index"
        let content = IndexFile(path: path, fingerprint: fingerprint).read()
        return (content.index.commits.count, content.error)
    }

    @Test("loses nothing that was saved before, and the next one goes on from there")
    func killed() throws {
        let fixture = try Self.fixture()
        var random = SeededGenerator(seed: 17)
        var before = 0
        var kills = 0
        while kills < 8 {
            let process = Process()
            process.executableURL = BuiltCommand.url
            process.arguments = ["history", "cm/c1", "--repo", fixture.path, "--output", "csv"]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            Thread.sleep(forTimeInterval: Double.random(in: 0.05...1.5, using: &random))
            guard process.isRunning else {
                process.waitUntilExit()
                break
            }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            kills += 1
            let (commits, error) = try Self.saved(fixture)
            #expect(commits >= before, "kill \(kills)")
            #expect(commits == Self.commitCount || commits % IndexBuilder.batchSize == 0, "kill \(kills)")
            if case .truncated? = error {} else { #expect(error == nil, "kill \(kills)") }
            before = commits
        }
        #expect(kills > 0, "the command was faster than the first kill")
        let after = try fixture.gitops("history", "cm/c1", "--output", "csv")
        let fresh = try fixture.gitops("history", "cm/c1", "--output", "csv", "--index", "none")
        #expect(after.status == 0 && after.output == fresh.output)
        #expect(after.output.split(whereSeparator: \.isNewline).count == Self.commitCount / 40 + 1)
        let (commits, error) = try Self.saved(fixture)
        #expect(commits == Self.commitCount && error == nil)
    }

    @Test("a part that was written only to some byte is left out, whatever the byte")
    func cut() throws {
        let fixture = try GitFixture()
        for number in 0..<3 {
            try fixture.commit("\(number)", ["a.yaml": HistoryCommandTests.deployment("i:\(number)")])
            #expect(try fixture.gitops("history", "deploy/web").status == 0)
        }
        let folder = fixture.path + "/.git/gitops/history/"
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".index") })
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder + name))
        let wanted = try fixture.gitops("history", "deploy/web", "--output", "csv").output
        var random = SeededGenerator(seed: 5)
        for length in (0..<12).map({ _ in Int.random(in: 0..<whole.count, using: &random) }) {
            try whole.prefix(length).write(to: URL(fileURLWithPath: folder + name))
            let outcome = try fixture.gitops("history", "deploy/web", "--output", "csv")
            #expect(outcome.status == 0 && outcome.output == wanted, "\(length) bytes")
            let (commits, error) = try Self.saved(fixture)
            #expect(commits == 3 && error == nil, "\(length) bytes")
        }
    }
}
