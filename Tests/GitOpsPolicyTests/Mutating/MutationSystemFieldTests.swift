import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

@Suite("Fields that the server sets, in mutating policies")
struct MutationSystemFieldTests {
    private static let stored = MutationFixture.web.replacing("  name: web\n", with: "  name: web\n  uid: abc\n")

    /// The patch of a policy that adds a label when its condition holds; `none`, or what nobody knows.
    private static func result(
        _ condition: String, _ document: String = MutationFixture.web, base: String? = nil
    ) throws -> String {
        let policy = MutationFixture.policy(
            [("JSONPatch", "[JSONPatch{op: 'add', path: '/metadata/labels/a', value: 'b'}]")],
            "matchConditions: [{name: c, expression: \"\(condition)\"}]",
            rules: MutationFixture.everything)
        let check = PolicyCheckTests.check(policy, document, base: base)
        let mutation = try #require(check.documents.last?.mutation)
        if let unknown = MutationFixture.unknowns(mutation).first { return "unknown \(unknown)" }
        return mutation.patch == nil ? "none" : "changed"
    }

    @Test(
        "a new object has none of what its storage gives it",
        arguments: [
            ("has(object.metadata.uid)", "none"), ("!has(object.metadata.resourceVersion)", "changed"),
            ("!has(object.metadata.generation)", "changed"), ("has(object.metadata.managedFields)", "changed"),
            (
                "object.metadata.managedFields.exists(f, f.manager == 'a')",
                "unknown the policy reads object.metadata.managedFields, which the server sets"
            ),
            ("has(object.metadata.creationTimestamp)", "unknown the policy reads object.metadata.creationTimestamp"),
            ("object.metadata.name == 'web' || object.metadata.creationTimestamp == null", "changed"),
        ])
    func creation(condition: String, result: String) throws {
        let found = try Self.result(condition)
        #expect(found.hasPrefix(result), "\(found)")
    }

    @Test(
        "what an update sends depends on the client, and what is stored is there",
        arguments: [
            ("has(object.metadata.uid)", "unknown"), ("object.metadata.uid == 'x'", "unknown"),
            ("oldObject.metadata.uid == 'abc'", "changed"), ("has(oldObject.metadata.resourceVersion)", "changed"),
            ("oldObject.metadata.resourceVersion == '1'", "unknown"),
            ("has(object.metadata.managedFields)", "changed"),
        ])
    func update(condition: String, result: String) throws {
        let found = try Self.result(condition, base: Self.stored)
        #expect(found.hasPrefix(result), "\(found)")
    }

    @Test(
        "plug-ins come before mutating policies, and storage after them",
        arguments: [
            ("Pod", "object.spec.serviceAccountName == 'default'", "changed"),
            ("Pod", "has(object.spec.priority)", "changed"), ("Pod", "object.spec.priority > 0", "unknown"),
            ("Service", "has(object.spec.clusterIP)", "none"),
        ])
    func plugins(kind: String, condition: String, result: String) throws {
        let object = "{apiVersion: v1, kind: \(kind), metadata: {name: a, namespace: shop, labels: {x: z}}, spec: {}}"
        let found = try Self.result(condition, object)
        #expect(found.hasPrefix(result), "\(found)")
    }

    @Test("a patch made of what nobody knows is unknown, and one made of the rest is made")
    func copied() throws {
        let unknown = try MutationFixture.mutation(
            MutationFixture.patch(
                "[JSONPatch{op: 'add', path: '/metadata/annotations', value: {'m': [object.metadata.managedFields]}}]"))
        #expect(unknown.patch == nil)
        #expect(MutationFixture.unknowns(unknown).first?.hasPrefix("the policy reads object.metadata.managed") == true)
        let whole = try MutationFixture.mutation(
            MutationFixture.patch("[JSONPatch{op: 'add', path: '/spec/a', value: object.metadata}]"))
        #expect(MutationFixture.unknowns(whole).first?.hasPrefix("the policy reads object.metadata.") == true)
        let known = try MutationFixture.mutation(
            MutationFixture.patch(
                "has(object.metadata.uid) ? [] : [JSONPatch{op: 'add', path: '/spec/replicas', value: 2}]"))
        #expect(try MutationFixture.patchText(known) == #"[{"op":"replace","path":"/spec/replicas","value":2}]"#)
    }

    @Test("a policy that does not compile is told once for all documents")
    func unusable() {
        let policy = MutationFixture.patch("[JSONPatch{op: 'add', path: nothing, value: 1}]")
        let second = MutationFixture.web.replacing("name: web", with: "name: other")
        let check = PolicyCheckTests.check(policy, "\(MutationFixture.web)---\n\(second)")
        #expect(check.findings.map(\.verdict) == [.error, .unknown])
        #expect(check.findings.last?.message.contains("for this document and 1 more") == true)
        #expect(check.mutationFindings.map(\.verdict) == [.unknown])
        #expect(check.mutatingSums.unknown == 2)
    }
}
