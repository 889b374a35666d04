import GitOpsManifest
import GitOpsRBAC
import Testing

/// A model of a text of manifests alone.
func model(_ text: String) -> AccessModel {
    AccessModel(ManifestSet(SourceText(text, name: "rbac.yaml")), options: AccessModelOptions(bootstrap: .none))
}

@Suite("What a set of grants has too much of")
struct ReviewTests {
    @Test("a rule with many names can be told in few words")
    func shortRule() {
        let rule = PolicyRule(
            verbs: ["get", "list"], apiGroups: [""], resources: ["secrets"], resourceNames: ["a", "b", "c", "d"])
        #expect(rule.description == "get,list secrets [a,b,c,d]")
        #expect(rule.description(longestList: 2) == "get,list secrets [a,b and 2 others]")
        #expect(rule.description(longestList: 4) == rule.description)
    }

    @Test("a redundant rule can be removed without anybody losing anything", arguments: UInt64(0)..<100)
    func redundantRules(seed: UInt64) {
        let universe = GeneratedUniverse(seed: seed)
        let model = universe.model()
        let before = Answers(universe)
        for redundant in model.ruleRedundancy.redundant {
            var other = universe
            other.remove(redundant)
            #expect(Answers(other) == before, "seed \(seed): without \(redundant.rule) of \(redundant.role)")
            #expect(!redundant.coveredBy.isEmpty || redundant.rule.mayGrantNothing, "seed \(seed): \(redundant.rule)")
        }
    }

    @Test("a rule that is not redundant is missed by somebody", arguments: UInt64(0)..<40)
    func neededRules(seed: UInt64) {
        let universe = GeneratedUniverse(seed: seed)
        // Where equal rules stand in for one another through an aggregated role, the search keeps them all.
        guard !universe.objects.roles.contains(where: { $0.selects != nil }) else { return }
        let before = Answers(universe)
        let redundant = Set(universe.model().ruleRedundancy.redundant.map { "\($0.role) \($0.rule)" })
        let unused = Set(universe.model().unusedRoles.map(\.role))
        for (number, role) in universe.objects.roles.enumerated() {
            let id = role.namespace.map { RoleID.role(namespace: $0, name: role.name) } ?? .clusterRole(role.name)
            guard !unused.contains(id), universe.objects.roles.filter({ $0.name == role.name }).count == 1 else {
                continue
            }
            for rule in role.rules.indices where !redundant.contains("\(id) \(role.rules[rule])") {
                var other = universe
                other.removeRule(rule, ofRole: number)
                let isMissed = Answers(other) != before
                #expect(isMissed || !universe.isHeld(role, in: id), "seed \(seed): \(role.rules[rule]) of \(id)")
            }
        }
    }

