import Foundation
import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsTrust

@Suite("rules of paths agree with git check-ignore", .enabled(if: Tool.isInstalled("git")))
struct PathRuleAgreementTests {
    private static let names: [[UInt8]] = ["a", "b", "ab", "a.key", "x y"].map { Array($0.utf8) } + [[0x61, 0xE9]]
    private static let pieces = ["a", "b", "?", "*", "[!b]", "[a-c]", "/", "/**/", "\\a", ".key"]

    /// Leaves out what Git before 2.52 mistakes: `**` behind other characters.
    private static func pattern(_ random: inout SeededGenerator) -> String {
        while true {
            let body = (0..<Int.random(in: 1...5, using: &random)).map { _ in random.pick(pieces) }.joined()
            let text = random.pick(["", "", "/", "**/"]) + body + random.pick(["", "", "/", "/**"])
            let isMistaken = text.split(separator: "/").contains { $0.contains("**") && $0 != "**" }
            if !isMistaken, PathRule.canMatch(GlobPattern(text)) { return text }
        }
    }

    @Test("generated patterns match the folders that Git ignores, and what stands in place of folders above")
    func agreement() throws {
        let git = Tool(name: "git", environment: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"])
        let folder = try TemporaryFolder()
        try git.succeed("init", "-q", folder.path)
        var random = SeededGenerator(seed: 77)
        var paths: Set<[UInt8]> = []
        for _ in 0..<150 {
            let parts = (0..<Int.random(in: 1...5, using: &random)).map { _ in random.pick(Self.names) }
            paths.insert(Array(parts.joined(separator: [UInt8(ascii: "/")])))
        }
        // Folders, since a rule takes anything for one.
        for path in paths {
            for end in path.indices where path[end] == UInt8(ascii: "/") { Self.makeFolder(folder, path[..<end]) }
            Self.makeFolder(folder, path[...])
        }
        let sorted = paths.sorted { $0.lexicographicallyPrecedes($1) }
        var matched = 0
        for round in 0..<120 {
            let pattern = Self.pattern(&random)
            try folder.write(Array("\(pattern)\n".utf8), to: ".gitignore")
            let output = try git.run(
                ["-C", folder.path, "check-ignore", "-z", "--no-index", "--stdin"],
                input: Array(sorted.joined(separator: [0])))
            let ignored = Set(output.output.split(separator: 0).map(Array.init))
            let rule = PathRule(patterns: [GlobPattern(pattern)], signers: [])
            // One matcher for all, as for the changes of a commit, and one for each path.
            var matcher = PathMatcher([rule], maximumSteps: .max)
            let anchored = Array(pattern.utf8.drop { $0 == UInt8(ascii: "/") })
            for path in sorted {
                let isMatched = !matcher.rules(for: path, as: .file).isEmpty
                #expect(isMatched == rule.matches(path), "seed 77, round \(round): \(pattern) \(path)")
                let isAbove = rule.patterns[0].isAnchored && anchored.starts(with: path + [UInt8(ascii: "/")])
                #expect(
                    isMatched == (ignored.contains(path) || isAbove && anchored.count > path.count + 1),
                    "seed 77, round \(round): \(pattern) \(String(decoding: path, as: UTF8.self))")
                if isMatched { matched += 1 }
            }
        }
        #expect(matched * 20 > sorted.count * 120 && matched * 10 < sorted.count * 120 * 9)
    }

    private static func makeFolder(_ folder: TemporaryFolder, _ path: ArraySlice<UInt8>) {
        let full = (Array(folder.path.utf8) + [UInt8(ascii: "/")] + path + [0]).map { CChar(bitPattern: $0) }
        _ = mkdir(full, 0o755)
    }
}
