import GitOpsManifest
import GitOpsRBAC
import Testing

@Suite("Searches that are ended by a limit")
struct EscalationLimitTests {
    /// The attacker may become any of many accounts, the last of which may do everything.
    private static func analysis(maximumFacts: Int) -> EscalationAnalysis {
        let names = (0..<200).map { "s\($0)" }
        let accounts = names.map { "define shop/\($0)" }.joined(separator: ";")
        let fixture = EscalationFixture(
            "may impersonate serviceaccounts[\(names.joined(separator: ","))] @shop;"
                + "bind account:shop/s199 cluster-admin @*;" + accounts)
        return EscalationAnalysis(
            AccessModel(fixture.manifests()), options: EscalationOptions(maximumFacts: maximumFacts))
    }

    @Test("without an end to the search a survey lists the subject as incomplete")
    func survey() throws {
        let all = try #require(Self.analysis(maximumFacts: 10_000).survey([EscalationFixture.attacker]).first)
        #expect(all.isComplete && all.sinks.contains(.clusterAdmin))
        let analysis = Self.analysis(maximumFacts: 100)
        let part = try #require(analysis.survey([EscalationFixture.attacker]).first)
        #expect(!part.isComplete && !part.sinks.contains(.clusterAdmin))
        #expect(!analysis.isComplete(from: EscalationFixture.attacker))
    }

    @Test("a statement about it is unknown, whatever it says", arguments: ["cannotReach", "canReach"])
    func assertion(word: String) throws {
        let analysis = Self.analysis(maximumFacts: 100)
        let text = """
            assertions:
            - name: one
              subject: ServiceAccount shop/attacker
              \(word): cluster-admin
            """
        let assertions = AccessAssertions(SourceText(text, name: "assertions.yaml"))
        try #require(assertions.problems.isEmpty, "\(assertions.problems)")
        let results = assertions.check(AccessModel(ManifestSet([])), escalation: analysis)
        guard case .unknown(let reason) = results.first?.verdict else {
            Issue.record("\(results)")
            return
        }
        #expect(reason.contains("more than 100 facts"))
    }

    @Test("a difference does not call a path closed that the search did not get to")
    func diff() {
        let diff = EscalationDiff(
            from: Self.analysis(maximumFacts: 10_000), to: Self.analysis(maximumFacts: 100),
            subjects: [EscalationFixture.attacker])
        #expect(diff.unknown == [EscalationFixture.attacker])
        #expect(diff.opened.isEmpty && diff.closed.isEmpty && !diff.isEmpty)
    }
}

@Suite("What others hold")
struct HeldByOthersTests {
    /// Somebody who may act for others and rewrites or makes a role that one of them holds.
    private static let cases = [
        ("users", "[bob]", "{kind: User, name: bob}", "update, escalate], resourceNames: [held", "held"),
        ("users", "[bob]", "{kind: User, name: bob}", "create, escalate", "missing"),
        (
            "serviceaccounts", "[x]", "{kind: ServiceAccount, name: x, namespace: shop}",
            "update, escalate], resourceNames: [held", "held"
        ),
        ("serviceaccounts", "[x]", "{kind: ServiceAccount, name: x, namespace: shop}", "create, escalate", "missing"),
    ]

    @Test("who may act for anybody reaches what who may act for one of them does", arguments: cases)
    func widened(resource: String, name: String, subject: String, verbs: String, role: String) {
        func reaches(_ names: String) -> Set<String> {
            let head = "apiVersion: rbac.authorization.k8s.io/v1"
            let analysis = EscalationAnalysis(
                AccessModel(
                    ManifestSet(
                        SourceText(
                            """
                            apiVersion: v1
                            kind: ServiceAccount
                            metadata: {name: x, namespace: shop}
                            ---
                            \(head)
                            kind: ClusterRole
                            metadata: {name: held}
                            rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]
                            ---
                            \(head)
                            kind: ClusterRoleBinding
                            metadata: {name: b}
                            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: \(role)}
                            subjects: [\(subject)]
                            ---
                            \(head)
                            kind: ClusterRole
                            metadata: {name: ann}
                            rules:
                            - {apiGroups: [""], resources: [\(resource)], verbs: [impersonate]\(names)}
                            - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [\(verbs)]}
                            ---
                            \(head)
                            kind: ClusterRoleBinding
                            metadata: {name: ann}
                            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ann}
                            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: ann}]
                            """))))
            let ann = Subject.user("ann")
            let found = Set(analysis.survey([ann]).flatMap(\.sinks).map { "\($0)" })
            #expect(found == Set(analysis.paths(from: ann).map { "\($0.sink)" }), "\(resource) \(names)")
            return found
        }
        let one = reaches(", resourceNames: \(name)")
        #expect(one.contains("cluster-admin"))
        #expect(reaches("").isSuperset(of: one))
    }
}

@Suite("Paths of escalation")
struct EscalationTests {
    private func analysis(_ yaml: String) -> EscalationAnalysis {
        EscalationAnalysis(AccessModel(ManifestSet(SourceText(yaml))))
    }

