import GitOpsManifest
import GitOpsReport
import GitOpsTestSupport
import Testing

@testable import GitOpsPolicy

@Suite("Namespaces without a manifest")
struct UnlistedNamespaceTests {
    private static let rules =
        "[{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}]"

    /// Whether a policy that refuses everything is asked about a Deployment in a namespace of which only the name is known:
    /// `nil` where nobody knows.
    private static let selectors: [(selector: String, unknown: String?, unlabelled: String?)] = [
        ("{}", "fail", "fail"),
        ("{matchLabels: {env: prod}}", "unknown", nil),
        ("{matchExpressions: [{key: env, operator: DoesNotExist}]}", "unknown", "fail"),
        ("{matchExpressions: [{key: env, operator: NotIn, values: [prod]}]}", "unknown", "fail"),
        ("{matchLabels: {kubernetes.io/metadata.name: shop}}", "fail", "fail"),
        ("{matchLabels: {kubernetes.io/metadata.name: other}}", nil, nil),
        ("{matchLabels: {kubernetes.io/metadata.name: other, env: prod}}", nil, nil),
        ("{matchLabels: {kubernetes.io/metadata.name: shop, env: prod}}", "unknown", nil),
    ]

    private static func verdicts(_ policies: String, _ documents: String, _ unlisted: UnlistedNamespaces = .unknown)
        -> [String]
    {
        let check = PolicyCheckTests.check(
            policies, documents, options: AdmissionOptions(unlistedNamespaces: unlisted))
        #expect(check.sums.isExact)
        return check.findings.map(\.verdict.rawValue)
    }

    private static func selecting(_ selector: String, _ validation: String = "false") -> String {
        PolicyFixture.policy(
            "p", "validations: [{expression: \"\(validation)\"}]", rules: rules + "\n    namespaceSelector: \(selector)"
        )
            + PolicyFixture.binding()
    }

    @Test("a selector of a policy decides by the name alone, or is unknown", arguments: selectors)
    func policySelectors(selector: String, unknown: String?, unlabelled: String?) {
        let policies = Self.selecting(selector)
        #expect(Self.verdicts(policies, PolicyFixture.deployment()) == [unknown].compactMap { $0 })
        #expect(Self.verdicts(policies, PolicyFixture.deployment(), .unlabelled) == [unlabelled].compactMap { $0 })
    }

