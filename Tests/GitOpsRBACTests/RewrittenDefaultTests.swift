import GitOpsManifest
import GitOpsRBAC
import Testing

@Suite("Default roles that a set rewrites")
struct RewrittenDefaultTests {
    private static let everybody = Subject.group("system:authenticated")

    private static func model(_ name: String) -> AccessModel {
        let text = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: '\(name)'}
            rules:
            - {apiGroups: ['*'], resources: ['*'], verbs: ['*']}
            """
        return AccessModel(ManifestSet(SourceText(text, name: "boot.yaml")))
    }

    private static let rewritten = model("system:basic-user")

    @Test("what a default binding gives of them is the set's own")
    func grants() {
        let own = Self.rewritten.grants(of: Self.everybody).filter { !$0.isBootstrap }
        #expect(own.map { "\($0.rulePlace)" } == ["boot.yaml:5:3"])
        #expect(Self.rewritten.ownSubjects.contains(Self.everybody))
    }

    @Test("the review of grants finds them")
    func lint() {
        let found = Self.rewritten.riskyGrants()
        #expect(found.contains { $0.risk.id == "everything" && $0.grant.subject == Self.everybody })
        #expect(AccessModel(ManifestSet(SourceText(""))).riskyGrants().isEmpty)
    }

    @Test("assertions about everybody else see them")
    func assertion() {
        let assertions = AccessAssertions(
            SourceText(
                """
                assertions:
                - {name: one, nobodyOutside: [Group ops], may: {verbs: [get], resources: [secrets]}}
                - {name: two, nobodyOutside: [Group ops], canReach: cluster-admin}
                """))
        #expect(assertions.problems.isEmpty, "\(assertions.problems)")
        let results = assertions.check(Self.rewritten, escalation: EscalationAnalysis(Self.rewritten))
        for result in results {
            guard case .broken = result.verdict else {
                Issue.record("\(result.assertion.name): \(result.verdict)")
                continue
            }
        }
        #expect(results.count == 2)
    }

    @Test("paths begin at the subjects of the default binding, and are cut at the rule")
    func paths() throws {
        let analysis = EscalationAnalysis(Self.rewritten)
        #expect(analysis.sources.contains(Self.everybody))
        #expect(analysis.survey().contains { $0.subject == Self.everybody && $0.sinks.contains(.clusterAdmin) })
        let cut = try analysis.cut(from: Self.everybody, to: .clusterAdmin)
        #expect(cut.lines.map { "\($0.kind) \($0.place)" } == ["rule boot.yaml:5:3"])
    }

    @Test("a role that a default one aggregates is seen where the default one is bound")
    func aggregated() {
        let text = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: 'system:discovery'}
            aggregationRule: {clusterRoleSelectors: [{matchLabels: {into: discovery}}]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: part, labels: {into: discovery}}
            rules:
            - {apiGroups: [''], resources: [secrets], verbs: [get]}
            """
        let model = AccessModel(ManifestSet(SourceText(text, name: "parts.yaml")))
        let own = model.grants(of: Self.everybody).filter { !$0.isBootstrap }
        #expect(own.map { "\($0.rulePlace)" } == ["parts.yaml:10:3"])
    }

    @Test("a part of a role that a set's own binding refers to is the set's, as any grant of that binding is")
    func partOfView() {
        let text = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: part, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}
            rules:
            - {apiGroups: [''], resources: [secrets], verbs: [get, list]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: readers}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: 'system:authenticated'}]
            """
        let model = AccessModel(ManifestSet(SourceText(text, name: "view.yaml")))
        #expect(model.riskyGrants().contains { "\($0.grant.rulePlace)" == "view.yaml:5:3" })
        #expect(model.grants(of: Self.everybody).contains { !$0.isBootstrap && $0.rule.resources.contains("pods") })
    }

    @Test(
        "what a set restates of a default role is no news, and what it adds is",
        arguments: [
            ("selfsubjectaccessreviews, selfsubjectrulesreviews", []),
            ("selfsubjectrulesreviews", []),
            ("selfsubjectaccessreviews, subjectaccessreviews", ["again.yaml:5:3"]),
        ])
    func restated(resources: String, own: [String]) {
        let text = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: 'system:basic-user'}
            rules:
            - {apiGroups: [authorization.k8s.io], resources: [\(resources)], verbs: [create]}
            - {apiGroups: [authentication.k8s.io], resources: [selfsubjectreviews], verbs: [create]}
            """
        let model = AccessModel(ManifestSet(SourceText(text, name: "again.yaml")))
        let grants = model.grants(of: Self.everybody)
        #expect(grants.contains { "\($0.rulePlace)".hasPrefix("again.yaml") })
        #expect(grants.filter { !$0.isBootstrap }.map { "\($0.rulePlace)" } == own)
        #expect(model.ownSubjects.contains(Self.everybody) == !own.isEmpty)
    }

    @Test("a default role that a set makes collect others gives what these give")
    func collecting() {
        let text = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: 'system:discovery'}
            aggregationRule:
              clusterRoleSelectors: [{matchLabels: {rbac.authorization.k8s.io/aggregate-to-edit: "true"}}]
            """
        let model = AccessModel(ManifestSet(SourceText(text)))
        #expect(model.grants(of: Self.everybody).contains { !$0.isBootstrap && $0.rule.resources.contains("pods") })
        #expect(EscalationAnalysis(model).survey().contains { $0.subject == Self.everybody })
    }

    @Test("cluster-admin as a set restates it gives system:masters nothing")
    func masters() {
        let model = Self.model("cluster-admin")
        #expect(model.riskyGrants().isEmpty)
        #expect(model.ownSubjects.isEmpty && EscalationAnalysis(model).sources.isEmpty)
    }
}
