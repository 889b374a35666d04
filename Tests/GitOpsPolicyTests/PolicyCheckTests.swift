import GitOpsManifest
import GitOpsRBAC
import GitOpsReport
import GitOpsSchema
import Testing

@testable import GitOpsPolicy

@Suite("Checking documents")
struct PolicyCheckTests {
    static func check(
        _ policies: String, _ documents: String, base: String? = nil, options: AdmissionOptions = AdmissionOptions(),
        exceptions: PolicyExceptions = PolicyExceptions(), threads: Int = 1
    ) -> PolicyCheck {
        var options = options
        options.threads = threads
        return PolicySet(PolicyFixture.set(policies, name: "policies.yaml")).check(
            AdmissionSimulation(
                head: PolicyFixture.set(documents, name: "web.yaml"),
                base: base.map { PolicyFixture.set($0, name: "base.yaml") }, options: options),
            exceptions: exceptions)
    }

    static func review(_ policies: String, _ documents: String) throws -> AdmissionResponse {
        let simulation = AdmissionSimulation(head: PolicyFixture.set(documents))
        let reviewer = AdmissionReviewer(policies: PolicySet(PolicyFixture.set(policies)))
        return reviewer.response(to: simulation.request(for: try #require(simulation.steps.first)))
    }

    static func texts(_ check: PolicyCheck) -> [String] {
        check.findings.map { "\($0.effectiveVerdict) \($0.message)" }
    }

    // MARK: Messages

    @Test(
        "a false validation says its message expression, else its message, else the expression",
        arguments: [
            ("", "failed expression: object.spec.replicas > 5"), ("message: \" too few \"", "too few"),
            ("messageExpression: \"'only ' + string(object.spec.replicas)\"", "only 1"),
            ("message: m, messageExpression: \"'  '\"", "m"), ("message: m, messageExpression: \"'a\\\\nb'\"", "m"),
            ("message: m, messageExpression: \"object.spec.nothing + ''\"", "m"),
            ("messageExpression: \"object.spec.nothing + ''\"", "failed expression: object.spec.replicas > 5"),
            ("message: m, messageExpression: \"'  x '\"", "x"),
        ])
    func messages(fields: String, message: String) throws {
        let validation =
            "validations: [{expression: \"  object.spec.replicas > 5 \"\(fields.isEmpty ? "" : ", ")\(fields)}]"
        let check = Self.check(
            PolicyFixture.policy("p", validation) + PolicyFixture.binding(), PolicyFixture.deployment())
        #expect(Self.texts(check) == ["fail \(message)"])
    }

    @Test("a message longer than 5 KiB is not used")
    func longMessage() {
        let text = String(repeating: "x", count: 5 * 1024)
        for (length, message) in [(5 * 1024, text), (5 * 1024 + 1, "m")] {
            let literal = String(repeating: "x", count: length)
            let policy = PolicyFixture.policy(
                "p", "validations: [{expression: \"false\", message: m, messageExpression: \"'\(literal)'\"}]")
            let check = Self.check(policy + PolicyFixture.binding(), PolicyFixture.deployment())
            #expect(check.findings.map(\.message) == [message])
        }
    }

    // MARK: Failure policy and actions

    @Test(
        "an error counts as the failure policy says",
        arguments: [("Fail", Verdict.error, false), ("Ignore", .skip, true)])
    func failurePolicy(policy: String, verdict: Verdict, isAllowed: Bool) throws {
        let spec = "failurePolicy: \(policy)\nvalidations: [{expression: \"object.spec.nothing == 1\"}]"
        let policies = PolicyFixture.policy("p", spec) + PolicyFixture.binding()
        let check = Self.check(policies, PolicyFixture.deployment())
        #expect(check.findings.map(\.verdict) == [verdict])
        #expect(
            check.findings.first?.message
                == "expression 'object.spec.nothing == 1' resulted in error: no such key: nothing")
        #expect(try Self.review(policies, PolicyFixture.deployment()).isAllowed == isAllowed)
    }

    @Test(
        "actions decide what a broken policy amounts to",
        arguments: [
            ("[Deny]", Verdict.fail, false, 0, 0), ("[Warn]", .warn, true, 1, 0), ("[Audit]", .audit, true, 0, 1),
            ("[Warn, Audit]", .warn, true, 1, 1), ("[Deny, Audit]", .fail, false, 0, 1),
        ])
    func actions(actions: String, verdict: Verdict, isAllowed: Bool, warnings: Int, annotations: Int) throws {
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"false\", message: stop}]")
            + PolicyFixture.binding("b", "validationActions: \(actions)")
        #expect(Self.check(policies, PolicyFixture.deployment()).report.verdict == verdict)
        let response = try Self.review(policies, PolicyFixture.deployment())
        #expect(response.isAllowed == isAllowed)
        #expect(response.warnings.count == warnings)
        #expect(response.auditAnnotations.count == annotations)
    }

