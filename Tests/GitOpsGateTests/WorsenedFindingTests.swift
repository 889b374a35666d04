import GitOpsGate
import GitOpsManifest
import GitOpsReport
import Testing

/// An object in two states, and what becomes of the finding of a rule.
struct FindingPair: Sendable, CustomTestStringConvertible {
    let rule: String
    let before: String
    let after: String
    let status: FindingStatus

    init(_ rule: String, _ before: String, _ after: String, _ status: FindingStatus) {
        (self.rule, self.before, self.after, self.status) = (rule, before, after, status)
    }

    var testDescription: String { "\(rule): \(before) → \(after)" }
}

@Suite("Findings that stay, and findings that become worse")
struct WorsenedFindingTests {
    private static func pod(_ container: String, _ more: String = "") -> String {
        "{apiVersion: v1, kind: Pod, metadata: {name: x, namespace: shop}, spec: {\(more)containers: [\(container)]}}"
    }

    private static func image(_ image: String) -> String { pod("{name: x, image: '\(image)'}") }

    private static func adding(_ capabilities: String) -> String {
        pod("{name: x, image: 'a:1', securityContext: {capabilities: {add: [\(capabilities)]}}}")
    }

    private static func environment(_ variables: String) -> String {
        pod("{name: x, image: 'a:1', env: [\(variables)]}")
    }

    private static func volume(_ source: String) -> String { pod("{name: x, image: 'a:1'}", "volumes: [\(source)], ") }

    private static func secret(_ data: String) -> String {
        "{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: shop}, stringData: {\(data)}}"
    }

    /// What makes a Pod.
    private static func deployment(_ pod: String) -> String {
        pod.replacing("v1, kind: Pod", with: "apps/v1, kind: Deployment")
            .replacing(
                "spec: {",
                with: "spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {")
            + "}}"
    }

    static let controls: [FindingPair] = [
        .init("image-latest-tag", image("nginx:latest"), image("evil.example/miner:latest"), .new),
        .init("image-latest-tag", image("nginx:latest"), image("nginx"), .existing),
        .init("image-no-digest", image("nginx:1.2"), image("nginx:1.3"), .existing),
        .init("image-no-digest", image("localhost:5000/nginx:1.2"), image("localhost:5001/nginx:1.2"), .new),
        .init("image-registry", image("bad1.io/x:1"), image("evil.io/miner:2"), .new),
        .init("image-registry", image("bad1.io/x:1"), image("bad1.io/x:2@sha256:00"), .existing),
        .init(
            "image-latest-tag", image("a:latest"),
            pod("{name: x, image: 'a:latest'}, {name: w, image: 'b:latest'}"), .new),
        // Another order, and one offender less.
        .init(
            "image-latest-tag", pod("{name: x, image: 'a:latest'}, {name: w, image: 'b:latest'}"),
            pod("{name: w, image: 'b:latest'}, {name: x, image: 'a:latest'}"), .existing),
        .init(
            "image-latest-tag", pod("{name: x, image: 'a:latest'}, {name: w, image: 'b:latest'}"),
            pod("{name: x, image: 'a:1'}, {name: w, image: 'b:latest'}"), .existing),

        .init("workload-added-capability", adding("NET_ADMIN"), adding("NET_ADMIN, NET_RAW"), .new),
        .init("workload-added-capability", adding("NET_ADMIN, NET_RAW"), adding("NET_RAW"), .existing),
        .init("workload-added-capability", adding("NET_ADMIN, NET_RAW"), adding("NET_RAW, NET_ADMIN"), .existing),
        .init("workload-added-capability", adding("NET_ADMIN"), adding("NET_ADMIN, CHOWN"), .existing),
        .init("workload-dangerous-capability", adding("SYS_PTRACE"), adding("SYS_PTRACE, SYS_ADMIN, MKNOD"), .new),

        .init(
            "workload-host-path", volume("{name: h, hostPath: {path: /etc}}"), volume("{name: h, hostPath: {path: /}}"),
            .new),
        .init(
            "workload-host-path", volume("{name: h, hostPath: {path: /etc}}"),
            volume("{name: e, emptyDir: {}}, {name: h, hostPath: {path: /etc}}"), .existing),

        .init("secret-in-plain-text", secret("password: aaaa"), secret("password: aaaa, aws_secret_key: bbbb"), .new),
        .init("secret-in-plain-text", secret("password: aaaa"), secret("password: bbbb"), .new),
        .init("secret-in-plain-text", secret("password: aaaa"), secret("other: x, password: aaaa"), .existing),
        .init(
            "workload-secret-in-environment", environment("{name: DB_PASSWORD, value: abcd1}"),
            environment("{name: DB_PASSWORD, value: abcd1}, {name: AWS_SECRET_ACCESS_KEY, value: wJalr}"), .new),
        .init(
            "workload-secret-in-environment", environment("{name: DB_PASSWORD, value: abcd1}"),
            environment("{name: LOG, value: debug}, {name: DB_PASSWORD, value: abcd1}"), .existing),

        // What is missing is missing, whatever else changes.
        .init("workload-memory-limit", image("a:1"), image("b:1"), .existing),
        .init(
            "workload-may-run-as-root", pod("{name: x, image: 'a:1', securityContext: {}}"),
            pod("{name: x, image: 'a:1', securityContext: {readOnlyRootFilesystem: true}}"), .existing),
    ]

