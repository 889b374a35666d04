import GitOpsManifest
import GitOpsReport
import GitOpsSchema
import Testing

@testable import GitOpsPolicy

@Suite("Metadata that the server sets")
struct SystemMetadataTests {
    private static let stored = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop, uid: abc, creationTimestamp: "2026-01-02T03:04:05Z"}
        spec: {replicas: 1}

        """

    private static func verdict(_ expression: String, base: String? = nil) -> String {
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"\(expression)\"}]") + PolicyFixture.binding()
        let findings = PolicyCheckTests.check(policies, PolicyFixture.deployment(), base: base).findings
        return findings.first.map { "\($0.verdict) \($0.message)" } ?? "pass"
    }

    @Test(
        "when an object is created it is there, and its value is unknown",
        arguments: [
            ("has(object.metadata.uid)", "pass"), ("'uid' in object.metadata", "pass"),
            ("!has(object.metadata.creationTimestamp)", "fail"), ("has(object.metadata.managedFields)", "pass"),
            ("!has(object.metadata.resourceVersion)", "pass"), ("!has(object.metadata.deletionTimestamp)", "pass"),
            ("has(object.metadata.generation)", "unknown the policy reads object.metadata.generation"),
            ("object.metadata.uid != ''", "unknown the policy reads object.metadata.uid"),
            ("object.metadata['uid'] != ''", "unknown the policy reads object.metadata.uid"),
            ("object.metadata.?uid.orValue('') != ''", "unknown the policy reads object.metadata.uid"),
            ("timestamp(object.metadata.creationTimestamp) < timestamp('2030-01-01T00:00:00Z')", "unknown"),
            ("oldObject == null || oldObject.metadata.uid == ''", "pass"),
            ("object.metadata.name == 'web'", "pass"),
            ("[object.metadata].all(o, has(o.uid))", "pass"), ("[object.metadata].all(o, !has(o.uid))", "fail"),
            ("[object.metadata].all(o, !has(o.generation))", "unknown the policy reads object.metadata.generation"),
            ("!('generation' in dyn(object).metadata)", "unknown"), ("dyn(object).metadata.uid == 'a'", "unknown"),
            ("(true ? object : oldObject).metadata.uid == 'a'", "unknown"),
            ("has((true ? object : oldObject).metadata.uid)", "pass"),
            ("object.metadata.all(k, k != 'uid')", "fail"), ("object.metadata.all(k, v, v != 'a')", "unknown"),
            ("object.metadata == {'name': 'web'}", "fail"), ("[object.metadata] == [object.metadata]", "pass"),
            ("object.metadata == oldObject", "fail"),
            ("object.metadata.size() > 3", "pass"), ("size(object.metadata) < 3", "fail"),
            // A name, a namespace, labels, and three or four that the server sets.
            ("object.metadata.size() == 7", "unknown the policy reads object.metadata.generation"),
            ("object.metadata.size() in [6, 7]", "pass"), ("object.metadata.size() != 5", "pass"),
            ("has(object.metadata.generation) || object.metadata.name == 'web'", "pass"),
            ("has(object.metadata.generation) ? true : object.metadata.name == 'web'", "pass"),
            ("object.metadata.name == 'web' || object.metadata.uid == 'a'", "pass"),
            ("object.metadata.uid == 'a' || object.metadata.name == 'web'", "pass"),
            ("object.metadata.uid == 'a' && object.metadata.name == 'other'", "fail"),
            ("object.nothing == 1 || object.metadata.uid == 'a'", "unknown"),
            ("optional.of(object.metadata).uid.orValue('a') == 'a'", "unknown"),
            ("has(request.options)", "pass"), ("request.options.kind == 'CreateOptions'", "pass"),
            (
                "request.options.fieldManager == 'a'",
                "unknown the policy reads request.options.fieldManager, which the client"
            ),
            ("has(request.options.fieldValidation)", "unknown"), ("!has(request.options.dryRun)", "pass"),
        ])
    func creation(expression: String, verdict: String) {
        #expect(Self.verdict(expression).hasPrefix(verdict), "\(Self.verdict(expression))")
    }

    @Test(
        "an update keeps what the manifest of the base tells",
        arguments: [
            ("has(object.metadata.uid) && has(oldObject.metadata.uid)", true, "pass"),
            ("object.metadata.uid == 'abc'", true, "pass"),
            ("object.metadata.uid == oldObject.metadata.uid", true, "pass"),
            ("has(object.metadata.resourceVersion)", true, "pass"),
            ("object.metadata.managedFields.size() == 0", true, "unknown"),
            ("oldObject.metadata.resourceVersion == '1'", true, "unknown"),
            ("object.metadata.uid == oldObject.metadata.uid", false, "unknown"),
            ("has(object.metadata.uid) && has(oldObject.metadata.creationTimestamp)", false, "pass"),
        ])
    func update(expression: String, isStored: Bool, verdict: String) {
        let found = Self.verdict(expression, base: isStored ? Self.stored : PolicyFixture.deployment())
        #expect(found.hasPrefix(verdict), "\(found)")
    }

    @Test(
        "variables and what they stand for are looked through",
        arguments: [
            ("!has(variables.m.metadata.uid)", "fail"), ("has(variables.m.metadata.generation)", "unknown"),
            ("variables.m.metadata.uid == ''", "unknown the policy reads object.metadata.uid, which the server sets"),
            ("variables.m.metadata.name == 'web'", "pass"),
        ])
    func variables(expression: String, verdict: String) {
        let policies =
            PolicyFixture.policy(
                "p", "variables: [{name: m, expression: object}]\nvalidations: [{expression: \"\(expression)\"}]")
            + PolicyFixture.binding()
        let findings = PolicyCheckTests.check(policies, PolicyFixture.deployment()).findings
        let found = findings.first.map { "\($0.verdict) \($0.message)" } ?? "pass"
        #expect(found.hasPrefix(verdict), "\(found)")
    }

    @Test(
        "Pods and Services have what plug-ins and storage set",
        arguments: [
            ("Pod", "", "object.spec.serviceAccountName == 'default'", "pass"),
            ("Pod", "serviceAccountName: own", "object.spec.serviceAccountName == 'own'", "pass"),
            ("Pod", "", "has(object.spec.priority)", "pass"), ("Pod", "", "object.spec.priority > 0", "unknown"),
            ("Pod", "priority: 5", "object.spec.priority == 5", "pass"),
            ("Service", "", "has(object.spec.clusterIP)", "pass"),
            ("Service", "", "object.spec.clusterIP != 'None'", "unknown"),
            ("Service", "clusterIP: None", "object.spec.clusterIP == 'None'", "pass"),
            ("Service", "type: ExternalName, externalName: a", "!has(object.spec.clusterIP)", "pass"),
        ])
    func plugins(kind: String, spec: String, expression: String, verdict: String) {
        let rules = "[{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods, services]}]"
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"\(expression)\"}]", rules: rules)
            + PolicyFixture.binding()
        let object = "{apiVersion: v1, kind: \(kind), metadata: {name: a, namespace: shop}, spec: {\(spec)}}"
        let findings = PolicyCheckTests.check(policies, object).findings
        let found = findings.first.map { "\($0.verdict) \($0.message)" } ?? "pass"
        #expect(found.hasPrefix(verdict), "\(found)")
    }

    @Test("places stay those of the manifest")
    func places() throws {
        let policies =
            PolicyFixture.policy(
                "p", "validations: [{expression: \"!has(object.metadata.uid) || object.spec.replicas > 3\"}]")
            + PolicyFixture.binding()
        let finding = try #require(PolicyCheckTests.check(policies, PolicyFixture.deployment()).findings.first)
        #expect(finding.verdict == .fail)
        #expect(finding.places.map(\.description).prefix(2) == ["web.yaml:3:1", "web.yaml:5:3"])
    }

    @Test("a server's request is taken as it is")
    func reviews() throws {
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"!has(object.metadata.uid)\"}]")
            + PolicyFixture.binding()
        #expect(try PolicyCheckTests.review(policies, PolicyFixture.deployment()).isAllowed)
    }

    @Test("mutating policies come before the server sets it")
    func mutation() throws {
        let policies = MutationFixture.apply(
            "Object{metadata: Object.metadata{labels: {\"uid\": has(object.metadata.uid) ? \"yes\" : \"no\"}}}")
        let mutation = try MutationFixture.mutation(policies)
        #expect(mutation.mutated?.root["metadata"]?["labels"]?["uid"]?.string == "no")
    }
}
