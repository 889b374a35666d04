import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

@Suite("Names of resources in rules")
struct ResourceNameTests {
    private static func issues(_ groups: String, _ resources: String, _ more: String = "") -> [PolicyIssue] {
        let rules = "[{apiGroups: \(groups), apiVersions: [v1], operations: [CREATE], resources: \(resources)}]"
        return PolicySet(PolicyFixture.set(PolicyFixture.policy(rules: rules) + more)).issues
    }

    @Test(
        "what no API has is a warning with what was meant",
        arguments: [
            ("[apps]", "[Deployment]", "has \"Deployment\", which is a kind and matches nothing; write deployments"),
            ("[\"*\"]", "[Pod]", "has \"Pod\", which is a kind and matches nothing; write pods"),
            ("[apps]", "[deployment]", "did you mean deployments?"),
            ("[apps]", "[Deployments/scale]", "resources are written in lowercase"),
            (
                "[\"\"]", "[deployments]",
                "has \"deployments\", which none of the rule's apiGroups has; add \"apps\" to them"
            ),
            ("[\"\"]", "[nothing]", "write the plural name, as in deployments"),
        ])
    func unknown(groups: String, resources: String, message: String) throws {
        let issues = Self.issues(groups, resources)
        #expect(issues.count == 1)
        let issue = try #require(issues.first)
        #expect(issue.kind == .warning)
        #expect(issue.path.description == "spec.matchConstraints.resourceRules[0].resources")
        #expect(issue.message.contains(message), "\(issue.message)")
        #expect(issue.place.position?.line == 6)
    }

    @Test(
        "what an API has, or may have, is none",
        arguments: [
            ("[apps]", "[deployments, statefulsets/scale]"), ("[\"\", apps]", "[pods, deployments]"),
            ("[\"*\"]", "[\"*/scale\", widgets]"), ("[example.com]", "[widgets]"), ("[apps, example.com]", "[widgets]"),
            ("[\"\"]", "[pods/exec, nodes/proxy, \"*\"]"), ("[\"*\"]", "[\"*/*\"]"),
        ])
    func known(groups: String, resources: String) {
        #expect(Self.issues(groups, resources).isEmpty, "\(Self.issues(groups, resources))")
    }

    @Test(
        "versions that are not served are a warning, unless another one of the rule is",
        arguments: [
            (
                "[apps]", "[v1beta1]", "[deployments]",
                "has v1beta1, in which Kubernetes 1.33 does not serve deployments"
            ),
            ("[apps]", "[v1beta1, v1beta2]", "[\"*\"]", "has v1beta1, v1beta2, in which"),
            ("[apps]", "[v1beta1, v1]", "[deployments]", nil), ("[apps]", "[\"*\"]", "[deployments]", nil),
            ("[policy]", "[v1beta1]", "[poddisruptionbudgets]", "write v1"),
            ("[extensions]", "[v1beta1]", "[deployments]", nil), ("[\"*\"]", "[v1beta1]", "[deployments]", nil),
            ("[apps, example.com]", "[v1beta1]", "[deployments]", nil),
            ("[example.com]", "[v1]", "[mice]", nil), ("[example.com]", "[v2]", "[mice]", "does not serve mice"),
        ] as [(String, String, String, String?)])
    func versions(groups: String, versions: String, resources: String, message: String?) {
        let definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: mice.example.com}
            spec: {group: example.com, scope: Cluster, names: {kind: Mouse, plural: mice}, versions: [{name: v1, served: true}]}
            ---

            """
        let rules = "[{apiGroups: \(groups), apiVersions: \(versions), operations: [CREATE], resources: \(resources)}]"
        let issues = PolicySet(
            PolicyFixture.set(definition + PolicyFixture.policy(rules: rules)),
            options: PolicySetOptions(kubernetes: KubernetesVersion(minor: 33))
        ).issues.filter { $0.path.description.hasSuffix("apiVersions") }
        guard let message else {
            #expect(issues.isEmpty, "\(issues)")
            return
        }
        #expect(issues.count == 1 && issues[0].message.contains(message), "\(issues)")
        #expect(issues.allSatisfy { $0.kind == .warning })
    }

    @Test("kinds of definitions in the set are known, and bindings are looked at as well")
    func definitions() {
        let definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: mice.example.com}
            spec: {group: example.com, scope: Cluster, names: {kind: Mouse, plural: mice}, versions: []}
            ---

            """
        #expect(
            Self.issues("[example.com]", "[Mouse]", definition).map(\.message) == [
                "has \"Mouse\", which is a kind and matches nothing; write mice"
            ])
        let rule = "{apiGroups: [\"\"], apiVersions: [v1], operations: [CREATE], resources: [pod]}"
        let binding = PolicyFixture.binding(
            "b", "validationActions: [Deny]\nmatchResources: {excludeResourceRules: [\(rule)]}")
        #expect(
            Self.issues("[apps]", "[deployments]", binding).map(\.path.description) == [
                "spec.matchResources.excludeResourceRules[0].resources"
            ])
    }

    @Test(
        "a group that no API has is a warning with the one that was meant",
        arguments: [
            ("core", "[pods]", "the core group has no name, so that it matches nothing; write \"\""),
            ("v1", "[pods]", "has \"v1\", which is a version"),
            ("apps/v1", "[deployments]", "write \"apps\", and the version in apiVersions"),
            ("networking", "[ingresses]", "did you mean \"networking.k8s.io\"?"),
            ("rbac.authorisation.k8s.io", "[roles]", "did you mean \"rbac.authorization.k8s.io\"?"),
            ("extensions", "[ingresses]", "no longer served since Kubernetes 1.22"),
            ("widgets", "[widgets]", "write the group of the resources"),
        ])
    func groups(group: String, resources: String, message: String) throws {
        let issues = Self.issues("[\(group)]", resources)
        let issue = try #require(issues.first)
        #expect(issues.count == 1 && issue.kind == .warning && issue.message.contains(message), "\(issues)")
        #expect(issue.path.description == "spec.matchConstraints.resourceRules[0].apiGroups")
    }

    @Test("a singular name is a warning for all groups, too")
    func singular() {
        #expect(
            Self.issues("[\"*\"]", "[configmap]").map(\.message) == [
                "has \"configmap\", which is no plural, so that it matches nothing; did you mean configmaps?"
            ])
    }
}
