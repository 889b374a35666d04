import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

@Suite("Explaining what a policy says")
struct ExplanationTests {
    private func expressions(_ spec: String, _ documents: String) throws -> [EvaluatedExpression] {
        let policies = PolicySet(
            PolicyFixture.set(PolicyFixture.policy("p", spec) + PolicyFixture.binding(), name: "policies.yaml"))
        let simulation = AdmissionSimulation(head: PolicyFixture.set(documents, name: "web.yaml"))
        let ledger = policies.explain(try #require(simulation.steps.first), in: simulation)
        guard case .matched(let entries) = ledger.entry(of: 0).outcome,
            case .evaluated(let evaluations) = entries.first?.outcome
        else { return [] }
        return evaluations.flatMap(\.expressions)
    }

    @Test("each expression comes with its field, value, cost and lines, in the order of the server")
    func order() throws {
        let spec = """
            matchConditions: [{name: c, expression: "object.kind == 'Deployment'"}]
            validations: [{expression: "object.spec.replicas > 5", messageExpression: "'few'"}]
            auditAnnotations: [{key: a, valueExpression: "string(object.spec.nothing)"}]
            """
        let found = try expressions(spec, PolicyFixture.deployment())
        #expect(
            found.map { "\($0.path)" } == [
                "spec.matchConditions[0].expression", "spec.validations[0].expression",
                "spec.validations[0].messageExpression", "spec.auditAnnotations[0].valueExpression",
            ])
        #expect(found.map(\.value).prefix(3) == [.boolean(true), .boolean(false), .text("few")])
        if case .failed? = found.last?.value {} else { Issue.record("\(found)") }
        #expect(found[1].cost > 0)
        #expect(found[1].decisive.allSatisfy { $0.position != nil } && !found[1].decisive.isEmpty)
    }

    @Test("what the server does not come to is not among them")
    func shortCut() throws {
        let spec = """
            matchConditions: [{name: c, expression: "false"}]
            validations: [{expression: "object.spec.replicas > 5"}]
            """
        #expect(try expressions(spec, PolicyFixture.deployment()).map(\.value) == [.boolean(false)])
    }

    @Test("a check keeps nothing of that")
    func checks() {
        let check = PolicyCheckTests.check(
            PolicyFixture.policy("p", "validations: [{expression: \"object.spec.replicas > 5\"}]")
                + PolicyFixture.binding(), PolicyFixture.deployment())
        for case .matched(let entries) in check.documents.flatMap(\.entries).map(\.outcome) {
            for case .evaluated(let evaluations) in entries.map(\.outcome) {
                #expect(evaluations.allSatisfy { $0.expressions.isEmpty })
            }
        }
        #expect(check.findings.count == 1 && check.passed.isEmpty)
    }

    @Test(
        "what passes is told once a binding, and what a match condition leaves out is skipped",
        arguments: [("object.spec.replicas == 1", Verdict.pass), ("false", .skip)])
    func passed(condition: String, verdict: Verdict) {
        let check = PolicyCheckTests.check(
            PolicyFixture.policy(
                "p",
                """
                matchConditions: [{name: c, expression: "\(condition)"}]
                validations: [{expression: "object.spec.replicas < 5"}]
                """) + PolicyFixture.binding(), PolicyFixture.deployment())
        #expect(check.passed.map(\.verdict) == [verdict])
        #expect(check.findings.isEmpty)
    }
}
