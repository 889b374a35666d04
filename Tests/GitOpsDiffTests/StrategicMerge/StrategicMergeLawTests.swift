import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsDiff

@Suite("Laws of strategic merge patches")
struct StrategicMergeLawTests {
    static let seeds = Array(1...200 as ClosedRange<UInt64>)

    /// Three states: what was applied, what is wanted, what the cluster has.
    private struct States {
        let original: Document
        let modified: Document
        let current: Document

        init(seed: UInt64) throws {
            var random = SeededGenerator(seed: seed)
            let first = GeneratedWorkload(&random)
            let second = GeneratedWorkload(&random)
            original = try first.document()
            modified = try first.mixed(with: second, &random).document()
            current = try first.mixed(with: GeneratedWorkload(&random), &random).withForeignParts().document()
        }

        func patch(overwrite: Bool = true) throws(StrategicMergePatchError) -> StrategicMergePatch {
            try StrategicMergePatch(
                original: original.root, modified: modified.root, current: current.root, overwrite: overwrite)
        }
    }

    private func text(_ document: Document) -> String { JSONWriter.canonical.string(document.root) }

    @Test("a two-way patch turns one object into the other, also after it was written and read", arguments: seeds)
    func twoWay(seed: UInt64) throws {
        let states = try States(seed: seed)
        for (from, to) in [(states.original, states.modified), (states.modified, states.current)] {
            let patch = try StrategicMergePatch(from: from.root, to: to.root)
            let read = StrategicMergePatch(try Document(json: JSONWriter().string(patch.document.root)))
            #expect(try read.apply(to: from.root) == to, "seed \(seed): \(text(patch.document))")
        }
    }

    @Test("a patch between equal objects changes nothing, and says nothing but an order", arguments: seeds)
    func identity(seed: UInt64) throws {
        let states = try States(seed: seed)
        let patch = try StrategicMergePatch(from: states.modified.root, to: states.modified.root)
        #expect(try patch.apply(to: states.modified.root) == states.modified, "seed \(seed)")
        let metadata = patch.document.root["metadata"]
        #expect(patch.isEmpty || metadata?.members.allSatisfy { $0.key == "$setElementOrder/finalizers" } == true)
    }

    @Test("applying a three-way patch again changes nothing", arguments: seeds)
    func convergence(seed: UInt64) throws {
        let states = try States(seed: seed)
        let result = try states.patch().apply(to: states.current.root)
        // A directive inside an object that the current state does not have is left in it, as by Kubernetes, whose API
        // server then drops what it does not know.
        guard !text(result).contains("\"$") else { return }
        let second = try StrategicMergePatch(
            original: states.modified.root, modified: states.modified.root, current: result.root)
        #expect(try second.apply(to: result.root) == result, "seed \(seed): \(text(second.document))")
    }

    @Test("a three-way patch keeps what only the current state has, and sets all that is wanted", arguments: seeds)
    func frame(seed: UInt64) throws {
        let states = try States(seed: seed)
        let patch = try states.patch()
        let result = try patch.apply(to: states.current.root)
        let foreign = [
            FieldPath([.field("metadata"), .field("labels"), .field("foreign")]),
            try FieldPath(parsing: "spec.template.spec.containers[name=foreign]"),
        ]
        for path in foreign {
            #expect(result.root.value(at: path) == states.current.root.value(at: path), "seed \(seed): \(path)")
        }
        for container in states.modified.root["spec"]?["template"]?["spec"]?["containers"]?.elements
            ?? result.root.elements
        {
            let path = try FieldPath(parsing: "spec.template.spec.containers[name=\(container["name"]?.string ?? "")]")
            #expect(result.root.value(at: path)?["image"] == container["image"], "seed \(seed)")
            #expect(result.root.value(at: path)?["args"] == container["args"] || container["args"] == nil)
        }
        if patch.isEmpty { #expect(result == states.current, "seed \(seed)") }
        if result != states.current { #expect(!patch.isEmpty, "seed \(seed)") }
    }

    @Test("an untouched current state never conflicts, and then overwriting makes no difference", arguments: seeds)
    func noConflict(seed: UInt64) throws {
        let states = try States(seed: seed)
        let patches = try [true, false].map { overwrite in
            try StrategicMergePatch(
                original: states.original.root, modified: states.modified.root, current: states.original.root,
                overwrite: overwrite
            ).document
        }
        #expect(patches[0] == patches[1], "seed \(seed)")
        #expect(
            try StrategicMergePatch(patches[0]).apply(to: states.original.root) == states.modified, "seed \(seed)")
    }

    @Test("a patch that conflicts is the one that overwrites; nothing else makes it fail", arguments: seeds)
    func conflicts(seed: UInt64) throws {
        let states = try States(seed: seed)
        do throws(StrategicMergePatchError) {
            let patch = try states.patch(overwrite: false)
            #expect(try patch.document == states.patch().document, "seed \(seed)")
        } catch {
            // Two empty lists have no elements whose types Kubernetes could compare.
            if case .noElements = error { return }
            if case .unknownField = error { return }
            #expect(error.isConflict, "seed \(seed): \(error)")
        }
    }

    @Test("a three-way merge patch sets what is wanted, removes what was applied and converges", arguments: seeds)
    func mergePatch(seed: UInt64) throws {
        let states = try States(seed: seed)
        let patch = try MergePatch(
            original: states.original.root, modified: states.modified.root, current: states.current.root)
        let result = try patch.apply(to: states.current.root)
        let spec = "spec.template.spec"
        for path in [try FieldPath(parsing: spec + ".containers"), try FieldPath(parsing: spec + ".volumes")] {
            #expect(result.root.value(at: path) == states.modified.root.value(at: path), "seed \(seed)")
        }
        #expect(result.root["metadata"]?["labels"]?["foreign"]?.string == "yes")
        let second = try MergePatch(
            original: states.modified.root, modified: states.modified.root, current: result.root)
        #expect(second.document.root.count == 0, "seed \(seed): \(text(second.document))")
    }
}
