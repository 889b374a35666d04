import Foundation
import GitOpsTestSupport

/// An executable of the machine, as an oracle for what is implemented here.
struct Tool {
    let name: String
    var environment: [String: String] = [:]

    static func isInstalled(_ name: String) -> Bool { InstalledPrograms.has(name) }

    struct Result {
        let status: Int32
        let output: [UInt8]
        let errors: String
        var text: String { String(decoding: output, as: UTF8.self) }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs it and waits; output and errors go to files, so that neither can block it.
    func run(_ arguments: [String], input: [UInt8] = []) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-tool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["in", "out", "err"].map { folder.appendingPathComponent($0) }
        try Data(input).write(to: files[0])
        for file in files[1...] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: Array(try Data(contentsOf: files[1])),
            errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
    }

    /// Runs it and fails when it does.
    @discardableResult
    func succeed(_ arguments: String..., input: [UInt8] = []) throws -> String {
        let result = try run(arguments, input: input)
        guard result.status == 0 else {
            throw Failure(description: "\(name) \(arguments.joined(separator: " ")): \(result.errors)")
        }
        return result.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// A folder that goes when the test does. Its path is short: sockets of agents lie in it.
final class TemporaryFolder: Sendable {
    let path = "/tmp/gt-\(UUID().uuidString.prefix(8))"

    init() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ content: [UInt8], to name: String) throws -> String {
        try Data(content).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }

    func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))) }
    func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }
}
