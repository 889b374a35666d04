import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

extension PolicyCheckTests {
    @Test("a finding has the line of the value that decided, and that of the expression")
    func places() throws {
        let policies =
            PolicyFixture.policy(
                "p",
                "validations:\n- expression: \"object.kind != 'Deployment' || object.spec.replicas <= 3\"")
            + PolicyFixture.binding()
        let finding = try #require(Self.check(policies, PolicyFixture.deployment("web", "replicas: 9")).findings.first)
        #expect(finding.places.map(\.description).prefix(1) == ["web.yaml:5:3"])
        #expect(finding.path?.description == "spec.replicas")
        #expect(finding.places.contains { $0.description == "policies.yaml:8:17" })
        let defaulted = try #require(
            Self.check(
                policies.replacing("<= 3", with: "> 3"), PolicyFixture.deployment("web", "paused: true")
            ).findings.first)
        #expect(defaulted.path?.description == "spec.replicas")
        #expect(defaulted.places.first?.position?.line == 4, "a default stands nowhere: the object around it")
    }

    @Test("an error of a match condition has the line of the condition")
    func conditionPlaces() throws {
        let policies =
            PolicyFixture.policy(
                "p",
                """
                matchConditions:
                - {name: first, expression: "true"}
                - {name: second, expression: "object.spec.nothing == 1"}
                validations: [{expression: "true"}]
                """) + PolicyFixture.binding()
        let finding = try #require(Self.check(policies, PolicyFixture.deployment()).findings.first)
        #expect(finding.verdict == .error)
        #expect(finding.places.map(\.description) == ["web.yaml:4:1", "policies.yaml:9:32"])
    }

    @Test("fingerprints survive moved lines")
    func fingerprints() {
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"object.spec.replicas > 5\"}]")
            + PolicyFixture.binding()
        let one = Self.check(policies, PolicyFixture.deployment()).findings.map(\.fingerprint)
        let other = Self.check("# a comment\n\n" + policies, "# moved\n\n\n" + PolicyFixture.deployment()).findings
        #expect(one == other.map(\.fingerprint) && one.count == 1)
    }

    @Test("an exception skips what it covers, and tells when it is not needed")
    func exceptions() throws {
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"object.spec.replicas > 5\", message: few}]")
            + PolicyFixture.binding()
        let documents = PolicyFixture.deployment("web") + PolicyFixture.deployment("api")
        func texts(_ yaml: String, now: String) throws -> [String] {
            Self.texts(
                Self.check(policies, documents, exceptions: try ExceptionTests.exceptions(yaml, now: now)))
        }
        let web = ExceptionTests.exception("web", resources: "[{names: [web]}]")
        let other = ExceptionTests.exception("other", resources: "[{names: [cart]}]")
        #expect(
            try texts(web + other, now: "2026-11-01T00:00:00Z") == [
                "skip few", "fail few", "warn the exception of team-a covers nothing that breaks a policy",
            ])
        #expect(
            try texts(web, now: "2026-12-30T00:00:00Z") == [
                "skip few", "fail few", "warn the exception of team-a expires on 2026-12-31, and objects need it",
            ])
        #expect(
            try texts(web + other, now: "2027-01-01T00:00:00Z") == [
                "fail few; the exception web of team-a expired on 2026-12-31", "fail few",
                "warn the exception of team-a expired on 2026-12-31 and does not count: objects it covered break the "
                    + "policy",
                "warn the exception of team-a expired on 2026-12-31 and does not count: nothing needs it",
            ])
    }
}
