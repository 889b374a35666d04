import GitOpsDiff
import GitOpsManifest
import GitOpsSchema
import Testing

@Suite("Live objects of the wrong shape")
struct HostileLiveObjectTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var desired: String
        var live: String
    }

    static let pairs = [
        Pair(
            testDescription: "Secret",
            desired: "{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {p: q}, data: {b: Yg==}}",
            live: """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: a
                  annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"data":{"old":"YQ=="}}'}
                  managedFields:
                  - {manager: m, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:data": {".": {}, "f:c": {}}}}
                data: {p: cQ==, c: Yw==}
                """),
        Pair(
            testDescription: "Deployment",
            desired: """
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: a, labels: {a: b}}, spec: {replicas: 2, selector: {},
                 template: {spec: {containers: [{name: a, image: "a:1", ports: [{containerPort: 80}]}]}}}}
                """,
            live: """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: a
                  labels: {a: b}
                  finalizers: [f]
                  managedFields:
                  - manager: m
                    operation: Apply
                    apiVersion: apps/v1
                    fieldsType: FieldsV1
                    fieldsV1:
                      "f:metadata": {"f:labels": {"f:z": {}}, "f:finalizers": {'v:"f"': {}}}
                      "f:spec": {"f:template": {"f:spec": {"f:containers": {'k:{"name":"b"}': {".": {}, "f:image": {}}}}}}
                  - {manager: n, operation: Update, fieldsV1: {"f:spec": {"f:replicas": {}}}, subresource: scale}
                spec:
                  replicas: 3
                  template:
                    spec:
                      containers:
                      - {name: a, image: "a:1", ports: [{containerPort: 80, protocol: TCP}], resources: {limits: {cpu: 1}}}
                      - {name: b, image: "b:1"}
                status: {replicas: 3}
                """),
    ]

    private static let values = [
        "null", "5", "-1", "1e30", "18446744073709551615", "true", #""""#, #""x""#, "[]", "{}", "[null]", "[[]]", "[7]",
        #"{"":null}"#, #"{"a":{"b":null}}"#, #"[{"name":null},{"name":"a"},{"name":"a"}]"#,
        #"{".":5,"f:":1,"k:{":2,"v:":[]}"#,
    ]

    @Test("whatever stands at any place, a comparison ends with an answer", arguments: pairs)
    func anywhere(_ pair: Pair) throws {
        let desired = try Document(yaml: pair.desired).root
        let live = try Document(yaml: pair.live)
        let modes: [ThreeWayDiff.Mode] = [.serverSideApply(manager: "m"), .clientSideApply, .jsonMerge, .twoWay]
        var compared = 0
        for path in Self.paths(live.root, FieldPath([])) {
            for text in Self.values {
                let value = try Document(json: SourceText(text)).root
                let broken = try live.applying([.set(path, value)]).root
                for mode in modes {
                    let result = ThreeWayDiff(mode: mode, explainsLiveOnly: true).compare(
                        desired: desired, live: broken)
                    #expect(result.isInSync == result.changes.isEmpty)
                    _ = RiskClassifier().assess(result, desired: desired, live: broken)
                    compared += 1
                }
            }
        }
        #expect(compared > 1000)
    }

    private static func paths(_ node: Node, _ path: FieldPath) -> [FieldPath] {
        var found: [FieldPath] = []
        for (name, member) in node.members {
            let below = path.appending(.field(name))
            found.append(below)
            found += paths(member, below)
        }
        for (offset, item) in node.elements.enumerated() {
            let below = path.appending(.index(offset))
            found.append(below)
            found += paths(item, below)
        }
        return found
    }
}
