import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

/// What the ledger keeps of many parameters.
@Suite("Many parameters of one binding")
struct ParamLedgerTests {
    /// ConfigMaps `c0` and so on, each with its number as `most`.
    private static func params(_ count: Int) -> String {
        (0..<count).map {
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: c\($0), namespace: shop}, data: {most: \"\($0)\"}}\n---\n"
        }.joined()
    }

    private static func policies(_ spec: String, params count: Int) -> String {
        PolicyFixture.policy("p", "paramKind: {apiVersion: v1, kind: ConfigMap}\n\(spec)")
            + PolicyFixture.binding(
                "b", "validationActions: [Deny]\nparamRef: {selector: {}, parameterNotFoundAction: Deny}")
            + params(count)
    }

    private static func evaluations(_ document: DocumentLedger) -> [LedgerEntry.Evaluation] {
        guard case .matched(let bindings) = document.entry(of: 0).outcome,
            case .evaluated(let evaluations)? = bindings.first?.outcome
        else { return [] }
        return evaluations
    }

    private static let objects = PolicyFixture.deployment("a") + PolicyFixture.deployment("b")

    @Test("passing ones are one entry that counts them, and one finding")
    func passing() {
        let check = PolicyCheckTests.check(
            Self.policies("validations: [{expression: \"int(params.data.most) >= 0\"}]", params: 50), Self.objects)
        #expect(check.documents.map { Self.evaluations($0).map(\.count) } == [[50], [50]])
        #expect(check.sums.evaluations == 100)
        #expect(check.sums.isExact)
        #expect(check.findings.isEmpty)
        #expect(
            check.passed.map(\.message)
                == Array(
                    repeating: "satisfies the policy, bound by b with ConfigMap shop/c0 and 49 other parameters",
                    count: 2))
    }

    @Test("those that break the policy are told one by one, in their order")
    func failing() {
        let check = PolicyCheckTests.check(
            Self.policies(
                "validations: [{expression: \"!(params.data.most in ['2', '3'])\", messageExpression: string(params.data.most)}]",
                params: 50), Self.objects)
        #expect(PolicyCheckTests.texts(check) == ["fail 2", "fail 3", "fail 2", "fail 3"])
        #expect(Self.evaluations(check.documents[0]).map(\.count) == [48, 1, 1])
        #expect(check.sums.evaluations == 100)
    }

    @Test("match conditions that are false are counted by their names")
    func conditions() {
        let check = PolicyCheckTests.check(
            Self.policies(
                """
                matchConditions:
                - {name: not-one, expression: "params.data.most != '1'"}
                - {name: not-small, expression: "size(params.data.most) > 1"}
                validations: [{expression: "true"}]
                """, params: 30), PolicyFixture.deployment())
        let found = Self.evaluations(check.documents[0])
        #expect(found.map(\.unmetCondition) == ["not-small", "not-one", nil])
        #expect(found.map(\.count) == [9, 1, 20])
        #expect(
            check.passed.map(\.message).first
                == "the match condition \"not-small\" is false with ConfigMap shop/c0 and 8 other parameters")
    }

    @Test("each text for the audit log is kept once")
    func annotations() {
        let spec =
            "auditAnnotations: [{key: k, valueExpression: \"size(params.data.most) > 1 ? 'long' : 'short'\"}]\n"
            + "validations: [{expression: \"true\"}]"
        let check = PolicyCheckTests.check(Self.policies(spec, params: 50), PolicyFixture.deployment())
        let found = Self.evaluations(check.documents[0])
        #expect(found.map(\.count) == [50])
        #expect(found.first?.annotations.map(\.value) == ["short", "long"])
    }

    @Test("an explanation tells of each")
    func explanation() throws {
        let policies = PolicySet(
            PolicyFixture.set(
                Self.policies("validations: [{expression: \"int(params.data.most) >= 0\"}]", params: 5)))
        let simulation = AdmissionSimulation(head: PolicyFixture.set(PolicyFixture.deployment()))
        let ledger = policies.explain(try #require(simulation.steps.first), in: simulation)
        #expect(Self.evaluations(ledger).map { $0.param?.id.name } == ["c0", "c1", "c2", "c3", "c4"])
    }
}