    private static func result(_ pair: FindingPair, podSecurity: Bool) async throws -> GateResult {
        var configuration = GateFixture.quiet
        configuration.controls.isEnabled = !podSecurity
        configuration.podSecurity.isEnabled = podSecurity
        if pair.rule == "image-registry" { configuration.controls.allowedRegistries = ["good.io"] }
        configuration.controls.minimumSeverity = .info
        let level =
            podSecurity ? "{name: shop, labels: {pod-security.kubernetes.io/enforce: restricted}}" : "{name: shop}"
        let namespace = GateFixture.namespace.replacing("{name: shop}", with: level)
        // Updates of Pods are not asked about what no update may change.
        let (before, after) =
            podSecurity ? (deployment(pair.before), deployment(pair.after)) : (pair.before, pair.after)
        return try await GateFixture.result(
            configuration, base: ["ns.yaml": namespace, "a.yaml": before],
            head: ["ns.yaml": namespace, "other/b.yaml": "# moved\n" + after])
    }

    @Test("a finding with another value, or one more, is new; with the same or fewer it stays", arguments: controls)
    func byControls(pair: FindingPair) async throws {
        let result = try await Self.result(pair, podSecurity: false)
        let found = result.report.findings.filter { $0.rule.id == pair.rule }
        #expect(found.map(\.status) == [pair.status])
    }

    static let standards: [FindingPair] = [
        .init("pod-security-capabilities-restricted", adding("NET_ADMIN"), adding("SYS_ADMIN"), .new),
        .init(
            "pod-security-capabilities-restricted", adding("NET_ADMIN, NET_RAW"), adding("NET_RAW, NET_ADMIN"),
            .existing),
        .init(
            "pod-security-restricted-volumes", volume("{name: h, hostPath: {path: /etc}}"),
            volume("{name: h, hostPath: {path: /}}"), .new),
        .init(
            "pod-security-restricted-volumes", volume("{name: h, nfs: {server: a, path: /}}"),
            volume("{name: h, nfs: {server: b, path: /}}"), .new),
        .init(
            "pod-security-restricted-volumes", volume("{name: h, hostPath: {path: /etc}}"),
            volume("{name: e, emptyDir: {}}, {name: h, hostPath: {path: /etc}}"), .existing),
    ]

    @Test("checks of Pod Security are compared alike", arguments: standards)
    func byStandards(pair: FindingPair) async throws {
        let result = try await Self.result(pair, podSecurity: true)
        let found = result.report.findings.filter { $0.rule.id == pair.rule }
        #expect(found.map(\.status) == [pair.status], "\(Set(result.report.findings.map(\.rule.id)).sorted())")
    }

