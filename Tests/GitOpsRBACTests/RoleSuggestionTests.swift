import GitOpsManifest
import GitOpsRBAC
import GitOpsTestSupport
import Testing

@Suite("Roles suggested from audit logs")
struct RoleSuggestionTests {
    private static let web = Subject.serviceAccount(namespace: "shop", name: "web")

    private func log(_ uses: [SubjectAccessReview.Attributes], by subject: Subject) -> AuditLog {
        var log = AuditLog()
        log.read(SourceText(uses.map { Self.line($0, subject) }.joined(separator: "\n"), name: "audit.log"))
        return log
    }

    /// An event that tells of a request.
    static func line(_ attributes: SubjectAccessReview.Attributes, _ subject: Subject) -> String {
        switch attributes {
        case .nonResource(let attributes):
            AuditLogTests.event(attributes.verb, nil, uri: attributes.path, user: subject.username)
        case .resource(let attributes):
            AuditLogTests.event(
                attributes.verb,
                """
                "apiGroup":"\(attributes.group)","resource":"\(attributes.resource)","subresource":\
                "\(attributes.subresource)","namespace":"\(attributes.namespace)","name":"\(attributes.name)"
                """, user: subject.username)
        }
    }

    private static func pod(_ verb: String, _ name: String = "", in namespace: String = "shop")
        -> SubjectAccessReview.Attributes
    {
        .resource(ResourceAttributes(verb: verb, resource: "pods", namespace: namespace, name: name))
    }

