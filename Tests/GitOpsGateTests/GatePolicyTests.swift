import GitOpsGate
import GitOpsManifest
import GitOpsPolicy
import GitOpsReport
import Testing

@Suite("The gate: policies, controls and Pod Security")
struct GatePolicyTests {
    @Test("a policy that a change takes away judges the change all the same")
    func removedPolicy() async throws {
        var configuration = GateFixture.quiet
        configuration.policies.isEnabled = true
        let policy = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: no-privilege}
            spec:
              matchConstraints:
                resourceRules:
                  - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}
              validations:
                - expression: >-
                    !object.spec.template.spec.containers.exists(c, c.?securityContext.?privileged.orValue(false))
                  message: no container is privileged
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: no-privilege}
            spec: {policyName: no-privilege, validationActions: [Deny]}
            """
        var base = GateFixture.base
        base["policy.yaml"] = policy
        let result = try await GateFixture.result(
            configuration, base: base, head: GateFixture.base.merging(["web.yaml": GateFixture.privileged]) { $1 })
        #expect(GateFixture.rules(result, .new).contains("policy/no-privilege") && !result.passes)
        #expect(result.ledger.isExact && result.ledger.policies?.policies == 1)
    }

    private static let policy = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: replicas}
        spec:
          paramKind: {apiVersion: v1, kind: ConfigMap}
          matchConstraints:
            resourceRules:
              - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}
          validations:
            - {expression: "!('image' in params.data) || params.data.image == 'any'"}
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: replicas}
        spec:
          policyName: replicas
          validationActions: [Deny]
          paramRef: {name: limits, namespace: shop, parameterNotFoundAction: Deny}
        """

    private static func limits(_ image: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits, namespace: shop}\ndata: {image: \(image)}\n"
    }

    @Test(
        "a change is judged by the parameters of the base and by its own",
        arguments: [
            ("any", "any", ""), ("none", "any", "existing"), ("any", "none", "new"), ("none", "none", "existing"),
        ])
    func parameters(before: String, after: String, status: String) async throws {
        var configuration = GateFixture.quiet
        configuration.policies.isEnabled = true
        let base = GateFixture.base.merging(["policy.yaml": Self.policy, "limits.yaml": Self.limits(before)]) { $1 }
        let result = try await GateFixture.result(
            configuration, base: base, head: base.merging(["limits.yaml": Self.limits(after)]) { $1 })
        let found = result.report.findings.filter { $0.rule.id == "policy/replicas" }
        #expect(Set(found.compactMap(\.status?.rawValue)) == (status.isEmpty ? [] : [status]))
        #expect(result.ledger.isExact && (result.ledger.headPolicies != nil) == (before != after))
    }

    @Test("of a control and a check of Pod Security about the same field one finding is told, the graver one")
    func sharedSubjects() async throws {
        var configuration = GateFixture.quiet
        configuration.controls.isEnabled = true
        configuration.podSecurity.isEnabled = true
        for (label, rule) in [
            ("enforce", "pod-security-privileged"), ("warn", "workload-privileged-container"),
        ] {
            let namespace = GateFixture.namespace.replacing(
                "{name: shop}", with: "{name: shop, labels: {pod-security.kubernetes.io/\(label): baseline}}")
            let base = GateFixture.base.merging(["ns.yaml": namespace]) { $1 }
            let result = try await GateFixture.result(
                configuration, base: base, head: base.merging(["web.yaml": GateFixture.privileged]) { $1 })
            let told = GateFixture.rules(result, .new).intersection([
                "pod-security-privileged", "workload-privileged-container",
            ])
            #expect(told == [rule])
            let finding = try #require(result.report.findings.first { $0.rule.id == rule })
            #expect(finding.severity == .high && finding.verdict == .fail)
        }
    }

    @Test("what a change does is not told again where a control finds the same field, unless it weighs more")
    func changeAndControl() async throws {
        var configuration = GateFixture.quiet
        configuration.controls.isEnabled = true
        configuration.changes.isEnabled = true
        let head = GateFixture.base.merging(["web.yaml": GateFixture.privileged]) { $1 }
        let result = try await GateFixture.result(configuration, base: GateFixture.base, head: head)
        #expect(!GateFixture.rules(result, .new).contains("change-privilege"))
        let finding = try #require(result.report.findings.first { $0.rule.id == "workload-privileged-container" })
        #expect(finding.properties["change"] == "privilege")
        configuration.changes.severities[.privilege] = .critical
        let graver = try await GateFixture.result(configuration, base: GateFixture.base, head: head)
        #expect(GateFixture.rules(graver, .new).isSuperset(of: ["change-privilege", "workload-privileged-container"]))
    }

    private static func volumes(_ paths: String...) -> String {
        GateFixture.web + "\n      volumes:\n"
            + paths.enumerated().map { "        - {name: v\($0), hostPath: {path: \($1)}}\n" }.joined()
    }

    @Test("what several volumes do alike is told once, with their places, and not again where controls tell it")
    func volumes() async throws {
        var configuration = GateFixture.quiet
        configuration.changes.isEnabled = true
        let head = GateFixture.base.merging(["web.yaml": Self.volumes("/srv/a", "/srv/b", "/var/run/docker.sock")]) {
            $1
        }
        func changes() async throws -> [Finding] {
            try await GateFixture.result(configuration, base: GateFixture.base, head: head).report.findings
                .filter { $0.rule.id == "change-privilege" }
        }
        let found = try await changes()
        #expect(found.count == 1 && found.first?.message.hasSuffix(", in 3 places") == true)
        #expect(found.first?.places.compactMap(\.position?.line) == [14, 15, 16])
        configuration.controls.isEnabled = true
        #expect(try await changes().isEmpty)
        configuration.controls.disabled = ["workload-host-path"]
        let left = try await changes()
        #expect(left.count == 1 && left.first?.places.compactMap(\.position?.line) == [14, 15])
    }
}
