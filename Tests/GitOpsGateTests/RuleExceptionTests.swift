import GitOpsGate
import GitOpsManifest
import GitOpsReport
import Testing

@Suite("Exceptions from rules of changes and access")
struct RuleExceptionTests {
    private static let namespace = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: monitoring}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: agent, namespace: monitoring, labels: {team: platform}}
        ---

        """

    /// An agent that sees the node: a finding of controls, of changes and of access.
    private static let agent = """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent, namespace: monitoring, labels: {team: platform}}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec:
              serviceAccountName: agent
              hostPID: true
              containers:
                - {name: agent, image: 'registry.example.com/agent:1.2.3', securityContext: {privileged: true}}
        """

    private static let everything = """
        policies: [{name: workload-host-pid}, {name: workload-privileged-container}]
          rules: [change-privilege, change-exposure, "rbac-path-*"]
        """

    private static let resources =
        "[{kinds: [DaemonSet.apps, ServiceAccount], namespaces: [monitoring], names: [agent]}]"

    private static func exception(_ choice: String, _ resources: String, expires: String = "2026-12-31") -> String {
        """
        apiVersion: policy.swift-gitops.dev/v1alpha1
        kind: PolicyException
        metadata: {name: agent}
        spec:
          owner: platform
          reason: the agent watches the node
          expires: "\(expires)"
          \(choice)
          resources: \(resources)
        """
    }

    private static func result(_ exception: String?, isNew: Bool = true) async throws -> GateResult {
        var configuration = GateConfiguration()
        configuration.changes.severities[.privilege] = .medium
        var input = GateInput(
            base: GateFixture.set(["a.yaml": namespace + (isNew ? "" : agent)]),
            head: GateFixture.set(["a.yaml": namespace + agent]))
        if let exception { input.exceptions = GateFixture.set(["exceptions.yaml": exception]) }
        return try await Gate(configuration).evaluate(input, now: GateFixture.now)
    }

    /// The rules of findings that fail, and of those that would without an exception.
    private static func failing(_ result: GateResult) -> Set<String> {
        Set(result.report.findings.filter { $0.effectiveVerdict >= .unknown }.map(\.rule.id))
    }

    private static func covered(_ result: GateResult) -> Set<String> {
        Set(result.report.findings.filter { $0.suppression != nil }.map(\.rule.id))
    }

    @Test("one exception covers what controls, changes and access say of an object and its account")
    func together() async throws {
        let bare = Self.failing(try await Self.result(nil))
        #expect(bare.isSuperset(of: ["workload-host-pid", "workload-privileged-container", "rbac-path-node-root"]))
        let result = try await Self.result(Self.exception(Self.everything, Self.resources))
        #expect(result.passes, "\(Self.failing(result))")
        #expect(Self.covered(result).isSuperset(of: bare.union(["change-privilege"])))
        let path = try #require(result.report.findings.first { $0.rule.id == "rbac-path-node-root" })
        #expect(path.suppression?.justification == "platform: the agent watches the node (until 2026-12-31)")
        #expect(path.properties["exception"] == "agent")
        #expect(!result.report.findings.contains { $0.rule.id.hasPrefix("policy-exception") })
    }

    @Test(
        "it covers the rules and objects that it names, and no others",
        arguments: [
            (
                everything.replacing(", \"rbac-path-*\"", with: ""), resources,
                ["workload-host-pid", "workload-privileged-container", "change-privilege"]
            ),
            (
                "rules: [\"rbac-path-node-*\"]", "[{kinds: [ServiceAccount], names: [agent]}]",
                ["rbac-path-node-root"]
            ),
            ("rules: [\"rbac-path-node-*\"]", "[{kinds: [DaemonSet.apps], names: [agent]}]", []),
            ("rules: [\"rbac-path-node-*\"]", "[{namespaces: [shop]}]", []),
            ("rules: [\"rbac-path-node-*\"]", "[{labels: {team: platform}}]", ["rbac-path-node-root"]),
            ("rules: [\"rbac-path-node-*\"]", "[{kinds: [Group, User], names: [\"age*\"]}]", []),
            ("rules: [rbac-path-node-root]", "[{names: [\"*\"]}]", ["rbac-path-node-root"]),
        ] as [(String, String, Set<String>)])
    func choice(rules: String, resources: String, covered: Set<String>) async throws {
        let result = try await Self.result(Self.exception(rules, resources))
        #expect(Self.covered(result) == covered)
        let unused = result.report.findings.contains { $0.rule.id == "policy-exception-unused" }
        #expect(unused == covered.isEmpty)
    }

    @Test("the exception of a control does not hide what the change does to the same field")
    func sameField() async throws {
        let control = "policies: [{name: workload-host-pid}, {name: workload-privileged-container}]"
        let result = try await Self.result(Self.exception(control, Self.resources))
        #expect(Self.failing(result).contains("change-privilege"))
        #expect(!Self.covered(result).contains("change-privilege"))
    }

    @Test("an exception of what a change does is used where a control fails of the same field")
    func folded() async throws {
        let result = try await Self.result(Self.exception("rules: [change-privilege]", Self.resources))
        #expect(Self.covered(result) == ["change-privilege"])
        #expect(Self.failing(result).isSuperset(of: ["workload-host-pid", "workload-privileged-container"]))
        #expect(!result.report.findings.contains { $0.rule.id == "policy-exception-unused" })
    }

    @Test("one that has expired, or was no exception, covers nothing and is told")
    func expired() async throws {
        let expired = try await Self.result(
            Self.exception(Self.everything, Self.resources, expires: "2026-05-31"))
        #expect(!expired.passes && Self.covered(expired).isEmpty)
        let finding = try #require(expired.report.findings.first { $0.rule.id == "policy-exception-expired" })
        #expect(finding.message.hasPrefix("the exception of platform expired on 2026-05-31 and does not count"))
        for rules in ["rules: [\"*\"]", "rules: [\"rbac-*\"]"] {
            let result = try await Self.result(Self.exception(rules, "[{names: [\"*\"]}]"))
            #expect(!result.passes && Self.covered(result).isEmpty)
            #expect(result.report.findings.contains { $0.rule.id == "policy-exception-invalid" })
        }
    }

    @Test("a rule that there is not is told with the nearest name")
    func misspelt() async throws {
        let result = try await Self.result(Self.exception("rules: [change-privilige]", Self.resources))
        let finding = try #require(result.report.findings.first { $0.rule.id == "policy-exception-invalid" })
        #expect(finding.message.hasSuffix("there is no rule \"change-privilige\"; did you mean \"change-privilege\"?"))
        #expect(finding.places.first?.position?.line == 8)
    }

    @Test("an exception that is used and ends soon is told once, and what the base has stays covered")
    func expiring() async throws {
        let exception = Self.exception(Self.everything, Self.resources, expires: "2026-06-20")
        for isNew in [true, false] {
            let result = try await Self.result(exception, isNew: isNew)
            #expect(result.report.findings.count { $0.rule.id == "policy-exception-expiring" } == 1)
            #expect(Self.covered(result).contains("rbac-path-node-root"))
        }
        let rules = try await Self.result(
            Self.exception("rules: [rbac-path-node-root]", Self.resources, expires: "2026-06-20"), isNew: false)
        #expect(rules.report.findings.count { $0.rule.id == "policy-exception-expiring" } == 1)
    }

    // MARK: Mistakes

    /// What is said of exceptions.
    private static func told(_ result: GateResult) -> [String] {
        result.report.findings.filter { $0.rule.id.hasPrefix("policy-exception-") }
            .map { "\($0.rule.id.dropFirst(17)) \($0.verdict): \($0.message)" }
    }

    @Test(
        "what fails because an exception expired names it and its owner, and is the same finding",
        arguments: [("workload-host-pid", true), ("rbac-path-node-root", true), ("workload-host-network", false)])
    func namesExpired(rule: String, isCovered: Bool) async throws {
        let bare = try await Self.result(nil)
        let result = try await Self.result(
            Self.exception(Self.everything, Self.resources, expires: "2026-05-31"))
        let sentence = "; the exception agent of platform expired on 2026-05-31"
        let finding = result.report.findings.first { $0.rule.id == rule }
        #expect((finding?.message.hasSuffix(sentence) ?? false) == isCovered)
        #expect(finding?.status == (isCovered ? .new : nil))
        #expect((finding?.properties["expiredException"] == "agent") == isCovered)
        #expect(finding?.fingerprint == bare.report.findings.first { $0.rule.id == rule }?.fingerprint)
        let twice = result.report.findings.filter { $0.message.ranges(of: "the exception agent of").count > 1 }
        #expect(twice.isEmpty)
    }

    @Test(
        "an exception that covers nothing says what is wrong with it, for policies and for rules",
        arguments: [
            ("policies: [{name: image-latest-tagg}]", resources, nearest),
            ("policies: [{name: image-latest-tagg}]\n  rules: [rbac-everything]", resources, nearest),
            ("policies: [{name: workload-host-pid}]", "[{kinds: [DaemonSet]}]", group),
            ("rules: [change-privilege]", "[{kinds: [DaemonSet], names: [agent]}]", group),
            (
                "policies: [{name: workload-host-pid}]\n  rules: [change-privilege]",
                "[{kinds: [DaemonSet], namespaces: [monitoring]}]", group
            ),
            // Nothing that it would cover breaks a rule, with the group or without.
            ("policies: [{name: workload-host-pid}]", "[{kinds: [DaemonSet], namespaces: [shop]}]", ""),
            ("rules: [change-privilege]", "[{kinds: [DaemonSet], names: [other]}]", ""),
        ])
    func mistakes(choice: String, resources: String, mistake: String) async throws {
        let result = try await Self.result(Self.exception(choice, resources))
        let told = Self.told(result)
        #expect(told.count == 1, "\(told)")
        #expect(told.first?.contains(": the exception of platform covers nothing that breaks a") ?? false)
        #expect(told.first?.hasSuffix(mistake.isEmpty ? "policy" : mistake) ?? false, "\(told)")
    }

    private static let nearest =
        ": there is no policy \"image-latest-tagg\" among those that count; did you mean \"image-latest-tag\"?"
    private static let group = ": the kind \"DaemonSet\" without a group is not \"DaemonSet.apps\"; write that"

    @Test("an exception from a control that is switched off is not needed, and no mistake")
    func disabledControl() async throws {
        var configuration = GateConfiguration()
        configuration.controls.disabled = ["workload-host-pid"]
        var input = GateInput(
            base: GateFixture.set(["a.yaml": Self.namespace]), head: GateFixture.set(["a.yaml": Self.namespace]))
        input.exceptions = GateFixture.set([
            "exceptions.yaml": Self.exception("policies: [{name: workload-host-pid}]", Self.resources)
        ])
        let result = try await Gate(configuration).evaluate(input, now: GateFixture.now)
        #expect(Self.told(result).count == 1 && Self.told(result).allSatisfy { $0.hasSuffix("breaks a policy") })
        #expect(result.passes)
    }

    private static let policy = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: workload-host-pids}
        spec:
          matchConstraints:
            resourceRules:
              - {apiGroups: [apps], apiVersions: [v1], operations: ["*"], resources: [daemonsets]}
          validations: [{expression: "!has(object.spec.template.spec.hostPID)"}]

        """

    @Test("an exception may be there before the policy, and the policies of a change say nothing of it")
    func policyToCome() async throws {
        for name in ["workload-host-pids", "workload-host-pid"] {
            var input = GateInput(
                base: GateFixture.set(["a.yaml": Self.namespace + Self.agent]),
                head: GateFixture.set(["a.yaml": Self.namespace + Self.agent, "p.yaml": Self.policy]))
            input.exceptions = GateFixture.set([
                "exceptions.yaml": Self.exception("policies: [{name: \(name)}]", Self.resources)
            ])
            let result = try await Gate(GateConfiguration()).evaluate(input, now: GateFixture.now)
            let told = Self.told(result)
            #expect(told.allSatisfy { $0.hasSuffix("breaks a policy") })
            #expect(told.count == (name == "workload-host-pid" ? 0 : 1))
        }
    }

    @Test("where policies are switched off, exceptions from them are no mistakes")
    func policiesOff() async throws {
        var configuration = GateConfiguration()
        configuration.policies.isEnabled = false
        var input = GateInput(base: nil, head: GateFixture.set(["a.yaml": Self.namespace]))
        input.exceptions = GateFixture.set([
            "exceptions.yaml": Self.exception("policies: [{name: workload-host-pids}]", Self.resources)
        ])
        let result = try await Gate(configuration).evaluate(input, now: GateFixture.now)
        #expect(!Self.told(result).contains { $0.contains("there is no policy") })
    }

    @Test("a finding that stands for several subjects needs an exception for each of them")
    func groups() async throws {
        let binding = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: readers}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
            - {kind: ServiceAccount, name: agent, namespace: monitoring}
            - {kind: ServiceAccount, name: intruder, namespace: monitoring}
            """
        for (names, isCovered) in [("agent*", false), ("agent, intruder", true)] {
            var input = GateInput(
                base: GateFixture.set(["a.yaml": Self.namespace]),
                head: GateFixture.set(["a.yaml": Self.namespace + binding]))
            let resources = "[{kinds: [ServiceAccount], namespaces: [monitoring], names: [\(names)]}]"
            input.exceptions = GateFixture.set([
                "exceptions.yaml": Self.exception("rules: [rbac-gained]", resources)
            ])
            let result = try await Gate(GateConfiguration()).evaluate(input, now: GateFixture.now)
            let gained = result.report.findings.filter { $0.rule.id == "rbac-gained" }
            #expect(!gained.isEmpty && gained.allSatisfy { $0.properties["subjects"] != nil })
            #expect(gained.allSatisfy { ($0.suppression != nil) == isCovered })
        }
    }
}