    @Test("a role for each namespace, with exact names, ready to be applied")
    func exact() {
        let uses = [
            Self.pod("list"), Self.pod("get", "a"), Self.pod("get", "b"),
            .nonResource(.init(verb: "get", path: "/metrics")),
        ]
        let suggestion = log(uses, by: Self.web).suggestion(for: Self.web)
        #expect(suggestion.proof.holds && suggestion.proof.uses == 4)
        #expect(
            suggestion.yaml == """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata:
                  name: observed-shop:web
                rules:
                - nonResourceURLs:
                  - /metrics
                  verbs:
                  - get
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata:
                  name: observed-shop:web
                roleRef:
                  apiGroup: rbac.authorization.k8s.io
                  kind: ClusterRole
                  name: observed-shop:web
                subjects:
                - kind: ServiceAccount
                  name: web
                  namespace: shop
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata:
                  name: observed-shop:web
                  namespace: shop
                rules:
                - apiGroups:
                  - ""
                  resources:
                  - pods
                  resourceNames:
                  - a
                  - b
                  verbs:
                  - get
                - apiGroups:
                  - ""
                  resources:
                  - pods
                  verbs:
                  - list
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata:
                  name: observed-shop:web
                  namespace: shop
                roleRef:
                  apiGroup: rbac.authorization.k8s.io
                  kind: Role
                  name: observed-shop:web
                subjects:
                - kind: ServiceAccount
                  name: web
                  namespace: shop

                """)
    }

    @Test("names and namespaces are given up from a number on")
    func limits() {
        let uses = ["one", "two", "three"].map { Self.pod("get", $0) }
        var options = RoleSuggestionOptions(nameLimit: 3)
        #expect(
            log(uses, by: Self.web).suggestion(for: Self.web, options: options).roles.map {
                $0.rules.map(\.description)
            } == [["get pods"]])
        options.nameLimit = 4
        #expect(
            log(uses, by: Self.web).suggestion(for: Self.web, options: options).roles.first?.rules.first?.resourceNames
                .count == 3)
        let spread = ["one", "two"].map { Self.pod("list", in: $0) }
        options.namespaceLimit = 2
        let cluster = log(spread, by: Self.web).suggestion(for: Self.web, options: options)
        #expect(cluster.roles.map(\.id) == [.clusterRole("observed-shop:web")])
        #expect(cluster.roles.first?.namespaces == [])
    }

    @Test("namespaces with the same rules share a ClusterRole")
    func shared() {
        let uses = ["one", "two"].map { Self.pod("list", in: $0) } + [Self.pod("watch", in: "three")]
        let suggestion = log(uses, by: Self.web).suggestion(for: Self.web)
        #expect(suggestion.roles.map(\.namespaces) == [["one", "two"], ["three"]])
        #expect(suggestion.roles.flatMap(\.rules).count == 2 && suggestion.manifests.count == 5)
        let alone = log(uses, by: Self.web).suggestion(
            for: Self.web, options: RoleSuggestionOptions(sharesRoles: false))
        #expect(alone.roles.count == 3 && alone.proof.holds)
    }

    @Test("what every user may do is left out, and what the cluster may do is not repeated in a namespace")
    func defaults() {
        let uses: [SubjectAccessReview.Attributes] = [
            .nonResource(.init(verb: "get", path: "/api")), Self.pod("list", in: ""), Self.pod("list", in: "shop"),
        ]
        let suggestion = log(uses, by: Self.web).suggestion(for: Self.web)
        #expect(suggestion.defaults.count == 1)
        #expect(suggestion.roles.map { $0.rules.map(\.description) } == [["list pods"]])
        let all = log(uses, by: Self.web).suggestion(
            for: Self.web, options: RoleSuggestionOptions(omitsDefaults: false))
        #expect(all.defaults.isEmpty && all.roles.flatMap(\.rules).count == 2)
    }

    private static let model = AccessModel(
        ManifestSet(
            SourceText(
                """
                kind: Role
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: web, namespace: shop}
                rules:
                - {verbs: [get, list], apiGroups: [""], resources: [pods, services]}
                - {verbs: [get], apiGroups: [""], resources: [secrets], resourceNames: [tls, old]}
                - {verbs: ["*"], apiGroups: [apps], resources: [deployments]}
                ---
                kind: RoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: web, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
                subjects: [{kind: ServiceAccount, name: web}]
                """, name: "rbac.yaml")))

    @Test("with a model, suggestions stay within what is granted, and tell what was not used")
    func granted() throws {
        let secret = ResourceAttributes(verb: "get", resource: "secrets", namespace: "shop", name: "tls")
        let uses = [Self.pod("list"), .resource(secret), Self.pod("delete", "a")]
        let suggestion = log(uses, by: Self.web).suggestion(
            for: Self.web, model: Self.model, options: RoleSuggestionOptions(nameLimit: 1))
        // One name would do for a rule without names, but that is not granted.
        #expect(suggestion.roles.map { $0.rules.map(\.description) } == [["list pods", "get secrets [tls]"]])
        #expect(suggestion.notGranted.map(\.description) == ["ServiceAccount shop/web: delete pods [a] in shop (1)"])
        #expect(suggestion.proof.holds && suggestion.proof.uses == 2)
        let unused = suggestion.unused
        #expect(unused.map(\.isEntirelyUnused) == [false, false, true])
        #expect(unused.map(\.grant.rulePlace.description) == ["rbac.yaml:5:3", "rbac.yaml:6:3", "rbac.yaml:7:3"])
        #expect(unused[1].permissions.map(\.description) == ["get secrets [old] in shop"])
        let more = log(uses, by: Self.web).suggestion(
            for: Self.web, model: Self.model, options: RoleSuggestionOptions(includesNotGranted: true))
        #expect(more.proof.excess != nil && more.proof.missing.isEmpty && !more.proof.holds)
    }

    @Test("used is within suggested, and suggested within granted", arguments: UInt64(0)..<100)
    func law(seed: UInt64) {
        var universe = GeneratedUniverse(seed: seed)
        let model = universe.model()
        var random = SeededGenerator(seed: seed)
        let subjects = model.subjects.filter { $0.kind != .group }
        guard let subject = subjects.isEmpty ? nil : random.pick(subjects) else { return }
        let uses = (0..<30).map { _ in universe.review().attributes }.filter { attributes in
            // A POST has no name, so an event cannot tell of one.
            guard case .resource(let resource) = attributes else { return true }
            return resource.verb != "create" || resource.name.isEmpty || !resource.subresource.isEmpty
        }
        let options = RoleSuggestionOptions(
            nameLimit: random.pick([nil, 1, 2]), namespaceLimit: random.pick([nil, 1, 2]), omitsDefaults: false,
            sharesRoles: Bool.random(using: &random))
        let suggestion = log(uses, by: subject).suggestion(for: subject, model: model, options: options)
        #expect(suggestion.proof.holds, "seed \(seed): \(suggestion)")
        let suggested = AccessModel(
            ManifestSet(SourceText(suggestion.yaml)), options: AccessModelOptions(bootstrap: .none))
        let (before, after) = (
            model.prepare(user: subject.username, groups: suggestion.groups),
            suggested.prepare(user: subject.username, groups: [])
        )
        for request in AccessDiffTests.requests + uses where suggested.isAllowed(suggested.prepare(request), by: after)
        {
            #expect(model.isAllowed(model.prepare(request), by: before), "seed \(seed): \(request) is not granted")
        }
        let used = Set(suggestion.notGranted.map(\.description))
        for use in log(uses, by: subject).uses where !used.contains(use.description) {
            let review = SubjectAccessReview(user: subject.username, attributes: use.attributes)
            #expect(suggested.isAllowed(review), "seed \(seed): \(use) is not suggested")
        }
    }
}
