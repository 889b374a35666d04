import GitOpsManifest
import GitOpsSchema
import Testing

@testable import GitOpsDiff

@Suite("Rules of which drift is ignored")
struct DriftRulesTests {
    static let desired = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop, labels: {app: web}, annotations: {a/b: "1"}}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            spec:
              containers:
              - {name: web, image: "web:1", args: [a, b]}
              - {name: log, image: "log:1"}
              tolerations: [{key: x, value: "1"}]
        """
    static let live = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: shop
          labels: {app: web}
          annotations: {a/b: "2", deployment.kubernetes.io/revision: "3"}
          managedFields:
          - manager: scaler
            operation: Update
            fieldsV1: {"f:spec": {"f:replicas": {}, "f:template": {"f:spec": {"f:containers":
              {'k:{"name":"log"}': {".": {}, "f:name": {}, "f:image": {}}}}}}}
        spec:
          replicas: 5
          selector: {matchLabels: {app: web}}
          template:
            spec:
              containers:
              - {name: web, image: "web:2", args: [a, c]}
              - {name: log, image: "log:2"}
              tolerations: [{key: x, value: "2"}]
        """

    private func split(
        _ fields: DriftRule.Fields..., objects: ObjectSelector = ObjectSelector(), live: String = live
    ) throws -> FilteredComparison {
        let result = ThreeWayDiff(mode: .twoWay).compare(
            desired: try Document(yaml: Self.desired).root, live: try Document(yaml: live).root)
        return DriftRules([DriftRule(name: "r", objects: objects, fields: fields)]).apply(to: result)
    }

    private func pattern(_ text: String) throws -> DriftRule.Fields { .pattern(try FieldPattern(parsing: text)) }

    @Test(
        "a path hides what stands at it, and nothing else",
        arguments: [
            ("spec.replicas", ["spec.replicas"]),
            (
                "spec.template.spec.containers[name=web].image",
                ["spec.template.spec.containers[name=web].image"]
            ),
            (
                "spec.template.spec.containers[*].image",
                ["spec.template.spec.containers[name=web].image", "spec.template.spec.containers[name=log].image"]
            ),
            ("spec.template.spec.containers[name=web].args", ["spec.template.spec.containers[name=web].args"]),
            ("spec.template.spec.containers[name=web].args[1]", ["spec.template.spec.containers[name=web].args"]),
            ("spec.template.spec.containers[name=web].args[0]", []),
            ("spec.template.spec.tolerations[key=x].value", ["spec.template.spec.tolerations"]),
            ("spec.template.spec.tolerations[key=y].value", []),
            ("metadata.annotations[\"a/b\"]", ["metadata.annotations.a/b"]),
            ("metadata.*[\"a/b\"]", ["metadata.annotations.a/b"]),
            ("metadata.annotations.a", []),
            ("status", []),
        ])
    func paths(text: String, hidden: [String]) throws {
        let verdict = try split(pattern(text))
        #expect(verdict.hidden.map(\.change.path.description) == hidden)
        #expect(verdict.hidden.allSatisfy { $0.rules.map(\.name) == ["r"] })
        #expect(verdict.kept.count + verdict.hidden.count == 6)
    }

    @Test("what the server rewrites after a change is hidden together with the last such change")
    func derived() throws {
        func object(_ image: String, _ account: String, _ annotations: String) throws -> Node {
            let text = """
                {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: x, annotations: {\(annotations)}}, spec: {template:
                  {spec: {\(account), containers: [{name: a, image: \(image)}]}}}}
                """
            return try Document(yaml: text).root
        }
        let result = ThreeWayDiff(mode: .twoWay).compare(
            desired: try object("i:1", "serviceAccountName: a", ""),
            live: try object(
                "i:2", "serviceAccountName: b, serviceAccount: b", "deprecated.daemonset.template.generation: '3'"))
        #expect(result.changes.count == 4)
        func kept(_ patterns: String...) throws -> Int {
            let fields = try patterns.map { try pattern($0) }
            return DriftRules([DriftRule(name: "r", fields: fields)]).apply(to: result).kept.count
        }
        #expect(try kept("spec.template.spec.containers") == 3)
        #expect(try kept("spec.template.spec.serviceAccountName") == 2)
        #expect(try kept("spec.template.spec.serviceAccountName", "spec.template.spec.containers[*].image") == 0)
    }

    @Test("pointers, globs, managers and whole objects")
    func otherFields() throws {
        let pointer = try split(.pattern(FieldPattern(JSONPointer(parsing: "/metadata/annotations/a~1b"))))
        #expect(pointer.hidden.map(\.change.path.description) == ["metadata.annotations.a/b"])
        let glob = try split(.glob(TextPattern(glob: "spec.template.*.image")))
        #expect(glob.hidden.count == 2)
        let manager = try split(.manager("scaler"))
        #expect(
            manager.hidden.map(\.change.path.description)
                == ["spec.replicas", "spec.template.spec.containers[name=log].image"])
        #expect(try split(.all).isInSync)
        #expect(try split(.pattern(FieldPattern(JSONPointer()))).isInSync)
    }

    @Test("a field that only one side has is hidden as well, with the parents it needs")
    func oneSided() throws {
        let bare = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop, labels: {app: web}}}"
        let verdict = try split(pattern("metadata.annotations[\"a/b\"]"), live: bare)
        #expect(verdict.hidden.map(\.change.path.description) == ["metadata.annotations"])
        #expect(try split(pattern("metadata.annotations.other"), live: bare).hidden.isEmpty)
    }

    @Test("a rule hides nothing of objects it does not choose")
    func selectors() throws {
        let fields = try pattern("spec.replicas")
        let fitting = [
            ObjectSelector(group: TextPattern(exactly: "apps"), kind: try TextPattern(glob: "Dep*")),
            ObjectSelector(name: try TextPattern(glob: "{api,we?}"), namespace: try TextPattern(glob: "[r-t]hop")),
            ObjectSelector(labels: try LabelSelector(parsing: "app in (web,api),!tier")),
            ObjectSelector(version: TextPattern(exactly: "v1")),
            ObjectSelector(marker: ObjectSelector.Marker(key: "app", value: "WEB")),
        ]
        for selector in fitting { #expect(try split(fields, objects: selector).hidden.count == 1) }
        let others = [
            ObjectSelector(group: TextPattern(exactly: "")), ObjectSelector(kind: try TextPattern(glob: "dep*")),
            ObjectSelector(name: try TextPattern(glob: "we")),
            ObjectSelector(labels: try LabelSelector(parsing: "!app")),
            ObjectSelector(annotations: try LabelSelector(parsing: "a/b=2")),
        ]
        for selector in others { #expect(try split(fields, objects: selector).hidden.isEmpty) }
    }

    @Test("a preview tells what each rule hides, and which hide nothing")
    func preview() throws {
        let result = ThreeWayDiff(mode: .twoWay).compare(
            desired: try Document(yaml: Self.desired).root, live: try Document(yaml: Self.live).root)
        let rules = DriftRules([
            DriftRule(name: "replicas", fields: [try pattern("spec.replicas")]),
            DriftRule(name: "typo", fields: [try pattern("spec.replica")]),
        ])
        let id = ResourceID(group: "apps", kind: "Deployment", namespace: "shop", name: "web")
        let preview = rules.preview([(id, result)])
        #expect(preview.entries.map(\.hidden.count) == [1, 0])
        #expect(preview.rulesHidingNothing.map(\.name) == ["typo"])
        #expect(preview.kept.map(\.changes.count) == [rules.apply(to: result).kept.count])
    }
}