    @Test("the response has the server's words, reason and code")
    func response() throws {
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"false\", message: stop, reason: Forbidden}]")
            + PolicyFixture.binding()
        let status = try #require(try Self.review(policies, PolicyFixture.deployment()).status)
        #expect(
            status.message
                == "deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: stop"
        )
        #expect(status.code == 403)
        #expect(status.reason == "Forbidden")
        let warned = try Self.review(
            PolicyFixture.policy("p", "validations: [{expression: \"false\", message: stop}]")
                + PolicyFixture.binding("b", "validationActions: [Warn, Audit]"), PolicyFixture.deployment())
        #expect(warned.warnings == ["Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': stop"])
        #expect(
            warned.auditAnnotations["validation.policy.admission.k8s.io/validation_failure"]
                == "[{\"message\":\"stop\",\"policy\":\"p\",\"binding\":\"b\",\"expressionIndex\":0,"
                + "\"validationActions\":[\"Warn\",\"Audit\"]}]")
    }

    // MARK: Conditions, variables, annotations

    @Test("a false match condition ends the evaluation, an error follows the failure policy")
    func matchConditions() {
        func policy(_ conditions: String) -> String {
            PolicyFixture.policy("p", "matchConditions: \(conditions)\nvalidations: [{expression: \"false\"}]")
                + PolicyFixture.binding()
        }
        let unmet = Self.check(
            policy(
                "[{name: a, expression: \"object.spec.nothing\"}, {name: big, expression: \"object.spec.replicas > 3\"}]"
                    .replacing("object.spec.nothing\"", with: "object.spec.nothing == 1\"")), PolicyFixture.deployment()
        )
        #expect(unmet.findings.isEmpty, "a false condition wins over an error")
        guard case .matched(let bindings) = unmet.documents[0].entry(of: 0).outcome,
            case .evaluated(let evaluations) = bindings[0].outcome
        else { return #expect(Bool(false)) }
        #expect(evaluations.map(\.unmetCondition) == ["big"])
        let failing = Self.check(
            policy("[{name: a, expression: \"object.spec.nothing == 1\"}]"), PolicyFixture.deployment())
        #expect(failing.findings.map(\.verdict) == [.error])
    }

    @Test("variables are lazy, use those before them, and carry their errors along")
    func variables() {
        let policies =
            PolicyFixture.policy(
                "p",
                """
                variables:
                - {name: count, expression: "object.spec.replicas"}
                - {name: twice, expression: "variables.count * 2"}
                - {name: broken, expression: "object.spec.nothing"}
                validations:
                - {expression: "variables.twice == 6"}
                - {expression: "variables.count == 3 || variables.broken == 1"}
                - {expression: "variables.broken == 1"}
                """) + PolicyFixture.binding()
        let check = Self.check(policies, PolicyFixture.deployment("web", "replicas: 3"))
        #expect(check.policies.obstacles == [[]])
        #expect(
            Self.texts(check) == [
                "error expression 'variables.broken == 1' resulted in error: composited variable \"broken\" fails to "
                    + "evaluate: no such key: nothing"
            ])
    }

    @Test("audit annotations are texts or null; an error denies whatever the actions are")
    func auditAnnotations() throws {
        func policy(_ expression: String, _ actions: String = "[Audit]") -> String {
            PolicyFixture.policy("p", "auditAnnotations: [{key: k, valueExpression: \"\(expression)\"}]")
                + PolicyFixture.binding("b", "validationActions: \(actions)")
        }
        let value = try Self.review(policy("' v '"), PolicyFixture.deployment())
        #expect(value.auditAnnotations == ["p/k": "v"])
        #expect(try Self.review(policy("null"), PolicyFixture.deployment()).auditAnnotations.isEmpty)
        let broken = policy("object.spec.nothing + ''")
        #expect(try !Self.review(broken, PolicyFixture.deployment()).isAllowed)
        let check = Self.check(broken, PolicyFixture.deployment())
        #expect(check.report.verdict == .error)
        #expect(check.findings.map { $0.places.map(\.description) } == [["web.yaml:4:1", "policies.yaml:7:48"]])
    }
}
