import GitOpsReport
import Testing

@testable import GitOpsPolicy

/// Policies whose patterns take more work than they may: what the API server says is not known.
@Suite("Policies with hostile patterns")
struct PatternLimitTests {
    private static let compiling = "lists.range(40000).all(x, !'a'.matches('(a{1,999})' + string(x)))"
    private static let matching =
        "object.spec.template.metadata.annotations.text.matches('\(String(repeating: "(a?){100}", count: 60))')"
    private static let text = String(repeating: "a", count: 50_000)
    private static let deployment = PolicyFixture.deployment(
        "web", "template: {metadata: {annotations: {text: \(text)}}}")

    private static func check(_ spec: String, threads: Int = 1) -> PolicyCheck {
        PolicyCheckTests.check(
            PolicyFixture.policy("p", spec) + PolicyFixture.binding(), deployment, threads: threads)
    }

    @Test("are unknown soon, whatever the failure policy", arguments: ["Fail", "Ignore"], [compiling, matching])
    func unknown(failurePolicy: String, expression: String) throws {
        let start = ContinuousClock().now
        let validation = "{expression: \"\(expression)\"}"
        let many = Array(repeating: validation, count: 8).joined(separator: ", ")
        let check = Self.check("failurePolicy: \(failurePolicy)\nvalidations: [\(many)]")
        #expect(
            check.findings.map(\.verdict) == [.unknown], "\(check.findings.map(\.message).first?.suffix(200) ?? "")")
        #expect(try #require(check.findings.first?.message).contains("takes too much work"))
        #expect(check.sums.isExact && check.sums.bindingsUnknown == 1)
        // Of what would take minutes.
        #expect(ContinuousClock().now - start < .seconds(60))
    }

    @Test("are unknown where a condition, a variable, a message or an annotation has the pattern")
    func places() {
        let specs = [
            "matchConditions: [{name: a, expression: \"\(Self.matching)\"}]\nvalidations: [{expression: 'true'}]",
            "variables: [{name: a, expression: \"\(Self.matching)\"}]\nvalidations: [{expression: variables.a}]",
            "validations: [{expression: 'false', messageExpression: \"string(\(Self.matching))\"}]",
            "auditAnnotations: [{key: a, valueExpression: \"string(\(Self.matching))\"}]",
        ]
        for spec in specs { #expect(Self.check(spec).findings.map(\.verdict) == [.unknown], "\(spec.prefix(60))") }
    }

    @Test("do not change what other policies say")
    func others() {
        let hostile = PolicyFixture.policy("p", "validations: [{expression: \"\(Self.matching)\"}]")
        let strict = PolicyFixture.policy(
            "q", "validations: [{expression: \"object.spec.template.metadata.annotations.text.matches('^b')\"}]")
        let check = PolicyCheckTests.check(
            hostile + PolicyFixture.binding() + strict + PolicyFixture.binding("c", policy: "q"), Self.deployment)
        #expect(Set(check.findings.map(\.verdict)) == [.unknown, .fail])
    }

    @Test(
        "patterns nest as deeply as Go takes them",
        arguments: [
            ("(", ")", 999, true), ("(", ")", 1_000, false), ("(?:", ")", 1_001, true), ("(?P<n>x", ")", 400, true),
            ("(x", ")", 499, true), ("(x", ")", 501, false), ("(?:", ")*", 501, true), ("(", ")*", 501, false),
            ("(?i:", ")", 1_001, true),
        ])
    func nesting(open: String, close: String, count: Int, isAccepted: Bool) {
        let names = (0..<count).map { open.replacing("n", with: "n\($0)") }.joined()
        let pattern = names + "a" + String(repeating: close, count: count)
        let policy = PolicyFixture.policy("p", "validations: [{expression: \"'a'.matches('\(pattern)') || true\"}]")
        let obstacles = PolicySet(PolicyFixture.set(policy)).obstacles[0]
        #expect(obstacles.isEmpty == isAccepted, "\(obstacles.first?.message.prefix(200) ?? "")")
        if !isAccepted { #expect(obstacles.first?.message.contains("expression nests too deeply") == true) }
    }
}
