import Foundation
import Testing

/// `gitops policy mutate`, and what `gitops policy check` says of mutating policies.
@Suite("The command gitops policy mutate")
struct PolicyMutateCommandTests {
    private static func policy(_ expression: String, resources: String = "deployments") -> String {
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicy
        metadata: {name: own}
        spec:
          reinvocationPolicy: Never
          matchConstraints:
            resourceRules:
            - {apiGroups: ["", apps], apiVersions: [v1], operations: ["*"], resources: [\(resources)]}
          mutations:
          - patchType: ApplyConfiguration
            applyConfiguration:
              expression: \(expression)
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicyBinding
        metadata: {name: own}
        spec: {policyName: own}
        """
    }

    private static let labelling = policy("\"Object{metadata: Object.metadata{labels: {'team': 'ops'}}}\"")

    private func run(_ command: String, _ policy: String, _ arguments: String...) throws -> BuiltCommand.Outcome {
        try BuiltCommand.run(
            ["policy", command, "--policies", "-"] + arguments + ["base"], input: policy,
            in: BuiltCommand.examples + "/policies")
    }

    @Test("manifests are printed with the changes, and with nothing that the server adds")
    func manifests() throws {
        let all = try run("mutate", Self.labelling)
        #expect(all.status == 0 && all.errors.isEmpty, "\(all.errors)")
        #expect(all.output.contains("    team: ops\n") && !all.output.contains("terminationMessagePath"))
        let changed = try run("mutate", Self.labelling, "--changed", "--output", "json")
        #expect(changed.status == 0 && changed.output.hasPrefix("{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\","))
        let patches = try run("mutate", Self.labelling, "--output", "patch")
        #expect(
            patches.output.contains("\"patch\":[{\"op\":\"add\",\"path\":\"/metadata/labels")
                && patches.output.contains("\"team\"") && patches.output.contains("\"ops\""), "\(patches.output)")
        // Patches are those of changed objects anyway.
        #expect(try run("mutate", Self.labelling, "--output", "patch", "--changed").output == patches.output)
    }

    @Test("a policy that fails is told and exits with 1; none at all exits with 2")
    func failures() throws {
        let failing = try run("mutate", Self.policy("\"Object{spec: Object.spec{replicas: object.spec.nothing}}\""))
        #expect(failing.status == 1 && failing.errors.contains("no such key: nothing"), "\(failing.errors)")
        let broken = try run("mutate", Self.policy("\"Object{\""))
        #expect(broken.status == 1 && broken.errors.contains("<stdin>:12:27:"), "\(broken.errors)")
        let none = try run("mutate", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}")
        #expect(none.status == 2 && none.errors.contains("there is no mutating policy"))
    }

    @Test("a check tells what is changed, with the patch in JSON, and fails for nothing but errors")
    func check() throws {
        let text = try run("check", Self.labelling, "--no-pod-security")
        #expect(text.status == 0, "\(text.output)\(text.errors)")
        #expect(text.output.contains("policy own changes /metadata/labels"), "\(text.output)")
        #expect(text.output.contains("mutating: "), "\(text.output)")
        let json = try run("check", Self.labelling, "--no-pod-security", "--output", "json")
        #expect(json.output.contains("\"patch\"") && json.output.contains("/metadata/labels"), "\(json.output)")
        let failing = try run(
            "check", Self.policy("\"Object{spec: Object.spec{replicas: object.spec.nothing}}\""), "--no-pod-security")
        #expect(failing.status == 1 && failing.output.contains("mutating-policy/own"), "\(failing.output)")
    }

    @Test("explain shows what a mutating policy is about, its expressions and what they change, in every output")
    func explanations() throws {
        func explain(_ policy: String, _ arguments: String...) throws -> BuiltCommand.Outcome {
            try BuiltCommand.run(
                ["policy", "explain", "--policies", "-", "--object", "Deployment/web", "base"] + arguments,
                input: policy, in: BuiltCommand.examples + "/policies")
        }
        let text = try explain(Self.labelling, "--policy", "own")
        #expect(text.status == 0 && text.errors.isEmpty, "\(text.errors)")
        for part in [
            "mutating policy own  <stdin>:1:1\n  reinvocationPolicy Never\n  matched\n  binding own  <stdin>:",
            "    spec.mutations[0].applyConfiguration.expression (ApplyConfiguration): changes 1 field\n"
                + "        Object{metadata: Object.metadata{labels: {'team': 'ops'}}}\n",
            "        at /metadata/labels",
        ] { #expect(text.output.contains(part), "\(text.output)") }
        let json = try explain(Self.labelling, "--output", "json")
        #expect(json.output.contains("\"reinvocationPolicy\": \"Never\""), "\(json.output)")
        #expect(json.output.contains("\"patchType\": \"ApplyConfiguration\""), "\(json.output)")
        let markdown = try explain(Self.labelling, "--output", "markdown")
        #expect(markdown.output.contains("#### Mutating <code>own</code>"), "\(markdown.output)")
        #expect(
            markdown.output.contains("| <code>ApplyConfiguration</code> | <code>Object&#123;metadata"),
            "\(markdown.output)")
        let failing = try explain(Self.policy("\"Object{spec: Object.spec{replicas: object.spec.nothing}}\""))
        #expect(failing.status == 1 && failing.output.contains("no such key: nothing"), "\(failing.output)")
        let others = try explain(Self.policy("\"Object{}\"", resources: "secrets"))
        #expect(others.status == 0 && others.output.contains("not matched: no rule names its"), "\(others.output)")
        let condition = Self.labelling.replacingOccurrences(
            of: "  mutations:\n", with: "  matchConditions: [{name: big, expression: \"false\"}]\n  mutations:\n")
        let unmet = try explain(condition)
        #expect(unmet.output.contains("spec.matchConditions[0].expression (big): false\n"), "\(unmet.output)")
        #expect(unmet.output.contains("changes nothing: the match condition big is false"), "\(unmet.output)")
    }

    @Test("explain masks what a mutation made of a Secret")
    func explainedSecrets() throws {
        let expression = "\"Object{metadata: Object.metadata{labels: {'team': object.stringData.password}}}\""
        let policies = Self.policy(expression, resources: "secrets")
        let secret = "{apiVersion: v1, kind: Secret, metadata: {name: key}, stringData: {password: hunter2}}\n"
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("explain-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try secret.write(toFile: folder + "/secret.yaml", atomically: true, encoding: .utf8)
        for output in ["text", "json", "markdown"] {
            let result = try BuiltCommand.run(
                ["policy", "explain", "--policies", "-", "--output", output, "secret.yaml"], input: policies,
                in: folder)
            #expect(!result.output.contains("hunter2") && !result.errors.contains("hunter2"), "\(result.output)")
            #expect(!result.output.isEmpty, "\(result.errors)")
        }
    }

    @Test("values of Secrets are masked unless they are asked for")
    func secrets() throws {
        let policies = Self.policy(
            "\"Object{metadata: Object.metadata{labels: {'team': 'ops'}}}\"", resources: "secrets")
        let secret = "{apiVersion: v1, kind: Secret, metadata: {name: key}, stringData: {password: hunter2}}\n"
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mutate-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(policies.utf8).write(to: URL(fileURLWithPath: folder + "/policies.yaml"))
        let command = ["policy", "mutate", "--policies", "policies.yaml", "-"]
        let masked = try BuiltCommand.run(command, input: secret, in: folder)
        #expect(masked.status == 0 && masked.output.contains("labels: ") && !masked.output.contains("hunter2"))
        let shown = try BuiltCommand.run(command + ["--show-secrets"], input: secret, in: folder)
        #expect(shown.output.contains("password: hunter2"))
        for output in ["json", "patch"] {
            let other = try BuiltCommand.run(command + ["--output", output], input: secret, in: folder)
            #expect(other.output.contains("labels") && !other.output.contains("hunter2"))
        }
    }

    @Test("what was applied last is masked in Secrets, with the rest", arguments: ["yaml", "json", "patch"])
    func lastApplied(output: String) throws {
        let folder = try TemporaryFolder()
        let change =
            "Object{metadata: Object.metadata{annotations: {'kubectl.kubernetes.io/last-applied-configuration': "
            + "'aHVudGVyMg=='}, labels: {'team': 'ops'}}}"
        try folder.write("policies.yaml", Self.policy("\"\(change)\"", resources: "secrets"))
        let secret = """
            apiVersion: v1
            kind: Secret
            metadata:
              name: key
              annotations:
                kubectl.kubernetes.io/last-applied-configuration: short-hunter2
            data: {password: aHVudGVyMg==}
            """
        let command = ["policy", "mutate", "--policies", "policies.yaml", "--output", output, "-"]
        let masked = try BuiltCommand.run(command, input: secret, in: folder.path)
        #expect(masked.status == 0 && masked.output.contains("made from a Secret"), "\(masked.output)\(masked.errors)")
        #expect(!masked.output.contains("hunter2") && !masked.output.contains("aHVudGVyMg"), "\(masked.output)")
    }

    @Test(
        "what is made of a Secret, itself or a parameter, is masked in every output",
        arguments: ["yaml", "json", "patch"])
    func madeOfSecrets(output: String) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mutate-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let secret =
            "{apiVersion: v1, kind: Secret, metadata: {name: key, namespace: default}, data: {password: aHVudGVyMg==}}"
        let own = Self.policy(
            "\"Object{metadata: Object.metadata{labels: {object.data.password: object.data.password + '1'}}}\"",
            resources: "secrets")
        let param = Self.policy(
            "\"Object{metadata: Object.metadata{annotations: {params.data.password: 'x' + params.data.password}}}\"",
            resources: "configmaps"
        ).replacing(
            "  reinvocationPolicy: Never",
            with: "  reinvocationPolicy: Never\n  paramKind: {apiVersion: v1, kind: Secret}"
        )
        .replacing(
            "spec: {policyName: own}",
            with: "spec: {policyName: own, paramRef: {name: key, namespace: default, parameterNotFoundAction: Deny}}")
        let map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: web, namespace: default, annotations: {a: b}}}"
        for (policy, object) in [(own, secret), (param, map)] {
            try Data((policy + "\n---\n" + secret).utf8).write(to: URL(fileURLWithPath: folder + "/policies.yaml"))
            let command = ["policy", "mutate", "--policies", "policies.yaml", "--output", output, "-"]
            let masked = try BuiltCommand.run(command, input: object + "\n---\n" + secret + "\n", in: folder)
            #expect(masked.output.contains("made from a Secret"), "\(masked.output)\(masked.errors)")
            #expect(!(masked.output + masked.errors).contains("aHVudGVyMg"), "\(masked.output)\(masked.errors)")
            let shown = try BuiltCommand.run(
                command + ["--show-secrets"], input: object + "\n---\n" + secret + "\n", in: folder)
            #expect(shown.output.contains("aHVudGVyMg"))
        }
    }

    @Test(
        "options without an effect are refused, and say why",
        arguments: [
            (["mutate", "--operation", "delete"], "nothing is left to change"),
            (["mutate", "--exceptions", "exceptions.yaml"], "exceptions are for validating policies"),
            (["mutate", "--color", "always"], "--color"), (["explain", "--color", "always"], "--color"),
            (["mutate", "--now", "2026-12-01T00:00:00Z"], "--now goes with --exceptions"),
            (["explain", "--now", "2026-12-01T00:00:00Z"], "--now goes with --exceptions"),
        ] as [([String], String)])
    func withoutEffect(arguments: [String], expected: String) throws {
        let result = try BuiltCommand.run(
            ["policy"] + arguments + ["--policies", "policies", "base"], in: BuiltCommand.examples + "/policies")
        #expect(result.status == 64 && result.errors.contains(expected), "\(result.output)\(result.errors)")
    }

    @Test("an input without documents does not pass")
    func noDocument() throws {
        let folder = try TemporaryFolder()
        try folder.write("empty.yaml", "# nothing\n")
        let result = try BuiltCommand.run(
            ["policy", "mutate", "--policies", "-", "empty.yaml"], input: Self.labelling, in: folder.path)
        #expect(result.status == 2 && result.errors.contains("the input has no document"), "\(result.errors)")
    }

    @Test("explain does not pass because there is nothing to explain")
    func nothingToExplain() throws {
        let none = try run(
            "explain", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}", "--object", "Deployment/web")
        #expect(
            none.status == 2 && none.errors.contains("there is no policy to explain"), "\(none.output)\(none.errors)")
        let named = try run("explain", Self.labelling, "--policy", "other", "--object", "Deployment/web")
        #expect(named.status == 2 && named.errors.contains("no policy is named other; there is own"))
    }

    @Test("policies of kinds that are not evaluated are named")
    func otherKinds() throws {
        let webhook =
            "\n---\n{apiVersion: admissionregistration.k8s.io/v1, kind: MutatingWebhookConfiguration, metadata: {name: w}, "
            + "webhooks: [{name: a.example.com}]}"
        let result = try run("mutate", Self.labelling + webhook, "--unbound", "warn")
        #expect(result.status == 1)
        #expect(result.errors.contains("what MutatingWebhookConfiguration w changes is not known"), "\(result.errors)")
    }
}