    @Test("preconditions hold together although two identities gained on the way have one each")
    func acrossIdentities() throws {
        let analysis = EscalationFixture(
            """
            may create serviceaccounts/token[one,two] @shop;define shop/one;define shop/two;\
            account:shop/one may create rolebindings.rbac.authorization.k8s.io @infra;\
            account:shop/two may bind clusterroles.rbac.authorization.k8s.io[admin] @infra
            """
        ).analysis()
        let path = try #require(analysis.path(from: EscalationFixture.attacker, to: .secrets(namespace: "infra")))
        #expect(path.steps.map(\.edge.id) == ["B7", "B7", "A3", "B9"])
        #expect(path.steps[2].dependsOn == [0, 1])
        #expect(path.steps[2].permissions.map { $0.bearer?.name } == ["one", "two"])
        #expect(path.hops == 3)
    }

    @Test("who may bind a ClusterRole in every namespace holds it there, and not in the cluster")
    func everyNamespace() throws {
        let fixture = EscalationFixture(
            """
            group:x may list secrets,nodes/proxy @*;may create rolebindings.rbac.authorization.k8s.io @*;\
            may bind clusterroles.rbac.authorization.k8s.io[g1] @*
            """)
        let path = try #require(
            fixture.analysis().path(from: EscalationFixture.attacker, to: .secrets(namespace: nil)))
        #expect(path.description.hasSuffix("> A3 ClusterRole g1 in every namespace > B9 secrets"))
        let gained = fixture.analysis().gains(of: EscalationFixture.attacker).map(\.gained)
        #expect(gained.first == .roleInEveryNamespace(.clusterRole("g1")))
    }

    @Test("each permission of a path names its binding and its rule with their lines")
    func places() throws {
        let yaml = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {namespace: shop, name: deployer}
            rules:
            - apiGroups: [apps]
              resources: [deployments]
              verbs: [get, patch]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {namespace: shop, name: ci}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
            subjects:
            - {kind: User, name: ann}
            - {kind: ServiceAccount, namespace: ci, name: robot}
            """
        let robot = Subject.serviceAccount(namespace: "ci", name: "robot")
        let path = try #require(analysis(yaml).path(from: robot, to: .nodeRoot))
        #expect(path.description == "ServiceAccount ci/robot > C2 pods of its making in shop > C4 node-root")
        let used = try #require(path.steps[0].permissions.first)
        #expect(used.rulePlace.position?.line == 5)
        #expect(used.grant?.subjectPlace.position?.line == 15)
        #expect(used.grant?.binding.name == "ci")
    }

    @Test("a cut names the one line that two ways share")
    func sharedLine() throws {
        let fixture = EscalationFixture(
            """
            namespace shop restricted;define shop/web;may create serviceaccounts/token[web] @shop;\
            account:shop/web may create clusterrolebindings.rbac.authorization.k8s.io @*;\
            account:shop/web may bind clusterroles.rbac.authorization.k8s.io @*;\
            account:shop/web may * *.* @*
            """)
        let cut = try fixture.analysis().cut(from: EscalationFixture.attacker, to: .clusterAdmin)
        #expect(cut.lines.count == 1)
        #expect(cut.isSmallest)
    }

    @Test("what cannot be cut, or need not, is said")
    func noCut() {
        let own = EscalationFixture("pod shop/own attacker privileged").analysis()
        #expect(throws: EscalationCutError.notByGrants) {
            try own.cut(from: EscalationFixture.attacker, to: .nodeRoot)
        }
        #expect(throws: EscalationCutError.notReached) {
            try own.cut(from: EscalationFixture.attacker, to: .clusterAdmin)
        }
    }

    @Test("the rights of a service account's groups are its own")
    func groups() {
        let edges = EscalationFixture("group:system:serviceaccounts:shop may create pods/exec @infra").edges()
        #expect(edges.contains("C7"))
    }

    @Test("a ring of identities ends")
    func ring() {
        let analysis = EscalationFixture(
            """
            may impersonate users[ann] @*;user:ann may impersonate users[bob] @*;user:bob may impersonate users[ann] @*
            """
        ).analysis()
        #expect(
            analysis.gains(of: EscalationFixture.attacker).map(\.gained) == [
                .identity(.user("ann")), .identity(.user("bob")),
            ])
    }

    @Test("hops are counted no further than the options say")
    func limit() {
        var options = EscalationOptions()
        options.maximumHops = 1
        let model = AccessModel(EscalationFixture("may create pods @shop").manifests())
        let analysis = EscalationAnalysis(model, options: options)
        #expect(analysis.gains(of: EscalationFixture.attacker).map(\.edge.id) == ["C1"])
    }

    @Test("who is in system:masters or holds cluster-admin reaches everything")
    func everything() throws {
        let analysis = EscalationFixture("bind user:root cluster-admin @*").analysis()
        for subject in [Subject.group("system:masters"), .user("root")] {
            let sinks = analysis.paths(from: subject).map(\.sink)
            #expect(
                sinks == [
                    .clusterAdmin, .systemMasters, .nodeRoot, .secrets(namespace: nil),
                    .trafficInterception(namespace: nil), .guardrailsOff(namespace: nil),
                ])
        }
    }

    @Test("what a pull request opens and closes is told for each subject")
    func pullRequest() {
        let base = EscalationFixture("define shop/web;account:shop/web may list secrets @shop").analysis()
        let head = EscalationFixture(
            "define shop/web;account:shop/web may get configmaps @shop;may get nodes/proxy @*"
        ).analysis()
        let diff = EscalationDiff(from: base, to: head)
        #expect(diff.closed.map(\.description) == ["ServiceAccount shop/web > B9 secrets of shop"])
        #expect(diff.opened.contains { $0.source == EscalationFixture.attacker && $0.sink == .clusterAdmin })
    }
}
