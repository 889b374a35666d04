import Foundation
import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsDiff

@Suite("Laws of the merge of two Git sides")
struct GitMergeLawTests {
    static let seeds = Array(1...300 as ClosedRange<UInt64>)

    private func merge(_ base: Node?, _ ours: Node?, _ theirs: Node?) throws -> MergeResult {
        try GitMerge().merge(base: base, ours: ours, theirs: theirs)
    }

    @Test("a side that changed nothing leaves the other, and what both changed alike is taken once", arguments: seeds)
    func oneSide(seed: UInt64) throws {
        let pair = try GeneratedPair(seed: seed)
        let (base, other) = (pair.base.root, pair.desired.root)
        for (ours, theirs) in [(base, other), (other, base), (other, other)] {
            let result = try merge(base, ours, theirs)
            #expect(result.conflicts.isEmpty && result.merged == other, "seed \(seed)")
        }
    }

    @Test("the sides may be exchanged", arguments: seeds)
    func symmetry(seed: UInt64) throws {
        let one = try GeneratedPair(seed: seed)
        let other = try GeneratedPair(seed: seed, changes: seed &* 7_919)
        try expectSymmetry(one.base.root, one.desired.root, other.desired.root, "seed \(seed)")
    }

    private func expectSymmetry(_ base: Node, _ ours: Node, _ theirs: Node, _ name: String) throws {
        let forth = try merge(base, ours, theirs)
        let back = try merge(base, theirs, ours)
        #expect(forth.conflicts.isEmpty == back.conflicts.isEmpty, "\(name)")
        guard forth.conflicts.isEmpty else { return }
        #expect(forth.merged == back.merged, "\(name)")
        // Merged once more, nothing is left to do.
        let again = try merge(theirs, forth.merged, theirs)
        #expect(again.conflicts.isEmpty && again.merged == forth.merged, "\(name)")
    }

    /// All objects of two members with the values below: 81 of them and 531,441 triples in the long run, which
    /// `GITOPS_LONG_TESTS=1` asks for; every third object otherwise.
    private static func smallObjects() throws -> [Node] {
        let values: [String?] = [
            nil, "0", "1", "{}", "{\"x\":0}", "{\"x\":1}", "[]", "[{\"name\":\"a\",\"x\":0}]",
            "[{\"name\":\"a\",\"x\":1},{\"name\":\"b\"}]",
        ]
        var texts: [String] = []
        for first in values {
            for second in values {
                let members = [("a", first), ("b", second)].compactMap { name, value in
                    value.map { "\"\(name)\":\($0)" }
                }
                texts.append("{" + members.joined(separator: ",") + "}")
            }
        }
        let isLong = ProcessInfo.processInfo.environment["GITOPS_LONG_TESTS"] == "1"
        return try texts.enumerated().filter { isLong || $0.offset % 3 == 1 }.map {
            try Document(json: $0.element).root
        }
    }

    @Test("every triple of small objects keeps the laws")
    func smallScope() throws {
        let all = try Self.smallObjects()
        for base in all {
            for ours in all {
                for theirs in all {
                    let result = try merge(base, ours, theirs)
                    let back = try merge(base, theirs, ours)
                    let isSame = result.conflicts.isEmpty == back.conflicts.isEmpty
                    let isEqual = !result.conflicts.isEmpty || result.merged == back.merged
                    let isKept =
                        ours == theirs || theirs == base ? result.conflicts.isEmpty && result.merged == ours : true
                    if !isSame || !isEqual || !isKept {
                        let texts = [base, ours, theirs].map { JSONWriter().string($0) }
                        Issue.record("\(texts)")
                        return
                    }
                }
            }
        }
    }
}

@Suite("Merges of files")
struct FileMergeTests {
    private let base = """
        # a license
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web   # the shop
        spec:
          replicas: 2
          template:
            spec:
              containers:
              - name: web
                image: web:1
              - name: log
                image: log:1
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data:
          text: |
            one
            two
            three
            four

        """

    private func merge(_ ours: String, _ theirs: String, base: String? = nil) throws -> FileMerge {
        try GitMerge().merge(
            base: SourceText(base ?? self.base, name: "a.yaml"), ours: SourceText(ours, name: "a.yaml"),
            theirs: SourceText(theirs, name: "a.yaml"))
    }

    private func text(_ result: FileMerge) -> String { result.source[0..<result.source.byteCount] }

    @Test("changes of both sides are taken, in neighbouring lines and items too, and all else stays byte for byte")
    func both() throws {
        let ours = base.replacing("web:1", with: "web:2").replacing("two", with: "zwei")
        let theirs = base.replacing("replicas: 2", with: "replicas: 5").replacing("log:1", with: "log:2")
            .replacing("four", with: "vier")
        let result = try merge(ours, theirs)
        #expect(result.conflicts.isEmpty && result.rewritten.isEmpty)
        let expected = ours.replacing("replicas: 2", with: "replicas: 5").replacing("log:1", with: "log:2")
            .replacing("four", with: "vier")
        #expect(text(result) == expected)
    }

    @Test("a conflict is told with its places, and ours stays")
    func conflict() throws {
        let ours = base.replacing("replicas: 2", with: "replicas: 3")
        let result = try merge(ours, base.replacing("replicas: 2", with: "replicas: 4"))
        let conflict = try #require(result.conflicts.first)
        #expect(
            "\(conflict)" == "Deployment web: spec.replicas: changed differently by both sides "
                + "(base 7:13, ours 7:13, theirs 7:13)")
        #expect(text(result) == ours)
    }

    @Test("documents are added, removed and followed when they are renamed")
    func documents() throws {
        let added = base + "\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
        #expect(
            text(try merge(base, added)).hasSuffix("---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"))
        let removed = String(base.prefix(upTo: try #require(base.range(of: "---")).lowerBound))
        #expect(text(try merge(base, removed)) == removed)
        let renamed = base.replacing("name: web   #", with: "name: shop   #")
        let result = try merge(renamed, base.replacing("web:1", with: "web:2"))
        #expect(result.conflicts.isEmpty && text(result) == renamed.replacing("web:1", with: "web:2"))
        let gone = try merge(removed, base.replacing("two", with: "zwei"))
        #expect(gone.conflicts.map(\.conflict.kind) == [.removedByOurs])
    }

    @Test("what cannot be read is refused with its place")
    func unreadable() {
        #expect(throws: FileMergeError.self) { try merge("a: [", base) }
    }
}
