import GitOpsManifest
import GitOpsSchema
import GitOpsTestSupport
import Testing

@testable import GitOpsPolicy

@Suite("What policies match")
struct MatchingTests {
    struct Row: Sendable, CustomStringConvertible {
        var rule: ResourceRule
        var apiVersion = "apps/v1"
        var kind = "Deployment"
        var subresource = ""
        var namespace = "shop"
        var name = "web"
        var operation = AdmissionOperation.create
        var miss: ResourceRule.Aspect?

        var description: String { "\(rule) for \(operation) \(apiVersion) \(kind)/\(subresource) \(namespace)/\(name)" }
    }

    static let deployments = ResourceRule(apiGroups: ["apps"], apiVersions: ["v1"], resources: ["deployments"])

    static func rule(_ change: (inout ResourceRule) -> Void) -> ResourceRule {
        var rule = deployments
        change(&rule)
        return rule
    }

    static let rows: [Row] = [
        Row(rule: deployments),
        Row(rule: rule { $0.apiGroups = ["*"] }),
        Row(rule: rule { $0.apiGroups = ["batch", "apps"] }),
        Row(rule: rule { $0.apiGroups = [""] }, miss: .group),
        Row(rule: rule { $0.apiGroups = ["app"] }, miss: .group),
        Row(rule: rule { $0.resources = ["*"] }),
        Row(rule: rule { $0.resources = ["*/*"] }),
        Row(rule: rule { $0.resources = ["deployments/*"] }),
        Row(rule: rule { $0.resources = ["deployments/scale"] }, miss: .resource),
        Row(rule: rule { $0.resources = ["*/scale"] }, miss: .resource),
        Row(rule: rule { $0.resources = ["statefulsets", "deployments"] }),
        Row(rule: rule { $0.resources = ["Deployments"] }, miss: .resource),
        Row(rule: rule { $0.resources = ["*"] }, subresource: "scale", miss: .resource),
        Row(rule: rule { $0.resources = ["*/*"] }, subresource: "scale"),
        Row(rule: rule { $0.resources = ["*/scale"] }, subresource: "scale"),
        Row(rule: rule { $0.resources = ["deployments/scale"] }, subresource: "scale"),
        Row(rule: rule { $0.resources = ["deployments/*"] }, subresource: "status"),
        Row(rule: deployments, subresource: "scale", miss: .resource),
        Row(rule: rule { $0.apiVersions = ["v1beta1"] }, miss: .version),
        Row(rule: rule { $0.apiVersions = ["*"] }),
        Row(rule: rule { $0.operations = ["CREATE"] }),
        Row(rule: rule { $0.operations = ["UPDATE", "DELETE"] }, miss: .operation),
        Row(rule: rule { $0.operations = ["DELETE"] }, operation: .delete),
        Row(rule: rule { $0.operations = ["*"] }, operation: .connect),
        Row(rule: rule { $0.operations = ["create"] }, miss: .operation),
        Row(rule: rule { $0.resourceNames = ["web"] }),
        Row(rule: rule { $0.resourceNames = ["api"] }, miss: .name),
        Row(rule: rule { $0.resourceNames = ["api", "web"] }),
        Row(rule: rule { $0.resourceNames = ["web"] }, name: "", miss: .name),
        Row(rule: rule { $0.scope = .namespaced }),
        Row(rule: rule { $0.scope = .cluster }, miss: .scope),
        Row(rule: rule { $0.scope = .namespaced }, namespace: "", miss: .scope),
        Row(rule: rule { $0.scope = .cluster }, namespace: ""),
        // A namespace belongs to the cluster, though its requests name one.
        Row(
            rule: ResourceRule(apiGroups: [""], resources: ["namespaces"], scope: .cluster), apiVersion: "v1",
            kind: "Namespace", namespace: "shop", name: "shop"),
        Row(
            rule: ResourceRule(apiGroups: [""], resources: ["namespaces"], scope: .namespaced), apiVersion: "v1",
            kind: "Namespace", namespace: "shop", name: "shop", miss: .scope),
    ]

