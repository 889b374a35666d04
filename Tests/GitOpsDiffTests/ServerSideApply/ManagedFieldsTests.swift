import GitOpsDiff
import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("Managed fields")
struct ManagedFieldsTests {
    private let engine = ServerSideApply(writesStoredForm: false)

    private func map(_ data: String, _ metadata: String = "") throws -> Document {
        try ServerSideApplyTests.document(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x\(metadata)}\ndata: {\(data)}\n")
    }

    private func owners(_ document: Document) throws -> [String] {
        try ManagedFieldsEntry.entries(of: document.root).map { entry in
            "\(entry.manager) \(entry.operation.rawValue): "
                + entry.fields.paths.map(\.description).joined(separator: " ")
        }
    }

    @Test("an updater owns what it changed, and takes it from the others")
    func update() throws {
        let created = try engine.update(nil, to: map("a: '1', b: '1'").root, by: "one")
        #expect(try owners(created) == ["one Update: data data.a data.b"])
        let changed = try engine.update(created.root, to: withEntries(map("a: '2', c: '1'"), of: created), by: "two")
        #expect(try owners(changed) == ["one Update: data", "two Update: data.a data.c"])
    }

    @Test("an update that changes nothing changes no owner")
    func noUpdate() throws {
        let created = try engine.update(nil, to: map("a: '1'").root, by: "one")
        #expect(try engine.update(created.root, to: created.root, by: "two") == created)
    }

    @Test("an update without managed fields keeps those of the live object, an empty list forgets them")
    func clientsWithoutManagedFields() throws {
        let created = try engine.update(nil, to: map("a: '1'").root, by: "one")
        #expect(try owners(engine.update(created.root, to: map("a: '1'").root, by: "two")) == owners(created))
        let forgotten = try engine.update(created.root, to: map("a: '1'", ", managedFields: []").root, by: "two")
        #expect(try owners(forgotten).isEmpty)
    }

    @Test("an existing object that nobody tracks is not tracked by an update")
    func untracked() throws {
        let live = try map("a: '1'", ", uid: u")
        #expect(try owners(engine.update(live.root, to: map("a: '2'", ", uid: u").root, by: "two")).isEmpty)
    }

    @Test("more than ten updaters are merged, the oldest first")
    func oldUpdaters() throws {
        var live = try engine.update(nil, to: map("k0: '0'").root, by: "m00")
        for index in 1...12 {
            let data = (0...index).map { "k\($0): '0'" }.joined(separator: ", ")
            let name = index < 10 ? "m0\(index)" : "m\(index)"
            live = try engine.update(live.root, to: withEntries(map(data), of: live), by: name)
        }
        let entries = try ManagedFieldsEntry.entries(of: live.root)
        #expect(entries.count == 10)
        let ancient = entries.first { $0.manager == "ancient-changes" }
        #expect(ancient?.fields.count == 5)
    }

    @Test("entries are sorted by operation, time and name")
    func order() throws {
        let early = try Timestamp(parsing: "2024-01-01T00:00:00Z", precision: .seconds)
        let late = try Timestamp(parsing: "2025-01-01T00:00:00Z", precision: .seconds)
        var live = try engine.update(nil, to: map("a: '1'").root, by: "updater", time: early)
        for (manager, key, time) in [("b", "x", late), ("c", "y", early), ("a", "z", late)] {
            let outcome = try engine.apply(map("\(key): '1'").root, to: live.root, as: manager, time: time)
            guard case .applied(let document, _) = outcome else { return }
            live = document
        }
        #expect(try ManagedFieldsEntry.entries(of: live.root).map(\.manager) == ["c", "a", "b", "updater"])
        #expect(try ManagedFieldsEntry.entries(of: live.root).first?.time == early)
    }

