import GitOpsDiff
import GitOpsManifest
import GitOpsSchema
import GitOpsTestSupport
import Testing

@Suite("Drift of one object")
struct ThreeWayDiffTests {
    static let desired = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop, labels: {app: web}}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: web
                image: registry.example/web:1.4
                resources: {limits: {cpu: 1000m, memory: 1024Mi}}
                ports: [{containerPort: 8080}]
                env: [{name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]
              tolerations: [{key: spot, operator: Exists}]
        """

    private func live(_ edits: [Edit] = []) throws -> Node {
        let stored = try StoredForm().document(of: try Document(yaml: Self.desired).root)
        return try stored.applying(edits).root
    }

    private func compare(
        _ live: Node, mode: ThreeWayDiff.Mode = .twoWay, explains: Bool = false
    ) throws -> ComparisonResult {
        ThreeWayDiff(mode: mode, explainsLiveOnly: explains)
            .compare(desired: try Document(yaml: Self.desired).root, live: live)
    }

    private func path(_ text: String) throws -> FieldPath { try FieldPath(parsing: text) }

    private func value(_ json: String) throws -> Node { try Document(json: SourceText(json)).root }

    @Test("defaults, canonical quantities and keys with defaults are no drift")
    func defaults() throws {
        let live = try live()
        let container = try #require(live.value(at: try path("spec.template.spec.containers[name=web]")))
        #expect(container["resources"]?["limits"]?["cpu"]?.string == "1")
        #expect(container["imagePullPolicy"]?.string == "IfNotPresent")
        let result = try compare(live, explains: true)
        #expect(result.isInSync && !result.liveOnly.isEmpty)
        #expect(result.liveOnly.allSatisfy { $0.explanation == .defaulted || $0.explanation == .status })
    }

    @Test("a changed field is drift at its keyed path, with both values and the line that wants it")
    func changed() throws {
        let image = try path("spec.template.spec.containers[name=web].image")
        let result = try compare(try live([.set(image, try value("\"evil:latest\""))]))
        // The pull policy follows the image only when the object is made: it is not the applier's.
        #expect(result.changes.map(\.path) == [image])
        #expect(result.changes[0].live?.string == "evil:latest" && result.changes[0].desired?.position?.line == 12)
    }

    @Test("what others add is no drift, and has no explanation when nobody owns it")
    func added() throws {
        let label = try path("metadata.labels.team")
        let result = try compare(try live([.set(label, try value("\"red\""))]), explains: true)
        #expect(result.isInSync)
        #expect(result.liveOnly.filter { $0.explanation == .unexplained }.map(\.path) == [label])
    }

    @Test("a list that is one value is compared as one, up to what the server fills in")
    func atomic() throws {
        let tolerations = try path("spec.template.spec.tolerations")
        #expect(
            try compare(try live([.insert(tolerations, at: nil, try value(#"{"operator":"Exists"}"#))])).changes.map(
                \.path) == [tolerations])
    }

    @Test("a removed item of a keyed list is wanted again; one that others add is not touched")
    func keyed() throws {
        let containers = try path("spec.template.spec.containers")
        let sidecar = try live([.insert(containers, at: 0, try value(#"{"name":"proxy","image":"proxy:1"}"#))])
        #expect(try compare(sidecar).isInSync)
        let result = try compare(try live([.remove(try path("spec.template.spec.containers[name=web]"))]))
        #expect(result.changes.map(\.path.description) == ["spec.template.spec.containers[name=web]"])
        #expect(result.changes.map(\.operation) == [.add])
    }

    static let managed = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
          managedFields:
          - manager: flux
            operation: Apply
            apiVersion: v1
            fieldsType: FieldsV1
            fieldsV1: {"f:data": {"f:kept": {}, "f:gone": {}, "f:shared": {}}}
          - manager: hand
            operation: Update
            apiVersion: v1
            time: "2026-05-01T12:00:00Z"
            fieldsType: FieldsV1
            fieldsV1: {"f:data": {"f:shared": {}, "f:extra": {}}}
        data: {kept: "1", gone: "1", shared: "1", extra: "1"}
        """

    @Test(
        "fields the applier owns alone and no longer wants are removed; shared and foreign ones stay and name their owner"
    )
    func owned() throws {
        let desired = try Document(
            yaml: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {kept: '1'}\n")
        let live = try Document(yaml: Self.managed).root
        let result = ThreeWayDiff(mode: .serverSideApply(manager: "flux"), explainsLiveOnly: true)
            .compare(desired: desired.root, live: live)
        #expect(result.changes.map(\.path.description) == ["data.gone"] && result.changes[0].operation == .remove)
        let owned = result.liveOnly.filter {
            $0.path.steps.first == .field("data") && $0.path.steps.last != .field("gone")
        }
        #expect(owned.map(\.path.description) == ["data.shared", "data.extra"])
        #expect(owned.allSatisfy { $0.explanation == .owned(manager: "hand", since: "2026-05-01T12:00:00Z") })
        #expect(ThreeWayDiff(mode: .twoWay).compare(desired: desired.root, live: live).isInSync)
    }

    @Test("what the applied state had and the desired one has not is removed, unless it is the server's default")
    func lastApplied() throws {
        let before = try Document(
            yaml: Self.desired.replacing("replicas: 2", with: "replicas: 2\n  paused: true\n  revisionHistoryLimit: 10")
        )
        let live = try live([
            .set(try path("spec.paused"), try value("true"))
        ])
        let result = ThreeWayDiff(mode: .clientSideApply)
            .compare(lastApplied: before.root, desired: try Document(yaml: Self.desired).root, live: live)
        #expect(result.changes.map(\.path.description) == ["spec.paused"])
    }

    @Test("a JSON merge patch replaces lists as a whole, and removes what was applied before")
    func jsonMerge() throws {
        let before = try Document(yaml: Self.desired.replacing("replicas: 2", with: "replicas: 2\n  paused: true")).root
        let containers = try path("spec.template.spec.containers")
        let sidecar = try live([
            .set(try path("spec.paused"), try value("true")),
            .insert(containers, at: nil, try value(#"{"name":"proxy","image":"proxy:1"}"#)),
        ])
        let desired = try Document(yaml: Self.desired).root
        func paths(_ mode: ThreeWayDiff.Mode) -> [String] {
            ThreeWayDiff(mode: mode).compare(lastApplied: before, desired: desired, live: sidecar).changes
                .map(\.path.description)
        }
        #expect(paths(.jsonMerge) == ["spec.template.spec.containers", "spec.paused"])
        #expect(paths(.clientSideApply) == ["spec.paused"])
        #expect(ThreeWayDiff(mode: .jsonMerge).compare(desired: desired, live: try live([])).isInSync)
    }

    @Test("an object of an unknown kind has the metadata of every object, and untyped data beside it")
    func unknownKind() throws {
        let desired = try Document(
            yaml: """
                apiVersion: example.org/v1
                kind: Unknown
                metadata: {name: a, creationTimestamp: null}
                spec: {kept: {a: 1}}
                """
        ).root
        let live = try Document(
            yaml: """
                apiVersion: example.org/v1
                kind: Unknown
                metadata:
                  name: a
                  uid: 0a9d2b9e
                  creationTimestamp: "2026-01-01T00:00:00Z"
                  managedFields:
                  - {manager: flux, operation: Apply, apiVersion: example.org/v1, fieldsType: FieldsV1,
                     fieldsV1: {"f:spec": {"f:kept": {"f:a": {}, "f:gone": {}}}}}
                spec: {kept: {a: 1, gone: 2}, other: 3}
                """
        ).root
        let result = ThreeWayDiff(mode: .serverSideApply(manager: "flux"), explainsLiveOnly: true)
            .compare(desired: desired, live: live)
        #expect(result.changes.map(\.path.description) == ["spec.kept.gone"])
        let unexplained = result.liveOnly.filter { $0.explanation == .unexplained }.map(\.path.description)
        #expect(unexplained.contains("spec.other") && !unexplained.contains { $0.hasPrefix("metadata") })
    }

    @Test("a Secret's stringData is its data in base64")
    func folded() throws {
        let desired = try Document(yaml: "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: hello}\n")
            .root
        let live = try StoredForm().document(of: desired).root
        #expect(live["data"]?["a"]?.string == "aGVsbG8=" && live["stringData"] == nil)
        let diff = ThreeWayDiff(mode: .twoWay, explainsLiveOnly: true)
        #expect(diff.compare(desired: desired, live: live).isInSync)
        #expect(diff.compare(desired: desired, live: live).liveOnly.allSatisfy { $0.explanation == .defaulted })
        let other = try live.document.applying([.set(try path("data.a"), try value("\"eHg=\""))]).root
        #expect(diff.compare(desired: desired, live: other).changes.map(\.path.description) == ["stringData.a"])
    }

    @Test(
        "hostile states end in a result",
        arguments: [
            "1", "[]", "null", "{}", #"{"apiVersion":"v1","kind":"Pod","spec":[]}"#,
            #"{"apiVersion":"v1","kind":"Pod","spec":{"containers":[null,1,{},{"name":null},{"name":"a"},{"name":"a"}]}}"#,
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"managedFields":[null,{"fieldsV1":[]},{"manager":"a","operation":"Apply","fieldsV1":{"f:":{},"k:{":{},"v:":{},"f:spec":{"f:containers":{"k:{\"name\":\"a\"}":{"f:image":1}}}}}]},"spec":{"containers":[{"name":"a","image":1}]}}"#,
            #"{"apiVersion":"v1","kind":"Secret","stringData":1,"data":[]}"#,
            #"{"apiVersion":"v1","kind":"Service","spec":{"ports":[{"port":80},{"port":80}]}}"#,
        ])
    func hostile(text: String) throws {
        let states = try [text, Self.managed, Self.desired].map { try Document(yaml: $0).root }
        for desired in states {
            for live in states {
                for mode in DriftLawTests.modes {
                    let diff = ThreeWayDiff(mode: mode, explainsLiveOnly: true)
                    _ = diff.compare(lastApplied: states[0], desired: desired, live: live)
                }
            }
        }
        _ = try StoredForm().document(of: states[0])
        _ = SchemaValidator().validate(states[0])
    }
}

@Suite("Drift of a cluster")
struct ClusterDiffTests {
    private func set(_ text: String) -> ManifestSet { ManifestSet(SourceText(text, name: "set.yaml")) }

    @Test("missing, drifted, prunable and foreign objects are told apart")
    func states() throws {
        func configMap(_ name: String, _ value: String, _ label: String = "") -> String {
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)\(label)}\ndata: {a: \(value)}\n"
        }
        let flux =
            ", namespace: default, labels: {kustomize.toolkit.fluxcd.io/name: apps, kustomize.toolkit.fluxcd.io/namespace: flux}"
        let desired = set(
            [configMap("same", "x"), configMap("other", "x"), configMap("new", "x")].joined(separator: "---\n"))
        let live = set(
            [
                configMap("same", "x", flux), configMap("other", "y", flux), configMap("old", "x", flux),
                configMap("foreign", "x", ", namespace: default"),
            ].joined(separator: "---\n"))
        let report = ClusterDiff(mode: .twoWay).compare(desired: desired, live: live)
        let owner = ResourceOwner.fluxKustomization(namespace: "flux", name: "apps")
        #expect(report.resources.map(\.id.name) == ["foreign", "new", "old", "other", "same"])
        #expect(
            report.resources.map(\.state) == [
                .extra(owner: nil, isPrunable: false), .missing, .extra(owner: owner, isPrunable: true), .drifted,
                .inSync,
            ])
        #expect(
            !report.isInSync && report.summary == "1 drifted, 1 missing, 1 prunable, 1 others, 1 in sync, 0 unreadable")
    }

    @Test("what cannot be read is never in sync")
    func unreadable() {
        let report = ClusterDiff().compare(desired: set("a: [\n"), live: set(""))
        #expect(!report.isInSync && report.unreadable.count == 1)
    }

    @Test("values of Secrets never come out")
    func secrets() throws {
        let desired = set("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: hunter2}\n")
        let live = set(
            "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: default}\ndata: {a: c2VjcmV0, b: c2VjcmV0}\n")
        let report = ClusterDiff(explainsLiveOnly: true).compare(desired: desired, live: live)
        for format in ClusterReportRenderer.Format.allCases {
            let text = try ClusterReportRenderer(format: format, showsAll: true).render(report)
            if format != .unified { #expect(text.contains("stringData.a")) }
            #expect(!text.contains("hunter2") && !text.contains("c2VjcmV0"))
        }
    }

    @Test("a monitor that is fed changes says what a comparison of the sets says", arguments: UInt64(0)..<40)
    func monitor(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var desired: [String: String] = [:]
        var live: [String: String] = [:]
        let diff = ClusterDiff(mode: .twoWay)
        var monitor = DriftMonitor(diff: diff)
        for _ in 0..<30 {
            let name = "n\(Int.random(in: 0..<6, using: &generator))"
            let owner = Bool.random(using: &generator) ? ", labels: {applyset.kubernetes.io/part-of: a}" : ""
            let text =
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name), namespace: default\(owner)}\n"
                + "data: {a: v\(Int.random(in: 0..<2, using: &generator))}\n"
            let manifest = try #require(set(text).manifests.first)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                desired[name] = text
                monitor.setDesired(manifest)
            case 1:
                desired[name] = nil
                monitor.removeDesired(manifest.id)
            case 2:
                live[name] = text
                monitor.setLive(manifest)
            default:
                live[name] = nil
                monitor.removeLive(manifest.id)
            }
            let whole = diff.compare(
                desired: set(desired.values.joined(separator: "---\n")),
                live: set(live.values.joined(separator: "---\n")))
            #expect(monitor.report.resources.map(\.id) == whole.resources.map(\.id), "seed \(seed)")
            #expect(monitor.report.resources.map(\.state) == whole.resources.map(\.state), "seed \(seed)")
            #expect(monitor.report.summary == whole.summary, "seed \(seed)")
            let (kept, given) = (monitor.report.resources.map(\.live), whole.resources.map(\.live))
            #expect(kept.map { $0?.root } == given.map { $0?.root }, "seed \(seed)")
        }
    }
}
