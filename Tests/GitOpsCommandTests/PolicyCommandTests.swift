import Foundation
import GitOpsTestSupport
import Testing

/// `gitops policy` over the example `policies`: a shop whose change breaks some of the policies of its cluster.
@Suite("The command gitops policy")
struct PolicyCommandTests {
    private static let folder = BuiltCommand.examples + "/policies"
    private static let exceptions = ["--exceptions", "exceptions.yaml", "--now", "2026-12-01T00:00:00Z"]

    private func check(_ arguments: String..., input: String = "") throws -> BuiltCommand.Outcome {
        try BuiltCommand.run(["policy", "check"] + arguments, input: input, in: Self.folder)
    }

    private func policy(_ expression: String, actions: String = "[Deny]") -> String {
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

    // MARK: Formats

    @Test(
        "each format is what the example keeps",
        arguments: [
            ("check.txt", []), ("check.md", ["--output", "markdown"]),
            ("check.csv", ["--output", "csv", "--show-passed"]),
        ] as [(String, [String])])
    func golden(file: String, arguments: [String]) throws {
        let expected = try String(contentsOfFile: Self.folder + "/expected/" + file, encoding: .utf8)
        let result = try BuiltCommand.run(
            ["policy", "check", "--policies", "policies", "--base", "base"] + Self.exceptions + ["head"] + arguments,
            in: Self.folder)
        #expect(result.status == 1 && result.output == expected, "\(result.output)\(result.errors)")
    }

    @Test("the README shows what the example prints")
    func readme() throws {
        let expected = try String(contentsOfFile: Self.folder + "/expected/check.txt", encoding: .utf8)
        let readme = try String(contentsOfFile: BuiltCommand.examples + "/../../README.md", encoding: .utf8)
        #expect(readme.contains("--now 2026-12-01T00:00:00Z head\n" + expected))
    }

    @Test(
        "formats for programs parse, and leave the ledger to standard error",
        arguments: ["json", "sarif", "policyreport"])
    func json(format: String) throws {
        let result = try check("--policies", "policies", "head", "--output", format)
        #expect(result.status == 1)
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(result.output.utf8)) }
        #expect(result.errors.contains(" documents × 3 policies: "))
    }

    @Test("every other format names policy and place", arguments: ["jsonlines", "csv", "junit", "markdown"])
    func formats(format: String) throws {
        let result = try check("--policies", "policies", "head", "--output", format)
        #expect(result.status == 1)
        #expect(result.output.contains("policy/replica-limit") && result.output.contains("head/web.yaml"))
    }

    @Test("every failing result of SARIF has line and column")
    func sarif() throws {
        let output = try check("--policies", "policies", "head", "--output", "sarif").output
        let log = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        let run = try #require((log?["runs"] as? [[String: Any]])?.first)
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(results.count >= 4)
        #expect(SARIFRules(output).violations == [])
        for result in results {
            let location = (result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]
            let region = location?["region"] as? [String: Any]
            #expect((region?["startLine"] as? Int ?? 0) > 1 && (region?["startColumn"] as? Int ?? 0) > 0, "\(result)")
        }
    }

    @Test("revisions are checked without a checkout, with the older one as what is there")
    func revisions() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.copyItem(atPath: Self.folder + "/base", toPath: folder)
        let git = GitCommand(folder)
        try git("init", "-q", "-b", "main")
        try git("add", "-A")
        try git("commit", "-q", "-m", "base")
        try FileManager.default.removeItem(atPath: folder + "/data.yaml")
        try git("add", "-A")
        try git("commit", "-q", "-m", "head")
        for arguments in [["HEAD~1..HEAD"], ["HEAD", "--base", "HEAD~1"], ["--base", "HEAD~1"]] {
            let result = try BuiltCommand.run(
                ["policy", "check", "--policies", "policies", "--repo", folder] + arguments, in: Self.folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("warn  policy/keep-claims") && result.output.contains("  data.yaml:6:3"))
        }
        let alone = try check("--policies", "policies", "--repo", folder, "HEAD")
        #expect(alone.status == 0 && !alone.output.contains("keep-claims"))
        let wrong = try check("--policies", "policies", "--repo", folder, "nothing")
        #expect(wrong.status == 2 && wrong.errors.contains("'nothing' names no revision"))
    }

    /// A repository whose change loosens the policy that it breaks.
    private func looseningRepository() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let git = GitCommand(folder.path)
        try git("init", "-q", "-b", "main")
        let more = "object.spec.replicas <= oldObject.spec.replicas"
        try folder.write(
            "policies/own.yaml", policy(more).replacingOccurrences(of: "[\"*\"]", with: "[UPDATE]"))
        func deployment(_ name: String, _ replicas: Int) -> String {
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: \(name)}\nspec: {replicas: \(replicas)}\n"
        }
        try folder.write("deploy/web.yaml", deployment("web", 2))
        try git("add", "-A")
        try git("commit", "-q", "-m", "base")
        try folder.write("policies/own.yaml", policy("'true'"))
        try folder.write("deploy/web.yaml", deployment("web", 5) + "---\n" + deployment("new", 9))
        try git("add", "-A")
        try git("commit", "-q", "-m", "head")
        return folder
    }

    @Test("policies of the base judge a change that loosens them, and updates see the old object")
    func policiesOfRevisions() throws {
        let folder = try looseningRepository()
        func check(_ policies: String, _ arguments: String...) throws -> BuiltCommand.Outcome {
            try BuiltCommand.run(
                ["policy", "check", "--policies", policies, "--repo", ".", "--path", "deploy"] + arguments,
                in: folder.path)
        }
        let base = try check("HEAD~1:policies", "HEAD~1..HEAD")
        #expect(base.status == 1, "\(base.output)\(base.errors)")
        #expect(
            base.output.contains("policy/own  Deployment.apps web") && base.output.contains("  policies/own.yaml:9:"))
        #expect(!base.output.contains("Deployment.apps new"))
        #expect(base.output.contains("2 documents × 1 policies: 1 not matched, 1 matched"))
        #expect(try check("HEAD:policies", "HEAD~1..HEAD").status == 0)
        #expect(try check("HEAD~1:policies/own.yaml", "HEAD", "--base", "HEAD~1").status == 1)
        #expect(try check("HEAD~1:policies", "HEAD").status == 0)
        #expect(try check("./policies", "HEAD~1..HEAD").status == 0)
        let nowhere = try check("HEAD:nowhere", "HEAD")
        #expect(
            nowhere.status == 2 && nowhere.errors.contains("HEAD has no file or directory nowhere"), "\(nowhere.errors)"
        )
        let nothing = try check("nothing:policies", "HEAD")
        #expect(nothing.status == 2, "\(nothing.errors)")
        #expect(
            nothing.errors.contains("nothing:policies: the repository of --repo has no branch, tag or commit nothing"),
            "\(nothing.errors)")
        let withoutRepository = try BuiltCommand.run(
            ["policy", "check", "--policies", "HEAD:policies", "deploy"], in: folder.path)
        #expect(
            withoutRepository.status == 2 && withoutRepository.errors.contains("name the repository with --repo"),
            "\(withoutRepository.errors)")
    }

    @Test(
        "a version that is newer than all that are known is told once",
        arguments: [
            ["policy", "check", "--policies", "policies", "base"], ["cel", "1 == 1"], ["validate", "base"],
            ["rbac", "paths", "base"],
        ])
    func newerVersion(arguments: [String]) throws {
        let newer = try BuiltCommand.run(arguments + ["--kubernetes-version", "1.99"], in: Self.folder)
        let note = "gitops: Kubernetes 1.99 is newer than 1.36, the newest version that is known here"
        #expect(newer.errors.split(separator: "\n").count { $0.hasPrefix(note) } == 1, "\(newer.errors)")
        let known = try BuiltCommand.run(arguments + ["--kubernetes-version", "1.36"], in: Self.folder)
        #expect(!known.errors.contains("newer than"), "\(known.errors)")
    }

    // MARK: Explanations

    @Test("explain shows parameters and each expression with value, cost and lines")
    func explain() throws {
        let expected = try String(contentsOfFile: Self.folder + "/expected/explain.txt", encoding: .utf8)
        let result = try BuiltCommand.run(
            [
                "policy", "explain", "--policies", "policies", "--policy", "replica-limit", "--object",
                "Deployment/web", "--base", "base", "head",
            ], in: Self.folder)
        #expect(result.status == 1 && result.output == expected, "\(result.output)\(result.errors)")
    }

    @Test("explain has JSON for programs and Markdown for comments")
    func explainFormats() throws {
        func explain(_ format: String) throws -> BuiltCommand.Outcome {
            try BuiltCommand.run(
                [
                    "policy", "explain", "--policies", "policies", "--object", "Deployment/web", "--base", "base",
                    "head",
                    "--output", format,
                ], in: Self.folder)
        }
        let json = try explain("json")
        #expect(json.status == 1)
        let root = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(root["operation"] as? String == "UPDATE" && root["refused"] as? Bool == true)
        let policies = try #require(root["policies"] as? [[String: Any]])
        #expect(policies.map { $0["outcome"] as? String } == ["matched", "notMatched", "matched"])
        let binding = try #require((policies[2]["bindings"] as? [[String: Any]])?.first)
        let evaluation = try #require((binding["evaluations"] as? [[String: Any]])?.first)
        #expect((evaluation["param"] as? [String: Any])?["name"] as? String == "replica-limit")
        let expressions = try #require(evaluation["expressions"] as? [[String: Any]])
        #expect(expressions[1]["value"] as? Bool == false && expressions[1]["cost"] as? Int == 8)
        let place = (expressions[1]["looksAt"] as? [[String: Any]])?.first
        #expect(place?["file"] as? String == "head/web.yaml" && place?["line"] as? Int == 7)
        let markdown = try explain("markdown")
        #expect(
            markdown.status == 1 && markdown.output.contains("| false | 8 | <code>head/web.yaml&#58;7&#58;3</code> |"))
        for row in markdown.output.split(separator: "\n") where row.hasPrefix("| <code>") {
            #expect(row.count { $0 == "|" } == 6, "\(row)")
        }
    }

    @Test("explain says why a policy is not about a document")
    func explainUnmatched() throws {
        func explain(_ arguments: String...) throws -> BuiltCommand.Outcome {
            try BuiltCommand.run(["policy", "explain", "--policies", "policies", "base"] + arguments, in: Self.folder)
        }
        let result = try explain("--policy", "keep-claims", "--object", "orders")
        #expect(result.status == 0 && result.output.contains("  not matched: no rule names the operation\n"))
        let missing = try explain("--policy", "nope", "--object", "orders")
        #expect(missing.status == 2 && missing.errors.contains("there is pinned-images, keep-claims, replica-limit"))
        let many = try explain()
        #expect(many.status == 2 && many.errors.contains("--object: "))
        #expect(try explain("--object", "nothing").status == 2)
    }

    @Test("what expressions make of a Secret is masked")
    func secrets() throws {
        let text = policy("object.data.key == ''\n    messageExpression: string(object.data.key)")
            .replacingOccurrences(of: "apiGroups: [apps]", with: "apiGroups: ['']")
            .replacingOccurrences(of: "[deployments]", with: "[secrets]")
        let secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {key: c2VjcmV0}\n"
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: folder) }
        try secret.write(to: folder, atomically: true, encoding: .utf8)
        let result = try BuiltCommand.run(
            ["policy", "explain", "--policies", "-", folder.path], input: text, in: Self.folder)
        #expect(result.status == 1 && result.output.contains("masked"), "\(result.output)\(result.errors)")
        #expect(!result.output.contains("c2VjcmV0"))
        for format in ["json", "markdown"] {
            let other = try BuiltCommand.run(
                ["policy", "explain", "--policies", "-", folder.path, "--output", format], input: text, in: Self.folder)
            #expect(other.output.contains("masked") && !other.output.contains("c2VjcmV0"), "\(other.output)")
        }
        let check = try check("--policies", "-", folder.path, input: text)
        #expect(check.status == 1 && check.output.contains("failed expression: object.data.key"), "\(check.output)")
        #expect(!check.output.contains("c2VjcmV0"))
    }

    // MARK: Bad input

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

    @Test("policies of kinds that are not evaluated are named")
    func otherKinds() throws {
        let text =
            policy("object.spec.replicas > 1")
            + "---\napiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: labels}\nspec: {rules: []}\n"
        let result = try check("--policies", "-", "base", input: text)
        #expect(result.status == 0)
        #expect(
            result.errors.contains("ClusterPolicy is a kind of policies that is not evaluated here: labels"),
            "\(result.errors)")
    }
}
