import GitOpsManifest
import GitOpsSchema
import Testing

@testable import GitOpsDiff

@Suite("Apply lint")
struct ApplyLintTests {
    @Test("client-side and server-side apply disagree about 36 lists of Kubernetes 1.36")
    func divergent() {
        let found = SchemaTables.builtIn.objectTypes.flatMap { $0.fields.compactMap(\.divergence) }
        #expect(found.count == 36)
        var counts: [String: Int] = [:]
        for (clientSide, serverSide) in found {
            switch (clientSide, serverSide) {
            case (.keyed, .keyed): counts["other keys", default: 0] += 1
            case (_, .replaced): counts["merged by the client only", default: 0] += 1
            case (.replaced, .keyed): counts["keyed by the server only", default: 0] += 1
            case (.replaced, .set): counts["a set to the server only", default: 0] += 1
            default: counts["anything else", default: 0] += 1
            }
        }
        #expect(
            counts == [
                "other keys": 4, "merged by the client only": 2, "keyed by the server only": 14,
                "a set to the server only": 16,
            ])
    }

    @Test("the lists of a kind are named by the way that leads to them")
    func named() {
        let service = ApplyLint().divergentLists(of: GroupVersionKind(apiVersion: "v1", kind: "Service"))
        #expect(
            service.contains(
                DivergentList(
                    path: "spec.ports", clientSide: .keyed(["port"]), serverSide: .keyed(["port", "protocol"]))))
        let deployment = ApplyLint().divergentLists(of: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"))
        #expect(
            deployment.contains(
                DivergentList(
                    path: "spec.template.spec.topologySpreadConstraints", clientSide: .keyed(["topologyKey"]),
                    serverSide: .keyed(["topologyKey", "whenUnsatisfiable"]))))
        #expect(deployment.contains { $0.path == "spec.template.spec.containers[].resources.claims" })
        #expect(!deployment.contains { $0.path == "spec.template.spec.containers" })
        #expect(ApplyLint().divergentLists(of: GroupVersionKind(apiVersion: "a/v1", kind: "B")).isEmpty)
        let definition = GroupVersionKind(apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition")
        #expect(ApplyLint().divergentLists(of: definition).count < 100)
    }

    private func findings(_ kind: String, _ text: String) throws -> [ApplyFinding] {
        let parts = kind.split(separator: " ")
        let document = try Document(yaml: "apiVersion: \(parts[0])\nkind: \(parts[1])\n" + text)
        return ApplyLint().check(document.root)
    }

    private let service = "v1 Service"

    @Test("items with the same key are found with both places")
    func duplicates() throws {
        let found = try findings(
            service, "spec:\n  ports:\n  - port: 80\n  - port: 81\n  - {port: 80, protocol: TCP}\n")
        #expect(found.map { "\($0.path)" } == ["spec.ports[2]"])
        #expect(found.first?.position?.line == 7)
        guard case .duplicateItem(let first)? = found.first?.problem else {
            Issue.record("not a duplicate: \(found)")
            return
        }
        #expect(first?.line == 5)
        #expect(found.first?.description.hasPrefix("7:5: spec.ports[2]: the item in line 5 has the same key") == true)
    }

    @Test("a port for TCP and UDP is one item to client-side apply")
    func merged() throws {
        let found = try findings(
            service, "spec:\n  ports:\n  - {name: a, port: 53}\n  - {name: b, port: 53, protocol: UDP}\n")
        #expect(found.count == 1)
        guard case .mergedByClientSideApply("port", let first)? = found.first?.problem else {
            Issue.record("not merged: \(found)")
            return
        }
        #expect(first?.line == 5)
    }

    @Test(
        "other lists with repeated keys",
        arguments: [
            ("v1 Pod", "spec: {containers: [{name: a, env: [{name: A}, {name: A}]}]}", 1),
            ("v1 Pod", "spec: {containers: [{name: a, env: [{name: A}, {name: B}]}]}", 0),
            ("v1 Pod", "spec: {containers: [{name: a}, {name: a}]}", 1),
            ("v1 Pod", "spec: {containers: [{name: a, args: [x, x]}]}", 0),
            ("v1 Pod", "metadata: {finalizers: [a, a]}", 1),
            ("v1 Pod", "spec: {volumes: [{name: a}, {name: b}, {name: b}, {name: b}]}", 2),
            (
                "v1 Pod",
                "spec: {containers: [{name: a, ports: [{containerPort: 1}, {containerPort: 1, protocol: UDP}]}]}", 1
            ),
            (
                "v1 Pod",
                "spec: {containers: [{name: a, volumeMounts: [{mountPath: /a, name: x}, {mountPath: /b, name: x}]}]}", 0
            ),
            ("shop.example/v1 Meal", "spec: {containers: [{name: a}, {name: a}]}", 0),
            ("v1 Pod", "spec: {containers: [{image: a}, {image: b}]}", 0),
        ])
    func lists(kind: String, text: String, count: Int) throws {
        #expect(try findings(kind, text).count == count)
    }

    @Test(
        "quantities that mean something else",
        arguments: [
            ("memory", "100m", QuantityProblem.fractionOfByte(rounded: 1)),
            ("memory", "1500m", .fractionOfByte(rounded: 2)),
            ("memory", "0.1Gi", .fractionOfByte(rounded: 107_374_183)),
            ("memory", "512", .fewBytes(512)), ("memory", "512k", .fewBytes(512_000)), ("memory", "1Mi", nil),
            ("memory", "1.5Gi", nil), ("memory", "0", nil), ("memory", "1e9", nil), ("memory", "'128974848'", nil),
            ("ephemeral-storage", "5m", .fractionOfByte(rounded: 1)), ("cpu", "100m", nil), ("cpu", "0.1", nil),
            ("cpu", "0.0001", .fractionOfMilliCPU(milli: 1)), ("cpu", "250u", .fractionOfMilliCPU(milli: 1)),
            ("cpu", "64", nil), ("cpu", "500", nil), ("cpu", "1000", .manyCPUs(1000)), ("cpu", "2k", .manyCPUs(2000)),
            ("cpu", "1000m", nil), ("nvidia.com/gpu", "1", nil), ("nvidia.com/gpu", "500m", .fractionOfThing),
            ("memory", "lots", nil),
        ] as [(String, String, QuantityProblem?)])
    func quantities(resource: String, amount: String, problem: QuantityProblem?) throws {
        let text = "spec:\n  containers:\n  - name: a\n    resources:\n      limits:\n        \(resource): \(amount)\n"
        let found = try findings("v1 Pod", text)
        #expect(found.map(\.problem) == (problem.map { [.quantity($0)] } ?? []))
        #expect(found.allSatisfy { $0.position?.line == 8 })
    }

    @Test("quantities of quotas, claims and volumes are looked at; thresholds of autoscalers are not")
    func places() throws {
        #expect(try findings("v1 ResourceQuota", "spec: {hard: {requests.memory: 10m}}").count == 1)
        #expect(try findings("v1 PersistentVolumeClaim", "spec: {resources: {requests: {storage: 10}}}").count == 1)
        #expect(try findings("v1 Pod", "spec: {volumes: [{name: a, emptyDir: {sizeLimit: 100m}}]}").count == 1)
        let metric = "spec: {metrics: [{type: Pods, pods: {metric: {name: a}, target: {averageValue: 100m}}}]}"
        #expect(try findings("autoscaling/v2 HorizontalPodAutoscaler", metric).isEmpty)
    }

    @Test("what kubectl wrote beside its annotation is never deleted")
    func undeletable() throws {
        let desired = try Document(
            yaml: "{apiVersion: v1, kind: ConfigMap, metadata: {name: x, namespace: n}, data: {a: '1'}}")
        let live = try Document(
            yaml: """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: x
                  namespace: n
                  annotations:
                    kubectl.kubernetes.io/last-applied-configuration: '{"data":{"a":"1","c":"3"}}'
                  managedFields:
                  - manager: kubectl-client-side-apply
                    operation: Update
                    fieldsV1: {"f:data": {"f:a": {}, "f:b": {}, "f:c": {}}}
                  - manager: controller
                    operation: Update
                    fieldsV1: {"f:data": {"f:d": {}}}
                data: {a: '1', b: '2', c: '3', d: '4'}
                """)
        func paths(_ mode: ThreeWayDiff.Mode) -> [String] {
            ApplyLint().undeletable(desired: desired.root, live: live.root, mode: mode).map { "\($0.path)" }
        }
        #expect(paths(.clientSideApply) == ["data.b"])
        #expect(paths(.serverSideApply(manager: "kubectl")) == ["data.b", "data.c"])
    }
}
