import GitOpsManifest
import Testing

@Suite("Ignore files")
struct IgnoreRulesTests {
    @Test("comments, blank lines, negation and escapes are read as Git reads them")
    func lines() {
        let file = IgnoreFile(
            parsing: "\u{FEFF}# comment\n\n*.yaml\r\n!keep.yaml\n\\#a\n\\!b\nspace  \nkept\\ \n  \n!\ntab\t\nlast")
        #expect(
            file.rules.map(\.pattern.text) == [
                "*.yaml", "keep.yaml", "\\#a", "\\!b", "space", "kept\\ ", "tab\t", "last",
            ])
        #expect(file.rules.map(\.line) == [3, 4, 5, 6, 7, 8, 11, 12])
        #expect(file.rules.filter(\.isNegated).map(\.line) == [4])
        for ignored in ["a.yaml", "#a", "!b", "space", "kept ", "tab\t"] {
            #expect(IgnoreRules(root: file).isIgnored(ignored, isDirectory: false), "\(ignored)")
        }
        #expect(!IgnoreRules(root: file).isIgnored("keep.yaml", isDirectory: false))
    }

    @Test("the last rule that matches wins")
    func lastWins() {
        let rules = IgnoreRules(root: IgnoreFile(parsing: "!a\na\n!b/a\n"))
        #expect(rules.isIgnored("a", isDirectory: false))
        #expect(!rules.isIgnored("b/a", isDirectory: false))
        #expect(rules.decidingRule(for: "b/a", isDirectory: false)?.line == 3)
    }

    @Test("nothing below an ignored directory can be taken back")
    func parents() {
        let rules = IgnoreRules(root: IgnoreFile(parsing: "vendor/\n!vendor/keep\n"))
        #expect(rules.isIgnored("vendor/keep", isDirectory: false))
        #expect(!rules.isIgnoredItself("vendor/keep", isDirectory: false))
        #expect(!rules.isIgnored("vendor", isDirectory: false))
    }

    @Test("a nested file speaks for its directory and wins over those above")
    func nested() {
        var rules = IgnoreRules(root: IgnoreFile(parsing: "*.tmp\n"))
        rules.add(IgnoreFile(parsing: "!*.tmp\n/only\n"), directory: "x")
        #expect(rules.isIgnored("a.tmp", isDirectory: false))
        #expect(!rules.isIgnored("x/a.tmp", isDirectory: false))
        #expect(!rules.isIgnored("x/y/a.tmp", isDirectory: false))
        #expect(rules.isIgnored("x/only", isDirectory: false))
        #expect(!rules.isIgnored("x/y/only", isDirectory: false))
        #expect(!rules.isIgnored("only", isDirectory: false))
    }
}
