import GitOpsManifest
import GitOpsRBAC
import Testing

@Suite("Acting as another one")
struct ImpersonationTests {
    /// What ann is granted, and what everybody authenticated may do: list pods.
    private func model(_ rules: String...) -> AccessModel {
        GitOpsRBACTests.model(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: acting}
            rules:
            \(rules.map { "- \($0)" }.joined(separator: "\n"))
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: acting}
            roleRef: {kind: ClusterRole, name: acting}
            subjects: [{kind: User, name: ann}, {kind: ServiceAccount, name: agent, namespace: kube-system}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: pods}
            rules: [{verbs: [list], apiGroups: [""], resources: [pods]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: pods}
            roleRef: {kind: ClusterRole, name: pods}
            subjects:
            - {kind: Group, name: ops}
            - {kind: User, name: bob}
            - {kind: Group, name: "system:nodes"}
            - {kind: Group, name: "system:serviceaccounts:shop"}
            """)
    }

    private func ask(_ user: String = "ann", _ verb: String = "list") -> SubjectAccessReview {
        SubjectAccessReview(user: user, resource: ResourceAttributes(verb: verb, resource: "pods"))
    }

    private static let onPods =
        "{verbs: ['impersonate-on:user-info:list', 'impersonate-on:serviceaccount:list', 'impersonate-on:arbitrary-node:list', 'impersonate-on:associated-node:list'], apiGroups: [''], resources: [pods]}"

    private static func constrained(_ mode: String, _ resources: String, names: String = "") -> String {
        "{verbs: ['impersonate:\(mode)'], apiGroups: [authentication.k8s.io], resources: [\(resources)]\(names)}"
    }

    @Test("the verb impersonate lets act as a user, and the user must be allowed the action")
    func legacy() {
        let model = model("{verbs: [impersonate], apiGroups: [''], resources: [users], resourceNames: [bob, eve]}")
        let bob = model.impersonation(of: Impersonation(user: "bob"), by: ask())
        #expect(bob.isAllowed && bob.mode == .legacy)
        #expect(bob.grants.map { $0.rulePlace.position?.line } == [5])
        #expect(bob.impersonated?.groups == ["system:authenticated"])
        let eve = model.impersonation(of: Impersonation(user: "eve"), by: ask())
        #expect(!eve.isAllowed && eve.mode == .legacy)
        #expect(model.impersonation(of: Impersonation(user: "carol"), by: ask()).mode == nil)
        #expect(!model.impersonation(of: Impersonation(user: "bob"), by: ask("ann", "delete")).isAllowed)
    }

    @Test("a group takes a grant for the group and one for the user")
    func groups() {
        let both = model(
            "{verbs: [impersonate], apiGroups: [''], resources: [users, groups], resourceNames: [eve, ops]}")
        let wanted = Impersonation(user: "eve", groups: ["ops"])
        #expect(both.impersonation(of: wanted, by: ask()).isAllowed)
        let groupOnly = model("{verbs: [impersonate], apiGroups: [''], resources: [groups]}")
        #expect(!groupOnly.impersonation(of: wanted, by: ask()).isAllowed)
        let userOnly = model("{verbs: [impersonate], apiGroups: [''], resources: [users]}")
        let refused = userOnly.impersonation(of: wanted, by: ask())
        #expect(refused.mode == nil)
        guard case .resource(let denied)? = refused.refusals.last?.denied else { Issue.record("no refusal"); return }
        #expect(denied.resource == "groups" && denied.name == "ops")
    }

    @Test("legacy impersonation gives system:masters, constrained never does")
    func masters() {
        let wanted = Impersonation(user: "eve", groups: ["system:masters"])
        let legacy = model("{verbs: [impersonate], apiGroups: [''], resources: [users, groups]}")
        #expect(legacy.impersonation(of: wanted, by: ask("ann", "delete")).isAllowed)
        let constrained = model(Self.constrained("user-info", "users, groups"), Self.onPods)
        let refused = constrained.impersonation(of: wanted, by: ask())
        #expect(refused.mode == nil)
        #expect(refused.refusals.first?.rule != nil)
    }

    @Test("constrained impersonation takes both verbs, and only for the action granted")
    func constrained() {
        let model = model(Self.constrained("user-info", "users", names: ", resourceNames: [bob]"), Self.onPods)
        let decision = model.impersonation(of: Impersonation(user: "bob"), by: ask())
        #expect(decision.isAllowed && decision.mode == .userInfo)
        #expect(decision.grants.map { $0.rulePlace.position?.line } == [6, 5])
        #expect(model.impersonation(of: Impersonation(user: "bob"), by: ask("ann", "get")).mode == nil)
        #expect(model.impersonation(of: Impersonation(user: "eve"), by: ask()).mode == nil)
        #expect(model.impersonation(of: Impersonation(user: "bob"), by: ask(), allowsConstrained: false).mode == nil)
        #expect(self.model(Self.onPods).impersonation(of: Impersonation(user: "bob"), by: ask()).mode == nil)
    }

    @Test("service accounts and nodes have modes of their own, user-info is for neither")
    func modes() {
        let account = Impersonation(.serviceAccount(namespace: "shop", name: "web"))
        let node = Impersonation(user: "system:node:n1")
        let userInfo = model(Self.constrained("user-info", "users, serviceaccounts, nodes"), Self.onPods)
        #expect(userInfo.impersonation(of: account, by: ask()).mode == nil)
        #expect(userInfo.impersonation(of: node, by: ask()).mode == nil)
        let accounts = model(Self.constrained("serviceaccount", "serviceaccounts"), Self.onPods)
        let decision = accounts.impersonation(of: account, by: ask())
        #expect(decision.isAllowed && decision.mode == .serviceAccount)
        #expect(
            decision.impersonated?.groups == [
                "system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated",
            ])
        var withGroup = account
        withGroup.groups = ["ops"]
        #expect(accounts.impersonation(of: withGroup, by: ask()).mode == nil)
        let nodes = model(Self.constrained("arbitrary-node", "nodes", names: ", resourceNames: [n1]"), Self.onPods)
        let asNode = nodes.impersonation(of: node, by: ask())
        #expect(asNode.isAllowed && asNode.mode == .arbitraryNode)
        #expect(asNode.impersonated?.groups == ["system:nodes", "system:authenticated"])
        #expect(nodes.impersonation(of: Impersonation(user: "system:node:n2"), by: ask()).mode == nil)
        #expect(nodes.impersonation(of: Impersonation(user: "system:node:N_1"), by: ask()).mode == nil)
    }

    @Test("an agent acts as the node that its token is bound to, by the literal name *")
    func associatedNode() {
        let agent = ask("system:serviceaccount:kube-system:agent")
        let node = Impersonation(user: "system:node:n1")
        let all = model(Self.constrained("associated-node", "nodes", names: ", resourceNames: ['*']"), Self.onPods)
        #expect(all.impersonation(of: node, by: agent, node: "n1").mode == .associatedNode)
        #expect(all.impersonation(of: node, by: agent, node: "n2").mode == nil)
        #expect(all.impersonation(of: node, by: agent).mode == nil)
        #expect(all.impersonation(of: node, by: ask(), node: "n1").mode == nil)
        let one = model(Self.constrained("associated-node", "nodes", names: ", resourceNames: [n1]"), Self.onPods)
        #expect(one.impersonation(of: node, by: agent, node: "n1").mode == nil)
    }

    @Test("uids and extra values are asked for in the group authentication.k8s.io")
    func extra() {
        let wanted = Impersonation(user: "bob", uid: "7", extra: ["example.com/scopes": ["read"]])
        let rules = [
            "{verbs: [impersonate], apiGroups: [''], resources: [users]}",
            "{verbs: [impersonate], apiGroups: [authentication.k8s.io], resources: [uids, userextras/example.com/scopes]}",
        ]
        #expect(model(rules[0], rules[1]).impersonation(of: wanted, by: ask()).isAllowed)
        #expect(!model(rules[0]).impersonation(of: wanted, by: ask()).isAllowed)
        let many = Impersonation(user: "bob", groups: ["a", "b", "c", "d"])
        let star = model(
            Self.constrained("user-info", "users"),
            Self.constrained("user-info", "groups", names: ", resourceNames: ['*']"), Self.onPods)
        #expect(star.impersonation(of: many, by: ask()).mode == .userInfo)
        #expect(star.impersonation(of: Impersonation(user: "bob", groups: ["a"]), by: ask()).mode == nil)
    }

    @Test("the one who is impersonated is in the groups of everybody, unless it is anonymous")
    func implicitGroups() {
        let model = model("{verbs: [impersonate], apiGroups: [''], resources: [users, groups, serviceaccounts]}")
        func groups(_ wanted: Impersonation) -> [String]? {
            model.impersonation(of: wanted, by: ask()).impersonated?.groups
        }
        #expect(groups(Impersonation(user: "system:anonymous")) == ["system:unauthenticated"])
        #expect(groups(Impersonation(user: "bob", groups: ["ops"])) == ["ops", "system:authenticated"])
        #expect(groups(Impersonation(user: "bob", groups: ["system:unauthenticated"])) == ["system:unauthenticated"])
        #expect(groups(Impersonation(user: "system:node:n1")) == ["system:authenticated"])
    }
}
