import Foundation
import GitOpsTestSupport

/// A generated tree of files with ignore files in it, and Git's opinion about it.
struct IgnoreTree {
    private static let names = ["a", "b", "ab", "ba", "c.x", "a b", "A", "-", "]", "é", "#a", "!b", "a]"]
    private static let pieces = [
        "a", "b", "ab", "A", "c.x", ".", "/", "/", "*", "*", "**/", "/**", "/**/", "?", "[ab]", "[!a]", "[^b-z]",
        "[[:alpha:]]",
        "[a-", "[]a]", "[]-a]", "\\a", "\\", " ", "é", "-", "]", "[[:punct:]]", "[\\]]", "[a-b-c]", "[", "x", "#a",
    ]

    /// Paths by whether they name a directory.
    private(set) var paths: [String: Bool] = [:]
    /// The text of the ignore files by directory.
    private(set) var ignoreFiles: [String: String] = [:]

    init(_ random: inout SeededGenerator) {
        for _ in 0..<12 {
            var path = ""
            for depth in 0..<Int.random(in: 1...4, using: &random) {
                // Files have names that directories do not have.
                path += (depth == 0 ? "" : "/") + random.pick(Self.names)
                paths[path] = true
            }
            paths[path + (Bool.random(using: &random) ? ".x" : "/a.x")] = false
        }
        ignoreFiles[""] = Self.rules(&random)
        for (path, isDirectory) in paths.sorted(by: { $0.key < $1.key })
        where isDirectory && Int.random(in: 0..<4, using: &random) == 0 {
            ignoreFiles[path] = Self.rules(&random)
        }
    }

    private static func rules(_ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...5, using: &random)).map { _ in
            pattern(&random) + random.pick(["\n", "\n", "\r\n", " \n"])
        }.joined()
    }

    /// Leaves out what Git before 2.52 mistakes: `**` behind a literal.
    private static func pattern(_ random: inout SeededGenerator) -> String {
        while true {
            let body = (0..<Int.random(in: 1...5, using: &random)).map { _ in random.pick(pieces) }.joined()
            let bytes = Array(body.utf8)
            let isMistaken = bytes.indices.dropFirst().contains { index in
                bytes[index...].starts(with: "**".utf8) && bytes[index - 1] != UInt8(ascii: "/")
                    && bytes[index - 1] != UInt8(ascii: "*")
            }
            if isMistaken { continue }
            return random.pick(["", "", "", "!", "/", "!/"]) + body + random.pick(["", "", "/"])
        }
    }

    /// The paths that `git check-ignore` reports.
    func ignoredByGit() throws -> Set<String> {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: root) }
        for (path, isDirectory) in paths where isDirectory {
            try FileManager.default.createDirectory(
                at: root.appendingPathComponent(path), withIntermediateDirectories: true)
        }
        for (path, isDirectory) in paths where !isDirectory {
            try Data().write(to: root.appendingPathComponent(path))
        }
        for (directory, text) in ignoreFiles {
            try Data(text.utf8).write(to: root.appendingPathComponent(directory).appendingPathComponent(".gitignore"))
        }
        _ = try Self.git(["init", "-q"], in: root, input: "")
        let input = paths.keys.map { "./" + $0 }.joined(separator: "\0")
        let output = try Self.git(["check-ignore", "-z", "--stdin"], in: root, input: input)
        return Set(output.split(separator: "\0").map { String($0.dropFirst(2)) })
    }

    private static func git(_ arguments: [String], in directory: URL, input: String) throws -> String {
        let inputFile = directory.appendingPathComponent(".git-input")
        try Data(input.utf8).write(to: inputFile)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-c", "core.excludesFile=/dev/null"] + arguments
        process.currentDirectoryURL = directory
        process.standardInput = try FileHandle(forReadingFrom: inputFile)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
