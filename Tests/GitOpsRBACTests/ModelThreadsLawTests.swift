import GitOpsManifest
import GitOpsRBAC
import GitOpsTestSupport
import Testing

@Suite("A model does not depend on the number of threads that read its objects")
struct ModelThreadsLawTests {
    @Test("generated objects: the same problems, answers, grants and places", arguments: UInt64(0)..<100)
    func generatedObjects(seed: UInt64) {
        var universe = GeneratedUniverse(seed: seed, size: 12)
        let manifests = universe.manifests()
        let reviews = (0..<50).map { _ in universe.review() }
        let one = ModelContents(model(manifests, threads: 1), reviews)
        for threads in [2, 3, 7] {
            let several = ModelContents(model(manifests, threads: threads), reviews)
            #expect(several == one, "seed \(seed), \(threads) threads")
        }
    }

    @Test("broken, repeated and foreign objects: the same problems at the same places")
    func brokenObjects() {
        let manifests = ManifestSet(SourceText(Self.broken, name: "broken.yaml"))
        let one = model(manifests, threads: 1)
        #expect(one.problems.count >= 12)
        let reviews = ["shop", "data"].map { namespace in
            SubjectAccessReview(
                user: "system:serviceaccount:\(namespace):web",
                resource: ResourceAttributes(verb: "get", resource: "pods", namespace: namespace))
        }
        for threads in 2...12 {
            #expect(ModelContents(model(manifests, threads: threads), reviews) == ModelContents(one, reviews))
        }
    }

    private func model(_ manifests: ManifestSet, threads: Int) -> AccessModel {
        AccessModel(manifests, options: AccessModelOptions(threads: threads))
    }

    private static let broken = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: all, labels: {part: "yes"}}
        rules: [{verbs: [fetch, get], apiGroups: [""], resources: [pods/*, pods]}, {verbs: []}, 3]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: sum}
        aggregationRule: {clusterRoleSelectors: [{matchLabels: {part: "yes"}}, {matchExpressions: [{key: a, operator: No}]}]}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: web, namespace: shop}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: web, namespace: shop}
        roleRef: {kind: ClusterRole, name: all}
        subjects: [{kind: ServiceAccount, name: web}, {kind: Robot, name: r}, {kind: User}, 7]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: web, namespace: data}
        roleRef: {kind: ClusterRole, name: sum}
        subjects: [{kind: ServiceAccount, name: web}, {kind: Group, name: ops}]
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: engines.example.com}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: web, namespace: shop}
        roleRef: {kind: Role, name: lost}
        subjects: {kind: User, name: ann}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: web}
        roleRef: {kind: ClusterRole, name: all}
        subjects: [{kind: ServiceAccount, name: nowhere}, {kind: User, name: ann}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: all, labels: {part: "yes"}}
        rules: [{verbs: [get], apiGroups: [""], resources: [pods]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: paths, namespace: [a]}
        rules: [{verbs: [get], nonResourceURLs: [/healthz]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: web, namespace: shop}
        roleRef: {kind: ClusterRole, name: all}
        subjects: [{kind: ServiceAccount, name: web}]
        """
}

/// What a model says about itself and a few requests, in its order.
private struct ModelContents: Equatable {
    let problems: [String]
    let roles: [RoleID]
    let rules: [[PolicyRule]?]
    let subjects: [Subject]
    let grants: [[String]]
    let decisions: [[String]]
    let holders: [[String]]

    init(_ model: AccessModel, _ reviews: [SubjectAccessReview]) {
        func text(_ grant: Grant) -> String { "\(grant) \(grant.rule) \(grant.rulePlace) \(grant.subjectPlace)" }
        problems = model.problems.map { "\($0) \($0.place)" }
        roles = model.roles
        rules = model.roles.map { model.rules(of: $0) }
        subjects = model.subjects
        grants = model.subjects.map { model.grants(of: $0).map(text) }
        decisions = reviews.map { review in
            let decision = model.decision(on: review)
            return ["\(decision.isAllowed)", decision.grant.map(text) ?? "none"] + model.reasons(review).map(text)
        }
        holders = reviews.map { model.whoCan($0.attributes).grants.map(text) }
    }
}
