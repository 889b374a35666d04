import Foundation
import GitOpsTestSupport
import Testing

extension PolicyCommandTests {
    @Test(
        "wrong usage exits with 64 and says what was expected",
        arguments: [
            (["check"], "give files"), (["check", "base", "--path", "x"], "--path goes with --repo"),
            (["check", "base", "--group", "a"], "--user"), (["check", "base", "--now", "soon"], "2026-12-31"),
            (["check", "base", "--pod-security", "strict"], "baseline"),
            (["check", "base", "--pod-security", "baseline", "--no-pod-security"], "exclude each other"),
            (["check", "--repo", ".", "a..b", "--base", "c"], "leave out --base"),
            (["check", "base", "--base", "base", "--operation", "create"], "leave out --operation"),
            (["check", "--policies", "-", "-"], "standard input"), (["check", "base", "--output", "html"], "sarif"),
            (["explain"], "give files"),
        ] as [([String], String)])
    func usage(arguments: [String], expected: String) throws {
        let result = try BuiltCommand.run(["policy"] + arguments, in: Self.folder)
        #expect(result.status == 64, "\(result.output)\(result.errors)")
        #expect(result.errors.contains(expected), "\(result.errors)")
    }

    @Test("input that cannot be read exits with 2, and so does a check without policies")
    func unreadable() throws {
        let broken = try check("--policies", "policies", "-", input: "a: [\n")
        #expect(broken.status == 2 && broken.output.contains("<stdin>:"), "\(broken.output)")
        #expect(try check("--policies", "nowhere", "base").status == 2)
        for arguments in [["--policies", "base"], ["--no-pod-security"], ["--policies", "base", "--no-pod-security"]] {
            let none = try BuiltCommand.run(["policy", "check", "base"] + arguments, in: Self.folder)
            #expect(none.status == 2 && none.errors.contains("there is no policy to check against"))
        }
    }

    @Test(
        "nothing of what was named exits with 2 and says what is missing",
        arguments: [
            (["check", "--policies", "policies", "-"], "the input has no document"),
            (["explain", "--policies", "policies", "-"], "the input has no document"),
            (["check", "--policies", "-", "base"], "there is no policy to check against"),
            (["check", "--policies", "policies", "--exceptions", "-", "base"], "-: there is no exception"),
            (
                ["check", "--policies", "policies", "--exceptions", "base", "base"],
                "base: there is no exception; write objects of policy.swift-gitops.dev/v1alpha1, kind PolicyException"
            ),
        ] as [([String], String)])
    func nothing(arguments: [String], expected: String) throws {
        let result = try BuiltCommand.run(["policy"] + arguments, input: "# nothing\n", in: Self.folder)
        #expect(result.status == 2 && result.errors.contains(expected), "\(result.output)\(result.errors)")
    }

    @Test("a binding alone is no policy, and its policy is named")
    func lostBinding() throws {
        let binding = policy("true").components(separatedBy: "---")[1]
        let result = try check("--policies", "-", "base", input: binding)
        #expect(result.status == 2, "\(result.output)")
        #expect(
            result.errors.contains("no policy \"own\" is in the set") && result.errors.contains("there is no policy"))
    }

    @Test("a Pod Security version that the server does not know is told, and judged as the server does")
    func newerStandard() throws {
        let newer = try check("--pod-security", "baseline:v1.999", "base/web.yaml")
        #expect(newer.status == 0, "\(newer.output)")
        #expect(newer.errors.contains("names v1.999, which is newer than Kubernetes 1.36"), "\(newer.errors)")
        let known = try check("--pod-security", "baseline:v1.36", "base/web.yaml")
        #expect(!known.errors.contains("newer"), "\(known.errors)")
    }

    @Test("Pod Security sees what mutating policies leave")
    func mutatedPods() throws {
        let policy = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingAdmissionPolicy
            metadata: {name: own}
            spec:
              reinvocationPolicy: Never
              matchConstraints:
                resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]
              mutations:
              - patchType: ApplyConfiguration
                applyConfiguration:
                  expression: >-
                    Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{
                    hostNetwork: true}}}}
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingAdmissionPolicyBinding
            metadata: {name: own}
            spec: {policyName: own}

            """
        let result = try check("--policies", "-", "--pod-security", "baseline", "base/web.yaml", input: policy)
        #expect(result.status == 1, "\(result.output)\(result.errors)")
        #expect(result.output.contains("host namespaces (hostNetwork=true)"), "\(result.output)")
    }

    @Test("policies of other engines are unknown, and what belongs to them is named")
    func otherKinds() throws {
        let text =
            policy("object.spec.replicas > 1")
            + "---\napiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: labels}\nspec: {rules: []}\n"
            + "---\napiVersion: templates.gatekeeper.sh/v1\nkind: ConstraintTemplate\nmetadata: {name: team}\n"
        let result = try check("--policies", "-", "--no-pod-security", "base", input: text)
        #expect(result.status == 1)
        #expect(result.output.contains("Kyverno policies are not evaluated yet"), "\(result.output)")
        #expect(result.output.contains("Kyverno: 1 policies, not evaluated"), "\(result.output)")
        #expect(
            result.errors.contains("ConstraintTemplate is a kind of policies that is not evaluated here: team"),
            "\(result.errors)")
        #expect(try check("--policies", "-", "--no-pod-security", "--allow-unknown", "base", input: text).status == 0)
    }

    @Test("labels of a namespace without a manifest are unknown, unless it is said that there are none")
    func unlistedNamespaces() throws {
        let text = policy("\"false\"").replacing(
            "    resourceRules:", with: "    namespaceSelector: {matchLabels: {env: prod}}\n    resourceRules:")
        let deployment = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: elsewhere}
            """
        let folder = try TemporaryFolder()
        try folder.write("policies/own.yaml", text)
        try folder.write("deploy/web.yaml", deployment)
        func run(_ more: String...) throws -> BuiltCommand.Outcome {
            try BuiltCommand.run(["policy", "check", "--policies", "policies", "deploy"] + more, in: folder.path)
        }
        let unknown = try run()
        #expect(unknown.status == 1, "\(unknown.output)\(unknown.errors)")
        #expect(unknown.output.contains("Namespace elsewhere is not among the manifests"), "\(unknown.output)")
        #expect(unknown.output.contains("deploy/web.yaml:1"), "\(unknown.output)")
        let unlabelled = try run("--unlisted-namespaces", "unlabelled")
        #expect(unlabelled.status == 0, "\(unlabelled.output)\(unlabelled.errors)")
        let explained = try BuiltCommand.run(
            ["policy", "explain", "--policies", "policies", "--object", "Deployment/web", "deploy"], in: folder.path)
        #expect(explained.output.contains("unknown: Namespace elsewhere is not among"), "\(explained.output)")
    }
}
