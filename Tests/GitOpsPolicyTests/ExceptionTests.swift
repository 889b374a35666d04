import GitOpsManifest
import GitOpsReport
import GitOpsSchema
import Testing

@testable import GitOpsPolicy

@Suite("Exceptions")
struct ExceptionTests {
    static func exception(
        _ name: String = "e", expires: String = "2026-12-31", policies: String = "[{name: p}]",
        resources: String = "[{names: [\"*\"]}]"
    ) -> String {
        """
        apiVersion: policy.swift-gitops.dev/v1alpha1
        kind: PolicyException
        metadata: {name: \(name)}
        spec:
          owner: team-a
          reason: until the migration
          expires: \(expires)
          policies: \(policies)
          resources: \(resources)
        ---

        """
    }

    static func exceptions(_ yaml: String, now: String = "2026-11-01T00:00:00Z") throws -> PolicyExceptions {
        PolicyExceptions(PolicyFixture.set(yaml, name: "exceptions.yaml"), now: try Timestamp(parsing: now))
    }

    @Test(
        "an exception counts until the end of its day, in UTC",
        arguments: [
            ("2026-12-31", "2026-12-31T23:59:59Z", true), ("2026-12-31", "2027-01-01T00:00:00Z", false),
            ("2026-12-31", "2027-01-01T01:00:00+02:00", true),
            ("\"2026-12-31T12:00:00Z\"", "2026-12-31T11:59:59Z", true),
            ("\"2026-12-31T12:00:00Z\"", "2026-12-31T12:00:00Z", false),
        ])
    func expiry(expires: String, now: String, isActive: Bool) throws {
        let exceptions = try Self.exceptions(Self.exception(expires: expires), now: now)
        #expect(exceptions.active.count == (isActive ? 1 : 0))
        #expect(exceptions.expired.count == (isActive ? 0 : 1))
        #expect(exceptions.issues.isEmpty)
    }

    @Test("the days before an exception ends are told")
    func expiring() throws {
        #expect(try Self.exceptions(Self.exception(), now: "2026-12-01T00:00:00Z").expiring.isEmpty)
        #expect(try Self.exceptions(Self.exception(), now: "2026-12-02T00:00:00Z").expiring.count == 1)
    }

    @Test(
        "resources are chosen by all that an entry says",
        arguments: [
            ("[{names: [\"we?\"]}]", true), ("[{names: [api]}]", false), ("[{names: [api, \"w*\"]}]", true),
            ("[{kinds: [Deployment.apps]}]", true), ("[{kinds: [Deployment]}]", false),
            ("[{kinds: [\"*.apps\"]}]", true),
            ("[{namespaces: [shop]}]", true), ("[{namespaces: [shop], names: [api]}]", false),
            ("[{labels: {app: \"w*\"}}]", true), ("[{labels: {tier: \"*\"}}]", false),
            ("[{names: [api]}, {names: [web]}]", true),
        ])
    func resources(resources: String, isCovered: Bool) throws {
        let exceptions = try Self.exceptions(Self.exception(resources: resources))
        let request = try PolicyFixture.request(labels: ["app": "web"])
        #expect((exceptions.exception(policy: "p", rule: nil, request: request) != nil) == isCovered)
        #expect(exceptions.issues.isEmpty)
    }

    @Test(
        "policies are chosen by name and rule",
        arguments: [
            ("[{name: p}]", nil, true), ("[{name: p}]", "validations[1]", true),
            ("[{name: p, rules: [\"validations[0]\"]}]", "validations[1]", false),
            ("[{name: p, rules: [\"validations[0]\"]}]", "validations[0]", true),
            ("[{name: p, rules: [\"validations[0]\"]}]", nil, false), ("[{name: \"*\"}]", nil, true),
            ("[{name: q}]", nil, false),
        ] as [(String, String?, Bool)])
    func policies(policies: String, rule: String?, isCovered: Bool) throws {
        let exceptions = try Self.exceptions(Self.exception(policies: policies))
        let request = try PolicyFixture.request()
        #expect((exceptions.exception(policy: "p", rule: rule, request: request) != nil) == isCovered)
    }