    @Test("dead bindings, each with its reason and line")
    func deadBindings() {
        let text = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: dangling, namespace: shop}
            roleRef: {kind: Role, name: missing}
            subjects: [{kind: User, name: ann}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: empty}
            rules: []
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: no-rules}
            roleRef: {kind: ClusterRole, name: empty}
            subjects: [{kind: User, name: ann}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: nobody}
            roleRef: {kind: ClusterRole, name: empty}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: impossible}
            roleRef: {kind: ClusterRole, name: empty}
            subjects: [{kind: ServiceAccount, name: web}, {kind: Robot, name: r2}]
            """
        let found = model(text).deadBindings
        #expect(
            found.map(\.reason) == [
                .danglingRole(.role(namespace: "shop", name: "missing")), .roleWithoutRules(.clusterRole("empty")),
                .noSubjects, .impossibleSubjects,
            ])
        #expect(found.map { $0.place.position?.line } == [4, 15, 18, 27])
    }

    @Test("subjects that the set does not define")
    func subjectsOutsideSet() {
        let text = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web, namespace: shop}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: some}
            roleRef: {kind: ClusterRole, name: view}
            subjects:
            - {kind: ServiceAccount, name: web, namespace: shop}
            - {kind: ServiceAccount, name: default, namespace: shop}
            - {kind: ServiceAccount, name: job, namespace: shop}
            - {kind: ServiceAccount, name: job, namespace: bank}
            - {kind: User, name: ann}
            - {kind: Group, name: "system:authenticated"}
            """
        let found = model(text).subjectsOutsideSet
        #expect(found.map(\.subject.description) == ["ServiceAccount bank/job", "ServiceAccount shop/job", "User ann"])
        #expect(found.map(\.reason) == [.namespaceNotInSet, .accountNotInSet, .identityProvider])
        #expect(found.map { $0.places.map { $0.position?.line } } == [[17], [16], [18]])
    }

    @Test("accounts that every cluster has are in no set and are not told")
    func accountsOfEveryCluster() {
        let text = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: some, namespace: default}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
            - {kind: ServiceAccount, name: default}
            - {kind: ServiceAccount, name: default, namespace: kube-system}
            - {kind: ServiceAccount, name: horizontal-pod-autoscaler, namespace: kube-system}
            - {kind: ServiceAccount, name: default, namespace: bank}
            - {kind: ServiceAccount, name: job, namespace: default}
            """
        let model = AccessModel(ManifestSet(SourceText(text, name: "rbac.yaml")))
        #expect(
            model.subjectsOutsideSet.map(\.subject.description)
                == ["ServiceAccount bank/default", "ServiceAccount default/job"])
        #expect(model.subjectsOutsideSet.map(\.reason) == [.namespaceNotInSet, .accountNotInSet])
    }

    @Test("who writes validating webhooks alone changes no object")
    func validatingWebhooks() {
        func risks(_ resources: String) -> [String] {
            model(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: hooks}
                rules: [{verbs: [create], apiGroups: [admissionregistration.k8s.io], resources: [\(resources)]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: hooks}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: hooks}
                subjects: [{kind: User, name: ann}]
                """
            ).riskyGrants().map(\.risk.id)
        }
        #expect(risks("validatingwebhookconfigurations") == ["validating-webhooks-write"])
        #expect(risks("mutatingwebhookconfigurations") == ["webhooks-write"])
        #expect(risks("validatingwebhookconfigurations, mutatingwebhookconfigurations") == ["webhooks-write"])
    }

    @Test("a role that nothing refers to is unused, one that is aggregated is not")
    func unusedRoles() {
        func role(_ name: String, _ more: String = "") -> String {
            """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: \(name), labels: {into: "\(name)"}}
            rules: [{verbs: [get], apiGroups: [""], resources: [\(name)]}]
            \(more)

            """
        }
        let text =
            role("pods") + role("secrets")
            + role("all", "aggregationRule: {clusterRoleSelectors: [{matchLabels: {into: pods}}]}") + """
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: some}
                roleRef: {kind: ClusterRole, name: all}
                subjects: [{kind: User, name: ann}]
                """
        #expect(model(text).unusedRoles.map(\.role) == [.clusterRole("secrets")])
    }

    @Test("risky grants, with their severity and references")
    func riskyGrants() throws {
        func risks(_ rule: String, kind: String = "ClusterRoleBinding", subject: String = "{kind: User, name: ann}")
            -> [String]
        {
            let namespace = kind == "RoleBinding" ? ", namespace: shop" : ""
            let text = """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: some}
                rules:
                - \(rule)
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: \(kind)
                metadata: {name: some\(namespace)}
                roleRef: {kind: ClusterRole, name: some}
                subjects: [\(subject)]
                """
            return model(text).riskyGrants().map { "\($0.risk.id) \($0.severity)" }
        }
        #expect(risks("{verbs: ['*'], apiGroups: ['*'], resources: ['*']}") == ["everything critical"])
        #expect(risks("{verbs: [list], apiGroups: [''], resources: [secrets]}") == ["secrets-read high"])
        #expect(
            risks("{verbs: [get], apiGroups: [''], resources: [secrets], resourceNames: [a]}", kind: "RoleBinding")
                == ["secrets-read low"])
        #expect(risks("{verbs: [get], apiGroups: [''], resources: [nodes/proxy]}") == ["nodes-proxy critical"])
        #expect(
            risks(
                "{verbs: [get, create], apiGroups: [''], resources: [nodes/proxy, persistentvolumes]}",
                kind: "RoleBinding")
                == [])
        #expect(risks("{verbs: [get], nonResourceURLs: ['*']}", kind: "RoleBinding") == [])
        #expect(risks("{verbs: [create], apiGroups: [''], resources: ['*/exec']}") == ["pods-exec high"])
        #expect(risks("{verbs: [get], apiGroups: [''], resources: [pods]}") == [])
        #expect(
            risks(
                "{verbs: [get], apiGroups: [''], resources: [pods]}",
                subject: "{kind: Group, name: 'system:unauthenticated'}")
                == ["anonymous critical"])
        #expect(
            risks("{verbs: [bind], apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings]}") == [])
    }

    @Test(
        "a RoleBinding gives nothing of resources of the cluster",
        arguments: [
            ("{verbs: [get], apiGroups: [''], resources: [nodes/proxy]}", []),
            ("{verbs: [create], apiGroups: [''], resources: [persistentvolumes]}", []),
            ("{verbs: [impersonate], apiGroups: [''], resources: [users, groups]}", []),
            ("{verbs: [impersonate], apiGroups: [''], resources: [serviceaccounts]}", ["impersonate high"]),
            ("{verbs: [escalate], apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles]}", []),
            ("{verbs: [escalate], apiGroups: [rbac.authorization.k8s.io], resources: [roles]}", ["escalate high"]),
            ("{verbs: [bind], apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles]}", ["bind high"]),
            ("{nonResourceURLs: ['*'], verbs: [get]}", []),
        ])
    func namespacedGrants(rule: String, risks: [String]) {
        let model = BoundRule.model(rule, in: "shop")
        #expect(model.riskyGrants().map { "\($0.risk.id) \($0.severity)" } == risks)
    }

    @Test("a grant of every resource is one finding, with what it includes and the severity of the worst of it")
    func everyResource() throws {
        let found = BoundRule.model("{verbs: ['*'], apiGroups: [''], resources: ['*']}", in: "shop").riskyGrants()
        #expect(found.map(\.risk.id) == ["wildcard-resources", "wildcard-verbs"])
        let first = try #require(found.first)
        #expect(first.severity == .high)
        #expect(first.included.map(\.id).contains("secrets-read"))
        #expect(!first.included.map(\.id).contains("nodes-proxy"))
    }

    @Test("identifiers of risks are unique, and every one has a title")
    func table() {
        #expect(Set(GrantRisk.all.map(\.id)).count == GrantRisk.all.count)
        #expect(GrantRisk.all.allSatisfy { !$0.title.isEmpty })
    }

    @Test("an object that is defined twice names the other file, and another folder is another thing that is applied")
    func definedTwice() {
        func role(_ path: String) -> SourceText {
            SourceText(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: one}
                rules: [{verbs: [get], apiGroups: [""], resources: [pods]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: one, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: one}
                subjects: [{kind: User, name: ann}]
                """, name: path)
        }
        func problems(_ paths: String...) -> [AccessProblem] {
            AccessModel(ManifestSet(paths.flatMap { ManifestSet(role($0)).manifests })).problems
        }
        let same = problems("prod/a.yaml", "prod/b.yaml")
        #expect(same.map(\.reason) == Array(repeating: .definedTwice(path: "prod/b.yaml"), count: 2))
        #expect(same.allSatisfy { !$0.isOfOtherFolder && $0.origin.path == "prod/a.yaml" })
        let others = problems("prod/a.yaml", "staging/a.yaml", "prod/b/a.yaml")
        #expect(others.count == 4 && others.allSatisfy { $0.isOfOtherFolder })
    }

    @Test("a binding of the same name hides no grant")
    func bindingsOfOneName() {
        func binding(_ role: String, _ user: String, _ name: String = "name: x") -> String {
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {\(name)}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: \(role)}
            subjects: [{kind: User, name: \(user)}]
            ---

            """
        }
        func may(_ user: String, _ files: (path: String, text: String)...) -> Bool {
            let set = ManifestSet(
                files.flatMap { ManifestSet(SourceText($0.text, name: $0.path)).manifests })
            return AccessModel(set).isAllowed(
                SubjectAccessReview(
                    user: user, resource: ResourceAttributes(verb: "create", resource: "pods", namespace: "shop")))
        }
        let admin = binding("cluster-admin", "eve")
        let view = binding("view", "eve")
        // The role of a binding does not change: an apply keeps the first.
        #expect(may("eve", ("a.yaml", admin + view)) && may("eve", ("a.yaml", view + admin)))
        // Folders may be applied to clusters of their own.
        #expect(may("eve", ("a/x.yaml", admin), ("b/x.yaml", binding("cluster-admin", "bob"))))
        #expect(may("bob", ("a/x.yaml", admin), ("b/x.yaml", binding("cluster-admin", "bob"))))
        // In one folder, too: which of them is applied last is not certain.
        let both = ("a.yaml", admin + binding("cluster-admin", "bob"))
        #expect(may("eve", both) && may("bob", both))
        // Names that the server makes are different ones.
        let generated = ["eve", "bob"].map { binding("cluster-admin", $0, "generateName: x-") }
        #expect(may("eve", ("a.yaml", generated.joined())) && may("bob", ("a.yaml", generated.joined())))
    }

    @Test("an object of the group of roles whose kind is misspelt is told, for nobody knows what it grants")
    func misspeltKind() throws {
        let text = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: "ClusterRoleBinding "
            metadata: {name: x}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{kind: User, name: eve}]
            """
        let problem = try #require(AccessModel(ManifestSet(SourceText(text, name: "a.yaml"))).problems.first)
        #expect(problem.reason == .unknownKind(field: "kind", kind: "ClusterRoleBinding ") && problem.isUnreadable)
        #expect(problem.position?.line == 2)
    }

    private static func role(_ resource: String, labels: String = "{}") -> String {
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: x, labels: \(labels)}
        rules: [{verbs: [get], apiGroups: [""], resources: [\(resource)]}]
        ---

        """
    }

    private static func files(_ files: (path: String, text: String)...) -> AccessModel {
        AccessModel(ManifestSet(files.flatMap { ManifestSet(SourceText($0.text, name: $0.path)).manifests }))
    }

    private static let bound = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: x}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: x}
        subjects: [{kind: User, name: eve}]
        ---

        """

    private static func reasons(_ model: AccessModel, _ resource: String) -> [String] {
        model.reasons(
            SubjectAccessReview(user: "eve", resource: ResourceAttributes(verb: "get", resource: resource))
        ).map(\.rulePlace.origin.path)
    }

    @Test("a role of the same name hides no grant, in one file, in one folder and in two")
    func rolesOfOneName() {
        let (secrets, pods) = (Self.role("secrets"), Self.role("pods"))
        for paths in [("a.yaml", "a.yaml"), ("a/x.yaml", "a/y.yaml"), ("a/x.yaml", "b/x.yaml")] {
            for texts in [(secrets, pods), (pods, secrets)] {
                let model = Self.files((paths.0, Self.bound + texts.0), (paths.1, texts.1))
                #expect(Self.reasons(model, "secrets") == [texts.0 == secrets ? paths.0 : paths.1])
                #expect(Self.reasons(model, "pods").count == 1)
                #expect(model.rules(of: .clusterRole("x"))?.count == 2)
                #expect(model.problems.map(\.reason) == [.definedTwice(path: paths.1)])
                #expect(model.unusedRoles.isEmpty && model.ruleRedundancy.redundant.isEmpty)
            }
        }
    }

    @Test("a rule that all definitions of a role have counts once, where the last has it")
    func sameRules() {
        let model = Self.files(
            ("a/x.yaml", Self.bound + Self.role("pods")), ("b/x.yaml", Self.role("pods")),
            ("c/x.yaml", Self.role("pods")))
        #expect(Self.reasons(model, "pods") == ["c/x.yaml"])
        #expect(model.ruleRedundancy.redundant.isEmpty)
    }

    @Test("a definition of a default role is meant instead of it, and several count all")
    func defaultRole() {
        func view(_ resource: String) -> String {
            Self.role(resource).replacing("name: x", with: "name: view")
        }
        let model = Self.files(("a/x.yaml", view("secrets")), ("b/x.yaml", view("pods")))
        #expect(model.rules(of: .clusterRole("view"))?.flatMap(\.resources) == ["pods", "secrets"])
    }

    @Test("an aggregated role has the rules of each definition that its selectors choose")
    func aggregatedDefinitions() {
        let aggregated = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: all}
            aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: all}}]}
            ---

            """
        let model = Self.files(
            ("a.yaml", aggregated + Self.role("secrets", labels: "{to: all}")),
            ("b.yaml", Self.role("pods", labels: "{to: all}") + Self.role("nodes")))
        #expect(model.rules(of: .clusterRole("all"))?.flatMap(\.resources) == ["secrets", "pods"])
    }

    @Test("unknown verbs and patterns are one problem of their rule")
    func manyUnknown() {
        let verbs = (1...130).map { "verb\($0)" }.joined(separator: ", ")
        let text = Self.role("pods/*, a/*, b/*").replacing("[get]", with: "[get, \(verbs)]")
        #expect(
            Self.files(("a.yaml", text)).problems.map(\.reason) == [
                .resourcesLookLikePatterns(["pods/*", "a/*", "b/*"], others: 0),
                .unknownVerbs((1...5).map { "verb\($0)" }, others: 125),
            ])
        let one = Self.files(("a.yaml", Self.role("pods").replacing("[get]", with: "[fly, fly]"))).problems
        #expect(one.first?.reason.description == "no API asks for the verb \"fly\"; check the spelling")
    }

    @Test(
        "servers of other groups have verbs of their own; what looks like a mistake is told",
        arguments: [
            ("knsubscribe", "messaging.knative.dev", false), ("archive", "pipelines.example", false),
            ("describe", "pipelines.example", true), ("lst", "pipelines.example", true), ("archive", "apps", true),
            ("archive", "storage.k8s.io", true),
        ])
    func foreignVerbs(verb: String, group: String, isTold: Bool) {
        let text = Self.role("pods").replacing("[get]", with: "[\(verb)]").replacing(
            "apiGroups: [\"\"]", with: "apiGroups: [\(group)]")
        #expect(Self.files(("a.yaml", text)).problems.isEmpty != isTold)
    }

    @Test("a binding that has neither role nor subjects grants nothing, and is no part that cannot be read")
    func emptyBinding() {
        let patch = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: x, namespace: shop}
            $patch: delete
            """
        let problems = Self.files(("a.yaml", patch)).problems
        #expect(problems.map(\.reason) == [.emptyBinding] && problems.allSatisfy { !$0.isUnreadable })
        let broken = patch + "\nsubjects: [{kind: User, name: eve}]"
        #expect(Self.files(("a.yaml", broken)).problems.contains { $0.isUnreadable })
    }

    @Test("every path is told as that, not as every verb besides")
    func everyPath() {
        let text =
            Self.bound
            + Self.role("pods").replacing(
                "rules: [", with: "rules: [{verbs: ['*'], nonResourceURLs: ['*']}, ")
        #expect(Self.files(("a.yaml", text)).riskyGrants().map(\.risk.id) == ["wildcard-paths"])
    }

    @Test(
        "a name that an object has twice makes unknown what it grants",
        arguments: [
            "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}",
            "subjects: [{kind: User, name: bob}]", "metadata: {name: z}", "kind: ClusterRoleBinding",
        ])
    func repeatedKeys(line: String) throws {
        let model = Self.files(
            ("a.yaml", Self.bound.replacing("---\n", with: line + "\n") + "---\n" + Self.role("pods")))
        let problem = try #require(model.problems.first { $0.isUnreadable })
        #expect(model.problems.count { $0.isUnreadable } == 1)
        guard case .repeatedKey(let key, _) = problem.reason else {
            Issue.record("\(problem)")
            return
        }
        #expect(line.hasPrefix(key) && problem.position?.line == 6 && problem.position?.column == 1)
    }

    @Test("names that are repeated in another object of a List are no problem of a role, unless they are brought there")
    func repeatedElsewhere() {
        func list(_ other: String, _ rules: String) -> AccessModel {
            let text = """
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: v1, kind: ConfigMap, metadata: {name: m}, data: \(other)}
                - {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: x}, rules: [\(rules)]}
                """
            return Self.files(("a.yaml", text))
        }
        let rule = "{verbs: [get], apiGroups: [\"\"], resources: [pods]}"
        #expect(list("{a: b, a: c}", rule).problems.isEmpty)
        #expect(list("&r {verbs: [get], verbs: [list], apiGroups: [a], resources: [b]}", "*r").problems.count == 1)
        // More than are remembered: nobody knows whose they are.
        let many = (1...150).map { "k\($0): a, k\($0): b" }.joined(separator: ", ")
        #expect(list("{\(many)}", rule).problems.map(\.reason) == [.repeatedKeys(150)])
    }

    @Test("controls are named by the numbers that their lists give them")
    func controls() {
        let expected: [String: [String]] = [
            "everything": ["C-0035", "C-0185", "CIS-5.1.1", "CIS-5.1.3"],
            "secrets-read": ["C-0015", "C-0186", "CIS-5.1.2", "T1552.007"],
            "impersonate-constrained": [], "workloads-write": ["T1610"], "bindings-write": ["T1098.006"],
            "volumes-create": ["C-0278", "CIS-5.1.9"], "nodes-proxy": ["C-0279", "CIS-5.1.10", "T1609"],
            "certificates-approve": ["C-0280", "CIS-5.1.11"], "webhooks-write": ["C-0281", "CIS-5.1.12"],
            "tokens-create": ["C-0282", "CIS-5.1.13", "T1528"], "masters": ["CIS-5.1.7"],
        ]
        for (id, references) in expected {
            #expect(GrantRisk.all.first { $0.id == id }?.references == references, "\(id)")
        }
    }

    @Test(
        "reasons have names quoted and subjects written as the API server does",
        arguments: [
            (
                "{kind: ServiceAccount, name: 'a:b', namespace: shop}", "system:serviceaccount:shop:a:b",
                #"ServiceAccount "a:b/shop""#
            ),
            ("{kind: ServiceAccount, name: web}", "system:serviceaccount:shop:web", #"ServiceAccount "web/shop""#),
            (
                "{kind: User, name: 'system:serviceaccount:shop:web'}", "system:serviceaccount:shop:web",
                #"User "system:serviceaccount:shop:web""#
            ),
            (
                "{kind: User, name: \"a\\\"b\\n\\x01\\u202e\\u00e9\"}", "a\"b\n\u{1}\u{202E}\u{E9}",
                #"User "a\"b\n\x01\u202eé""#
            ),
        ])
    func reasonText(subject: String, user: String, text: String) {
        let model = model(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: view}
            rules: [{verbs: [get], apiGroups: [""], resources: [pods]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: one, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects: [\(subject)]
            """)
        let review = SubjectAccessReview(
            user: user, groups: [],
            attributes: .resource(ResourceAttributes(verb: "get", resource: "pods", namespace: "shop")))
        #expect(
            model.decision(on: review).grant?.description
                == #"RBAC: allowed by RoleBinding "one/shop" of ClusterRole "view" to "# + text)
    }
}

