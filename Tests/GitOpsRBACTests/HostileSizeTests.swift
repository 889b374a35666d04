import GitOpsManifest
import GitOpsRBAC
import Testing

@Suite("Roles and bindings of hostile size")
struct HostileSizeTests {
    private static let head = "apiVersion: rbac.authorization.k8s.io/v1"

    private func selecting(_ name: String, _ selected: String, resource: String? = nil) -> String {
        let aggregation =
            selected.isEmpty ? "" : "aggregationRule: {clusterRoleSelectors: [{matchLabels: {\(selected)}}]}\n"
        let rules = resource.map { "rules: [{apiGroups: [''], resources: [\($0)], verbs: [get]}]\n" } ?? ""
        return """
            \(Self.head)
            kind: ClusterRole
            metadata: {name: \(name), labels: {from: \(name), all: x}}
            \(aggregation)\(rules)---

            """
    }

    @Test("roles that select each other around a circle hold the same rules, and each of them is told")
    func circle() {
        let model = model(
            selecting("a", "from: b") + selecting("b", "from: c") + selecting("c", "all: x")
                + selecting("plain", "", resource: "pods") + selecting("beside", "from: a"))
        for name in ["a", "b", "c", "beside"] {
            #expect(model.rules(of: .clusterRole(name))?.map(\.description) == ["get pods"], "\(name)")
        }
        // `c` selects `beside` as well, so that all four are in the circle.
        let circles = model.problems.filter {
            if case .cyclicAggregation(["a", "b", "beside", "c"]) = $0.reason { true } else { false }
        }
        #expect(circles.map(\.object.name).sorted() == ["a", "b", "beside", "c"])
    }

    @Test("roles that only select one after the other are no circle")
    func chain() {
        let model = model(
            selecting("a", "from: b") + selecting("b", "from: c") + selecting("c", "", resource: "pods"))
        #expect(model.rules(of: .clusterRole("a"))?.map(\.description) == ["get pods"])
        #expect(model.problems.isEmpty)
    }

    @Test("hundreds of roles that all select each other are united in time", .timeLimit(.minutes(15)))
    func manyCircles() {
        let count = 500
        let text = (0..<count).map { selecting("r\($0)", "all: x") + selecting("p\($0)", "", resource: "q\($0)") }
        let model = model(text.joined())
        #expect(model.rules(of: .clusterRole("r7"))?.count == count)
        #expect(model.problems.count == count)
    }

    @Test("a rule of thousands of verbs, groups and resources decides as a short one does", .timeLimit(.minutes(15)))
    func manyVerbs() {
        func names(_ prefix: String, _ count: Int) -> String {
            (0..<count).map { "\(prefix)\($0)" }.joined(separator: ",")
        }
        let model = model(
            """
            \(Self.head)
            kind: ClusterRole
            metadata: {name: wide}
            rules: [{verbs: [\(names("v", 20_000))], apiGroups: [\(names("g", 60))], resources: [\(names("r", 60))]}]
            ---
            \(Self.head)
            kind: ClusterRoleBinding
            metadata: {name: wide}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: wide}
            subjects: [{kind: User, name: ann}]
            """)
        func may(_ verb: String, _ group: String, _ resource: String) -> Bool {
            model.isAllowed(
                SubjectAccessReview(
                    user: "ann", groups: [],
                    attributes: .resource(ResourceAttributes(verb: verb, group: group, resource: resource))))
        }
        #expect(may("v19999", "g59", "r0"))
        #expect(!may("v20000", "g59", "r0"))
        #expect(!may("v0", "g60", "r0"))
        let question = ResourceAttributes(verb: "v63", group: "g1", resource: "r1")
        #expect(model.whoCan(question).holders.map(\.subject) == [.user("ann")])
    }

    @Test("a rule of thousands of groups and resources is searched in time", .timeLimit(.minutes(15)))
    func manyPairs() {
        let groups = (0..<6_000).map { "g\($0)" }.joined(separator: ",")
        let resources = (0..<6_000).map { "r\($0)" }.joined(separator: ",")
        let model = model(
            """
            \(Self.head)
            kind: ClusterRole
            metadata: {name: wide}
            rules: [{verbs: [get], apiGroups: [\(groups), kyverno.io], resources: [\(resources), clusterpolicies]}]
            ---
            \(Self.head)
            kind: ClusterRoleBinding
            metadata: {name: wide}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: wide}
            subjects: [{kind: User, name: ann}]
            """)
        #expect(EscalationAnalysis(model).survey([.user("ann")]).allSatisfy { $0.isComplete })
    }

    @Test("accounts that a rule names by the thousand are each gone to once", .timeLimit(.minutes(15)))
    func manyNames() {
        let names = (0..<3_000).map { "s\($0)" }
        let accounts = names.map {
            "---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: \($0), namespace: shop}\n"
        }
        let model = model(
            """
            \(Self.head)
            kind: Role
            metadata: {name: wide, namespace: shop}
            rules:
            - {verbs: [impersonate], apiGroups: [''], resources: [serviceaccounts], resourceNames: [\(names.joined(separator: ","))]}
            ---
            \(Self.head)
            kind: RoleBinding
            metadata: {name: wide, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: wide}
            subjects: [{kind: ServiceAccount, name: s0}, {kind: ServiceAccount, name: s1}]

            """ + accounts.joined())
        let gains = EscalationAnalysis(model).gains(of: .serviceAccount(namespace: "shop", name: "s0"))
        #expect(gains.count == names.count - 1)
        #expect(gains.allSatisfy { $0.edge.id == "B3" })
    }

