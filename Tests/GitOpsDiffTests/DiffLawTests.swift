import GitOpsManifest
import Testing

@testable import GitOpsDiff

@Suite("Laws of the two-way diff and its patches")
struct DiffLawTests {
    static let seeds = Array(1...600 as ClosedRange<UInt64>)

    @Test("there are changes exactly when the values differ", arguments: seeds)
    func emptyIffEqual(seed: UInt64) throws {
        let pair = try GeneratedPair(seed: seed)
        let changes = TwoWayDiff().compare(base: pair.base.root, desired: pair.desired.root)
        let texts = [pair.base, pair.desired].map { Array(JSONWriter.canonical.string($0.root).utf8) }
        let areEqual = texts[0] == texts[1]
        #expect(changes.isEmpty == areEqual, "seed \(seed)")
        #expect((pair.base == pair.desired) == areEqual, "seed \(seed)")
        #expect(TwoWayDiff().compare(base: pair.base.root, desired: pair.base.root).isEmpty)
    }

    @Test("every change names values that stand at its path", arguments: seeds)
    func pathsLead(seed: UInt64) throws {
        let pair = try GeneratedPair(seed: seed)
        for change in TwoWayDiff().compare(base: pair.base.root, desired: pair.desired.root) {
            let path = try FieldPath(parsing: change.path.description)
            #expect(path == change.path, "seed \(seed)")
            if let desired = change.desired {
                #expect(pair.desired.root.value(at: path) == desired, "seed \(seed) \(path)")
            }
            // A path below an item that has no key goes by the position in `desired`.
            let hasPositions = path.steps.contains { if case .index = $0 { true } else { false } }
            if change.operation == .remove, !hasPositions {
                #expect(pair.base.root.value(at: path) == change.base, "seed \(seed) \(path)")
            }
        }
    }

    @Test("a JSON Patch made from two values turns one into the other, both ways", arguments: seeds)
    func jsonPatch(seed: UInt64) throws {
        let pair = try GeneratedPair(seed: seed)
        for (from, to) in [(pair.base, pair.desired), (pair.desired, pair.base)] {
            let patch = JSONPatch(from: from.root, to: to.root)
            let text = JSONWriter().string(try patch.document().root)
            let read = try JSONPatch(Document(json: text).root)
            #expect(try read.apply(to: from.root) == to, "seed \(seed): \(text)")
            #expect(patch.operations.isEmpty == (from == to))
        }
    }

    @Test("a merge patch turns one value into the other, or says that it cannot", arguments: seeds)
    func mergePatch(seed: UInt64) throws {
        let pair = try GeneratedPair(seed: seed)
        do throws(MergePatchError) {
            let patch = try MergePatch(from: pair.base.root, to: pair.desired.root)
            #expect(try patch.apply(to: pair.base.root) == pair.desired, "seed \(seed)")
        } catch {
            guard case .null(let path) = error else {
                Issue.record("seed \(seed): \(error)")
                return
            }
            #expect(pair.desired.root.value(at: path)?.isNull == true, "seed \(seed)")
        }
    }

    @Test("a list too long for a minimal comparison is still compared, and its patch leads to the other")
    func longLists() throws {
        let base = try Document(json: "[" + (0..<3_000).map { "\($0)" }.joined(separator: ",") + "]")
        let desired = try Document(json: "[" + (0..<3_000).map { "\($0 * 7 % 3_001)" }.joined(separator: ",") + "]")
        let patch = JSONPatch(from: base.root, to: desired.root)
        #expect(try patch.apply(to: base.root) == desired)
        let changes = TwoWayDiff().compare(base: base.root, desired: desired.root)
        for change in changes where change.operation != .remove {
            #expect(desired.root.value(at: change.path) == change.desired)
        }
        #expect(!changes.isEmpty)
    }

    @Test("objects with many other members are compared by name")
    func manyMembers() throws {
        func object(_ names: some Sequence<Int>) throws -> Document {
            try Document(json: "{" + names.map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}")
        }
        let base = try object(0..<60_000)
        let desired = try object((30_000..<90_000).reversed())
        #expect(TwoWayDiff().compare(base: base.root, desired: desired.root).count == 60_000)
        #expect(JSONPatch(from: base.root, to: desired.root).operations.count == 60_000)
        let patch = try MergePatch(from: base.root, to: desired.root)
        #expect(try patch.apply(to: base.root) == desired)
    }
}

@Suite("Names and texts go by their bytes")
struct ExactTextTests {
    static let composed = "\u{E9}"
    static let decomposed = "e\u{301}"

    @Test("members, items and resources with canonically equivalent names are told apart")
    func names() throws {
        let base = try Document(json: "{\"\(Self.composed)\":1,\"\(Self.decomposed)\":2}")
        let patch = try JSONPatch(Document(json: #"[{"op":"remove","path":"/\#(Self.decomposed)"}]"#).root)
        #expect(try patch.apply(to: base.root).root[Self.composed]?.int64 == 1)
        let merge = MergePatch(try Document(json: "{\"\(Self.decomposed)\":null}"))
        #expect(try merge.apply(to: base.root).root[Self.composed]?.int64 == 1)
        #expect(FieldPath([.field(Self.composed)]) != FieldPath([.field(Self.decomposed)]))
        #expect(JSONPointer([Self.composed]) != JSONPointer([Self.decomposed]))
        let ids = [Self.composed, Self.decomposed].map { ResourceID(group: "", kind: "ConfigMap", name: $0) }
        #expect(Set(ids).count == 2)
        #expect((ids[0] < ids[1]) != (ids[1] < ids[0]))
    }

    @Test("a Secret whose value changes its composition has changed")
    func secret() throws {
        func set(_ value: String) -> ManifestSet {
            let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: \(value)}\n"
            return ManifestSet(SourceText(text, name: "s.yaml"))
        }
        let diff = ManifestSetDiff(base: set(Self.composed), head: set(Self.decomposed))
        #expect(try DiffRenderer(format: .text).render(diff).contains("stringData.a"))
    }
}

@Suite("JSON Patches made to do harm")
struct HostilePatchTests {
    @Test("copies that double a document end with an error")
    func copies() throws {
        let base = try Document(json: #"{"a":[1,2,3]}"#)
        let copy = #"{"op":"copy","from":"/a","path":"/a/-"}"#
        let patch = try JSONPatch(
            Document(json: "[" + Array(repeating: copy, count: 60).joined(separator: ",") + "]").root)
        let error = try #require(throws: PatchError.self) { try patch.apply(to: base.root) }
        #expect(error.problem == .tooManyCopies)
    }

    @Test("a patch that nests ever deeper ends with an error")
    func depth() throws {
        let deep = String(repeating: "{\"a\":", count: 400) + "{}" + String(repeating: "}", count: 400)
        let operations = (0..<20).map { round in
            let path = String(repeating: "/a", count: round * 400)
            return "{\"op\":\"add\",\"path\":\"\(path)\",\"value\":\(deep)}"
        }
        let patch = try JSONPatch(Document(json: "[" + operations.joined(separator: ",") + "]").root)
        let error = try #require(throws: PatchError.self) { try patch.apply(to: Document(json: "{}").root) }
        #expect(error.problem == .tooDeep)
    }
}
