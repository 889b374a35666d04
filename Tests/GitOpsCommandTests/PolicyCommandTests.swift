import Foundation
import GitOpsTestSupport
import Testing

/// `gitops policy` over the example `policies`: a shop whose change breaks some of the policies of its cluster.
@Suite("The command gitops policy")
struct PolicyCommandTests {
    static let folder = BuiltCommand.examples + "/policies"
    static let exceptions = ["--exceptions", "exceptions.yaml", "--now", "2026-12-01T00:00:00Z"]

    func check(_ arguments: String..., input: String = "") throws -> BuiltCommand.Outcome {
        try BuiltCommand.run(["policy", "check"] + arguments, input: input, in: Self.folder)
    }

    func policy(_ expression: String, actions: String = "[Deny]") -> String {
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: own}
        spec:
          matchConstraints:
            resourceRules:
            - {apiGroups: [apps], apiVersions: [v1], operations: ["*"], resources: [deployments]}
          validations:
          - expression: \(expression)
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: own}
        spec: {policyName: own, validationActions: \(actions)}

        """
    }

    // MARK: Verdicts

    @Test("what passes exits with 0, and is listed when asked for")
    func passes() throws {
        let plain = try check("--policies", "policies", "base")
        #expect(plain.status == 0 && plain.errors.isEmpty, "\(plain.output)\(plain.errors)")
        #expect(
            plain.output.hasSuffix(
                "0 without a binding, 0 unknown\n2 bindings: 2 evaluated, 0 not matched, "
                    + "0 without parameters, 0 unusable, 0 unknown\nPod Security: 2 documents, 2 pass\n"),
            "\(plain.output)")
        #expect(!plain.output.contains("policy/replica-limit"))
        let all = try check("--policies", "policies", "base", "--show-passed")
        #expect(all.status == 0)
        #expect(all.output.contains("pass  policy/replica-limit  Deployment.apps shop/web"))
        #expect(all.output.contains("bound by replica-limit with ConfigMap shop/replica-limit"))
    }

    @Test("an exception counts until it expires")
    func exceptions() throws {
        func verdict(_ now: String) throws -> BuiltCommand.Outcome {
            try check(
                "--policies", "policies", "--exceptions", "exceptions.yaml", "--now", now, "--no-pod-security", "head")
        }
        let before = try verdict("2027-03-31T23:59:59Z")
        #expect(before.output.contains("shop/reports (suppressed)"))
        let after = try verdict("2027-04-01T00:00:00Z")
        #expect(!after.output.contains("(suppressed)"))
        #expect(after.output.contains("expired on 2027-03-31 and does not count: objects it covered break the policy"))
    }

    @Test(
        "the operation decides which policies are about a document",
        arguments: [("create", 0), ("update", 0), ("delete", 0)])
    func operations(operation: String, status: Int32) throws {
        let result = try check("--policies", "policies", "--operation", operation, "base")
        #expect(result.status == status)
        // The binding of the claims warns only.
        #expect(result.output.contains("policy/keep-claims") == (operation == "delete"))
        let own = try check(
            "--policies", "-", "--operation", operation, "base",
            input: policy("request.operation == '\(operation.uppercased())'"))
        #expect(own.status == 0, "\(own.output)")
    }

    @Test("only what Deny refuses fails the check", arguments: [("[Deny]", 1), ("[Warn]", 0), ("[Audit]", 0)])
    func actions(actions: String, status: Int32) throws {
        let result = try check("--policies", "-", "base", input: policy("object.spec.replicas < 1", actions: actions))
        #expect(result.status == status)
        #expect(result.output.contains("policy/own  Deployment.apps shop/web"))
    }

    @Test("a policy that does not compile fails the gate, and is unknown for what it would match")
    func notCompiling() throws {
        for arguments in [[], ["--allow-unknown"]] {
            let result = try BuiltCommand.run(
                ["policy", "check", "--policies", "-", "base"] + arguments, input: policy("object.spec.replicas <"),
                in: Self.folder)
            #expect(result.status == 1)
            #expect(result.output.contains("error  policy-definition  <stdin>"), "\(result.output)")
            #expect(result.output.contains("unknown  policy/own  Deployment.apps shop/web"))
            #expect(result.output.contains(" 1 unknown\n"))
        }
    }

    @Test("what nobody told is unknown and fails the gate, unless that is allowed")
    func unknown() throws {
        let text = policy("request.userInfo.username == 'ann'")
        let result = try check("--policies", "-", "base", input: text)
        #expect(result.status == 1 && result.output.contains("unknown  policy/own"), "\(result.output)")
        #expect(try check("--policies", "-", "base", "--allow-unknown", input: text).status == 0)
        #expect(try check("--policies", "-", "base", "--user", "ann", input: text).status == 0)
        #expect(try check("--policies", "-", "base", "--user", "eve", "--allow-unknown", input: text).status == 1)
        let groups = policy("request.userInfo.groups.exists(group, group == 'ops')")
        #expect(try check("--policies", "-", "base", "--user", "ann", "--group", "ops", input: groups).status == 0)
    }

    @Test("the authorizer is asked over the roles that are given, and unknown without them")
    func authorizer() throws {
        let text = policy("authorizer.group('').resource('pods').namespace('shop').check('delete').allowed()")
        let access = BuiltCommand.examples + "/access/base"
        let unknown = try check("--policies", "-", "base", "--user", "ann", input: text)
        #expect(unknown.status == 1 && unknown.output.contains("unknown  policy/own"))
        for (user, groups, status) in [("ann", ["--group", "system:masters"], Int32(0)), ("eve", [], 1)] {
            let result = try BuiltCommand.run(
                ["policy", "check", "--policies", "-", "base", "--user", user, "--access", access] + groups,
                input: text, in: Self.folder)
            #expect(result.status == status && !result.output.contains("unknown  policy/own"), "\(result.output)")
        }
    }

    @Test("a policy that nothing binds is named, and checked when asked for")
    func unbound() throws {
        let text = policy("object.spec.replicas < 1").components(separatedBy: "---")[0]
        let result = try check("--policies", "-", "base", input: text)
        #expect(result.status == 0 && result.errors.contains("1 policy has no binding"), "\(result.errors)")
        #expect(result.output.contains("1 without a binding"))
        #expect(try check("--policies", "-", "base", "--unbound", "deny", input: text).status == 1)
        #expect(try check("--policies", "-", "base", "--unbound", "warn", input: text).status == 0)
    }

    @Test("expressions may use what the given version of Kubernetes has")
    func versions() throws {
        let text = policy("semver('1.2.3').major() == 1")
        #expect(try check("--policies", "-", "base", input: text).status == 0)
        let old = try check("--policies", "-", "base", "--kubernetes-version", "1.30", input: text)
        #expect(old.status == 1 && old.output.contains("semver"), "\(old.output)")
    }

    @Test("Pod Security follows labels, and the command line for other namespaces")
    func podSecurity() throws {
        let baseline = try check("--pod-security", "baseline:v1.30", "base/web.yaml")
        #expect(baseline.status == 0 && baseline.output.contains("Pod Security: 1 documents, 1 pass"))
        let restricted = try check("--pod-security", "restricted", "base/web.yaml")
        #expect(restricted.status == 1 && restricted.output.contains("violate PodSecurity \"restricted:latest\""))
        let labels = try check("--policies", "policies", "head")
        #expect(labels.output.contains("pod-security-host-namespaces"))
        let none = try check("--policies", "policies", "head", "--no-pod-security")
        #expect(!none.output.contains("pod-security") && !none.output.contains("Pod Security"))
    }
}
