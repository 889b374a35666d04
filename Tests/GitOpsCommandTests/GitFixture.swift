import Foundation

/// A repository with a work tree that is gone with this object.
final class GitFixture {
    let folder: TemporaryFolder
    var path: String { folder.path }

    struct Failure: Error, CustomStringConvertible { let description: String }

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
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", folder ?? path] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging([
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
        ]) { $1 }
        let (output, errors, stdin) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = stdin
        try process.run()
        let writer = Thread {
            if let input { stdin.fileHandleForWriting.write(Data(input.utf8)) }
            try? stdin.fileHandleForWriting.close()
        }
        writer.start()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        let message = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "git \(arguments): \(String(decoding: message, as: UTF8.self))")
        }
        let text = String(decoding: data, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// Runs the command in the work tree.
    func gitops(_ arguments: String...) throws -> BuiltCommand.Outcome {
        try BuiltCommand.run(arguments, in: path)
    }
}
