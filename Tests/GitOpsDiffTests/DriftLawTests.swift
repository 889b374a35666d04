import GitOpsDiff
import GitOpsManifest
import GitOpsSchema
import Testing

/// Laws over objects made from the schema; a failure prints the seed that repeats it.
@Suite("Laws of the stored form and of drift")
struct DriftLawTests {
    static let seeds = UInt64(0)..<400

    private func text(_ node: Node) -> String { JSONWriter.canonical.string(node) }

    @Test("what is stored is stored as it is", arguments: seeds)
    func idempotent(seed: UInt64) throws {
        var objects = SchemaObjects(seed: seed)
        let desired = try objects.object()
        let once = try StoredForm().document(of: desired).root
        let twice = try StoredForm().document(of: once).root
        #expect(text(once) == text(twice), "seed \(seed)")
    }

    @Test("what the server stores for an object is no drift of it", arguments: seeds)
    func stored(seed: UInt64) throws {
        var objects = SchemaObjects(seed: seed)
        let desired = try objects.object()
        let live = try StoredForm().document(of: desired).root
        let result = ThreeWayDiff(mode: .twoWay, explainsLiveOnly: true).compare(desired: desired, live: live)
        #expect(result.isInSync, "seed \(seed): \(result.changes.map(\.path)) \(text(desired)) \(text(live))")
        let unexplained = result.liveOnly.filter { $0.explanation == .unexplained }.map(\.path)
        #expect(unexplained.isEmpty, "seed \(seed): \(unexplained) \(text(desired)) \(text(live))")
    }

    @Test("an object is in sync with itself, also when it is stored already", arguments: seeds)
    func identity(seed: UInt64) throws {
        var objects = SchemaObjects(seed: seed)
        let live = try StoredForm().document(of: try objects.object()).root
        for mode in [ThreeWayDiff.Mode.twoWay, .clientSideApply, .serverSideApply(manager: "a")] {
            #expect(ThreeWayDiff(mode: mode).compare(lastApplied: live, desired: live, live: live).isInSync)
        }
    }

    @Test("a changed text is drift at its path and nowhere else", arguments: seeds)
    func changed(seed: UInt64) throws {
        var objects = SchemaObjects(seed: seed)
        let desired = try objects.object()
        let stored = try StoredForm().document(of: desired).root
        var candidates: [FieldPath] = []
        collect(desired, [], &candidates)
        guard let path = candidates.randomElement(using: &objects.generator) else { return }
        let live = try stored.document.applying([.set(path, try Document(json: "\"changed-by-hand\"").root)]).root
        let result = ThreeWayDiff(mode: .twoWay).compare(desired: desired, live: live)
        #expect(!result.isInSync, "seed \(seed): \(path) \(text(desired))")
        for change in result.changes {
            let found = change.live?.path(keys: .byPosition)
            #expect(
                found.map { path.steps.starts(with: $0.steps) } ?? false,
                "seed \(seed): \(change.path) instead of \(path)")
        }
    }

    /// Annotations and labels: texts that are kept as they are.
    private func collect(_ node: Node, _ steps: [FieldPath.Step], _ found: inout [FieldPath]) {
        for (name, value) in node.members {
            if [.field("labels"), .field("annotations")].contains(steps.last), value.string != nil {
                found.append(FieldPath(steps + [.field(name)]))
            }
            collect(value, steps + [.field(name)], &found)
        }
    }
}
