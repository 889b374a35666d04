import GitOpsManifest
import Testing

@Suite("ResourceScope")
struct ResourceScopeTests {
    @Test(
        "built-in kinds have their scope, others are unknown",
        arguments: [
            ("", "Namespace", ResourceScope.clusterScoped), ("", "Pod", .namespaced), ("", "Node", .clusterScoped),
            ("apps", "Deployment", .namespaced), ("", "Deployment", .unknown), ("apps", "deployment", .unknown),
            ("rbac.authorization.k8s.io", "ClusterRole", .clusterScoped),
            ("rbac.authorization.k8s.io", "Role", .namespaced),
            ("storage.k8s.io", "VolumeAttributesClass", .clusterScoped), ("zzz", "Zzz", .unknown), ("", "", .unknown),
        ])
    func scopes(group: String, kind: String, expected: ResourceScope) {
        #expect(ResourceScope.of(group: group, kind: kind) == expected)
    }

    @Test("the table is ordered, and every entry is found by kind and by resource")
    func table() {
        for (left, right) in zip(KnownKind.all, KnownKind.all.dropFirst()) {
            #expect((left.group, left.kind) < (right.group, right.kind))
        }
        for known in KnownKind.all {
            #expect(KnownKind.find(group: known.group, kind: known.kind) == known)
            #expect(KnownKind.find(group: known.group, resource: known.resource) == known)
        }
        #expect(KnownKind.find(group: "networking.k8s.io", kind: "NetworkPolicy")?.resource == "networkpolicies")
    }
}
