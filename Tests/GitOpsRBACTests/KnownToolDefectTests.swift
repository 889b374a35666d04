import GitOpsManifest
import GitOpsRBAC
import Testing

@Suite("What other tools answer wrongly")
struct KnownToolDefectTests {
    private func who(_ model: AccessModel, _ attributes: ResourceAttributes) -> [String] {
        model.whoCan(attributes).holders.map(\.subject.description)
    }

    @Test("1: a rule for */exec is found for pods/exec")
    func subresourcePattern() {
        let model = BoundRule.model("{verbs: [create], apiGroups: [''], resources: ['*/exec']}")
        #expect(who(model, ResourceAttributes(verb: "create", resource: "pods", subresource: "exec")) == ["User ann"])
        #expect(who(model, ResourceAttributes(verb: "create", resource: "pods")) == [])
    }

    @Test("2: a path is found by its pattern")
    func pathPattern() {
        let model = BoundRule.model("{verbs: [get], nonResourceURLs: ['/logs/*']}")
        func holders(_ path: String) -> [String] {
            model.whoCan(.nonResource(NonResourceAttributes(verb: "get", path: path))).holders.map(
                \.subject.description)
        }
        #expect(holders("/logs/kubelet") == ["User ann"])
        #expect(holders("/healthz") == [])
    }

    @Test("3: who can in all namespaces finds RoleBindings too, and names their namespace")
    func allNamespaces() {
        let model = BoundRule.model("{verbs: [get], apiGroups: [''], resources: [secrets]}", in: "shop")
        let secrets = ResourceAttributes(verb: "get", resource: "secrets")
        #expect(who(model, secrets) == [])
        #expect(model.whoCanAnywhere(secrets).grants.map(\.namespace) == ["shop"])
    }

    @Test("4: a rule for named objects counts for these names and for no others")
    func resourceNames() {
        let model = BoundRule.model("{verbs: [get], apiGroups: [''], resources: [secrets], resourceNames: [tls]}")
        #expect(
            who(model, ResourceAttributes(verb: "get", resource: "secrets", namespace: "shop", name: "tls")) == [
                "User ann"
            ])
        #expect(who(model, ResourceAttributes(verb: "get", resource: "secrets", namespace: "shop", name: "db")) == [])
        #expect(who(model, ResourceAttributes(verb: "get", resource: "secrets", namespace: "shop")) == [])
    }

    @Test("5: workloads are found in their own API group, without the core group beside it")
    func workloadGroups() {
        let model = BoundRule.model("{verbs: [create], apiGroups: [apps], resources: [deployments]}")
        #expect(who(model, ResourceAttributes(verb: "create", group: "apps", resource: "deployments")) == ["User ann"])
        #expect(who(model, ResourceAttributes(verb: "create", resource: "deployments")) == [])
        #expect(model.riskyGrants().map(\.risk.id) == ["workloads-write"])
    }

    @Test(
        "6: impersonate, escalate, and get on nodes/proxy are seen",
        arguments: [
            ("{verbs: [impersonate], apiGroups: [''], resources: [groups]}", "impersonate"),
            ("{verbs: [escalate], apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles]}", "escalate"),
            ("{verbs: [get], apiGroups: [''], resources: [nodes/proxy]}", "nodes-proxy"),
        ])
    func seen(rule: String, risk: String) {
        #expect(BoundRule.model(rule).riskyGrants().map(\.risk.id) == [risk])
    }

    @Test("7: every grant has file, line and column of its rule and of its subject")
    func positions() throws {
        let model = BoundRule.model("{verbs: [get], apiGroups: [''], resources: [secrets]}", in: "shop")
        let grant = try #require(
            model.whoCanAnywhere(ResourceAttributes(verb: "get", resource: "secrets")).grants.first)
        #expect(grant.rulePlace.description == "rbac.yaml:5:3")
        #expect(grant.subjectPlace.description == "rbac.yaml:11:12")
        let review = SubjectAccessReview(
            user: "ann", resource: ResourceAttributes(verb: "get", resource: "pods", namespace: "shop"))
        #expect(model.explainDenial(of: review)?.nearMisses.first?.place.description == "rbac.yaml:5:3")
    }

    @Test("8: of several bindings of a subject, the one that grants is named")
    func bindingThatGrants() {
        func part(_ name: String, _ resource: String) -> String {
            BoundRule.text("{verbs: [get], apiGroups: [''], resources: [\(resource)]}")
                .replacing("name: some", with: "name: \(name)") + "\n---\n"
        }
        let model = model(part("a", "pods") + part("b", "secrets") + part("c", "pods"))
        let secrets = model.whoCan(ResourceAttributes(verb: "get", resource: "secrets"))
        #expect(secrets.grants.map(\.binding.name) == ["b"])
        let pods = model.whoCan(ResourceAttributes(verb: "get", resource: "pods"))
        #expect(pods.grants.map(\.binding.name) == ["a", "c"])
    }

    @Test("9: bind counts on roles, where the API server asks for it, and not on bindings")
    func bind() {
        func risks(_ resource: String) -> [String] {
            BoundRule.model("{verbs: [bind], apiGroups: [rbac.authorization.k8s.io], resources: [\(resource)]}")
                .riskyGrants().map(\.risk.id)
        }
        #expect(risks("clusterroles") == ["bind"])
        #expect(risks("clusterrolebindings") == [])
    }

    @Test("10: one verb of several suffices, and * is each of them")
    func anyVerb() {
        for verbs in ["[get]", "[create]", "['*']"] {
            let model = BoundRule.model("{verbs: \(verbs), apiGroups: [''], resources: [nodes/proxy]}")
            #expect(model.riskyGrants().map(\.risk.id).contains("nodes-proxy"), "\(verbs)")
        }
        let star = BoundRule.model("{verbs: ['*'], apiGroups: [''], resources: [secrets]}")
        #expect(star.riskyGrants().map(\.risk.id).sorted() == ["secrets-read", "secrets-write", "wildcard-verbs"])
    }

    @Test("system:masters needs no binding, and who can says so")
    func superusers() {
        let model = BoundRule.model("{verbs: [get], apiGroups: [''], resources: [pods]}")
        let holders = model.whoCan(ResourceAttributes(verb: "delete", resource: "nodes"))
        #expect(holders.isEmpty && holders.includes(.group("system:masters")))
        #expect(AccessHolders.superusers == .group("system:masters"))
        #expect(model.whatCan(.group("system:masters")).isSuperuser)
    }

    @Test("kubectl auth can-i says yes to a resource of the cluster in a namespace; the question is marked")
    func canIInNamespace() throws {
        let model = BoundRule.model("{verbs: [list], apiGroups: [''], resources: [nodes]}", in: "shop")
        let real = SubjectAccessReview(user: "ann", resource: ResourceAttributes(verb: "list", resource: "nodes"))
        #expect(!model.isAllowed(real))
        let nearest = try #require(model.explainDenial(of: real)?.nearMisses.first)
        #expect(nearest.mismatches == [.clusterScopedResource(granted: "shop")])
    }
}
