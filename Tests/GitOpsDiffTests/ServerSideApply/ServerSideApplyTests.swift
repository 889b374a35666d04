import GitOpsDiff
import GitOpsManifest
import GitOpsSchema
import Testing

@Suite("Server-side apply")
struct ServerSideApplyTests {
    private let engine = ServerSideApply(writesStoredForm: false)

    static func document(_ yaml: String) throws -> Document {
        try DocumentReader().readFirst(SourceText(yaml, name: "test"))
    }

    private func apply(
        _ yaml: String, _ live: Document?, _ manager: String = "gitops", force: Bool = false, subresource: String = ""
    ) throws -> ServerSideApply.Outcome {
        try engine.apply(
            try Self.document(yaml).root, to: live?.root, as: manager, force: force, subresource: subresource)
    }

    private func applied(
        _ yaml: String, _ live: Document?, _ manager: String = "gitops", force: Bool = false, subresource: String = ""
    ) throws -> Document {
        guard case .applied(let document, _) = try apply(yaml, live, manager, force: force, subresource: subresource)
        else { throw Conflicting() }
        return document
    }

    private struct Conflicting: Error {}

    static func deployment(_ members: String) -> String {
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n" + members
    }

    static func fields(_ document: Document, _ manager: String) throws -> [String] {
        try ManagedFieldsEntry.entries(of: document.root).first { $0.manager == manager }?.fields.paths
            .map(\.description) ?? []
    }

    // MARK: Ownership

