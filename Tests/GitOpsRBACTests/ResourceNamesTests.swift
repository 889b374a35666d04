import GitOpsManifest
import GitOpsRBAC
import Testing

@Suite("The names of resources and verbs")
struct ResourceNamesTests {
    private static let objects = """
        kind: CustomResourceDefinition
        apiVersion: apiextensions.k8s.io/v1
        metadata: {name: gadgets.shop.example}
        spec:
          group: shop.example
          scope: Namespaced
          names: {plural: gadgets, singular: gadget, kind: Gadget, shortNames: [gd]}
        ---
        kind: CustomResourceDefinition
        apiVersion: apiextensions.k8s.io/v1
        metadata: {name: roles.shop.example}
        spec: {group: shop.example, scope: Namespaced, names: {plural: roles, kind: Role}}
        ---
        kind: ClusterRole
        apiVersion: rbac.authorization.k8s.io/v1
        metadata: {name: reader}
        rules:
        - {verbs: [get, polish], apiGroups: [elsewhere.example], resources: [engines]}
        - {verbs: [get], apiGroups: [one.example, two.example], resources: [wheels]}
        """
    private static let names = ResourceNames(AccessModel(ManifestSet(SourceText(objects, name: "names.yaml"))))

    @Test(
        "a resource is found by every name it has",
        arguments: [
            ("pods", "pods"), ("pod", "pods"), ("Pod", "pods"), ("po", "pods"), ("pods.v1", "pods"),
            ("pods.v1.", "pods"),
            ("deployments", "deployments.apps"), ("deploy", "deployments.apps"), ("Deployment", "deployments.apps"),
            ("deployments.apps", "deployments.apps"), ("deployment.apps", "deployments.apps"),
            ("deployments.v1.apps", "deployments.apps"), ("deploy.v1beta1.apps/scale", "deployments/scale.apps"),
            ("svc", "services"), ("cm", "configmaps"), ("sa", "serviceaccounts"), ("events", "events"),
            ("ev", "events"), ("events.events.k8s.io", "events.events.k8s.io"),
            ("netpol", "networkpolicies.networking.k8s.io"),
            ("clusterroles.rbac", "clusterroles.rbac.authorization.k8s.io"),
            ("pods/exec", "pods/exec"), ("users", "users"), ("uids", "uids.authentication.k8s.io"),
            ("signers", "signers.certificates.k8s.io"), ("*", "*.*"), ("*/scale", "*/scale.*"), ("*.apps", "*.apps"),
            ("pods.*", "pods.*"), ("secrets.core", "secrets"), ("pod.v1.core", "pods"), ("*.core", "*"),
            ("gadget", "gadgets.shop.example"), ("gd", "gadgets.shop.example"),
            ("gadgets.v1alpha2.shop.example", "gadgets.shop.example"), ("roles.shop.example", "roles.shop.example"),
            ("engines", "engines.elsewhere.example"), ("things.of.another.example", "things.of.another.example"),
            ("things.v1.another.example/parts", "things/parts.another.example"),
        ])
    func resources(text: String, expected: String) throws {
        #expect(try Self.names.resource(text).description == expected)
    }

    @Test(
        "what stands for no resource is refused, with the nearest name",
        arguments: [
            ("podz", RequestNameError.unknownResource("podz", nearest: "pods")),
            ("deployment.aps", .unknownResource("deployment.aps", nearest: "deployments.apps")),
            ("deploymnts.apps", .unknownResource("deploymnts.apps", nearest: "deployments.apps")),
            ("pods.apps", .unknownResource("pods.apps", nearest: nil)),
            ("pods/exce", .unknownResource("pods/exce", nearest: "pods/exec")),
            ("crb", .unknownResource("crb", nearest: nil)),
            ("gadgetz", .unknownResource("gadgetz", nearest: "gadgets.shop.example")),
            ("", .malformedResource("")), ("/exec", .malformedResource("/exec")),
            ("pods/", .malformedResource("pods/")),
            (".apps", .malformedResource(".apps")),
            (
                "roles",
                .severalGroups("roles", choices: ["roles.rbac.authorization.k8s.io", "roles.shop.example"])
            ),
            ("wheels", .severalGroups("wheels", choices: ["wheels.one.example", "wheels.two.example"])),
        ])
    func unknown(text: String, error: RequestNameError) {
        #expect(throws: error) { try Self.names.resource(text) }
    }

    @Test("without a model only built-in resources are known")
    func builtIn() throws {
        #expect(try ResourceNames().resource("roles").group == "rbac.authorization.k8s.io")
        #expect(throws: RequestNameError.self) { try ResourceNames().resource("gadgets") }
        #expect(throws: RequestNameError.self) { try ResourceNames().checkVerb("polish") }
    }

    @Test("verbs are those of APIs, those of rules, and those with a form of their own")
    func verbs() throws {
        for verb in ["get", "*", "deletecollection", "escalate", "polish", "impersonate-on:user-info:get", "post"] {
            try Self.names.checkVerb(verb)
        }
        #expect(throws: RequestNameError.unknownVerb("GET", nearest: "get")) { try Self.names.checkVerb("GET") }
        #expect(throws: RequestNameError.unknownVerb("lst", nearest: "list")) { try Self.names.checkVerb("lst") }
        #expect(throws: RequestNameError.unknownVerb("", nearest: nil)) { try Self.names.checkVerb("") }
        #expect("\(RequestNameError.unknownVerb("GET", nearest: "get"))".contains("lowercase; write get"))
    }

    @Test(
        "what is known to be a subresource of a resource",
        arguments: [
            ("pods", "exec", true), ("pods", "log", true), ("pods", "status", true), ("pods", "web", false),
            ("secrets", "status", false), ("secrets", "token", false), ("serviceaccounts", "token", true),
            ("deployments", "scale", true), ("deployments", "web", false), ("jobs", "scale", false),
            ("secrets", "finalizers", true), ("*", "scale", true), ("pods", "*", true), ("gadgets", "scale", true),
            ("gadgets", "one", false), ("nodes", "proxy", true),
        ])
    func subresources(resource: String, subresource: String, isKnown: Bool) throws {
        #expect(Self.names.knows(subresource: subresource, of: try Self.names.resource(resource)) == isKnown)
    }
}
