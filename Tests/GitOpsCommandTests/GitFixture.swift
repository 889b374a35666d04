import Foundation
import GitOpsTestSupport

/// A repository with a work tree that is gone with this object.
final class GitFixture {
    let folder: TemporaryFolder
    var path: String { folder.path }

    init() throws {
        folder = try TemporaryFolder()
        try git("init", "-q", "-b", "main")
        try git("config", "user.name", "Ada")
        try git("config", "user.email", "ada@example.com")
    }

    /// Writes files, removes those that are `nil`, and makes a commit of all.
    @discardableResult
    func commit(_ message: String, _ files: [String: String?]) throws -> String {
        for (name, text) in files {
            if let text {
                try folder.write(name, text)
            } else {
                try FileManager.default.removeItem(atPath: path + "/" + name)
            }
        }
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", message)
        return try git("rev-parse", "HEAD")
    }

    /// Runs Git; what it prints, without the last line end.
    @discardableResult
    func git(_ arguments: String..., input: String? = nil, in folder: String? = nil) throws -> String {
        let text = try GitProgram.run(
            arguments, in: folder ?? path, input: input.map { Data($0.utf8) })
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// Runs the command in the work tree.
    func gitops(_ arguments: String...) throws -> BuiltCommand.Outcome {
        try BuiltCommand.run(arguments, in: path)
    }
}
