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
        let areEqual = JSONWriter.canonical.string(pair.base.root) == JSONWriter.canonical.string(pair.desired.root)
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

    @Test("a list too long for a minimal comparison is still compared, quickly and rightly")
    func longLists() throws {
        let base = try Document(json: "[" + (0..<20_000).map { "\($0)" }.joined(separator: ",") + "]")
        let desired = try Document(json: "[" + (0..<20_000).map { "\($0 * 7 % 20_011)" }.joined(separator: ",") + "]")
        let patch = JSONPatch(from: base.root, to: desired.root)
        #expect(!patch.operations.isEmpty)
        #expect(!TwoWayDiff().compare(base: base.root, desired: desired.root).isEmpty)
    }
}
