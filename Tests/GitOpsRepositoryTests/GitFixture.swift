import Foundation
import Testing

@testable import GitOpsRepository

/// A repository in a temporary folder, made with the `git` executable.
final class GitFixture: Sendable {
    let path: String

    init(_ arguments: String...) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try git(["init", "-q", "-b", "main"] + arguments)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Runs git in the repository, or in `folder`, and returns what it printed.
    @discardableResult
    func git(_ arguments: [String], in folder: String? = nil, input: [UInt8]? = nil) throws -> String {
        String(decoding: try gitBytes(arguments, in: folder, input: input), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @discardableResult
    func git(_ arguments: String...) throws -> String { try git(arguments) }

    func gitBytes(_ arguments: [String], in folder: String? = nil, input: [UInt8]? = nil) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder ?? path)
        process.environment = ProcessInfo.processInfo.environment.merging([
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.com", "GIT_COMMITTER_NAME": "Grace",
            "GIT_COMMITTER_EMAIL": "grace@example.com", "GIT_AUTHOR_DATE": "1700000000 +0100",
            "GIT_COMMITTER_DATE": "1700000000 +0100",
        ]) { $1 }
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        let stdin = Pipe()
        process.standardInput = stdin
        try process.run()
        if let input { stdin.fileHandleForWriting.write(Data(input)) }
        try stdin.fileHandleForWriting.close()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        let message = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw GitFailure(
                text: "git \(arguments.joined(separator: " ")): " + String(decoding: message, as: UTF8.self))
        }
        return data
    }

    struct GitFailure: Error, CustomStringConvertible {
        let text: String
        var description: String { text }
    }

    /// Writes a file; `nil` removes it.
    func write(_ name: String, _ text: String?) throws {
        let url = URL(fileURLWithPath: path).appendingPathComponent(name)
        guard let text else { return try FileManager.default.removeItem(at: url) }
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// Commits everything and returns the id.
    @discardableResult
    func commit(_ message: String = "change") throws -> ObjectID {
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", message)
        return try head()
    }

    func head() throws -> ObjectID { try #require(ObjectID(try git("rev-parse", "HEAD"))) }

    func repository() throws -> Repository { try Repository(opening: path) }
}

/// A zlib stream with one stored block (RFC 1950, RFC 1951).
func zlibStored(_ content: [UInt8]) -> Data {
    var low: UInt32 = 1
    var high: UInt32 = 0
    for byte in content {
        low = (low + UInt32(byte)) % 65_521
        high = (high + low) % 65_521
    }
    let count = UInt16(content.count)
    var bytes: [UInt8] = [0x78, 0x01, 0x01]
    bytes += [UInt8(count & 0xFF), UInt8(count >> 8), UInt8(~count & 0xFF), UInt8(~count >> 8)]
    bytes += content
    bytes += [UInt8(high >> 8), UInt8(high & 0xFF), UInt8(low >> 8), UInt8(low & 0xFF)]
    return Data(bytes)
}