    @Test("rules of the gate need no policy, and a policy is not covered by them")
    func rules() throws {
        let text = Self.exception().replacing("policies: [{name: p}]", with: "rules: [\"change-*\", rbac-everything]")
            .replacing("names: [\"*\"]", with: "namespaces: [shop]")
        let exceptions = try Self.exceptions(text)
        let exception = try #require(exceptions.active.first)
        #expect(exceptions.issues.isEmpty)
        #expect(exception.covers(rule: "change-privilege") && exception.covers(rule: "rbac-everything"))
        #expect(!exception.covers(rule: "rbac-everybody"))
        #expect(
            exceptions.exception(policy: "change-privilege", rule: nil, request: try PolicyFixture.request()) == nil)
        #expect(try !Self.exceptions(Self.exception()).active.contains { $0.covers(rule: "change-privilege") })
    }

    @Test(
        "half an exception is none, and the field is told",
        arguments: [
            ("owner: team-a", "owner: \"\"", "spec.owner"), ("reason: until the migration", "reason:", "spec.reason"),
            ("expires: 2026-12-31", "expires: soon", "spec.expires"), ("expires: 2026-12-31", "", "spec.expires"),
            ("expires: 2026-12-31", "expires: 2026-02-30", "spec.expires"),
            ("policies: [{name: p}]", "policies: []", "spec.policies"),
            ("policies: [{name: p}]", "policies: [{rules: [a]}]", "spec.policies[0].name"),
            ("policies: [{name: p}]", "policies: [{name: \"[\"}]", "spec.policies[0].name"),
            ("resources: [{names: [\"*\"]}]", "resources: [{}]", "spec.resources[0]"),
            ("resources: [{names: [\"*\"]}]", "resources: [{name: [a]}]", "spec.resources[0].name"),
            ("policies: [{name: p}]", "policies: [{name: p, rule: [\"validations[7]\"]}]", "spec.policies[0].rule"),
            ("policies: [{name: p}]", "policies: [{name: p, rules: []}]", "spec.policies[0].rules"),
            ("policies: [{name: p}]", "policies: [{name: p, rules: null}]", "spec.policies[0].rules"),
            ("resources: [{names: [\"*\"]}]", "resources: [{names: []}]", "spec.resources[0].names"),
            ("resources: [{names: [\"*\"]}]", "resources: [{kinds: null}]", "spec.resources[0].kinds"),
            ("resources: [{names: [\"*\"]}]", "resources: [{labels: {}}]", "spec.resources[0].labels"),
            ("owner: team-a", "owner: team-a\n  namespaces: [shop]", "spec.namespaces"),
            ("/v1alpha1", "/v2", "apiVersion"),
            ("policies: [{name: p}]", "rules: []", "spec.rules"),
            ("policies: [{name: p}]", "rules: [\"*\"]", "spec.rules"),
            ("policies: [{name: p}]", "rules: [\"*-path\"]", "spec.rules"),
            ("policies: [{name: p}]", "rules: [schema-invalid]", "spec.rules"),
            ("policies: [{name: p}]", "rules: [gate-rules-broken]", "spec.rules"),
            ("policies: [{name: p}]", "rules: [\"rbac-path-*\"]", "spec.resources"),
            ("policies: [{name: p}]", "rules: [\"rbac-[\"]", "spec.rules"),
            ("policies: [{name: p}]", "rules: change-privilege", "spec.rules"),
            ("policies: [{name: p}]", "policies: []\n  rules: [change-privilege]", "spec.policies"),
        ])
    func incomplete(part: String, replacement: String, path: String) throws {
        let text = Self.exception().replacing(part, with: replacement)
        #expect(text != Self.exception())
        let exceptions = try Self.exceptions(text)
        #expect(exceptions.active.isEmpty)
        #expect(exceptions.issues.map(\.path.description) == [path])
        #expect(exceptions.issues.first?.place.position != nil)
    }

    private static func findings(_ exception: String, now: String = "2026-11-01T00:00:00Z") throws -> [Finding] {
        let policies = PolicySet(
            PolicyFixture.set(
                PolicyFixture.policy("deny-all", "validations: [{expression: \"false\"}]")
                    + PolicyFixture.binding(policy: "deny-all"), name: "policies.yaml"))
        let simulation = AdmissionSimulation(head: PolicyFixture.set(PolicyFixture.deployment()))
        return try policies.check(simulation, exceptions: exceptions(exception, now: now)).findings
    }

    @Test("an exception that covers nothing says why")
    func mistakes() throws {
        func unused(_ exception: String) throws -> String? {
            try Self.findings(exception).first { $0.rule.id == "policy-exception-unused" }?.message
        }
        let misspelt = try unused(Self.exception(policies: "[{name: deny-al}]"))
        #expect(misspelt?.contains("there is no policy \"deny-al\"") == true)
        #expect(misspelt?.contains("did you mean \"deny-all\"?") == true)
        let group = try unused(
            Self.exception(policies: "[{name: deny-all}]", resources: "[{kinds: [Deployment]}]"))
        #expect(group?.contains("the kind \"Deployment\" without a group is not \"Deployment.apps\"") == true)
        let idle = try unused(Self.exception(policies: "[{name: deny-all}]", resources: "[{names: [other]}]"))
        #expect(idle == "the exception of team-a covers nothing that breaks a policy")
        #expect(try unused(Self.exception(policies: "[{name: deny-all}]")) == nil)
    }

    @Test("what fails because an exception ended says so, and is the same finding")
    func expired() throws {
        let broken = Self.exception("legacy", policies: "[{name: deny-all}]")
        let after = try #require(try Self.findings(broken, now: "2027-02-01T00:00:00Z").first)
        #expect(after.message.hasSuffix("; the exception legacy of team-a expired on 2026-12-31"))
        #expect(after.properties["expiredException"] == "legacy" && after.suppression == nil)
        #expect(try Self.findings(broken).first?.fingerprint == after.fingerprint)
    }
}
