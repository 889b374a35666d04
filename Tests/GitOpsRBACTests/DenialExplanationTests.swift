import GitOpsManifest
import GitOpsRBAC
import Testing

@Suite("Why a request is denied")
struct DenialExplanationTests {
    @Test(
        "every denial has an explanation, and mending the nearest single mismatch allows the request",
        arguments: UInt64(0)..<50)
    func mending(batch: UInt64) {
        var mended = 0
        for seed in batch * 20..<batch * 20 + 20 {
            var universe = GeneratedUniverse(seed: seed)
            let model = universe.model()
            for _ in 0..<10 {
                let review = universe.review()
                let explanation = model.explainDenial(of: review)
                #expect((explanation == nil) == universe.objects.allows(review), "seed \(seed): \(review)")
                guard let explanation else { continue }
                check(explanation, universe, review, seed)
                guard let nearest = explanation.nearMisses.first, nearest.mismatches.count == 1 else { continue }
                mended += 1
                if !isAllowed(review, mending: nearest, universe) {
                    Issue.record("seed \(seed): \(nearest) does not mend \(review)")
                    return
                }
            }
        }
        #expect(mended > 10)
    }

    /// The conclusion says truly whether bindings name the subject, and near misses are ordered.
    private func check(
        _ explanation: DenialExplanation, _ universe: GeneratedUniverse, _ review: SubjectAccessReview, _ seed: UInt64
    ) {
        let counts = explanation.nearMisses.map(\.mismatches.count)
        #expect(counts == counts.sorted(), "seed \(seed)")
        #expect(!counts.contains(0), "seed \(seed)")
        let isNamed = universe.objects.bindings.contains { binding in
            binding.subjects.contains { universe.objects.applies($0, binding, review) }
        }
        switch explanation.conclusion {
        case .almost: #expect(isNamed && !counts.isEmpty, "seed \(seed): \(review)")
        case .otherSubject: #expect(!isNamed && !counts.isEmpty, "seed \(seed): \(review)")
        case .noBinding: #expect(!isNamed && counts.isEmpty, "seed \(seed): \(review)")
        case .nothingNear(let bindings): #expect(isNamed && counts.isEmpty && bindings > 0, "seed \(seed): \(review)")
        }
    }

    private func isAllowed(
        _ review: SubjectAccessReview, mending miss: NearMiss, _ universe: GeneratedUniverse
    ) -> Bool {
        var objects = universe.objects
        var review = review
        switch miss.mismatches[0] {
        case .implicitGroup(let group): review.groups.append(group)
        case .subjectKind(let subject), .subjectNamespace(let subject), .subjectCase(let subject):
            if subject.kind == .group { review.groups.append(subject.name) } else { review.user = subject.username }
        case .subjectNamespaceMissing(let account):
            for index in objects.bindings.indices where objects.bindings[index].name == miss.binding.object.name {
                for subject in objects.bindings[index].subjects.indices
                where objects.bindings[index].subjects[subject].name == account {
                    objects.bindings[index].subjects[subject].namespace = Subject.user(review.user).namespace
                }
            }
        case .danglingRole(let role):
            objects.roles.append(
                .init(
                    namespace: role.namespace, name: role.name,
                    rules: [
                        PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]),
                        PolicyRule(verbs: ["*"], nonResourceURLs: ["*"]),
                    ]))
        case .pathInRoleBinding:
            for index in objects.bindings.indices where objects.bindings[index].name == miss.binding.object.name {
                for subject in objects.bindings[index].subjects.indices
                where objects.bindings[index].subjects[subject].namespace == nil {
                    objects.bindings[index].subjects[subject].namespace = objects.bindings[index].namespace
                }
                objects.bindings[index].namespace = nil
            }
        default: change(&review.attributes, miss.mismatches[0])
        }
        return objects.allows(review)
    }

    /// The request as the rule would allow it.
    private func change(_ attributes: inout SubjectAccessReview.Attributes, _ mismatch: Mismatch) {
        switch attributes {
        case .nonResource(var request):
            switch mismatch {
            case .verb(let granted): request.verb = granted[0]
            case .otherPath(let granted): request.path = granted[0]
            default: return
            }
            attributes = .nonResource(request)
        case .resource(var request):
            switch mismatch {
            case .verb(let granted): request.verb = granted[0]
            case .verbCase(let granted): request.verb = granted
            case .apiGroup(let granted): request.group = granted[0]
            case .otherName(let granted), .requestWithoutName(let granted): request.name = granted[0]
            case .otherNamespace(let granted), .allNamespaces(let granted), .clusterScopedResource(let granted):
                request.namespace = granted
            case .subresource(let granted), .onlySubresource(let granted), .notAPattern(let granted),
                .resourceSpelling(let granted):
                name(granted, &request)
            case .otherResource(let granted): name(granted[0], &request)
            default: return
            }
            attributes = .resource(request)
        }
    }

    private func name(_ granted: String, _ request: inout ResourceAttributes) {
        let parts = granted.split(separator: "/").map(String.init)
        request.resource = parts[0] == "*" ? request.resource : parts[0]
        request.subresource = parts.count > 1 ? parts[1] : ""
    }
}