    @Test("owners of parts of what is atomic own the whole")
    func schemaChanges() throws {
        let entry = ManagedFieldsEntry(
            manager: "old", operation: .apply, apiVersion: "apps/v1",
            fields: FieldSet([try FieldPath(parsing: "spec.selector.matchLabels.app")]))
        var builder = DocumentBuilder()
        builder.beginArray()
        entry.append(to: &builder)
        builder.end()
        let entries = JSONWriter().string(try builder.finish().root)
        let live = try ServerSideApplyTests.document(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x, managedFields: \(entries)}\n"
                + "spec: {selector: {matchLabels: {app: a}}}")
        let configuration = try ServerSideApplyTests.document(ServerSideApplyTests.deployment("spec: {paused: true}"))
        guard case .applied(let merged, _) = try engine.apply(configuration.root, to: live.root, as: "new") else {
            return
        }
        #expect(try ServerSideApplyTests.fields(merged, "old") == ["spec.selector"])
    }

    @Test("an entry of a version that is no longer served is forgotten")
    func oldVersions() throws {
        let live = try ServerSideApplyTests.document(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              managedFields:
              - {manager: old, operation: Update, apiVersion: extensions/v1beta1, fieldsType: FieldsV1, \
            fieldsV1: {"f:spec": {"f:replicas": {}}}}
            spec: {replicas: 1}
            """)
        let configuration = try ServerSideApplyTests.document(ServerSideApplyTests.deployment("spec: {replicas: 2}"))
        guard case .applied(let merged, _) = try engine.apply(configuration.root, to: live.root, as: "new") else {
            Issue.record("a conflict with a version that is gone")
            return
        }
        #expect(try ManagedFieldsEntry.entries(of: merged.root).map(\.manager) == ["new"])
    }

    @Test("fields of client-side apply go over to the applier, but not its annotation")
    func upgrade() throws {
        let annotation = FieldPath([
            .field("metadata"), .field("annotations"), .field("kubectl.kubernetes.io/last-applied-configuration"),
        ])
        let entries = [
            ManagedFieldsEntry(
                manager: "kubectl-client-side-apply", operation: .update, apiVersion: "v1",
                fields: FieldSet([annotation, try FieldPath(parsing: "data.a")])),
            ManagedFieldsEntry(
                manager: "kubectl", operation: .apply, apiVersion: "v1",
                fields: FieldSet([try FieldPath(parsing: "data.b")])),
            ManagedFieldsEntry(
                manager: "kubectl-client-side-apply", operation: .update, apiVersion: "v1", subresource: "status",
                fields: FieldSet([try FieldPath(parsing: "data.c")])),
        ]
        let upgraded = ManagedFieldsEntry.upgradingClientSideApply(
            entries, of: ["kubectl-client-side-apply"], to: "kubectl")
        #expect(upgraded.map(\.manager) == ["kubectl", "kubectl-client-side-apply"])
        #expect(upgraded.first?.fields.paths.map(\.description) == ["data.a", "data.b"])
        let converted = ManagedFieldsEntry.upgradingClientSideApply(
            [entries[0]], of: ["kubectl-client-side-apply"], to: "gitops")
        #expect(converted.map(\.manager) == ["gitops"] && converted.first?.operation == .apply)
    }

    @Test("mutated managed fields never crash", arguments: 0..<300 as Range<UInt64>)
    func hostile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 7_000)
        let first = try Document(json: SourceText(GeneratedObject.make(&random).json, name: "")).root
        guard case .applied(let live, _) = try engine.apply(first, to: nil, as: "one") else { return }
        var bytes = JSONWriter().bytes(live.root)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] = "{}[]:\",.fkvi\\0-e".utf8.randomElement(using: &random) ?? 0
        }
        guard let mutated = try? Document(json: SourceText(bytes, name: "")) else { return }
        let configuration = try Document(json: SourceText(GeneratedObject.make(&random).json, name: "")).root
        for force in [true, false] {
            _ = try? engine.apply(configuration, to: mutated.root, as: "two", force: force)
        }
        _ = try? engine.update(mutated.root, to: configuration, by: "two")
        _ = try? engine.configuration(appliedBy: "one", in: mutated.root)
    }

    /// The object with the managed fields of another one: what a client that read it sends back.
    private func withEntries(_ document: Document, of other: Document) throws -> Node {
        guard let entries = other.root["metadata"]?["managedFields"] else { return document.root }
        var builder = DocumentBuilder()
        builder.beginObject()
        for (name, member) in document.root.members {
            builder.key(name)
            guard name == "metadata" else {
                builder.append(member)
                continue
            }
            builder.beginObject()
            for (name, member) in member.members {
                builder.key(name)
                builder.append(member)
            }
            builder.key("managedFields")
            builder.append(entries)
            builder.end()
        }
        builder.end()
        return try builder.finish().root
    }
}
