import GitOpsManifest
import Testing

@testable import GitOpsDiff

@Suite("Diff of sets")
struct ManifestSetDiffTests {
    private func set(_ files: [(String, String)]) -> ManifestSet {
        files.reduce(ManifestSet()) { $0.appending(ManifestSet(SourceText($1.1, name: $1.0))) }
    }

    private func config(_ name: String, _ value: String = "1") -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata: {key: '\(value)'}\n"
    }

    @Test("resources are added, removed, changed, moved or the same")
    func kinds() {
        let base = set([
            ("a.yaml", config("same")), ("b.yaml", config("gone")), ("c.yaml", config("moved")),
            ("d.yaml", config("new-value")),
        ])
        let head = set([
            ("a.yaml", "# comment\n" + config("same")), ("e.yaml", config("moved")),
            ("d.yaml", config("new-value", "2")),
            ("f.yaml", config("fresh")),
        ])
        let diff = ManifestSetDiff(base: base, head: head)
        #expect(
            diff.resources.map { "\($0.kind) \($0.id.name)" } == [
                "added fresh", "removed gone", "moved moved", "changed new-value",
            ])
        #expect(diff.summary == "1 added, 1 removed, 1 changed, 1 moved, 1 unchanged, 0 unreadable")
        #expect(ManifestSetDiff(base: base, head: base).isEmpty)
    }

    @Test("definitions that a set repeats are paired by file, then in order")
    func duplicates() {
        let base = set([("a.yaml", config("x", "1")), ("b.yaml", config("x", "2"))])
        let head = set([("b.yaml", config("x", "2")), ("c.yaml", config("x", "3")), ("d.yaml", config("x", "4"))])
        let diff = ManifestSetDiff(base: base, head: head)
        #expect(diff.unchangedCount == 1)
        #expect(
            diff.resources.map { "\($0.kind) \($0.base?.origin.path ?? "-") \($0.head?.origin.path ?? "-")" } == [
                "changed a.yaml c.yaml", "added - d.yaml",
            ])
    }

    @Test("what cannot be read is new, as before, or fixed, and makes the answer incomplete when its file changed")
    func unreadable() {
        let broken = "a: [\n"
        let before = set([("a.yaml", broken), ("b.yaml", broken)])
        #expect(!ManifestSetDiff(base: before, head: before).isIncomplete)
        let after = set([("a.yaml", "# other\n" + broken), ("c.yaml", broken)])
        let diff = ManifestSetDiff(base: before, head: after)
        #expect(diff.newlyUnreadable.map(\.origin.path) == ["c.yaml"])
        #expect(diff.stillUnreadable.map(\.origin.path) == ["a.yaml"])
        #expect(diff.fixedUnreadable.map(\.origin.path) == ["b.yaml"])
        #expect(diff.isIncomplete)
        let changedOnly = ManifestSetDiff(
            base: set([("a.yaml", broken)]), head: set([("a.yaml", "# other\n" + broken)]))
        #expect(changedOnly.isIncomplete)
    }
}