    @Test("Argo CD roles that are members of each other by the thousand are checked in time", .timeLimit(.minutes(15)))
    func manyArgoCDRoles() {
        let lines = (0..<3_000).map { "    g, role:r\($0), role:r\($0 + 1)\n" }.joined()
        let text = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd}
            data:
              policy.csv: |
                p, role:r3000, applications, get, */*, allow
                g, role:none, role:nowhere

            """
        let access = ArgoCDAccess(ManifestSet(SourceText(text + lines, name: "argocd.yaml")))
        #expect(access.problems.map(\.reason.description).count == 1, "\(access.problems.prefix(3))")
    }

    @Test("twenty thousand policy lines of long patterns are checked and asked in time", .timeLimit(.minutes(15)))
    func longPolicies() {
        let pattern = String(repeating: "*a", count: 400)
        let lines = (0..<20_000).map { "p, role:r\($0), applications, sync, x\($0)/\(pattern), allow" }
        let access = ArgoCDAccess(policy: SourceText(lines.joined(separator: "\n"), name: "policy.csv"))
        #expect(access.problems.isEmpty)
        let request = ArgoCDRequest.application("sync", project: "x7", name: String(repeating: "a", count: 400))
        #expect(access.isAllowed(request, by: ArgoCDIdentity(user: "role:r7")))
        #expect(!access.isAllowed(request, by: ArgoCDIdentity(user: "role:r8")))
    }

    @Test("policy lines beyond a limit are told with their place, and the rest counts")
    func policyLimits() {
        let text = """
            p, ann, projects, get, p, allow
            # not counted
            p, bob, projects, get, 0123456789abcdef, allow
            p, cid, projects, get, p, allow
            p, dan, projects, get, p, allow
            p, eve, projects, get, p, allow
            """
        let access = ArgoCDAccess(
            policy: SourceText(text, name: "policy.csv"), limits: ArgoCDLimits(lines: 3, fieldBytes: 15))
        let request = ArgoCDRequest(resource: "projects", action: "get", object: "p")
        #expect(access.whoCan(request).users.filter { $0.utf8.count == 3 } == ["ann", "cid"])
        #expect(access.problems.map(\.reason) == [.fieldTooLong(maximum: 15), .tooManyLines(maximum: 3)])
        #expect(access.problems.map(\.place.description) == ["policy.csv:3:1", "policy.csv:5:1"])
        #expect(access.problems.allSatisfy { $0.isUnreadable })
    }

    @Test("policies with carriage returns have their lines")
    func carriageReturns() {
        let text = "p, ann, projects, get, p, allow\r\np, bob, projects, get, p, allow\r\nx, y\r\n"
        let access = ArgoCDAccess(policy: SourceText(text, name: "policy.csv"))
        #expect(access.lines.filter { !$0.place.isBuiltIn }.count == 2)
        #expect(access.problems.map(\.place.description) == ["policy.csv:3:1"])
    }

    @Test("projects share the lines of the installation", .timeLimit(.minutes(15)))
    func manyProjects() {
        let lines = (0..<2_000).map { "    p, role:r\($0), applications, sync, p\($0)/*, allow\n" }.joined()
        let projects = (0..<500).map {
            """
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: p\($0), namespace: argocd}
            spec: {roles: [{name: ci, policies: ["p, proj:p\($0):ci, applications, get, p\($0)/*, allow"]}]}

            """
        }
        let head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-rbac-cm, namespace: argocd}\n"
        let text = head + "data:\n  policy.csv: |\n" + lines + projects.joined()
        let access = ArgoCDAccess(ManifestSet(SourceText(text, name: "argocd.yaml")))
        #expect(access.problems.isEmpty)
        let request = ArgoCDRequest.application("sync", project: "p7", name: "web")
        #expect(access.isAllowed(request, by: ArgoCDIdentity(user: "role:r7")))
        #expect(!access.isAllowed(request, by: ArgoCDIdentity(user: "role:r8")))
    }

    @Test("thousands of problems on one line have their columns in time", .timeLimit(.minutes(15)))
    func oneLine() {
        let items = (0..<3_000).map {
            "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"ClusterRole\",\"metadata\":{\"name\":\"r\($0)\","
                + "\"labels\":{\"all\":\"x\"}},\"rules\":[{\"verbs\":[\"get\"],\"apiGroups\":[\"g\($0)\"],\"resources\":[\"x\"]}],"
                + "\"aggregationRule\":{\"clusterRoleSelectors\":[{\"matchLabels\":{\"all\":\"x\"}}]}}"
        }
        let text = "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\(items.joined(separator: ","))]}"
        let model = model(text)
        #expect(model.problems.count == 3_000)
        #expect(model.problems.allSatisfy { $0.position?.line == 1 })
    }
}
