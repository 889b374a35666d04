import GitOpsManifest
import GitOpsRBAC
import Testing

@Suite("Requests as the API server checks them")
struct ServerRequestTests {
    /// Whether the user ann may do all that something takes, by one rule bound to her.
    private func allows(
        _ rule: String, in namespace: String? = nil, _ checks: [SubjectAccessReview.Attributes]
    ) -> Bool {
        let model = BoundRule.model(rule, in: namespace)
        return checks.allSatisfy { model.isAllowed(SubjectAccessReview(user: "ann", attributes: $0)) }
    }

    private func get(_ target: String) -> [SubjectAccessReview.Attributes] { APIRequest("GET", target).checks }

    private static let podOfShop = ResourceAttributes(verb: "", resource: "pods", namespace: "shop", name: "web")

    @Test("1: a rule must have verb, group, resource and name")
    func allParts() {
        let rule = "{verbs: [get], apiGroups: [apps], resources: [deployments], resourceNames: [web]}"
        #expect(allows(rule, get("/apis/apps/v1/namespaces/shop/deployments/web")))
        #expect(!allows(rule, APIRequest("DELETE", "/apis/apps/v1/namespaces/shop/deployments/web").checks))
        #expect(!allows(rule, get("/apis/batch/v1/namespaces/shop/deployments/web")))
        #expect(!allows(rule, get("/apis/apps/v1/namespaces/shop/daemonsets/web")))
        #expect(!allows(rule, get("/apis/apps/v1/namespaces/shop/deployments/api")))
    }