/// What everybody of a universe may do, over all that its vocabulary can tell apart.
private struct Answers: Equatable {
    let allowed: [[Bool]]

    /// Those of the diff's law, and with the verb and the name that they lack.
    private static let requests: [SubjectAccessReview.Attributes] = AccessDiffTests.requests.flatMap { request in
        switch request {
        case .resource(let attributes) where attributes.verb == "get" || attributes.name == "a":
            var list = attributes
            if list.verb == "get" { list.verb = "list" }
            var other = attributes
            if other.name == "a" { other.name = "b" }
            return [request, .resource(list), .resource(other)]
        case .nonResource(let attributes) where attributes.verb == "get":
            return [request, .nonResource(NonResourceAttributes(verb: "list", path: attributes.path))]
        default: return [request]
        }
    }

    init(_ universe: GeneratedUniverse) {
        let model = universe.model()
        let subjects = [
            Subject.user("ann"), .user("bob"), .serviceAccount(namespace: "one", name: "web"),
            .serviceAccount(namespace: "one", name: "job"), .serviceAccount(namespace: "two", name: "web"),
            .serviceAccount(namespace: "two", name: "job"), .group("ops"), .group("system:authenticated"),
            .group("system:serviceaccounts"), .group("system:serviceaccounts:one"),
        ]
        let requests = Self.requests.map(model.prepare)
        allowed = subjects.map { subject in
            let review = SubjectAccessReview(subject, attributes: AccessDiffTests.requests[0])
            let prepared = model.prepare(user: review.user, groups: review.groups)
            return requests.map { model.isAllowed($0, by: prepared) }
        }
    }
}

extension PolicyRule {
    /// Whether it lacks a part, or has URLs, which RoleBindings do not grant.
    fileprivate var mayGrantNothing: Bool {
        verbs.isEmpty || apiGroups.isEmpty || resources.isEmpty || !nonResourceURLs.isEmpty
    }
}
