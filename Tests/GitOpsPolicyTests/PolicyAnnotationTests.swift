import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

@Suite("Annotations of policies")
struct PolicyAnnotationTests {
    private static func policy(_ annotations: String) -> PolicySet {
        let policy = PolicyFixture.policy("p", "validations: [{expression: \"false\", message: stop}]")
            .replacing("metadata: {name: p}", with: "metadata:\n  name: p\n  annotations:\n    \(annotations)")
        return PolicySet(PolicyFixture.set(policy + PolicyFixture.binding(), name: "policies.yaml"))
    }

    @Test("annotations say what findings of a policy are called and how much they matter")
    func rule() throws {
        let policies = Self.policy(
            """
            policy.swift-gitops.dev/rule: SHOP-1
                policy.swift-gitops.dev/severity: critical
                policy.swift-gitops.dev/summary: Shops are closed.
                policy.swift-gitops.dev/description: Because.
                policy.swift-gitops.dev/help: Close it.
                policy.swift-gitops.dev/help-uri: https://shop.example/rules
                policy.swift-gitops.dev/tags: security, shop
                example.org/other: x
            """)
        #expect(policies.issues.isEmpty)
        let check = policies.check(AdmissionSimulation(head: PolicyFixture.set(PolicyFixture.deployment())))
        let finding = try #require(check.findings.first)
        #expect(finding.severity == .critical)
        #expect(
            finding.rule
                == FindingRule(
                    id: "SHOP-1", summary: "Shops are closed.", description: "Because.", help: "Close it.",
                    helpURI: "https://shop.example/rules", severity: .critical, tags: ["policy", "security", "shop"]))
        #expect(check.report.evaluatedRules == [finding.rule])
    }

    @Test("a policy without annotations has a rule of its own name")
    func none() {
        let rule = PolicySet(PolicyFixture.set(PolicyFixture.policy("p"))).policies.first?.rule
        #expect(rule?.id == "policy/p" && rule?.severity == .medium)
    }

    @Test(
        "an annotation that says nothing is told, and the policy counts all the same",
        arguments: [
            ("severity: bad", "is \"bad\"; write one of info, low, medium, high, critical"),
            ("severty: high", "is not known; did you mean policy.swift-gitops.dev/severity?"),
            ("colour: red", "is not known; write one of "), ("summary: '  '", "must be a text"),
            ("summary: 7", "must be a text"),
        ])
    func mistakes(annotation: String, message: String) throws {
        let policies = Self.policy("policy.swift-gitops.dev/\(annotation)")
        let issue = try #require(policies.issues.first)
        #expect(policies.issues.count == 1 && issue.kind == .warning)
        #expect(issue.message.hasPrefix(message))
        #expect(issue.place.position?.line == 6)
        let check = policies.check(AdmissionSimulation(head: PolicyFixture.set(PolicyFixture.deployment())))
        #expect(check.findings.contains { $0.verdict == .fail && $0.message == "stop" })
    }
}
