import GitOpsManifest
import Testing

@testable import GitOpsPolicy

@Suite("What mutations cannot change")
struct ObjectIdentityTests {
    private static func patch(_ operations: String, rules: String = MutationFixture.deployments) -> String {
        MutationFixture.patch("[\(operations)]", "m", "failurePolicy: Ignore", rules: rules)
    }

    @Test(
        "another namespace is refused, whatever the policy says about failures",
        arguments: [
            "JSONPatch{op: 'replace', path: '/metadata/namespace', value: 'bank'}",
            "JSONPatch{op: 'add', path: '/metadata/labels/a', value: 'b'}, "
                + "JSONPatch{op: 'add', path: '/metadata/namespace', value: 'bank'}",
        ])
    func namespace(operations: String) throws {
        let mutation = try MutationFixture.mutation(Self.patch(operations))
        let decisions = MutationFixture.evaluations(mutation).flatMap(\.decisions)
        #expect(decisions.count == 1 && decisions[0].denies && decisions[0].isUnconditional)
        #expect(decisions.first?.reason == "BadRequest")
        #expect(decisions.first?.message.contains("changes \"shop\" to \"bank\"") == true)
        #expect(mutation.patch == nil)
        let reviewer = AdmissionReviewer(policies: PolicySet(PolicyFixture.set(Self.patch(operations))))
        let simulation = AdmissionSimulation(head: PolicyFixture.set(MutationFixture.web))
        let response = reviewer.response(to: simulation.request(for: simulation.steps[0]))
        #expect(!response.isAllowed && response.status?.code == 400 && response.status?.reason == "BadRequest")
    }

    @Test("a merged configuration cannot move an object either")
    func configuration() throws {
        let mutation = try MutationFixture.mutation(
            MutationFixture.apply("Object{metadata: Object.metadata{namespace: 'bank'}}"))
        #expect(MutationFixture.errors(mutation).first?.contains("does not match the namespace") == true)
        #expect(mutation.patch == nil)
    }

    @Test("a namespace that is taken away comes back, and the one it is in may be written")
    func sameNamespace() throws {
        let removal = "JSONPatch{op: 'remove', path: '/metadata/namespace'}"
        let removed = try MutationFixture.mutation(Self.patch(removal))
        #expect(MutationFixture.errors(removed).isEmpty && removed.patch == nil)
        let with = try MutationFixture.mutation(
            Self.patch(removal + ", JSONPatch{op: 'add', path: '/spec/paused', value: true}"))
        #expect(
            try MutationFixture.patchText(with) == #"[{"op":"add","path":"/spec/paused","value":true}]"#)
        let unnamed = MutationFixture.web.replacing("  namespace: shop\n", with: "")
        let addition = "JSONPatch{op: 'add', path: '/metadata/namespace', value:"
        let same = try MutationFixture.mutation(Self.patch("\(addition) 'default'}"), unnamed)
        #expect(MutationFixture.errors(same).isEmpty)
        let other = try MutationFixture.mutation(Self.patch("\(addition) 'shop'}"), unnamed)
        #expect(MutationFixture.errors(other).count == 1 && other.patch == nil)
    }

    @Test("objects of the cluster get no namespace")
    func cluster() throws {
        let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\nrules: []\n"
        let mutation = try MutationFixture.mutation(
            Self.patch(
                "JSONPatch{op: 'add', path: '/metadata/namespace', value: 'shop'}", rules: MutationFixture.everything),
            role)
        #expect(MutationFixture.errors(mutation).isEmpty && mutation.patch == nil)
    }

    @Test("a new object may get another name, an updated one may not", arguments: [AdmissionOperation.create, .update])
    func name(operation: AdmissionOperation) throws {
        let policies = Self.patch("JSONPatch{op: 'replace', path: '/metadata/name', value: 'other'}")
        let base = operation == .update ? MutationFixture.web.replacing("replicas: 1", with: "replicas: 2") : nil
        let check = PolicyCheckTests.check(policies, MutationFixture.web, base: base)
        let mutation = try #require(check.documents.last?.mutation)
        if operation == .create {
            #expect(mutation.mutated?.root["metadata"]?["name"]?.string == "other")
        } else {
            let decisions = MutationFixture.evaluations(mutation).flatMap(\.decisions)
            #expect(decisions.map(\.message) == [#"metadata.name: Invalid value: "other": field is immutable"#])
            #expect(decisions.first?.isUnconditional == true && mutation.patch == nil)
        }
    }

    @Test("a status that a mutation sets is dropped in the end, and one that is written stays")
    func status() throws {
        let setting = "JSONPatch{op: 'add', path: '/status', value: {'replicas': 3}}"
        let mutation = try MutationFixture.mutation(Self.patch(setting))
        #expect(MutationFixture.errors(mutation).isEmpty && mutation.patch == nil)
        // Policies that come later see it all the same.
        let later = MutationFixture.patch(
            "[JSONPatch{op: 'add', path: '/spec/replicas', value: object.status.replicas}]", "reader")
        let both = try MutationFixture.mutation(Self.patch(setting) + later)
        #expect(MutationFixture.errors(both).isEmpty, "\(MutationFixture.errors(both))")
        #expect(try MutationFixture.patchText(both) == #"[{"op":"replace","path":"/spec/replicas","value":3}]"#)
        let written = try MutationFixture.mutation(
            Self.patch(setting), MutationFixture.web + "status: {replicas: 1}\n")
        #expect(written.patch == nil)
    }

    @Test("custom resources keep a status that is no subresource", arguments: [true, false])
    func customStatus(isSubresource: Bool) throws {
        let subresources = isSubresource ? "    subresources: {status: {}}\n" : ""
        let definition = CustomResourceRuleTests.definition(
            "{type: object}\n          status: {type: object, properties: {a: {type: integer}}}"
        ).replacing("    storage: true\n", with: "    storage: true\n\(subresources)")
        let mutation = try MutationFixture.mutation(
            Self.patch(
                "JSONPatch{op: 'add', path: '/status', value: {'a': 3}}",
                rules: "[{apiGroups: [example.org], apiVersions: [v1], operations: [CREATE], resources: [tools]}]"),
            definition + "apiVersion: example.org/v1\nkind: Tool\nmetadata: {name: saw}\nspec: {}\n")
        #expect(MutationFixture.errors(mutation).isEmpty)
        #expect((mutation.patch == nil) == isSubresource)
    }
}