    @Test("a rule matches by every one of its parts", arguments: rows)
    func rules(row: Row) throws {
        let request = try PolicyFixture.request(
            row.apiVersion, row.kind, subresource: row.subresource, name: row.name, namespace: row.namespace,
            operation: row.operation)
        #expect(row.rule.mismatch(request, as: request.resource) == row.miss)
    }

    @Test("the reason is that of the rule that comes nearest")
    func nearest() throws {
        let choice = MatchResources(resourceRules: [
            Self.rule { $0.apiGroups = ["batch"] }, Self.rule { $0.operations = ["DELETE"] },
            Self.rule { $0.resources = ["pods"] },
        ])
        let outcome = choice.match(try PolicyFixture.request()) { _ in nil }
        #expect(outcome == .unmatched(.resourceRules(.operation)))
    }

    @Test("excluded rules win, and say which one")
    func excluded() throws {
        let choice = MatchResources(
            resourceRules: [Self.deployments],
            excludeResourceRules: [
                Self.rule { $0.resourceNames = ["api"] }, Self.rule { $0.resourceNames = ["web"] },
            ])
        #expect(choice.match(try PolicyFixture.request()) { _ in nil } == .unmatched(.excluded(rule: 1)))
        let other = try PolicyFixture.request(name: "cart")
        #expect(choice.match(other) { _ in nil } == .matched(other.resource, other.kind, nil))
    }

    @Test("no rules at all match everything, as in bindings")
    func withoutRules() throws {
        let request = try PolicyFixture.request("v1", "Pod")
        #expect(MatchResources().match(request) { _ in nil } == .matched(request.resource, request.kind, nil))
    }

