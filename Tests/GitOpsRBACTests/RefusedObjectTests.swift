import GitOpsManifest
import GitOpsRBAC
import Testing

/// What the API server does not store, though its authorizer would not mind.
@Suite("Objects that the API server refuses")
struct RefusedObjectTests {
    private func problems(_ text: String) -> [String] {
        AccessModel(ManifestSet(SourceText(text, name: "access.yaml"))).problems.map(\.description)
    }

    private func binding(
        kind: String = "RoleBinding", group: String = "rbac.authorization.k8s.io", role: String = "ClusterRole",
        name: String = "view", subject: String
    ) -> String {
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: \(kind)
        metadata: {name: b\(kind == "RoleBinding" ? ", namespace: shop" : "")}
        roleRef: {apiGroup: "\(group)", kind: \(role), name: "\(name)"}
        subjects:
        - {\(subject)}
        """
    }

    private static let group = "apiGroup: rbac.authorization.k8s.io"

    @Test(
        "a subject with a wrong group or name is told at its place",
        arguments: [
            ("kind: User, apiGroup: apps, name: ann", "6:26", "subjects[].apiGroup is \"apps\""),
            ("kind: Group, apiGroup: v1, name: ops", "6:27", "write \"rbac.authorization.k8s.io\" or leave it out"),
            (
                "kind: ServiceAccount, apiGroup: rbac.authorization.k8s.io, name: web, namespace: a", "6:36",
                "refuses the binding; leave it out"
            ),
            ("kind: User, name: \"\"", "6:3", "the name of a user"),
            ("kind: Group, name: \"\"", "6:3", "the name of a group"),
            ("kind: ServiceAccount, name: Web", "6:3", "lowercase letters"),
            ("kind: ServiceAccount, name: web-", "6:3", "lowercase letters"),
            ("kind: ServiceAccount, name: \"\"", "6:3", "lowercase letters"),
            ("kind: User, apiGroup: 1, name: ann", "6:26", "subjects[].apiGroup must be a string"),
        ])
    func subjects(subject: String, place: String, text: String) {
        let found = problems(binding(subject: subject))
        #expect(found.count == 1 && found[0].hasPrefix("access.yaml:\(place): ") && found[0].contains(text), "\(found)")
    }

    @Test(
        "a version that no server serves is told at its place, and what it grants counts",
        arguments: ["v1beta1", "v1alpha1", "v7"])
    func versions(version: String) {
        let text = binding(kind: "ClusterRoleBinding", subject: "kind: User, name: ann")
            .replacing("k8s.io/v1", with: "k8s.io/\(version)", maxReplacements: 1)
        let found = problems(text)
        #expect(
            found.count == 1 && found[0].hasPrefix("access.yaml:1:13: ")
                && found[0].contains("write \"rbac.authorization.k8s.io/v1\""), "\(found)")
        let model = AccessModel(ManifestSet(SourceText(text, name: "access.yaml")))
        let request = SubjectAccessReview(
            .user("ann"), attributes: .resource(ResourceAttributes(verb: "list", resource: "pods", namespace: "shop")))
        #expect(model.isAllowed(request))
    }

    @Test(
        "subjects that the API server takes are no problem, its defaults included",
        arguments: [
            "kind: User, name: ann", "kind: Group, name: ops, apiGroup: \"\"",
            "kind: User, name: Ann O. <ann@example.com>, \(group)", "kind: ServiceAccount, name: web.v2-a",
            "kind: ServiceAccount, name: web, namespace: shop, apiGroup: \"\"", "kind: User, name: ann, apiGroup: null",
        ])
    func rightSubjects(subject: String) {
        let found = problems(binding(subject: subject))
        #expect(found.isEmpty, "\(found)")
    }

    @Test("a ClusterRoleBinding needs the namespace of an account, a RoleBinding has one itself")
    func namespace() {
        let subject = "kind: ServiceAccount, name: web"
        #expect(problems(binding(subject: subject)).isEmpty)
        let found = problems(binding(kind: "ClusterRoleBinding", subject: subject))
        #expect(found.count == 1 && found[0].contains("refuses a ClusterRoleBinding; write its namespace"), "\(found)")
    }

    @Test("a ClusterRoleBinding to a Role is told as that, whether or not there is such a Role")
    func roleInClusterBinding() throws {
        let text =
            binding(kind: "ClusterRoleBinding", role: "Role", name: "web", subject: "kind: User, name: ann")
            + "\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: web, namespace: shop}\n"
            + "rules: [{verbs: [get], apiGroups: [''], resources: [pods]}]"
        let model = AccessModel(ManifestSet(SourceText(text, name: "access.yaml")))
        #expect(model.problems.map(\.reason) == [.roleInClusterBinding(name: "web")])
        #expect(model.problems.first?.position.map { "\($0)" } == "4:10")
        #expect(model.deadBindings.map(\.reason) == [.roleInClusterBinding(name: "web")])
        let review = SubjectAccessReview(
            .user("ann"), attributes: .resource(ResourceAttributes(verb: "get", resource: "pods", namespace: "shop")))
        #expect(!model.isAllowed(review))
        let denial = try #require(model.explainDenial(of: review))
        #expect(denial.nearMisses.flatMap(\.mismatches) == [.roleInClusterBinding(name: "web")])
        #expect("\(denial)".contains("cannot refer to a Role (web); bind a ClusterRole"))
    }

    @Test("nobody makes a Role that a ClusterRoleBinding would grant")
    func missingRoleOfClusterBinding() {
        let text =
            binding(kind: "ClusterRoleBinding", role: "Role", name: "missing", subject: "kind: User, name: ann")
            + "\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: maker}\n"
            + "rules: [{verbs: [create, escalate], apiGroups: [rbac.authorization.k8s.io], resources: [roles]}]\n---\n"
            + "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: maker}\n"
            + "roleRef: {kind: ClusterRole, name: maker}\nsubjects: [{kind: User, name: ann}]"
        let analysis = EscalationAnalysis(AccessModel(ManifestSet(SourceText(text))))
        #expect(!analysis.survey([.user("ann")]).contains { $0.sinks.contains(.clusterAdmin) })
    }

    @Test("a reference with another group, or a name that is no part of a path, is told and decided as before")
    func references() {
        let subject = "kind: User, name: ann"
        let wrongGroup = binding(kind: "ClusterRoleBinding", group: "rbac", subject: subject)
        let found = problems(wrongGroup)
        #expect(
            found.count == 1 && found[0].hasPrefix("access.yaml:4:21: ") && found[0].contains("roleRef.apiGroup"),
            "\(found)")
        let review = SubjectAccessReview(
            .user("ann"), attributes: .resource(ResourceAttributes(verb: "get", resource: "pods", namespace: "shop")))
        #expect(AccessModel(ManifestSet(SourceText(wrongGroup))).isAllowed(review))
        for name in ["a/b", "a%b", ".", ".."] {
            let found = problems(binding(name: name, subject: subject))
            #expect(found.contains { $0.contains("roleRef.name is \"\(name)\"") }, "\(found)")
        }
        #expect(problems(binding(group: "", subject: subject)).isEmpty)
    }

    @Test("an aggregation rule needs a selector", arguments: ["{}", "{clusterRoleSelectors: []}"])
    func selectors(rule: String) {
        let found = problems(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: all}\naggregationRule: \(rule)"
        )
        #expect(
            found.count == 1 && found[0].hasPrefix("access.yaml:4:18: ")
                && found[0].contains("no clusterRoleSelectors"), "\(found)")
    }

    /// A role that selects `part`, with rules of its own.
    private func aggregated(_ rules: String) -> [String] {
        let pods = "[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]"
        return problems(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: all}
            aggregationRule: {clusterRoleSelectors: [{matchLabels: {into: all}}]}
            rules:
            \(rules)
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: part, labels: {into: all}}
            rules: \(pods)
            """)
    }

    @Test("a rule that is written over by aggregation is told at its place")
    func overwritten() {
        let found = aggregated(
            """
            - {apiGroups: [""], resources: [pods], verbs: [get]}
            - {apiGroups: [""], resources: [secrets], verbs: [get]}
            - {apiGroups: [""], resources: [events], verbs: [get]}
            """)
        #expect(found.count == 1 && found[0].hasPrefix("access.yaml:7:3: ClusterRole"), "\(found)")
        #expect(found[0].contains("this one is in none of them"), "\(found)")
    }

    @Test(
        "a role as a cluster gives it, or without rules of its own, is no problem",
        arguments: ["- {apiGroups: [\"\"], resources: [pods], verbs: [get]}", "[]"])
    func notOverwritten(rules: String) {
        let found = aggregated(rules)
        #expect(found.isEmpty, "\(found)")
    }
}