    @Test("and so does a selector of a binding", arguments: selectors)
    func bindingSelectors(selector: String, unknown: String?, unlabelled: String?) {
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"false\"}]")
            + PolicyFixture.binding("b", "validationActions: [Deny]\nmatchResources: {namespaceSelector: \(selector)}")
        #expect(Self.verdicts(policies, PolicyFixture.deployment()) == [unknown].compactMap { $0 })
        #expect(Self.verdicts(policies, PolicyFixture.deployment(), .unlabelled) == [unlabelled].compactMap { $0 })
    }

    @Test("what passes in any case passes, and what the policy is not about in any case is not unknown")
    func harmless() {
        #expect(Self.verdicts(Self.selecting("{matchLabels: {env: prod}}", "true"), PolicyFixture.deployment()) == [])
        let other = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: shop}}"
        #expect(Self.verdicts(Self.selecting("{matchLabels: {env: prod}}"), other) == [])
        let unbound = Self.selecting("{matchLabels: {env: prod}}").split(separator: "---").first.map(String.init) ?? ""
        #expect(Self.verdicts(unbound, PolicyFixture.deployment()) == [])
    }

    @Test("an exception counts, whether the policy is about the object or not")
    func exceptions() throws {
        let check = PolicyCheckTests.check(
            Self.selecting("{matchLabels: {env: prod}}"), PolicyFixture.deployment(),
            exceptions: try ExceptionTests.exceptions(ExceptionTests.exception()))
        #expect(check.findings.map(\.effectiveVerdict) == [.skip])
    }

    @Test("the finding names the namespace, the line and what to do")
    func finding() throws {
        let documents = "\n\n" + PolicyFixture.deployment()
        let check = PolicyCheckTests.check(Self.selecting("{matchLabels: {env: prod}}"), documents)
        let finding = try #require(check.findings.first)
        #expect(finding.places.first?.description.hasPrefix("web.yaml:3:") == true, "\(finding.places)")
        #expect(finding.message.contains("Namespace shop is not among the manifests"))
        #expect(finding.message.contains("add the manifest of the Namespace"))
        #expect(check.sums.unknown == 1)
    }

    @Test(
        "namespaces that every cluster has may have any labels", arguments: ["default", "kube-system", "kube-public"])
    func systemNamespaces(name: String) {
        let policies = Self.selecting("{matchLabels: {env: prod}}")
        #expect(Self.verdicts(policies, PolicyFixture.deployment("web", namespace: name)) == ["unknown"])
    }

    @Test(
        "an expression is unknown where more of the namespace than its name decides",
        arguments: [
            ("namespaceObject.metadata.name == 'shop'", [], []),
            ("namespaceObject.metadata.name == 'other'", ["fail"], ["fail"]),
            ("namespaceObject.metadata.labels['env'] == 'prod'", ["unknown"], ["error"]),
            ("has(namespaceObject.metadata.labels.env)", ["unknown"], ["fail"]),
            ("namespaceObject.metadata.?labels.env.orValue('prod') == 'prod'", ["unknown"], []),
            ("object.spec.replicas == 1 || namespaceObject.metadata.labels['env'] == 'prod'", [], []),
            ("object.spec.replicas == 2 && namespaceObject.metadata.labels['env'] == 'prod'", ["fail"], ["fail"]),
            ("object.spec.replicas == 2 || has(namespaceObject.metadata.labels.env)", ["unknown"], ["fail"]),
        ])
    func expressions(expression: String, unknown: [String], unlabelled: [String]) {
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"\(expression)\"}]") + PolicyFixture.binding()
        #expect(Self.verdicts(policies, PolicyFixture.deployment()) == unknown)
        #expect(Self.verdicts(policies, PolicyFixture.deployment(), .unlabelled) == unlabelled)
    }

    @Test("a message that reads labels changes no verdict")
    func messages() {
        let policies =
            PolicyFixture.policy(
                "p",
                "validations: [{expression: \"false\", message: m, messageExpression: \"namespaceObject.metadata.labels.env\"}]"
            ) + PolicyFixture.binding()
        let check = PolicyCheckTests.check(policies, PolicyFixture.deployment())
        #expect(PolicyCheckTests.texts(check) == ["fail m"])
    }

    @Test("what is known of one namespace says nothing of the next")
    func severalNamespaces() {
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"has(namespaceObject.metadata.labels.env)\"}]")
            + PolicyFixture.binding()
        let namespace = "{apiVersion: v1, kind: Namespace, metadata: {name: NAME, labels: {LABEL: prod}}}\n---\n"
        let documents =
            namespace.replacing("NAME", with: "good").replacing("LABEL", with: "env")
            + namespace.replacing("NAME", with: "bad").replacing("LABEL", with: "other")
            + ["good", "shop", "bad", "shop", "good", "bad"].map { PolicyFixture.deployment("web", namespace: $0) }
            .joined()
        #expect(Self.verdicts(policies, documents) == ["unknown", "fail", "unknown", "fail"])
    }

    @Test("a review is refused where labels decide, unless failures are ignored, and the cluster may tell")
    func reviews() throws {
        let simulation = AdmissionSimulation(head: PolicyFixture.set(PolicyFixture.deployment()))
        let request = simulation.request(for: try #require(simulation.steps.first))
        let policies = Self.selecting("{matchLabels: {env: prod}}")
        func response(_ policies: String, cluster: String = "") -> AdmissionResponse {
            AdmissionReviewer(policies: PolicySet(PolicyFixture.set(policies)), cluster: PolicyFixture.set(cluster))
                .response(to: request)
        }
        #expect(response(policies).status?.message.contains("Namespace shop is not among the manifests") == true)
        #expect(
            response(policies.replacing("spec:\n  match", with: "spec:\n  failurePolicy: Ignore\n  match")).isAllowed)
        let shop = "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {env: ENV}}}"
        #expect(response(policies, cluster: shop.replacing("ENV", with: "test")).isAllowed)
        #expect(!response(policies, cluster: shop.replacing("ENV", with: "prod")).isAllowed)
    }

    @Test("a request about a namespace tells its labels itself")
    func namespaceRequests() throws {
        let policies =
            PolicyFixture.policy(
                "p", "validations: [{expression: \"false\"}]",
                rules: "[{apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*']}]"
                    + "\n    namespaceSelector: {matchLabels: {env: prod}}") + PolicyFixture.binding()
        let reviewer = AdmissionReviewer(policies: PolicySet(PolicyFixture.set(policies)))
        for (env, isAllowed) in [("prod", false), ("test", true)] {
            let request = try PolicyFixture.request(
                "v1", "Namespace", name: "shop", namespace: "shop", operation: .delete, oldLabels: ["env": env])
            #expect(reviewer.response(to: request).isAllowed == isAllowed)
        }
    }

    @Test("a mutation of which nobody knows whether it is made leaves the object as it is and is unknown")
    func mutations() throws {
        let label = "Object{metadata: Object.metadata{labels: {'env': namespaceObject.metadata.labels['env']}}}"
        let check = PolicyCheckTests.check(MutationFixture.apply(label), MutationFixture.web)
        #expect(check.findings.map(\.verdict) == [.unknown] && check.documents[0].mutation?.patch == nil)
        #expect(check.findings[0].message.contains("is not among the manifests"))
        let selecting = MutationFixture.apply("Object{metadata: Object.metadata{labels: {'a': 'b'}}}")
            .replacing(
                "matchConstraints:", with: "matchConstraints:\n    namespaceSelector: {matchLabels: {env: prod}}")
        let unknown = PolicyCheckTests.check(selecting, MutationFixture.web)
        #expect(unknown.findings.map(\.verdict) == [.unknown] && unknown.documents[0].mutation?.patch == nil)
        #expect(unknown.mutatingSums.isExact && unknown.mutatingSums.unknown == 1)
    }

    @Test(
        "a selector that is decided by one label chooses the same whatever the others are", arguments: UInt64(0)..<200)
    func selectorLaw(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let parts = ["n=a", "n!=a", "n in (a,b)", "n", "!n", "e=x", "e notin (x,y)", "e", "!e", "f in (y)"]
        let count = Int.random(in: 0...3, using: &random)
        let text = (0..<count).map { _ in random.pick(parts) }.joined(separator: ",")
        let selector = count == 0 ? LabelSelector.everything : try LabelSelector(parsing: text)
        guard let decided = selector.matches(knowingOnly: "n", value: "a") else { return }
        for _ in 0..<10 {
            var labels = ["n": "a"]
            for key in ["e", "f"] where Bool.random(using: &random) { labels[key] = random.pick(["x", "y", "z"]) }
            #expect(selector.matches(labels) == decided, "seed \(seed): \(text) \(labels)")
        }
    }
}
