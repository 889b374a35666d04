import GitOpsReport
import Testing

@testable import GitOpsPolicy

/// Variables that refer to each other, as the API server evaluates them: each when it is first read.
@Suite("Chains of variables")
struct VariableChainTests {
    /// `v0`, then variables made of the one before, which `PREVIOUS` stands for; and a policy of one validation.
    private static func policy(_ count: Int, first: String, _ next: String, _ validation: String) -> String {
        let variables = (0..<count).map { number in
            let text = number == 0 ? first : next.replacing("PREVIOUS", with: "variables.v\(number - 1)")
            return "- {name: v\(number), expression: \"\(text)\"}"
        }
        let last = validation.replacing("LAST", with: "variables.v\(count - 1)")
        let spec = "variables:\n\(variables.joined(separator: "\n"))\nvalidations: [{expression: \"\(last)\"}]"
        return PolicyFixture.policy("p", spec) + PolicyFixture.binding()
    }

    private static func check(_ policy: String) -> PolicyCheck {
        PolicyCheckTests.check(policy, PolicyFixture.deployment("web", "replicas: 3"))
    }

    @Test("hundreds of variables that each use the one before have their value", arguments: [2, 300, 1_000])
    func values(count: Int) {
        func check(_ validation: String) -> PolicyCheck {
            Self.check(Self.policy(count, first: "object.spec.replicas", "PREVIOUS + 1", validation))
        }
        let holding = check("LAST == \(count + 2)")
        #expect(holding.findings.isEmpty)
        #expect(holding.sums.evaluations == 1)
        let broken = check("LAST == 0")
        #expect(broken.findings.map(\.verdict) == [.fail])
        #expect(broken.findings.first?.path.map { "\($0)" } == "spec.replicas")
    }

    @Test("the error of the first comes through all of them, and only to those who read it")
    func errors() throws {
        let chain = Self.policy(300, first: "object.spec.nothing", "PREVIOUS + 1", "LAST == 1")
        let message = try #require(Self.check(chain).findings.first?.message)
        #expect(message.contains("composited variable \"v299\" fails to evaluate: composited variable \"v298\" fails"))
        #expect(message.hasSuffix("no such key: nothing"))
        let unread = Self.policy(300, first: "object.spec.nothing", "PREVIOUS + 1", "true || LAST == 1")
        #expect(Self.check(unread).findings.isEmpty)
    }

    @Test("every variable costs what the first to read it pays")
    func costs() throws {
        let policies = PolicySet(
            PolicyFixture.set(
                Self.policy(300, first: "object.spec.replicas", "PREVIOUS + 1", "LAST > 0 && LAST > 1")))
        let simulation = AdmissionSimulation(
            head: PolicyFixture.set(PolicyFixture.deployment("web", "replicas: 3")))
        let ledger = policies.explain(try #require(simulation.steps.first), in: simulation)
        guard case .matched(let bindings) = ledger.entry(of: 0).outcome,
            case .evaluated(let evaluations)? = bindings.first?.outcome
        else { return #expect(Bool(false)) }
        // Three for the way to the first, three for each other: the two names and the sum; then two comparisons.
        #expect(evaluations.first?.expressions.map(\.cost) == [3 + 299 * 3 + 2 * 3])
    }

    @Test("more than fits any stack is refused at one variable, and the policy is unknown")
    func tooLong() {
        let check = Self.check(Self.policy(9_700, first: "object.spec.replicas", "PREVIOUS + 1", "LAST > 0"))
        #expect(check.policies.issues.count == 1)
        #expect(check.policies.issues.first?.message.contains("nested too deeply") == true)
        #expect(check.findings.contains { $0.verdict == .unknown })
    }

    @Test(
        "hostile chains end: lists of lists, errors that grow, results that grow",
        arguments: [
            ("object", "[PREVIOUS]", "LAST == LAST", nil as Verdict?),
            ("object", "{'a': PREVIOUS}", "LAST != LAST", .fail),
            ("object", "[PREVIOUS, PREVIOUS]", "size(LAST) == 2", nil),
            ("object.spec.nothing", "PREVIOUS + PREVIOUS", "LAST == 1", .error),
            ("'x'", "PREVIOUS + PREVIOUS", "LAST == 'x'", .error),
        ])
    func hostile(first: String, next: String, validation: String, verdict: Verdict?) {
        let check = Self.check(Self.policy(1_500, first: first, next, validation))
        #expect(check.findings.map(\.verdict) == [verdict].compactMap { $0 })
    }
}