    @Test("a created object belongs to its applier, without what identifies it")
    func create() throws {
        let live = try applied(
            Self.deployment("spec: {replicas: 2, template: {spec: {containers: [{name: a, image: b}]}}}"), nil)
        #expect(
            try Self.fields(live, "gitops") == [
                "spec.replicas", "spec.template.spec.containers[name=a]",
                "spec.template.spec.containers[name=a].image", "spec.template.spec.containers[name=a].name",
            ])
    }

    @Test("a field with another value in someone else's hands is a conflict, worded as the server does")
    func conflict() throws {
        let live = try applied(Self.deployment("spec: {replicas: 2}"), nil, "one")
        guard case .conflicts(let conflicts) = try apply(Self.deployment("spec: {replicas: 3}"), live, "two") else {
            Issue.record("no conflict")
            return
        }
        #expect(conflicts.map(\.field) == [".spec.replicas"])
        #expect(conflicts.map(\.message) == ["conflict with \"one\""])
        let forced = try applied(Self.deployment("spec: {replicas: 3}"), live, "two", force: true)
        #expect(forced.root["spec"]?["replicas"]?.int64 == 3)
        #expect(try ManagedFieldsEntry.entries(of: forced.root).map(\.manager) == ["two"])
    }

    @Test("a field with the same value is owned by both, and stays until both let go")
    func sharedOwnership() throws {
        let one = try applied(Self.deployment("spec: {replicas: 2, paused: true}"), nil, "one")
        let both = try applied(Self.deployment("spec: {replicas: 2}"), one, "two")
        let left = try applied(Self.deployment("spec: {paused: true}"), both, "one")
        #expect(left.root["spec"]?["replicas"]?.int64 == 2)
        let gone = try applied(Self.deployment("spec: {}"), left, "two")
        #expect(gone.root["spec"]?["replicas"] == nil)
        #expect(gone.root["spec"]?["paused"]?.bool == true)
    }

    @Test("a default inside an element goes with the element, and one inside a kept element stays")
    func danglingFields() throws {
        let configuration = Self.deployment(
            "spec: {template: {spec: {containers: [{name: a, image: b}, {name: c, image: d}]}}}")
        var live = try applied(configuration, nil)
        live = try Self.document(
            YAMLWriter().string(live.root).replacing("image: b", with: "image: b\n        imagePullPolicy: Always"))
        let less = try applied(Self.deployment("spec: {template: {spec: {containers: [{name: a}]}}}"), live)
        let containers = less.root["spec"]?["template"]?["spec"]?["containers"]
        #expect(containers.map { JSONWriter().string($0) } == #"[{"name":"a","imagePullPolicy":"Always"}]"#)
    }

    @Test("the order of the configuration wins, and other elements keep their places between")
    func order() throws {
        func finalizers(_ names: String) -> String {
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, finalizers: [\(names)]}\n"
        }
        let live = try applied(finalizers("a, b, c, d"), nil, "one")
        let merged = try applied(finalizers("d, e, b"), live, "two")
        let names = merged.root["metadata"]?["finalizers"]?.elements.compactMap(\.string)
        #expect(names == ["a", "c", "d", "e", "b"])
    }

    @Test("a key that the configuration leaves out stands for its default")
    func keyDefaults() throws {
        func service(_ port: String) -> String {
            "apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {ports: [{\(port)}]}\n"
        }
        let live = try applied(service("port: 80, protocol: TCP, name: a"), nil)
        let merged = try applied(service("port: 80, name: b"), live)
        #expect(merged.root["spec"]?["ports"]?.count == 1)
        #expect(
            try Self.fields(merged, "gitops").contains("spec.ports[port=80,protocol=TCP].name"))
    }

    @Test("an atomic list is one value")
    func atomicList() throws {
        func container(_ command: String) -> String {
            Self.deployment("spec: {template: {spec: {containers: [{name: a, command: [\(command)]}]}}}")
        }
        let live = try applied(container("a, b"), nil)
        let merged = try applied(container("c"), live)
        let path = try FieldPath(parsing: "spec.template.spec.containers[name=a].command")
        #expect(merged.root.value(at: path)?.elements.compactMap(\.string) == ["c"])
        #expect(try Self.fields(merged, "gitops").contains(path.description))
    }

    @Test("objects of unknown kinds have granular maps and atomic lists")
    func unknownKind() throws {
        func thing(_ spec: String) -> String {
            "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: x}\nspec: \(spec)\n"
        }
        let live = try applied(thing("{a: {b: 1}, list: [{name: x}]}"), nil, "one")
        let merged = try applied(thing("{a: {c: 2}, other: [1]}"), live, "two")
        #expect(
            merged.root["spec"].map { JSONWriter.canonical.string($0) }
                == #"{"a":{"b":1,"c":2},"list":[{"name":"x"}],"other":[1]}"#)
        #expect(try Self.fields(merged, "two") == ["spec", "spec.a", "spec.a.c", "spec.other"])
    }

    @Test("an object without managed fields belongs to whoever was before the first apply")
    func beforeFirstApply() throws {
        let live = try Self.document(Self.deployment("spec: {replicas: 2, strategy: {type: Recreate}}"))
        guard case .conflicts(let conflicts) = try apply(Self.deployment("spec: {replicas: 3}"), live) else {
            Issue.record("no conflict")
            return
        }
        #expect(conflicts.map(\.message) == ["conflict with \"before-first-apply\" using apps/v1"])
    }

    @Test("the status is out of reach through the object, and all else through the status")
    func status() throws {
        let live = try Self.document(Self.deployment("spec: {replicas: 2}\nstatus: {replicas: 2}"))
        let main = try applied(Self.deployment("spec: {replicas: 2}\nstatus: {replicas: 9}"), live)
        #expect(main.root["status"]?["replicas"]?.int64 == 2)
        #expect(try Self.fields(main, "gitops") == ["spec.replicas"])
        let status = try applied(
            Self.deployment("spec: {replicas: 9}\nstatus: {replicas: 9}"), live, force: true, subresource: "status")
        #expect(status.root["spec"]?["replicas"]?.int64 == 2)
        #expect(status.root["status"]?["replicas"]?.int64 == 9)
        #expect(try Self.fields(status, "gitops") == ["status.replicas"])
    }

    @Test("kubectl takes over what client-side apply set, and nothing that was changed since")
    func takeOver() throws {
        let last = #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":2}}"#
        let yaml = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, annotations: {kubectl.kubernetes.io/last-applied-configuration: '\(last)'}}
            spec: {replicas: 2, paused: true}
            """
        let live = try engine.update(nil, to: Self.document(yaml).root, by: "kubectl-client-side-apply")
        let taken = try applied(Self.deployment("spec: {replicas: 3}"), live, "kubectl")
        #expect(taken.root["spec"]?["replicas"]?.int64 == 3)
        #expect(
            taken.root["metadata"]?["annotations"]?["kubectl.kubernetes.io/last-applied-configuration"]?.string
                == last.replacing(":2", with: ":3") + "\n")
        guard case .conflicts(let conflicts) = try apply(Self.deployment("spec: {paused: false}"), live, "kubectl")
        else {
            Issue.record("no conflict")
            return
        }
        #expect(conflicts.map(\.field) == [".spec.paused"])
    }

    @Test("what was applied can be read back")
    func extraction() throws {
        let yaml = Self.deployment(
            "spec: {replicas: 2, template: {spec: {containers: [{name: a, ports: [{containerPort: 80}]}]}}}")
        let live = try ServerSideApply().apply(try Self.document(yaml).root, to: nil, as: "gitops")
        guard case .applied(let document, _) = live else { throw Conflicting() }
        let read = try engine.configuration(appliedBy: "gitops", in: document.root)
        #expect(read?.root["spec"]?["replicas"]?.int64 == 2)
        #expect(read?.root["spec"]?["strategy"] == nil)
        guard let read,
            case .applied(_, let isUnchanged) = try engine.apply(
                read.root, to: document.root, as: "gitops")
        else { throw Conflicting() }
        #expect(isUnchanged)
        #expect(try engine.configuration(appliedBy: "nobody", in: document.root) == nil)
    }

    // MARK: Refusals

    @Test(
        "what the server refuses is refused at its path",
        arguments: [
            ("spec: {replica: 2}", "spec.replica", ServerSideApplyError.Reason.unknownField),
            ("spec: {replicas: two}", "spec.replicas", .expected(.number)),
            ("spec: [1]", "spec", .expected(.object)),
            (
                "spec: {template: {spec: {containers: [{name: a}, {name: a}]}}}",
                "spec.template.spec.containers[name=a]", .duplicateElement
            ),
            (
                "spec: {template: {spec: {containers: [null]}}}", "spec.template.spec.containers",
                .elementWithoutIdentity
            ),
            (
                "spec: {template: {spec: {containers: [{name: a, resources: {limits: {cpu: many}}}]}}}",
                "spec.template.spec.containers[name=a].resources.limits.cpu", .unreadableScalar
            ),
        ])
    func refusals(members: String, path: String, reason: ServerSideApplyError.Reason) throws {
        let expected = ServerSideApplyError.invalidConfiguration(try FieldPath(parsing: path), reason)
        #expect(throws: expected) { try applied(Self.deployment(members), nil) }
    }

    @Test("another kind, managed fields in the configuration and unreadable ones in the live object are refused")
    func otherRefusals() throws {
        let live = try applied(Self.deployment("spec: {replicas: 2}"), nil)
        #expect(throws: ServerSideApplyError.self) {
            try applied("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n", live)
        }
        #expect(throws: ServerSideApplyError.managedFieldsInConfiguration) {
            try engine.apply(live.root, to: live.root, as: "x")
        }
        let broken = try Self.document(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, managedFields: [{operation: Replace}]}\n")
        #expect(throws: ServerSideApplyError.managedFields(ManagedFieldsError(entry: 0, problem: .operation))) {
            try applied(Self.deployment("spec: {}"), broken)
        }
    }

    @Test("elements that the live object has twice are replaced by the one that is applied")
    func duplicatesInLive() throws {
        let yaml = Self.deployment(
            "spec: {template: {spec: {containers: [{name: a, env: [{name: X, value: '1'}, {name: X, value: '2'}]}]}}}")
        let live = try engine.update(nil, to: Self.document(yaml).root, by: "kubectl")
        let one = Self.deployment("spec: {template: {spec: {containers: [{name: a, env: [{name: X, value: '3'}]}]}}}")
        let merged = try applied(one, live, force: true)
        let path = try FieldPath(parsing: "spec.template.spec.containers[name=a].env")
        #expect(merged.root.value(at: path).map { JSONWriter.canonical.string($0) } == #"[{"name":"X","value":"3"}]"#)
    }
}
