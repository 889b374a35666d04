import Foundation
import GitOpsRepository
import GitOpsTestSupport
import Testing

/// Commits that are written down in a test, and the repository that `git fast-import` makes of them.
final class HistoryFixture: Sendable {
    /// A commit: all files, and the numbers of its parents.
    struct Commit: Sendable {
        var files: [String: String]
        var parents: [Int]
    }

    let path: String
    let commits: [Commit]
    let ids: [ObjectID]

    init(_ commits: [Commit], bare: Bool = true) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "gitops-history-\(UUID().uuidString)")
        path = folder.path
        self.commits = commits
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Self.git(["init", "-q", "-b", "main"] + (bare ? ["--bare"] : []), in: path)
        let marks = folder.appendingPathComponent("marks").path
        try Self.git(["fast-import", "--quiet", "--export-marks=\(marks)"], in: path, input: Self.stream(commits))
        var ids = [ObjectID?](repeating: nil, count: commits.count)
        for line in try String(contentsOfFile: marks, encoding: .utf8).split(separator: "\n") {
            let words = line.split(separator: " ")
            if let number = Int(words[0].dropFirst()), number <= commits.count {
                ids[number - 1] = ObjectID(String(words[1]))
            }
        }
        self.ids = try ids.map { try #require($0) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Linear history of files.
    convenience init(_ versions: [[String: String]]) throws {
        try self.init(versions.enumerated().map { Commit(files: $1, parents: $0 == 0 ? [] : [$0 - 1]) })
    }

    func repository() throws -> Repository { try Repository(opening: path) }

    @discardableResult
    func git(_ arguments: String...) throws -> String { try Self.git(arguments, in: path) }

    private static func stream(_ commits: [Commit]) -> Data {
        var stream = Data()
        func add(_ text: String) { stream.append(Data(text.utf8)) }
        for (number, commit) in commits.enumerated() {
            // Each on a branch of its own, so that no commit is lost; the last one is main.
            let branch = number == commits.count - 1 ? "main" : "c\(number)"
            add("commit refs/heads/\(branch)\nmark :\(number + 1)\n")
            add("author Ada\(number % 3) <ada\(number % 3)@example.com> \(1_700_000_000 + number * 60) +0100\n")
            add("committer Grace <grace@example.com> \(1_700_000_000 + number * 60) +0100\n")
            add("data \("commit \(number)".utf8.count)\ncommit \(number)\n")
            for (position, parent) in commit.parents.enumerated() {
                add("\(position == 0 ? "from" : "merge") :\(parent + 1)\n")
            }
            add("deleteall\n")
            for (name, text) in commit.files.sorted(by: { $0.key < $1.key }) {
                add("M 100644 inline \(name)\ndata \(text.utf8.count)\n\(text)\n")
            }
            add("\n")
        }
        return stream
    }

    @discardableResult
    static func git(_ arguments: [String], in folder: String, input: Data? = nil) throws -> String {
        try GitProgram.run(arguments, in: folder, input: input)
    }
}
