import GitOpsManifest
import GitOpsSchema
import Testing

@testable import GitOpsPolicy

@Suite("Requests that manifests stand for")
struct SimulationTests {
    static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: mice.example.com}
        spec:
          group: example.com
          scope: Cluster
          names: {kind: Mouse, plural: mice}
          versions:
          - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer, default: 3}}}}}}}
          - {name: v2, served: true, storage: false, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
          - {name: v0, served: false, storage: false, schema: {openAPIV3Schema: {type: object}}}
        ---

        """

    private static func requests(_ simulation: AdmissionSimulation) -> [AdmissionRequest] {
        simulation.steps.map { simulation.request(for: $0) }
    }

    @Test("without a base everything is new")
    func creation() throws {
        let simulation = AdmissionSimulation(head: PolicyFixture.set(PolicyFixture.deployment()))
        let request = try #require(Self.requests(simulation).first)
        #expect(request.operation == .create)
        #expect(request.resource.description == "apps/v1 deployments")
        #expect(request.oldObject == nil)
        #expect(request.namespace == "shop")
        #expect(request.assumptions.isEmpty)
    }

    @Test("that a namespace without a manifest has no labels is an assumption", arguments: UnlistedNamespaces.allCases)
    func unlistedNamespaces(unlisted: UnlistedNamespaces) throws {
        let simulation = AdmissionSimulation(
            head: PolicyFixture.set(PolicyFixture.deployment()), options: AdmissionOptions(unlistedNamespaces: unlisted)
        )
        let request = try #require(Self.requests(simulation).first)
        #expect(request.assumptions == (unlisted == .unlabelled ? [.namespaceLabels("shop")] : []))
    }

    @Test("with a base, objects are updated, made and deleted")
    func operations() {
        let base = PolicyFixture.deployment("a") + PolicyFixture.deployment("b")
        let head = PolicyFixture.deployment("c") + PolicyFixture.deployment("b", "replicas: 2")
        let simulation = AdmissionSimulation(head: PolicyFixture.set(head), base: PolicyFixture.set(base))
        let requests = Self.requests(simulation)
        #expect(requests.map(\.operation) == [.create, .update, .delete])
        #expect(requests.map(\.name) == ["c", "b", "a"])
        #expect(requests[1].oldObject?["spec"]?["replicas"]?.int64 == 1)
        #expect(requests[1].object?["spec"]?["replicas"]?.int64 == 2)
        #expect(requests[2].object == nil)
        #expect(requests[2].oldObject != nil)
    }

    @Test("an object without a namespace is the one of the default namespace")
    func defaultNamespace() {
        let base = PolicyFixture.set("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}}")
        let head = PolicyFixture.set("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}")
        let requests = Self.requests(AdmissionSimulation(head: head, base: base))
        #expect(requests.map(\.operation) == [.update])
        #expect(requests.map(\.namespace) == ["default"])
        #expect(requests[0].object?["metadata"]?["namespace"]?.string == "default")
        #expect(requests[0].assumptions.contains(.namespace("default")))
    }

    @Test("objects have the server's defaults, unless that is not wanted")
    func defaults() {
        let head = PolicyFixture.set(PolicyFixture.deployment("web", "paused: true"))
        let with = Self.requests(AdmissionSimulation(head: head))
        #expect(with[0].object?["spec"]?["replicas"]?.int64 == 1)
        let without = Self.requests(
            AdmissionSimulation(head: head, options: AdmissionOptions(appliesDefaults: false)))
        #expect(without[0].object?["spec"]?["replicas"] == nil)
    }

    @Test("a definition in the set tells resource, scope, defaults and other versions")
    func customResources() throws {
        let head = PolicyFixture.set(
            Self.definition + "{apiVersion: example.com/v1, kind: Mouse, metadata: {name: m}, spec: {}}")
        let request = try #require(Self.requests(AdmissionSimulation(head: head)).last)
        #expect(request.resource.resource == "mice")
        #expect(request.namespace.isEmpty)
        #expect(request.assumptions.isEmpty)
        #expect(request.object?["spec"]?["size"]?.int64 == 3)
        #expect(request.served.equivalents.map(\.kind.version) == ["v2"])
        #expect(request.served.equivalents.map(\.conversion) == [.versionOnly])
    }

    @Test(
        "an unknown kind is guessed as clients guess it, and that is said",
        arguments: [("Policy", "policies"), ("Class", "classes"), ("Widget", "widgets"), ("Gateway", "gateways")])
    func guesses(kind: String, resource: String) throws {
        let head = PolicyFixture.set("{apiVersion: example.com/v1, kind: \(kind), metadata: {name: a, namespace: ns}}")
        let request = try #require(Self.requests(AdmissionSimulation(head: head)).first)
        let id = GroupVersionKind(group: "example.com", version: "v1", kind: kind)
        #expect(request.resource.resource == resource)
        #expect(
            request.assumptions == [.resource(id, guess: resource), .scope(id, isNamespaced: true)])
    }

    @Test("a namespace is in itself, and a generated name is empty")
    func names() {
        let head = PolicyFixture.set(
            """
            {apiVersion: v1, kind: Namespace, metadata: {name: shop}}
            ---
            {apiVersion: batch/v1, kind: Job, metadata: {generateName: run-, namespace: shop}}
            """)
        let requests = Self.requests(AdmissionSimulation(head: head))
        #expect(requests[0].namespace == "shop")
        #expect(requests[1].name.isEmpty)
        #expect(requests[1].subjectText == "jobs.batch \"run-\"")
        #expect(requests[1].assumptions.isEmpty)
    }

    @Test("the variable request has what the server puts there")
    func variable() throws {
        var options = AdmissionOptions()
        options.user = UserInfo(username: "ann", groups: ["dev"], extra: ["team": ["a", "b"]])
        let simulation = AdmissionSimulation(head: PolicyFixture.set(PolicyFixture.deployment()), options: options)
        var request = try #require(Self.requests(simulation).first)
        request.options = try Document(json: #"{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"}"#).root
        let document = try #require(request.expressionDocument(kind: request.kind, resource: request.resource))
        let expected = try Document(
            json: """
                {"uid":"","kind":{"group":"apps","version":"v1","kind":"Deployment"},
                "resource":{"group":"apps","version":"v1","resource":"deployments"},
                "requestKind":{"group":"apps","version":"v1","kind":"Deployment"},
                "requestResource":{"group":"apps","version":"v1","resource":"deployments"},
                "name":"web","namespace":"shop","operation":"CREATE",
                "userInfo":{"username":"ann","groups":["dev"],"extra":{"team":["a","b"]}},
                "dryRun":false,"options":{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"}}
                """)
        #expect(document == expected)
    }

    @Test(
        "a namespace of the set keeps its labels and gets the one with its name", arguments: UnlistedNamespaces.allCases
    )
    func namespaces(unlisted: UnlistedNamespaces) throws {
        let catalog = NamespaceCatalog(
            PolicyFixture.set("{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {env: prod}}}"),
            unlisted: unlisted)
        let known = try #require(catalog.namespace("shop").object)
        #expect(known.label("env") == "prod")
        #expect(known.label("kubernetes.io/metadata.name") == "shop")
        let other = catalog.namespace("other")
        #expect(other.object?.label("kubernetes.io/metadata.name") == "other")
        #expect(!catalog.namespace("shop").isNameOnly && other.isNameOnly == (unlisted == .unknown))
    }
}
