import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

@Suite("Kinds of parameters that are not served")
struct UnservedParamKindTests {
    private static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: limits.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {kind: Limit, plural: limits}
          versions: [{name: v1, served: true, storage: true}, {name: v2, served: false, storage: false}]
        ---
        {apiVersion: example.com/v1, kind: Limit, metadata: {name: l, namespace: shop}}
        ---

        """

    private static func policies(_ apiVersion: String, _ kind: String, _ more: String = "") -> String {
        PolicyFixture.policy(
            "p", "paramKind: {apiVersion: \(apiVersion), kind: \(kind)}\nvalidations: [{expression: \"true\"}]\n\(more)"
        )
            + PolicyFixture.binding(
                "b", "validationActions: [Audit]\nparamRef: {name: l, parameterNotFoundAction: Allow}")
    }

    @Test(
        "a version that is not served denies what the policy is about, whatever the actions are",
        arguments: [
            ("example.com/v1", "Limit", [Verdict]()), ("example.com/v2", "Limit", [.error]),
            ("example.com/v3", "Limit", [.error]), ("apps/v1beta1", "Deployment", [.error]),
            ("apps/v9", "Deployment", [.error]), ("apps/v1", "Deployment", []), ("v1", "ConfigMap", []),
            ("example.com/v1", "Other", [.unknown]),
        ])
    func verdicts(apiVersion: String, kind: String, verdicts: [Verdict]) throws {
        let policies = Self.definition + Self.policies(apiVersion, kind)
        let check = PolicyCheckTests.check(policies, PolicyFixture.deployment())
        #expect(check.findings.map(\.verdict) == verdicts, "\(check.findings)")
        #expect(check.sums.isExact)
        let response = try PolicyCheckTests.review(policies, PolicyFixture.deployment())
        #expect(response.isAllowed == verdicts.isEmpty)
        if verdicts == [.error] {
            #expect(
                response.status?.causes == [
                    "ValidatingAdmissionPolicy 'p' denied request: failed to configure policy: failed to find resource "
                        + "referenced by paramKind: '\(apiVersion), Kind=\(kind)'"
                ])
        }
    }

    @Test("a policy whose failures are ignored lets the object pass")
    func ignored() throws {
        let policies = Self.definition + Self.policies("example.com/v3", "Limit", "failurePolicy: Ignore")
        #expect(try PolicyCheckTests.review(policies, PolicyFixture.deployment()).isAllowed)
        #expect(PolicyCheckTests.check(policies, PolicyFixture.deployment()).findings.map(\.verdict) == [.skip])
    }

    @Test("bindings are not asked, and neither is whether they name parameters")
    func bindings() {
        let policy = PolicyFixture.policy(
            "p", "paramKind: {apiVersion: apps/v9, kind: Deployment}\nvalidations: [{expression: \"true\"}]")
        let elsewhere = "matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: other}}}"
        for more in ["", "\n" + elsewhere] {
            let binding = PolicyFixture.binding("b", "validationActions: [Deny]" + more)
            let check = PolicyCheckTests.check(policy + binding, PolicyFixture.deployment())
            #expect(check.findings.map(\.verdict) == [.error], "\(more)")
        }
    }
}

@Suite("Guessed names of resources")
struct GuessedResourceTests {
    private static let ox = "{apiVersion: ex.com/v1, kind: Ox, metadata: {name: a, namespace: shop}}\n---\n"

    private static func verdicts(
        _ groups: String, _ resources: String, validation: String = "false", more: String = "", documents: String = ox
    ) -> [Verdict] {
        let rules = "[{apiGroups: [\(groups)], apiVersions: ['*'], operations: [CREATE], resources: [\(resources)]}]"
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"\(validation)\"}]", rules: rules + more)
            + PolicyFixture.binding()
        let check = PolicyCheckTests.check(policies, documents)
        #expect(check.sums.isExact)
        return check.findings.map(\.verdict)
    }

    @Test("a rule that names a resource which may be that of the kind leaves the verdict unknown")
    func possible() {
        #expect(Self.verdicts("ex.com", "oxen") == [.unknown])
        #expect(Self.verdicts("'*'", "oxen") == [.unknown])
        #expect(Self.verdicts("ex.com", "oxes") == [.unknown])
        #expect(Self.verdicts("ex.com", "oxs") == [.fail])
        #expect(Self.verdicts("ex.com", "cows") == [])
        #expect(Self.verdicts("ex.com", "'*'") == [.fail])
        #expect(Self.verdicts("ex.com", "oxen/status") == [])
        #expect(Self.verdicts("other.com", "oxen") == [])
        #expect(Self.verdicts("'*'", "pods, deployments") == [])
        #expect(Self.verdicts("ex.com", "oxen", validation: "true") == [])
    }

    @Test("an exclusion that may hold leaves it unknown, too")
    func exclusion() {
        let excluded =
            "\n    excludeResourceRules: [{apiGroups: [ex.com], apiVersions: ['*'], operations: ['*'], resources: [oxen]}]"
        #expect(Self.verdicts("ex.com", "'*'", more: excluded) == [.unknown])
    }

    @Test("a definition tells, and resources of other definitions are none of the kind")
    func definitions() {
        func definition(_ kind: String, _ plural: String) -> String {
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: \(plural).ex.com}
            spec:
              group: ex.com
              scope: Namespaced
              names: {kind: \(kind), plural: \(plural)}
              versions: [{name: v1, served: true, storage: true}]
            ---

            """
        }
        #expect(Self.verdicts("ex.com", "oxen", documents: Self.ox + definition("Ox", "oxen")) == [.fail])
        #expect(Self.verdicts("ex.com", "oxen", documents: Self.ox + definition("Ox", "bulls")) == [])
        #expect(Self.verdicts("ex.com", "cows", documents: Self.ox + definition("Cow", "cows")) == [])
    }
}

@Suite("Versions of policies and Kubernetes")
struct ServedPolicyTests {
    @Test(
        "an object in a version that Kubernetes does not serve is a warning and evaluated",
        arguments: [
            ("v1", 29, "from 1.30 on"), ("v1", 30, nil), ("v1", 36, nil), ("v1beta1", 27, "from 1.28 on"),
            ("v1beta1", 28, nil), ("v1beta1", 33, nil), ("v1beta1", 34, "gone since 1.34"), ("v1alpha1", 26, nil),
            ("v1alpha1", 32, "gone since 1.32"), ("v2", 34, "is no version"),
        ])
    func versions(version: String, minor: Int, message: String?) {
        let text = (PolicyFixture.policy("p", "validations: [{expression: \"false\"}]") + PolicyFixture.binding())
            .replacing("admissionregistration.k8s.io/v1", with: "admissionregistration.k8s.io/\(version)")
        let set = PolicySet(
            PolicyFixture.set(text), options: PolicySetOptions(kubernetes: KubernetesVersion(minor: minor)))
        #expect(set.issues.count == (message == nil ? 0 : 2), "\(set.issues)")
        for issue in set.issues {
            #expect(issue.kind == .warning && issue.message.contains(message ?? ""), "\(issue)")
        }
        let check = set.check(AdmissionSimulation(head: PolicyFixture.set(PolicyFixture.deployment())))
        #expect(check.findings.contains { $0.verdict == .fail })
    }
}