    @Test("2: a star has all subresources, a resource has none, and pods/* is a name")
    func subresources() {
        let exec = APIRequest("POST", "/api/v1/namespaces/shop/pods/web/exec?command=sh").checks
        #expect(allows("{verbs: [create], apiGroups: [''], resources: ['*']}", exec))
        #expect(!allows("{verbs: [create], apiGroups: [''], resources: [pods]}", exec))
        #expect(allows("{verbs: [create], apiGroups: [''], resources: ['*/exec']}", exec))
        #expect(!allows("{verbs: [create], apiGroups: [''], resources: ['pods/*']}", exec))
        #expect(
            !allows("{verbs: [get], apiGroups: [''], resources: ['*/exec']}", get("/api/v1/namespaces/shop/pods/web")))
    }

    @Test("3: what follows a subresource is not looked at")
    func deeperPaths() {
        let request = get("/api/v1/nodes/n1/proxy/run/shop/web/app?cmd=id")
        #expect(
            request == [
                .resource(ResourceAttributes(verb: "get", resource: "nodes", subresource: "proxy", name: "n1"))
            ])
        #expect(allows("{verbs: [get], apiGroups: [''], resources: [nodes/proxy]}", request))
    }

    @Test("4: a named rule allows no creation by POST, but creates and patches by server-side apply")
    func serverSideApply() {
        let rule = "{verbs: [create, patch], apiGroups: [''], resources: [configmaps], resourceNames: [web]}"
        let collection = "/api/v1/namespaces/shop/configmaps"
        #expect(!allows(rule, APIRequest("POST", collection).checks))
        #expect(allows(rule, APIRequest("PATCH", "\(collection)/web", createsObject: true).checks))
        #expect(!allows(rule, APIRequest("PATCH", "\(collection)/api", createsObject: true).checks))
        let patchOnly = "{verbs: [patch], apiGroups: [''], resources: [configmaps], resourceNames: [web]}"
        #expect(allows(patchOnly, APIRequest("PATCH", "\(collection)/web").checks))
        #expect(!allows(patchOnly, APIRequest("PATCH", "\(collection)/web", createsObject: true).checks))
        let update = "{verbs: [create, update], apiGroups: [''], resources: [configmaps], resourceNames: [web]}"
        #expect(allows(update, APIRequest("PUT", "\(collection)/web", createsObject: true).checks))
        let object = ResourceAttributes(verb: "", resource: "configmaps", namespace: "shop", name: "web")
        #expect(allows(rule, RequestedAction.apply(exists: false).checks(on: object)))
        #expect(!allows(rule, RequestedAction.create.checks(on: object)))
    }

    @Test("5: a selector of the name gives list and watch a name, deletecollection never")
    func selectors() {
        let rule = """
            {verbs: [list, watch, delete, deletecollection], apiGroups: [''], resources: [pods], resourceNames: [web]}
            """
        let pods = "/api/v1/namespaces/shop/pods"
        #expect(!allows(rule, get(pods)))
        #expect(allows(rule, get("\(pods)?fieldSelector=metadata.name%3Dweb")))
        #expect(allows(rule, get("\(pods)?watch=true&fieldSelector=metadata.name==web,status.phase!=Failed")))
        #expect(!allows(rule, get("\(pods)?fieldSelector=metadata.name!=web")))
        #expect(!allows(rule, get("\(pods)?fieldSelector=metadata.namespace=web")))
        #expect(!allows(rule, APIRequest("DELETE", "\(pods)?fieldSelector=metadata.name=web").checks))
        #expect(allows(rule, APIRequest("DELETE", "\(pods)/web").checks))
        #expect(allows(rule, RequestedAction.watch(fieldSelector: "metadata.name=web").checks(on: Self.podOfShop)))
        #expect(!allows(rule, RequestedAction.list().checks(on: Self.podOfShop)))
        #expect(!allows(rule, RequestedAction.deleteAll.checks(on: Self.podOfShop)))
    }

    @Test("6: the empty name of a rule is that of requests without name")
    func emptyName() {
        let rule = "{verbs: [create], apiGroups: [''], resources: [pods], resourceNames: ['']}"
        #expect(allows(rule, APIRequest("POST", "/api/v1/namespaces/shop/pods").checks))
        #expect(!allows(rule, APIRequest("POST", "/api/v1/namespaces/shop/pods/web").checks))
    }

    @Test("7: a RoleBinding in a namespace grants the namespace itself, and nothing else of the cluster")
    func namespaces() {
        let rule = "{verbs: [get, patch], apiGroups: [''], resources: [namespaces, namespaces/status, nodes]}"
        #expect(allows(rule, in: "shop", APIRequest("PATCH", "/api/v1/namespaces/shop").checks))
        #expect(allows(rule, in: "shop", APIRequest("PATCH", "/api/v1/namespaces/shop/status").checks))
        #expect(!allows(rule, in: "shop", APIRequest("PATCH", "/api/v1/namespaces/bank").checks))
        #expect(!allows(rule, in: "shop", APIRequest("PATCH", "/api/v1/nodes/n1").checks))
        let object = ResourceAttributes(verb: "", resource: "namespaces", name: "shop")
        #expect(allows(rule, in: "shop", RequestedAction.patch.checks(on: object)))
        let model = BoundRule.model(rule, in: "shop")
        let asked = ResourceAttributes(verb: "get", resource: "nodes", namespace: "shop", name: "n1")
        // What kubectl auth can-i asks is allowed, and no request will ever be like it.
        #expect(model.isAllowed(SubjectAccessReview(user: "ann", resource: asked)))
        #expect(model.scopeNote(on: asked) == .clusterScoped)
    }

    @Test("8: paths are granted by ClusterRoleBindings alone, all stars at their end cut off")
    func paths() {
        let rule = "{verbs: [get], nonResourceURLs: ['/logs/**', /healthz]}"
        #expect(allows(rule, get("/logs/kubelet")))
        #expect(allows(rule, get("/healthz")))
        #expect(!allows(rule, get("/healthz/etcd")))
        #expect(!allows(rule, in: "shop", get("/healthz")))
        #expect(get("/api/v1") == [.nonResource(NonResourceAttributes(verb: "get", path: "/api/v1"))])
        #expect(get("/apis/apps/v1") == [.nonResource(NonResourceAttributes(verb: "get", path: "/apis/apps/v1"))])
    }

    @Test("9: verbs are any text, and a star is all of them")
    func verbs() {
        let object = ResourceAttributes(verb: "", group: "example.com", resource: "engines", name: "a")
        for verb in ["escalate", "unsafe-delete-ignore-read-errors", "impersonate-on:user-info:list", "ignite"] {
            let checks = RequestedAction.verb(verb).checks(on: object)
            #expect(allows("{verbs: ['*'], apiGroups: [example.com], resources: [engines]}", checks))
            #expect(allows("{verbs: ['\(verb)'], apiGroups: [example.com], resources: [engines]}", checks))
            #expect(!allows("{verbs: [get], apiGroups: [example.com], resources: [engines]}", checks))
        }
    }

    @Test(
        "10: a service account is a user with three groups; its namespace is the RoleBinding's where it is not written")
    func subjects() {
        let account = Subject.serviceAccount(namespace: "shop", name: "web")
        let review = SubjectAccessReview(account, attributes: .resource(Self.get(Self.podOfShop)))
        #expect(review.groups == ["system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"])
        for subject in [
            "{kind: ServiceAccount, name: web}", "{kind: ServiceAccount, name: web, namespace: shop}",
            "{kind: User, name: 'system:serviceaccount:shop:web'}",
            "{kind: Group, name: 'system:serviceaccounts:shop'}",
        ] {
            #expect(BoundRule.model(Self.readPods, in: "shop", subject: subject).isAllowed(review))
        }
        #expect(!BoundRule.model(Self.readPods, subject: "{kind: ServiceAccount, name: web}").isAllowed(review))
        #expect(
            BoundRule.model(Self.readPods).isAllowed(
                SubjectAccessReview(
                    user: "bob", groups: ["system:masters"], attributes: .nonResource(.init(verb: "get", path: "/x")))))
    }

    @Test("11: a broken reference does not hide what other bindings grant")
    func brokenReference() {
        let broken = """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: a-broken}
            roleRef: {kind: ClusterRole, name: missing}
            subjects: [{kind: User, name: ann}]

            """
        let review = SubjectAccessReview(user: "ann", attributes: .resource(Self.get(Self.podOfShop)))
        #expect(model(broken + BoundRule.text(Self.readPods)).isAllowed(review))
    }

    @Test("12: the rules of an aggregated role are those of the roles it selects, through other aggregated ones")
    func aggregation() {
        func role(_ name: String, _ labels: String, _ rest: String) -> String {
            "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: \(name), labels: {\(labels)}}\n\(rest)\n"
        }
        let text =
            role("top", "", "rules: []\naggregationRule: {clusterRoleSelectors: [{matchLabels: {a: x}}]}")
            + role("middle", "a: x", "aggregationRule: {clusterRoleSelectors: [{matchLabels: {b: x}}]}")
            + role("leaf", "b: x", "rules: [\(Self.readPods)]")
                + """
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: some}
                roleRef: {kind: ClusterRole, name: top}
                subjects: [{kind: User, name: ann}]
                """
        #expect(
            model(text).isAllowed(SubjectAccessReview(user: "ann", attributes: .resource(Self.get(Self.podOfShop)))))
    }

    @Test("13: escalate and bind are asked of roles, by POST without a name")
    func escalation() {
        let rule =
            "{verbs: [bind], apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], resourceNames: [view]}"
        let role = ResourceAttributes(
            verb: "", group: "rbac.authorization.k8s.io", resource: "clusterroles", name: "view")
        #expect(allows(rule, RequestedAction.verb("bind").checks(on: role)))
        var nameless = role
        nameless.name = ""
        #expect(!allows(rule, RequestedAction.verb("bind").checks(on: nameless)))
        var binding = role
        binding.resource = "clusterrolebindings"
        #expect(!allows(rule, RequestedAction.verb("bind").checks(on: binding)))
    }

    @Test("15: a signer is allowed by its name or by the literal name of its whole domain")
    func signers() {
        let checks = AlternativeChecks.signer("approve", "kubernetes.io/kubelet-serving")
        func isAllowed(_ name: String) -> Bool {
            let rule =
                "{verbs: [approve], apiGroups: [certificates.k8s.io], resources: [signers], resourceNames: ['\(name)']}"
            return checks.contains { allows(rule, [$0]) }
        }
        #expect(isAllowed("kubernetes.io/kubelet-serving"))
        #expect(isAllowed("kubernetes.io/*"))
        #expect(!isAllowed("kubernetes.io/kube-apiserver-client"))
        #expect(!isAllowed("kubernetes.io/kubelet*"))
    }

    @Test("16: to become owned needs delete, to block the owner's deletion update on its finalizers")
    func owners() {
        let owner = ResourceAttributes(
            verb: "", group: "apps", resource: "replicasets", namespace: "shop", name: "web-1")
        let blocks = RequestedAction.setOwner(blocksDeletionOf: owner).checks(on: Self.podOfShop)
        let delete = "{verbs: [delete], apiGroups: [''], resources: [pods]}"
        #expect(allows(delete, RequestedAction.setOwner().checks(on: Self.podOfShop)))
        #expect(!allows(delete, blocks))
        #expect(
            allows(
                "{verbs: [delete, update], apiGroups: ['', apps], resources: [pods, replicasets/finalizers]}", blocks))
    }

    @Test(
        "17: a kubelet asks for the subresource of the path, and everything else is proxy",
        arguments: [
            ("GET", "/stats/summary", ["get nodes/stats"]), ("GET", "/metrics", ["get nodes/metrics"]),
            ("GET", "/logs/syslog", ["get nodes/log"]), ("POST", "/checkpoint/a/b/c", ["create nodes/checkpoint"]),
            ("GET", "/pods", ["get nodes/pods", "get nodes/proxy"]),
            ("GET", "/runningpods/", ["get nodes/pods", "get nodes/proxy"]),
            ("GET", "/configz", ["get nodes/configz", "get nodes/proxy"]),
            ("GET", "/statusz", ["get nodes/statusz", "get nodes/proxy"]),
            ("GET", "/exec/shop/web/app", ["get nodes/proxy"]), ("POST", "/run/shop/web/app", ["create nodes/proxy"]),
            ("GET", "/podsx", ["get nodes/proxy"]),
        ] as [(String, String, [String])])
    func kubelet(method: String, path: String, expected: [String]) {
        let found = AlternativeChecks.kubelet(method, path, node: "n1").map { check in
            guard case .resource(let attributes) = check else { return "" }
            return "\(attributes.verb) \(attributes.resource)/\(attributes.subresource)"
        }
        #expect(found == expected)
    }

    @Test("19: who can names every subject once, service accounts of RoleBindings with their namespace")
    func whoCan() {
        let subjects = "{kind: ServiceAccount, name: web}, {kind: ServiceAccount, name: web, namespace: shop}"
        let model = BoundRule.model(Self.readPods, in: "shop", subject: subjects)
        let holders = model.whoCan(Self.get(Self.podOfShop)).holders
        #expect(holders.map(\.subject.description) == ["ServiceAccount shop/web"])
        #expect(holders.first?.grants.count == 2)
    }

    @Test("requests are read as the server reads them")
    func parsing() {
        func text(_ method: String, _ target: String) -> String {
            switch APIRequest(method, target).attributes {
            case .nonResource(let attributes): "\(attributes.verb) \(attributes.path)"
            case .resource(let found):
                "\(found.verb) \(found.group)/\(found.resource)/\(found.subresource) \(found.namespace)/\(found.name)"
            }
        }
        #expect(text("GET", "/api/v1/namespaces") == "list /namespaces/ /")
        #expect(text("POST", "/api/v1/namespaces") == "create /namespaces/ /")
        #expect(text("GET", "/api/v1/namespaces/shop") == "get /namespaces/ shop/shop")
        #expect(text("PUT", "/api/v1/namespaces/shop/finalize") == "update /namespaces/finalize shop/shop")
        #expect(text("GET", "/api/v1/watch/namespaces/shop/pods") == "watch /pods/ shop/")
        #expect(text("GET", "/api/v1/proxy/nodes/n1") == "proxy /nodes/ /n1")
        #expect(
            text("DELETE", "/apis/apps/v1/namespaces/shop/deployments") == "deletecollection apps/deployments/ shop/")
        #expect(text("OPTIONS", "/api/v1/pods") == " /pods/ /")
        #expect(text("GET", "/api/v1/pods?watch=0") == "list /pods/ /")
        #expect(text("HEAD", "/version/") == "head /version/")
        #expect(text("GET", "") == "get ")
        #expect(text("GET", "/apis//v1/pods") == "list /pods/ /")
        #expect(text("GET", "/api/v1/watch") == "list /watch/ /")
    }

    @Test("a question in the wrong scope is noted")
    func scopes() {
        let text = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: engines.example.com}
            spec: {group: example.com, scope: Cluster, names: {plural: engines, kind: Engine}}
            """
        let model = model(text)
        func note(_ verb: String, _ group: String, _ resource: String, _ namespace: String, _ name: String)
            -> ScopeNote?
        {
            model.scopeNote(
                on: ResourceAttributes(verb: verb, group: group, resource: resource, namespace: namespace, name: name))
        }
        #expect(note("get", "example.com", "engines", "shop", "a") == .clusterScoped)
        #expect(note("get", "example.com", "engines", "", "a") == nil)
        #expect(note("get", "example.com", "wheels", "shop", "a") == nil)
        #expect(note("get", "", "pods", "", "web") == .namespaceMissing)
        #expect(note("list", "", "pods", "", "") == nil)
        #expect(note("get", "", "namespaces", "", "shop") == .namespaceObject("shop"))
        #expect(note("get", "", "namespaces", "shop", "shop") == nil)
    }

    private static let readPods = "{verbs: [get], apiGroups: [''], resources: [pods]}"

    private static func get(_ attributes: ResourceAttributes) -> ResourceAttributes {
        var attributes = attributes
        attributes.verb = "get"
        return attributes
    }
}

/// One ClusterRole with one rule, bound to someone.
enum BoundRule {
    static func text(_ rule: String, in namespace: String? = nil, subject: String = "{kind: User, name: ann}") -> String
    {
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: some}
        rules:
        - \(rule)
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: \(namespace == nil ? "ClusterRoleBinding" : "RoleBinding")
        metadata: {name: some\(namespace.map { ", namespace: \($0)" } ?? "")}
        roleRef: {kind: ClusterRole, name: some}
        subjects: [\(subject)]
        """
    }

    static func model(
        _ rule: String, in namespace: String? = nil, subject: String = "{kind: User, name: ann}"
    ) -> AccessModel {
        GitOpsRBACTests.model(text(rule, in: namespace, subject: subject))
    }
}
