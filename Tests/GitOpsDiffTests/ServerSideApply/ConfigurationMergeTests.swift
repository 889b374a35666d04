import GitOpsManifest
import GitOpsSchema
import Testing

@testable import GitOpsDiff

@Suite("Merging a configuration without books of owners")
struct ConfigurationMergeTests {
    private static let live = ServerSideApplyTests.deployment(
        """
        spec:
          replicas: 1
          template:
            spec:
              containers: [{name: a, image: a, args: [x]}, {name: b, image: b}]
              nodeSelector: {disk: ssd}

        """)

    private static let configurations = [
        "spec: {replicas: 2}", "metadata: {labels: {a: b}, finalizers: [x]}", "spec: {paused: true}",
        "spec: {template: {spec: {containers: [{name: b, image: c}, {name: extra, image: e}]}}}",
        "spec: {template: {spec: {containers: [{name: a, env: [{name: A, value: v}]}]}}}", "spec: {}",
    ]

    @Test("the result is that of an apply by a new manager", arguments: configurations)
    func sameAsApply(configuration: String) throws {
        let live = try ServerSideApplyTests.document(Self.live)
        let text = ServerSideApplyTests.deployment(configuration)
        let applied = try ServerSideApplyTests.document(text)
        let engine = ServerSideApply(writesStoredForm: false)
        guard case .applied(let expected, _) = try engine.apply(applied.root, to: live.root, as: "new", force: true)
        else {
            Issue.record("conflicts")
            return
        }
        let merged = try engine.merge(applied.root, into: live.root)
        #expect(merged.root["spec"] == expected.root["spec"])
        for field in ["labels", "finalizers", "name"] {
            #expect(merged.root["metadata"]?[field] == expected.root["metadata"]?[field])
        }
        #expect(merged.root["metadata"]?["managedFields"] == nil)
        // Once more changes nothing.
        #expect(try engine.merge(applied.root, into: merged.root) == merged)
    }

    @Test(
        "atomic lists, maps and objects are refused by their paths",
        arguments: [
            (
                "spec: {template: {spec: {containers: [{name: a, args: [z]}]}}}",
                ["spec.template.spec.containers[0].args"]
            ),
            ("spec: {template: {spec: {nodeSelector: {a: b}}}}", ["spec.template.spec.nodeSelector"]),
            (
                "spec: {selector: {matchLabels: {a: b}}, template: {spec: {tolerations: [{key: a}]}}}",
                ["spec.selector", "spec.template.spec.tolerations"]
            ),
        ])
    func atomic(configuration: String, paths: [String]) throws {
        let applied = try ServerSideApplyTests.document(ServerSideApplyTests.deployment(configuration))
        let live = try ServerSideApplyTests.document(Self.live)
        do throws(ServerSideApplyError) {
            _ = try ServerSideApply().merge(applied.root, into: live.root)
            Issue.record("merged")
        } catch {
            guard case .atomicValues(let found) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(found.map(\.description) == paths)
        }
    }

    @Test("a configuration of another kind is refused")
    func kinds() throws {
        let other = try ServerSideApplyTests.document("{apiVersion: v1, kind: Pod, metadata: {name: web}}")
        #expect(throws: ServerSideApplyError.self) {
            try ServerSideApply().merge(other.root, into: try ServerSideApplyTests.document(Self.live).root)
        }
    }
}
