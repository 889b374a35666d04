import GitOpsDiff
import GitOpsManifest
import GitOpsSchema
import Testing

/// Laws over objects made from the schema; a failure prints the seed that repeats it.
@Suite("Laws of the stored form and of drift")
struct DriftLawTests {
    static let seeds = UInt64(0)..<400
    static let modes = [ThreeWayDiff.Mode.twoWay, .clientSideApply, .jsonMerge, .serverSideApply(manager: "gitops")]

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
        for mode in Self.modes {
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

    @Test("after an apply there is no drift, whatever was there before", arguments: seeds)
    func convergence(seed: UInt64) throws {
        var objects = SchemaObjects(seed: seed)
        let desired = try objects.object()
        let before = try other(of: desired, &objects)
        let live = try StoredForm().document(of: before).root
        for mode in Self.modes {
            let diff = ThreeWayDiff(mode: mode)
            // What the server refuses (elements without keys, types that do not fit) is no case.
            guard let merged = try? diff.applied(lastApplied: before, desired: desired, live: live) else { continue }
            let result = diff.compare(lastApplied: desired, desired: desired, live: merged)
            let changes = result.changes.map { "\($0.operation) \($0.path)" }
            #expect(result.isInSync, "seed \(seed) \(mode): \(changes) \(text(desired)) \(text(live)) \(text(merged))")
        }
    }

    @Test("there is drift exactly when an apply would change the object", arguments: UInt64(0)..<150)
    func verdict(seed: UInt64) throws {
        var objects = SchemaObjects(seed: seed)
        let desired = try objects.object()
        let before = try other(of: desired, &objects)
        for original in [desired, before] {
            let live = try StoredForm().document(of: original).root
            for mode in Self.modes {
                // See Compatibility.md: the default of `updateStrategy.rollingUpdate` depends on what was there before.
                if mode == .clientSideApply || mode == .jsonMerge, desired["kind"]?.string == "StatefulSet" { continue }
                let diff = ThreeWayDiff(mode: mode)
                guard let merged = try? diff.applied(lastApplied: before, desired: desired, live: live) else {
                    continue
                }
                let isSame = try withoutManagedFields(merged) == withoutManagedFields(live)
                let result = diff.compare(lastApplied: before, desired: desired, live: live)
                let changes = result.changes.map { "\($0.operation) \($0.path)" }
                #expect(result.isInSync == isSame, "seed \(seed) \(mode): \(changes) \(text(desired)) \(text(live))")
            }
        }
    }

    private func withoutManagedFields(_ object: Node) throws -> String {
        let path = try FieldPath(parsing: "metadata.managedFields")
        guard object.value(at: path) != nil else { return text(object) }
        return text(try object.document.applying([.remove(path)]).root)
    }

    /// Another object of the same kind.
    private func other(of object: Node, _ objects: inout SchemaObjects) throws -> Node {
        for _ in 0..<400 {
            let candidate = try objects.object()
            if candidate["kind"] == object["kind"], candidate["apiVersion"] == object["apiVersion"] { return candidate }
        }
        return object
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
