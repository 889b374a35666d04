import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

/// Policies that come to a limit which the API server does not have: what it says is not known.
@Suite("Policies that come to a limit of our own")
struct OwnLimitTests {
    static let conditions = [
        "quantity('1e20000').add(quantity('1')).isGreaterThan(quantity('10Gi'))",
        "'%.40000f'.format([1.0]).size() > 0",
    ]

    private static func verdicts(_ spec: String) -> [Verdict] {
        PolicyCheckTests.check(
            PolicyFixture.policy("p", spec) + PolicyFixture.binding(), PolicyFixture.deployment("web")
        ).findings.map(\.verdict)
    }

    @Test("are unknown, whatever the failure policy", arguments: ["Fail", "Ignore"], conditions)
    func validations(failurePolicy: String, condition: String) {
        for form in ["E", "!(E)", "(E) || true", "(E) && false", "[1].all(x, (E) || true)", "(E) ? true : true"] {
            let expression = form.replacing("E", with: condition)
            #expect(
                Self.verdicts("failurePolicy: \(failurePolicy)\nvalidations: [{expression: \"\(expression)\"}]")
                    == [.unknown], "\(form)")
        }
    }

    @Test("are unknown wherever the limit is met", arguments: ["Fail", "Ignore"], conditions)
    func places(failurePolicy: String, condition: String) {
        let specs = [
            "matchConditions: [{name: a, expression: \"\(condition)\"}]\nvalidations: [{expression: 'true'}]",
            "matchConditions: [{name: a, expression: \"(\(condition)) || true\"}]\nvalidations: [{expression: 'true'}]",
            "variables: [{name: a, expression: \"\(condition)\"}]\nvalidations: [{expression: variables.a}]",
            "variables: [{name: a, expression: \"\(condition)\"}]\n"
                + "validations: [{expression: variables.a || true}, {expression: variables.a || true}]",
            "variables: [{name: a, expression: \"\(condition)\"}, {name: b, expression: variables.a || true}]\n"
                + "validations: [{expression: variables.b}, {expression: '!variables.b'}]",
            "validations: [{expression: 'false', messageExpression: \"string(\(condition))\"}]",
            "validations: [{expression: 'true'}]\n"
                + "auditAnnotations: [{key: a, valueExpression: \"string(\(condition))\"}]",
        ]
        for spec in specs {
            #expect(Self.verdicts("failurePolicy: \(failurePolicy)\n\(spec)") == [.unknown], "\(spec.prefix(60))")
        }
    }

    @Test(
        "policies that write many digits are unknown once they have written what they may",
        arguments: [
            ("%.32767f", "1.5", 15_000), ("%.1074f", "5e-324", 15_000), ("%.32767e", "2.5", 15_000), ("%s", "a", 500),
        ])
    func formats(clause: String, value: String, calls: Int) {
        let text = value == "a" ? "'\(String(repeating: "a", count: 33_000))'" : value
        func validation(_ calls: Int) -> String {
            "{expression: \"lists.range(\(calls)).all(x, '\(clause)'.format([\(text)]) != string(x))\"}"
        }
        #expect(Self.verdicts("validations: [\(validation(calls))]") == [])
        #expect(Self.verdicts("failurePolicy: Ignore\nvalidations: [\(validation(calls * 3))]") == [.unknown])
        let both = "\(validation(calls)), \(validation(calls - 1)), \(validation(calls - 2))"
        #expect(Self.verdicts("validations: [\(both)]") == [.unknown])
    }

    @Test("a variable that met the limit is unknown for each expression that reads it, and for no other")
    func variables() {
        let expression = "variables: [{name: a, expression: \"\(Self.conditions[0])\"}]\nfailurePolicy: Ignore\n"
        // The first of two asks; the second finds what was kept, and must not absorb it.
        let kept =
            expression + "validations: [{expression: 'true || variables.a'}, {expression: 'variables.a || true'}]"
        #expect(Self.verdicts(kept) == [.unknown])
        #expect(!Self.verdicts(expression + "validations: [{expression: 'true || variables.a'}]").contains(.unknown))
    }

    @Test("mutations are unknown", arguments: ["Fail", "Ignore"], conditions)
    func mutations(failurePolicy: String, condition: String) throws {
        let more = "failurePolicy: \(failurePolicy)"
        let policies = [
            MutationFixture.apply(
                "Object{metadata: Object.metadata{annotations: {'a': string(\(condition))}}}", "m", more),
            MutationFixture.patch(
                "[JSONPatch{op: 'add', path: '/spec/a', value: (\(condition)) || true}]", "m", more),
        ]
        for policy in policies {
            let mutation = try MutationFixture.mutation(policy)
            #expect(MutationFixture.unknowns(mutation).count == 1 && mutation.mutated == nil, "\(policy)")
        }
    }

    @Test("rules of custom resources are unknown, those after them are asked", arguments: conditions)
    func rules(condition: String) {
        for rule in [condition, "(\(condition)) || true"] {
            let schema = CustomResourceRuleTests.numbers("{rule: \"\(rule)\"}, {rule: 'false', message: second}")
            let found = CustomResourceRuleTests.violations(schema, "{a: 1}")
            #expect(found.map(\.severity) == [.unknown, .refused], "\(found)")
            #expect(found.first?.problem == .notFinished)
        }
        let message = CustomResourceRuleTests.numbers(
            "{rule: 'false', message: own, messageExpression: \"string(\(condition))\"}")
        #expect(CustomResourceRuleTests.violations(message, "{a: 1}").map(\.message) == ["own"])
    }
}
