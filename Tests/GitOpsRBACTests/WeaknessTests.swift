import GitOpsManifest
import GitOpsRBAC
import Testing

@Suite("Weaknesses of roles and bindings")
struct WeaknessTests {
    private func weaknesses(_ text: String) -> [AccessWeakness] {
        let documents = text.replacing("RBAC", with: "apiVersion: rbac.authorization.k8s.io/v1, kind")
        return AccessModel(ManifestSet(SourceText(documents, name: "access.yaml"))).weaknesses()
    }

    /// A role with one rule, bound to a user.
    private func role(_ rules: String) -> String {
        """
        {RBAC: ClusterRole, metadata: {name: a}, rules: [\(rules)]}
        ---
        {RBAC: ClusterRoleBinding, metadata: {name: a}, subjects: [{kind: User, name: ann}],
         roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: a}}
        """
    }

    private func binding(_ subjects: String, role: String = "view") -> String {
        """
        {RBAC: RoleBinding, metadata: {name: b, namespace: shop}, subjects: [\(subjects)],
         roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: \(role)}}
        """
    }

    @Test("a rule that allows everything is told once, and nothing else of it")
    func everything() {
        let found = weaknesses(role("{apiGroups: ['*'], resources: ['*'], verbs: ['*']}"))
        #expect(found.count == 1)
        guard case .allowsEverything? = found.first?.kind else { return #expect(Bool(false), "\(found)") }
    }

    @Test(
        "a star is told, and a name is not",
        arguments: [
            ("{apiGroups: [apps], resources: [deployments], verbs: ['*']}", true),
            ("{apiGroups: [apps], resources: ['*'], verbs: [get]}", true),
            ("{apiGroups: ['*'], resources: [deployments], verbs: [get]}", true),
            ("{nonResourceURLs: ['*'], verbs: [get]}", true),
            ("{nonResourceURLs: ['/api/*'], verbs: [get]}", false),
            ("{apiGroups: [apps], resources: [deployments, '*/scale'], verbs: [get]}", false),
        ])
    func wildcards(rule: String, isTold: Bool) {
        let found = weaknesses(role(rule))
        #expect(found.contains { if case .wildcard = $0.kind { true } else { false } } == isTold, "\(found)")
    }

    @Test(
        "each danger is found in the rule that has it, and not in its neighbours",
        arguments: [
            ("read-secrets", "{apiGroups: [''], resources: [secrets], verbs: [list]}", true),
            ("read-secrets", "{apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: [tls]}", false),
            ("read-secrets", "{apiGroups: [''], resources: [secrets], verbs: [create]}", false),
            ("read-secrets", "{apiGroups: [apps], resources: [secrets], verbs: [get]}", false),
            ("read-secrets", "{apiGroups: [''], resources: ['*'], verbs: [get]}", true),
            ("impersonate", "{apiGroups: [''], resources: [groups], verbs: [impersonate]}", true),
            ("escalate", "{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [escalate]}", true),
            ("bind", "{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind]}", true),
            ("bind", "{apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings], verbs: [bind]}", false),
            ("issue-tokens", "{apiGroups: [''], resources: [serviceaccounts/token], verbs: [create]}", true),
            ("issue-tokens", "{apiGroups: [''], resources: [serviceaccounts], verbs: [create]}", false),
            ("enter-pods", "{apiGroups: [''], resources: ['*/exec'], verbs: [create]}", true),
            ("enter-pods", "{apiGroups: [''], resources: [pods], verbs: [create]}", false),
            ("node-proxy", "{apiGroups: [''], resources: [nodes/proxy], verbs: [get]}", true),
            (
                "approve-certificates",
                "{apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [update]}",
                true
            ),
            (
                "admission",
                "{apiGroups: [admissionregistration.k8s.io], resources: [mutatingwebhookconfigurations], verbs: [patch]}",
                true
            ),
            ("host-volumes", "{apiGroups: [''], resources: [persistentvolumes], verbs: [create]}", true),
            ("relabel-namespaces", "{apiGroups: [''], resources: [namespaces], verbs: [patch]}", true),
            ("relabel-namespaces", "{apiGroups: [''], resources: [namespaces], verbs: [create]}", false),
        ])
    func dangers(id: String, rule: String, isFound: Bool) {
        let found = weaknesses(role(rule)).flatMap { weakness -> [String] in
            if case .dangerous(_, let dangers) = weakness.kind { dangers.map(\.id) } else { [] }
        }
        #expect(found.contains(id) == isFound, "\(found)")
    }

    @Test("every danger has an example above")
    func table() {
        let known: Set = [
            "read-secrets", "impersonate", "escalate", "bind", "issue-tokens", "enter-pods", "node-proxy",
            "approve-certificates", "admission", "host-volumes", "relabel-namespaces",
        ]
        #expect(Set(AccessDanger.all.map(\.id)) == known)
    }

    @Test("of two rules the one that the other covers is redundant, of equal ones the later")
    func redundantRules() {
        let narrow = "{apiGroups: [''], resources: [pods], verbs: [get]}"
        let wide = "{apiGroups: [''], resources: [pods, services], verbs: [get, list]}"
        let other = "{apiGroups: [''], resources: [pods/log], verbs: [get]}"
        func redundant(_ rules: String) -> [(Int?, Int?)] {
            weaknesses(role(rules)).compactMap { weakness in
                guard case .redundantRule = weakness.kind else { return nil }
                return (weakness.place.position?.column, weakness.related.first?.position?.column)
            }
        }
        let first = redundant("\(narrow), \(wide)")
        #expect(first.count == 1 && first[0].0 ?? 0 < first[0].1 ?? 0)
        let second = redundant("\(wide), \(narrow)")
        #expect(second.count == 1 && second[0].0 ?? 0 > second[0].1 ?? 0)
        let equal = redundant("\(narrow), \(narrow)")
        #expect(equal.count == 1 && equal[0].0 ?? 0 > equal[0].1 ?? 0)
        #expect(redundant("\(wide), \(other)").isEmpty)
    }

    @Test("a role is unused unless it is bound, or aggregated into one that is bound or a default")
    func unusedRoles() {
        let role =
            "{RBAC: ClusterRole, metadata: {name: a, labels: {LABEL: 'true'}}, rules: "
            + "[{apiGroups: [''], resources: [pods], verbs: [get]}]}"
        func isUnused(_ text: String) -> Bool {
            weaknesses(text).contains { if case .unboundRole = $0.kind { true } else { false } }
        }
        #expect(isUnused(role))
        #expect(!isUnused(role.replacing("LABEL", with: "rbac.authorization.k8s.io/aggregate-to-view")))
        #expect(!isUnused(role + "\n---\n" + binding("{kind: User, name: ann}", role: "a")))
        let all =
            "{RBAC: ClusterRole, metadata: {name: all}, aggregationRule: {clusterRoleSelectors: "
            + "[{matchLabels: {LABEL: 'true'}}]}}"
        #expect(isUnused(role + "\n---\n" + all))
        #expect(!isUnused(role + "\n---\n" + all + "\n---\n" + binding("{kind: User, name: ann}", role: "all")))
    }

    @Test("subjects of bindings are looked at: nobody, everybody, default and missing accounts, twice the same")
    func subjects() {
        func codes(_ text: String) -> [String] { weaknesses(text).map { "\($0.kind)" } }
        #expect(codes(binding("")).contains { $0.hasPrefix("the binding names nobody") })
        for name in ["system:authenticated", "system:unauthenticated", "system:serviceaccounts"] {
            #expect(codes(binding("{kind: Group, name: '\(name)'}")).contains { $0.contains("is granted to every") })
        }
        #expect(codes(binding("{kind: Group, name: ops}")).isEmpty)
        let account = "{kind: ServiceAccount, name: web, namespace: shop}"
        #expect(codes(binding(account)).contains { $0.contains("is not in the set") })
        let defined = "{apiVersion: v1, kind: ServiceAccount, metadata: {name: web, namespace: shop}}\n---\n"
        #expect(codes(defined + binding(account)).isEmpty)
        #expect(
            codes(binding("{kind: ServiceAccount, name: default, namespace: shop}"))
                .contains { $0.contains("which every pod has") })
        #expect(codes(binding("{kind: User, name: ann}, {kind: User, name: ann}")).contains { $0.contains("already") })
    }

