import GitOpsManifest
import GitOpsSchema
import Testing

@Suite("Built-in kinds")
struct BuiltInKindsTests {
    @Test("kinds are found by group, version and name")
    func kinds() throws {
        #expect(Schema.kubernetes.knows(GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")))
        #expect(Schema.kubernetes.knows(GroupVersionKind(apiVersion: "v1", kind: "Pod")))
        #expect(!Schema.kubernetes.knows(GroupVersionKind(apiVersion: "v1", kind: "Deployment")))
        #expect(!Schema.kubernetes.knows(GroupVersionKind(apiVersion: "apps/v1", kind: "Deploymen")))
        #expect(!Schema.kubernetes.knows(GroupVersionKind(apiVersion: "", kind: "")))
    }

    @Test("the ports of a container are told apart by number and protocol")
    func lists() throws {
        let type = try #require(Schema.kubernetes.type(apiVersion: "v1", kind: "Pod"))
        let containers = try #require(type.field(named: "spec")?.type.field(named: "containers"))
        #expect(containers.patchMergeKey?.text == "name" && containers.patchStrategy == .merge)
        #expect(containers.type.listKind == .map && containers.type.mapKey(0).text == "name")
        let ports = try #require(containers.type.element.field(named: "ports"))
        #expect(ports.patchMergeKey?.text == "containerPort")
        #expect((0..<ports.type.mapKeyCount).map { ports.type.mapKey($0).text } == ["containerPort", "protocol"])
        #expect(ports.type.mapKeyDefault(0)?.text == nil && ports.type.mapKeyDefault(1)?.text == "TCP")
    }
}
