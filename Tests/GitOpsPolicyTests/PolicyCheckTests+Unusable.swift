import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

extension PolicyCheckTests {
    @Test(
        "a policy with constraints that the server refuses is unknown for everything",
        arguments: [
            "[{apiGroups: [apps], apiVersions: [v1], operations: [create], resources: [deployments]}]",
            "[{apiGroups: [batch], apiVersions: [v1], operations: [create], resources: [jobs]}]",
            "[{apiGroups: [], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]",
        ])
    func brokenConstraints(rules: String) {
        let policies = PolicySet(
            PolicyFixture.set(PolicyFixture.policy(rules: rules) + PolicyFixture.binding()))
        let check = policies.check(AdmissionSimulation(head: PolicyFixture.set(PolicyFixture.deployment())))
        #expect(check.findings.map(\.verdict) == [.error, .unknown])
        #expect(check.sums.unknown == 1)
    }

    @Test(
        "a policy that does not compile is unknown for every document it would match",
        arguments: [
            "object.spec.", "nope(object)", "object.spec.replicas + 'x' == 1 &&", "request.nothing == 1", "1 + 1",
            "object.spec.replicas", "params.x == 1", "variables.x == 1",
        ])
    func unusable(expression: String) throws {
        let policies =
            PolicyFixture.policy("p", "validations:\n- expression: \"\(expression)\"") + PolicyFixture.binding()
        let check = Self.check(
            policies,
            PolicyFixture.deployment("a") + "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}\n---\n"
                + PolicyFixture.deployment("b"))
        #expect(check.findings.map(\.verdict) == [.error, .unknown])
        #expect(check.findings.last?.message.contains("for this document and 1 more") == true)
        #expect(check.findings.last?.subject == .resource(check.documents[0].step.manifest.id))
        #expect(check.sums.unknown == 2)
        #expect(check.sums.unmatched == 1)
        let place = try #require(check.findings.first?.places.first)
        #expect(place.origin.path == "policies.yaml")
        #expect(place.position?.line == 8)
    }

    @Test("variables are not there in match conditions, as in the API server")
    func variablesInConditions() {
        let policy = PolicyFixture.policy(
            "p",
            """
            matchConditions: [{name: a, expression: "variables.x"}]
            variables: [{name: x, expression: "true"}]
            validations: [{expression: "true"}]
            """)
        #expect(PolicySet(PolicyFixture.set(policy)).obstacles[0].count == 1)
    }

    @Test(
        "functions of a later version of Kubernetes do not compile for an older one",
        arguments: [(28, false), (36, true)])
    func versions(minor: Int, compiles: Bool) {
        let policy = PolicyFixture.policy("p", "validations: [{expression: \"ip('10.0.0.1').family() == 4\"}]")
        let set = PolicySet(
            PolicyFixture.set(policy), options: PolicySetOptions(kubernetes: KubernetesVersion(minor: minor)))
        #expect(set.obstacles[0].isEmpty == compiles)
    }

    @Test(
        "a function that came with the version is refused in new policies, and evaluated",
        arguments: [
            ("ip('10.0.0.1').family() == 4", 30, "calls ip()"), ("ip('10.0.0.1').family() == 4", 31, nil),
            ("isSemver('1.2.3')", 33, "calls isSemver()"), ("lists.range(1) == [0]", 34, "calls lists.range()"),
            ("lists.range(1) == [0]", 35, nil), ("'a' == 'a'", 30, nil),
        ])
    func newFunctions(expression: String, minor: Int, message: String?) {
        let policy = PolicyFixture.policy("p", "validations: [{expression: \"\(expression)\"}]")
        let set = PolicySet(
            PolicyFixture.set(policy), options: PolicySetOptions(kubernetes: KubernetesVersion(minor: minor)))
        #expect(set.obstacles[0].isEmpty)
        #expect(set.issues.map(\.kind) == (message == nil ? [] : [.warning]))
        if let message { #expect(set.issues.first?.message.hasPrefix(message) == true, "\(set.issues)") }
    }

    @Test("a binding of a policy that is not there names the nearest")
    func nearestPolicy() {
        let set = PolicySet(
            PolicyFixture.set(PolicyFixture.policy("replicas") + PolicyFixture.binding("b", policy: "replica")))
        #expect(set.issues.map(\.kind) == [.warning])
        #expect(set.issues.first?.message.hasSuffix("did you mean replicas?") == true, "\(set.issues)")
    }

    @Test("a policy without a binding says nothing, unless that is wanted")
    func unbound() {
        let policy = PolicyFixture.policy("p", "validations: [{expression: \"false\"}]")
        let check = Self.check(policy, PolicyFixture.deployment())
        #expect(check.findings.isEmpty)
        #expect(check.sums.unbound == 1)
        let bound = PolicySet(
            PolicyFixture.set(policy), options: PolicySetOptions(actionsWithoutBinding: [.warn])
        ).check(AdmissionSimulation(head: PolicyFixture.set(PolicyFixture.deployment())))
        #expect(bound.findings.map(\.verdict) == [.warn])
    }

    @Test("policies do not judge policies")
    func exempt() {
        let policies =
            PolicyFixture.policy(
                "p", "validations: [{expression: \"false\"}]",
                rules: "[{apiGroups: [\"*\"], apiVersions: [\"*\"], operations: [\"*\"], resources: [\"*\"]}]")
            + PolicyFixture.binding()
        let check = Self.check(policies, policies)
        #expect(check.findings.isEmpty)
        if case .unmatched(let miss) = check.documents[0].entry(of: 0).outcome { #expect(miss == .exemptResource) }
        #expect(check.sums.unmatched == 2)
    }
}