@Suite("Near misses, one by one")
struct NearMissTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let code: String
        let line: Int
        let review: SubjectAccessReview
        let manifests: String
        var testDescription: String { code }
    }

    static func role(_ kind: String, _ rule: String) -> String {
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: \(kind)
        metadata: {name: reader\(kind == "Role" ? ", namespace: shop" : "")}
        rules:
        - \(rule)

        """
    }

    static func binding(_ kind: String, role: String, _ subject: String) -> String {
        """
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: \(kind)
        metadata: {name: readers\(kind == "RoleBinding" ? ", namespace: shop" : "")}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: \(role), name: reader}
        subjects:
        - \(subject)

        """
    }

    static let pods = "{verbs: [get], apiGroups: [\"\"], resources: [pods]}"
    static let ann = "{kind: User, name: ann}"

    static func ask(
        _ verb: String, _ resource: String, _ subresource: String = "", group: String = "", namespace: String = "shop",
        name: String = "web", user: String = "ann", groups: [String] = ["system:authenticated"]
    ) -> SubjectAccessReview {
        SubjectAccessReview(
            user: user, groups: groups,
            resource: ResourceAttributes(
                verb: verb, group: group, resource: resource, subresource: subresource, namespace: namespace, name: name
            ))
    }

    static func inRole(_ rule: String, _ code: String, line: Int = 5, _ review: SubjectAccessReview) -> Case {
        Case(
            code: code, line: line, review: review,
            manifests: role("Role", rule) + binding("RoleBinding", role: "Role", ann))
    }

    static let cases: [Case] = [
        inRole(pods, "other-namespace", line: 12, ask("get", "pods", namespace: "bank")),
        inRole(pods, "all-namespaces", line: 12, ask("get", "pods", namespace: "", name: "")),
        inRole(pods, "subresource", ask("get", "pods", "exec")),
        inRole(pods, "verb", ask("delete", "pods")),
        inRole(pods, "api-group", ask("get", "pods", group: "metrics.k8s.io")),
        inRole("{verbs: [Get], apiGroups: [\"\"], resources: [pods]}", "verb-case", ask("get", "pods")),
        inRole("{verbs: [get], apiGroups: [\"\"], resources: [pods/log]}", "only-subresource", ask("get", "pods")),
        inRole("{verbs: [get], apiGroups: [\"\"], resources: [pods/*]}", "not-a-pattern", ask("get", "pods", "log")),
        inRole("{verbs: [get], apiGroups: [\"\"], resources: [pod]}", "resource-spelling", ask("get", "pods")),
        inRole(
            "{verbs: [get], apiGroups: [\"\"], resources: [pods], resourceNames: [api]}", "other-name",
            ask("get", "pods")),
        inRole(
            "{verbs: [create], apiGroups: [\"\"], resources: [pods], resourceNames: [web]}", "request-without-name",
            ask("create", "pods", name: "")),
        inRole(pods, "other-resource", ask("get", "secrets")),
        inRole(
            "{verbs: [get], apiGroups: [\"\"], resources: [nodes]}", "cluster-scoped-resource", line: 12,
            ask("get", "nodes", namespace: "", name: "node1")),
        inRole(
            "{verbs: [get], nonResourceURLs: [/healthz]}", "path-in-role", line: 12,
            SubjectAccessReview(user: "ann", nonResource: NonResourceAttributes(verb: "get", path: "/healthz"))),
        Case(
            code: "path-in-role-binding", line: 12,
            review: SubjectAccessReview(user: "ann", nonResource: NonResourceAttributes(verb: "get", path: "/healthz")),
            manifests: role("ClusterRole", "{verbs: [get], nonResourceURLs: [/healthz]}")
                + binding("RoleBinding", role: "ClusterRole", ann)),
        Case(
            code: "other-path", line: 5,
            review: SubjectAccessReview(user: "ann", nonResource: NonResourceAttributes(verb: "get", path: "/metrics")),
            manifests: role("ClusterRole", "{verbs: [get], nonResourceURLs: [/healthz]}")
                + binding("ClusterRoleBinding", role: "ClusterRole", ann)),
        Case(
            code: "dangling-role", line: 5, review: ask("get", "pods"),
            manifests: binding("RoleBinding", role: "Role", ann)),
        Case(
            code: "subject-namespace-missing", line: 12,
            review: ask("get", "pods", user: "system:serviceaccount:shop:web"),
            manifests: role("ClusterRole", pods)
                + binding("ClusterRoleBinding", role: "ClusterRole", "{kind: ServiceAccount, name: web}")),
        Case(
            code: "subject-namespace", line: 12, review: ask("get", "pods", user: "system:serviceaccount:bank:web"),
            manifests: role("Role", pods)
                + binding("RoleBinding", role: "Role", "{kind: ServiceAccount, name: web}")),
        Case(
            code: "subject-kind", line: 12, review: ask("get", "pods", user: "system:serviceaccount:shop:web"),
            manifests: role("Role", pods) + binding("RoleBinding", role: "Role", "{kind: User, name: web}")),
        Case(
            code: "subject-kind", line: 12, review: ask("get", "pods", user: "ann", groups: ["ops"]),
            manifests: role("Role", pods) + binding("RoleBinding", role: "Role", "{kind: User, name: ops}")),
        Case(
            code: "subject-case", line: 12, review: ask("get", "pods"),
            manifests: role("Role", pods) + binding("RoleBinding", role: "Role", "{kind: User, name: Ann}")),
        Case(
            code: "implicit-group", line: 12,
            review: ask("get", "pods", user: "system:serviceaccount:shop:web", groups: []),
            manifests: role("Role", pods)
                + binding("RoleBinding", role: "Role", "{kind: Group, name: \"system:serviceaccounts:shop\"}")),
    ]

    @Test("each reason is told, with its line", arguments: cases)
    func reason(_ example: Case) throws {
        let set = ManifestSet(SourceText(example.manifests, name: "rbac.yaml"))
        let model = AccessModel(set, options: AccessModelOptions(bootstrap: .none))
        let explanation = try #require(model.explainDenial(of: example.review))
        let nearest = try #require(explanation.nearMisses.first)
        #expect(nearest.mismatches.map(\.code) == [example.code], "\(explanation)")
        #expect(nearest.place.position?.line == example.line, "\(explanation)")
        #expect(nearest.place.origin.path == "rbac.yaml")
    }

    @Test("where nothing is near, it is said")
    func nothing() throws {
        let text = Self.role("Role", Self.pods) + Self.binding("RoleBinding", role: "Role", Self.ann)
        let model = AccessModel(ManifestSet(SourceText(text)), options: AccessModelOptions(bootstrap: .none))
        let other = try #require(model.explainDenial(of: Self.ask("get", "pods", user: "bob")))
        #expect(other.conclusion == .noBinding)
        let far = try #require(
            model.explainDenial(of: Self.ask("delete", "secrets", namespace: "bank")))
        #expect(far.conclusion == .nothingNear(bindings: 1))
    }
}
