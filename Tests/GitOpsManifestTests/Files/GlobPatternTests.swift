import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("GlobPattern")
struct GlobPatternTests {
    @Test(
        "patterns match as gitignore(5) says",
        arguments: [
            ("a.yaml", "a.yaml", true), ("a.yaml", "x/y/a.yaml", true), ("*.yaml", "x/a.yaml", true),
            ("*.yaml", "a.yml", false),
            ("/a", "a", true), ("/a", "x/a", false), ("x/a", "x/a", true), ("x/a", "y/x/a", false),
            ("x/*", "x/a", true),
            ("x/*", "x/a/b", false), ("**/a", "a", true), ("**/a", "x/y/a", true), ("x/**", "x/y/z", true),
            ("x/**", "x", false),
            ("x/**/a", "x/a", true), ("x/**/a", "x/y/z/a", true), ("x/**/a", "x/ba", false), ("**", "x/y", true),
            ("x/**/**/a", "x/a", true), ("x**/a", "x/a", true), ("x**/a", "x/y/a", false), ("x**/a", "xa", false),
            ("?", "x/a", true), ("?", "ab", false), ("x?a", "x/a", false), ("x[/]a", "x/a", false),
            ("x/[!b]", "x/a", true),
            ("[a-c]", "b", true), ("[^a-c]", "b", false), ("[]a]", "]", true), ("[a-]", "-", true),
            ("[\\]]", "]", true),
            ("[[:digit:]x]", "7", true), ("[[:digit:]-z]", "y", false), ("[[:nope:]]", "n", false), ("[a", "[a", false),
            ("a\\", "a\\", false), ("\\*", "*", true), ("\\*", "a", false), ("*a*b*", "xaybz", true),
            ("*a*b*", "xbya", false),
            ("", "a", false), ("/", "a", false), ("x//a", "x/a", false), ("*", "x/y", true), ("/*", "x/y", false),
            ("é", "x/é", true),
            ("[[:", "a", false), ("[[:a]", ":", true), ("[z-a]", "b", false), ("**/", "a", true),
            ("x/**\\/a", "x/y/a", true),
        ])
    func matching(pattern: String, path: String, expected: Bool) {
        #expect(GlobPattern(pattern).matches(path, isDirectory: true) == expected)
    }

    @Test("a pattern that ends in a slash matches directories only")
    func directoryOnly() {
        let pattern = GlobPattern("build/")
        #expect(pattern.isDirectoryOnly && !pattern.isAnchored)
        #expect(pattern.matches("x/build", isDirectory: true))
        #expect(!pattern.matches("x/build", isDirectory: false))
    }

    @Test("malformed patterns say so", arguments: ["[a", "a\\", "[[:nope:]]", "[", "[!", "[]"])
    func malformed(pattern: String) {
        #expect(!GlobPattern(pattern).isWellFormed)
    }

    @Test(
        "hostile patterns cost no more than the product of lengths",
        arguments: [
            String(repeating: "a*", count: 2000) + "b", "/" + String(repeating: "**/a*", count: 1000) + "/b",
            String(repeating: "**/", count: 20_000) + "b", String(repeating: "*", count: 100_000) + "b",
            "/" + String(repeating: "*/**/", count: 2000) + "b",
        ])
    func hostile(pattern: String) {
        let name = String(repeating: "a", count: 2000)
        let path = String(repeating: "a/", count: 1000) + name
        let glob = GlobPattern(pattern)
        #expect(!glob.matches(path, isDirectory: false))
        #expect(!glob.matches(name, isDirectory: false))
    }

    @Test("any pattern and any path are answered", arguments: [61, 62] as [UInt64])
    func anyBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3000 {
            let pattern = GlobPattern(bytes: random.bytes(of: "ab*?[]!-/\\:^", upTo: 10))
            let path = random.bytes(of: "ab/", upTo: 8)
            _ = path.withUnsafeBufferPointer { pattern.matches($0, isDirectory: true) }
        }
    }
}