    @Test("a worse finding keeps its fingerprint, says that it is worse, and fixes nothing; its values stand nowhere")
    func told() async throws {
        let pair = FindingPair(
            "secret-in-plain-text", Self.secret("password: aaaa-before"), Self.secret("password: bbbb-after"), .new)
        let result = try await Self.result(pair, podSecurity: false)
        let finding = try #require(result.report.findings.first { $0.rule.id == pair.rule })
        #expect(finding.properties["worsened"] == "true" && finding.verdict == .fail && !result.passes)
        #expect(!result.report.findings.contains { $0.status == .fixed })
        let same = try await Self.result(
            FindingPair(pair.rule, pair.before, pair.before, .existing), podSecurity: false)
        let before = try #require(same.report.findings.first { $0.rule.id == pair.rule })
        #expect(before.status == .existing && before.fingerprint == finding.fingerprint && same.passes)
        let formats: [FindingRenderer.Format] = [.text, .json, .sarif, .markdown]
        for format in formats {
            let text = GateRenderer(format: format).render(result)
            #expect(!text.contains("bbbb-after") && !text.contains("YmJiYi1hZnRlcg"))
            if format == .text { #expect(text.contains("(new: other values than before)")) }
        }
    }

    @Test("a policy of the manifests is compared alike")
    func policies() async throws {
        let policy = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: registries}
            spec:
              matchConstraints:
                resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods]}]
              validations: [{expression: "object.spec.containers.all(c, c.image.startsWith('good.io/'))"}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: registries}
            spec: {policyName: registries, validationActions: [Deny]}
            """
        var configuration = GateFixture.quiet
        configuration.policies.isEnabled = true
        for (after, status) in [("bad.io/x:2", FindingStatus.existing), ("evil.io/x:1", .new)] {
            let result = try await GateFixture.result(
                configuration, base: ["p.yaml": policy, "a.yaml": Self.image("bad.io/x:1")],
                head: ["p.yaml": policy, "a.yaml": Self.image(after)])
            #expect(result.report.findings.map(\.status) == [status])
        }
    }

    @Test("another expression of a policy that breaks by the same value is new")
    func expressions() async throws {
        let policy = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: tags}
            spec:
              matchConstraints:
                resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods]}]
              validations:
                - {expression: "object.spec.containers.all(c, !c.image.endsWith(':latest'))"}
                - {expression: "object.spec.containers.all(c, !c.image.endsWith(':evil'))"}
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: tags}
            spec: {policyName: tags, validationActions: [Deny]}
            """
        var configuration = GateFixture.quiet
        configuration.policies.isEnabled = true
        let result = try await GateFixture.result(
            configuration, base: ["p.yaml": policy, "a.yaml": Self.image("x:latest")],
            head: ["p.yaml": policy, "a.yaml": Self.image("x:evil")])
        #expect(result.report.findings.map(\.status) == [.new, .fixed] && !result.passes)
    }

    @Test("another refused value of the same field is new, and a dropped field with another value is not")
    func schemas() async throws {
        var configuration = GateFixture.quiet
        configuration.validation.isEnabled = true
        func deployment(_ replicas: String, _ more: String = "") -> [String: String] {
            let start = "spec:\n  replicas: \(replicas)\(more)\n  selector"
            return ["a.yaml": GateFixture.web.replacing("spec:\n  selector", with: start)]
        }
        func statuses(_ base: [String: String], _ head: [String: String]) async throws -> [FindingStatus?] {
            try await GateFixture.result(configuration, base: base, head: head).report.findings
                .filter { $0.rule.id.hasPrefix("schema-") }.map(\.status)
        }
        #expect(try await statuses(deployment("many"), deployment("many")) == [.existing])
        #expect(try await statuses(deployment("many"), deployment("more")) == [.new])
        #expect(try await statuses(deployment("1", "\n  x: 1"), deployment("1", "\n  x: 2")) == [.existing])
    }

    @Test("a broken statement that one more subject breaks is new, and one that fewer break is not")
    func statements() async throws {
        var configuration = GateFixture.quiet
        configuration.access.isEnabled = true
        func roles(_ subjects: String) -> String {
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader}
            rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: reader}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
            subjects: [\(subjects)]

            """
        }
        func user(_ name: String) -> String { "{kind: User, name: \(name), apiGroup: rbac.authorization.k8s.io}" }
        let statement =
            "assertions:\n  - {name: a, subjects: [User ann, User bob], mayNot: {verbs: [get], resources: [secrets]}}\n"
        func status(_ base: String, _ head: String) async throws -> FindingStatus? {
            var input = GateInput(
                base: GateFixture.set(["a.yaml": roles(base)]), head: GateFixture.set(["a.yaml": roles(head)]))
            input.assertions = [SourceText(statement, name: "access.yaml")]
            return try await Gate(configuration).evaluate(input, now: GateFixture.now).report.findings
                .first { $0.rule.id == "rbac-assertion" && $0.status != .fixed }?.status
        }
        let (one, two) = (user("ann"), "\(user("ann")), \(user("bob"))")
        #expect(try await status(one, one) == .existing)
        #expect(try await status(one, two) == .new)
        #expect(try await status(two, one) == .existing)
    }
}