    @Test("an object selector is asked of the new and of the old object")
    func objectSelector() throws {
        let choice = MatchResources(
            objectSelector: try LabelSelector(parsing: "tier=web"), resourceRules: [Self.deployments])
        func matches(_ request: AdmissionRequest) -> Bool {
            if case .matched = choice.match(request, namespaceLabel: { _ in nil }) { return true }
            return false
        }
        #expect(matches(try PolicyFixture.request(labels: ["tier": "web"])))
        #expect(!matches(try PolicyFixture.request(labels: ["tier": "db"])))
        #expect(
            matches(
                try PolicyFixture.request(operation: .update, labels: ["tier": "db"], oldLabels: ["tier": "web"])))
        #expect(matches(try PolicyFixture.request(operation: .delete, oldLabels: ["tier": "web"])))
        #expect(
            choice.match(try PolicyFixture.request(), namespaceLabel: { _ in nil }) == .unmatched(.objectSelector))
    }

    @Test("a namespace selector is not asked of objects of the cluster, and of a namespace by its own labels")
    func namespaceSelector() throws {
        let choice = MatchResources(
            namespaceSelector: try LabelSelector(parsing: "env=prod"),
            resourceRules: [ResourceRule(apiGroups: ["*"], resources: ["*"])])
        func matches(_ request: AdmissionRequest, _ labels: [String: String]) -> Bool {
            if case .matched = choice.match(request, namespaceLabel: { labels[$0] }) { return true }
            return false
        }
        #expect(matches(try PolicyFixture.request(), ["env": "prod"]))
        #expect(!matches(try PolicyFixture.request(), ["env": "test"]))
        let role = try PolicyFixture.request("rbac.authorization.k8s.io/v1", "ClusterRole", namespace: "")
        #expect(matches(role, [:]))
        let namespace = try PolicyFixture.request(
            "v1", "Namespace", name: "shop", namespace: "shop", labels: ["env": "prod"])
        #expect(matches(namespace, ["env": "test"]))
        let deleted = try PolicyFixture.request(
            "v1", "Namespace", name: "shop", namespace: "shop", operation: .delete, oldLabels: ["env": "prod"])
        #expect(!matches(deleted, ["env": "test"]), "of a deleted namespace the stored labels count")
    }

    @Test("a new namespace has the label with its name, whatever the manifest says")
    func nameLabel() throws {
        let choice = MatchResources(
            namespaceSelector: try LabelSelector(parsing: "kubernetes.io/metadata.name=shop"),
            resourceRules: [ResourceRule(apiGroups: [""], resources: ["namespaces"])])
        let request = try PolicyFixture.request("v1", "Namespace", name: "shop", namespace: "shop")
        #expect(choice.match(request) { _ in nil } == .matched(request.resource, request.kind, nil))
    }

    @Test("Equivalent finds other versions, Exact does not")
    func equivalent() throws {
        let rule = ResourceRule(
            apiGroups: ["autoscaling"], apiVersions: ["v2"], resources: ["horizontalpodautoscalers"])
        let request = try PolicyFixture.request("autoscaling/v1", "HorizontalPodAutoscaler")
        let kind = GroupVersionKind(group: "autoscaling", version: "v2", kind: "HorizontalPodAutoscaler")
        let resource = GroupVersionResource(
            group: "autoscaling", version: "v2", resource: "horizontalpodautoscalers")
        #expect(
            MatchResources(resourceRules: [rule]).match(request) { _ in nil } == .matched(resource, kind, .unknown))
        #expect(
            MatchResources(resourceRules: [rule], matchPolicy: .exact).match(request) { _ in nil }
                == .unmatched(.resourceRules(.version)))
    }

    @Test("events of both groups are the same objects")
    func events() throws {
        let rule = ResourceRule(apiGroups: ["events.k8s.io"], apiVersions: ["v1"], resources: ["events"])
        let request = try PolicyFixture.request("v1", "Event")
        guard
            case .matched(let resource, _, _) = MatchResources(resourceRules: [rule]).match(
                request, namespaceLabel: { _ in nil })
        else { return #expect(Bool(false), "core events match") }
        #expect(resource.group == "events.k8s.io")
    }

    // MARK: Laws

    private static let groups = ["", "apps", "batch", "autoscaling", "events.k8s.io", "example.com", "*"]
    private static let resources = [
        "pods", "deployments", "jobs", "events", "horizontalpodautoscalers", "widgets", "*", "*/*", "pods/*",
        "pods/log",
        "*/scale",
    ]
    private static let kinds = [
        ("v1", "Pod"), ("apps/v1", "Deployment"), ("batch/v1", "Job"), ("v1", "Event"), ("events.k8s.io/v1", "Event"),
        ("autoscaling/v1", "HorizontalPodAutoscaler"), ("example.com/v1", "Widget"), ("v1", "Namespace"),
    ]

    private static func choice(_ random: inout SeededGenerator) -> MatchResources? {
        if Int.random(in: 0..<10, using: &random) == 0 { return nil }
        func some(_ items: [String]) -> [String] {
            (0..<Int.random(in: 1...2, using: &random)).map { _ in random.pick(items) }
        }
        return MatchResources(
            resourceRules: (0..<Int.random(in: 1...3, using: &random)).map { _ in
                ResourceRule(
                    operations: [random.pick(["*", "CREATE", "UPDATE"])], apiGroups: some(groups),
                    apiVersions: [random.pick(["*", "v1", "v2"])], resources: some(resources))
            }, matchPolicy: random.pick([.exact, .equivalent]))
    }

    @Test("the index leaves out no policy that a literal loop over all finds", arguments: UInt64(0)..<200)
    func index(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let choices = (0..<Int.random(in: 1...40, using: &random)).map { _ in Self.choice(&random) }
        let index = PolicyIndex(choices)
        for (apiVersion, kind) in Self.kinds {
            for subresource in ["", "log", "scale"] {
                let request = try PolicyFixture.request(apiVersion, kind, subresource: subresource)
                let candidates = index.candidates(for: request.served)
                #expect(candidates == candidates.sorted() && Set(candidates).count == candidates.count)
                func matched(_ policy: Int) -> Bool {
                    guard let choice = choices[policy] else { return true }
                    if case .matched = choice.match(request, namespaceLabel: { _ in nil }) { return true }
                    return false
                }
                #expect(
                    candidates.filter(matched) == choices.indices.filter(matched), "seed \(seed): \(apiVersion) \(kind)"
                )
            }
        }
    }
}
