import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsDiff

@Suite("Pairing the elements of lists")
struct ListAlignmentTests {
    @Test("few edits find as many common elements as a table of all pairs", arguments: UInt64(1)...200)
    func law(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        func list() -> [Int] {
            (0..<Int.random(in: 1...40, using: &generator)).map { _ in .random(in: 0...6, using: &generator) }
        }
        let (base, desired) = (list(), list())
        let pairs = ShortestEdit.commonPairs(0..<base.count, 0..<desired.count) { base[$0] == desired[$1] }
        let table = ListAlignment.align(base.count, desired.count) { base[$0] == desired[$1] }
        let common = table.count { if case .both(let old, let new) = $0 { base[old] == desired[new] } else { false } }
        #expect(pairs.allSatisfy { base[$0.0] == desired[$0.1] }, "seed \(seed)")
        #expect(zip(pairs, pairs.dropFirst()).allSatisfy { $0.0 < $1.0 && $0.1 < $1.1 }, "seed \(seed)")
        #expect(pairs.count == common, "seed \(seed)")
    }

    @Test("lists that differ in too much have nothing in common, in bounded time")
    func bounded() {
        var comparisons = 0
        let pairs = ShortestEdit.commonPairs(0..<100_000, 0..<100_000) { _, _ in
            comparisons += 1
            return false
        }
        #expect(pairs.isEmpty)
        #expect(comparisons <= ShortestEdit.maximumComparisons + ShortestEdit.maximumEdits)
    }

    @Test("a long text that changes at its beginning and its end is shown as these two changes")
    func longText() throws {
        func set(_ changed: Set<Int>, inserted: Bool) -> ManifestSet {
            let lines = (0..<6_000).map { "  k\($0): \(changed.contains($0) ? "changed" : "value")\n" }
            let text = lines.enumerated().map {
                $0.offset == 3_000 && inserted ? "  k3000a: new\n" + $0.element : $0.element
            }
            return ManifestSet(
                SourceText(
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n" + text.joined(), name: "a.yaml"))
        }
        let diff = ManifestSetDiff(base: set([], inserted: false), head: set([5, 5_990], inserted: true))
        let text = try DiffRenderer(format: .unified).render(diff)
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("+ ") || $0.hasPrefix("- ") }.count == 5)
    }
}