    @Test("what is granted cluster-wide makes the same role in a namespace redundant, wherever it stands")
    func redundantSubjects() {
        let wide =
            "{RBAC: ClusterRoleBinding, metadata: {name: c}, subjects: [{kind: User, name: ann}], "
            + "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}}"
        for text in [
            wide + "\n---\n" + binding("{kind: User, name: ann}"),
            binding("{kind: User, name: ann}") + "\n---\n" + wide,
        ] {
            let found = weaknesses(text)
            #expect(found.count == 1 && found[0].place.object.kind == "RoleBinding")
            #expect(found.first?.related.first?.object.kind == "ClusterRoleBinding")
        }
        #expect(weaknesses(wide + "\n---\n" + binding("{kind: User, name: ann}", role: "edit")).isEmpty)
    }

    @Test("nothing is told of what every API server has")
    func defaults() { #expect(AccessModel(ManifestSet()).weaknesses().isEmpty) }

    @Test("grants of a subject are those of its own name, one for each rule")
    func grants() {
        let text = role(
            "{apiGroups: [''], resources: [pods], verbs: [get]}, {apiGroups: [''], resources: [pods], verbs: [list]}")
        let documents = text.replacing("RBAC", with: "apiVersion: rbac.authorization.k8s.io/v1, kind")
        let model = AccessModel(ManifestSet(SourceText(documents, name: "access.yaml")))
        #expect(model.grants(of: .user("ann")).map { "\($0.rule)" } == ["get pods", "list pods"])
        #expect(model.grants(of: .group("ann")).isEmpty && model.grants(of: .user("bob")).isEmpty)
        let everybody = model.grants(of: .group("system:authenticated"))
        #expect(!everybody.isEmpty && !everybody.contains { !$0.isBootstrap })
    }
}
