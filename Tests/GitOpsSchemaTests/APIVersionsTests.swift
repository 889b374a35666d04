import GitOpsSchema
import Testing

@Suite("API versions")
struct APIVersionsTests {
    private func status(_ apiVersion: String, _ kind: String, _ minor: Int) -> APIVersionStatus {
        APIVersions.status(of: GroupVersionKind(apiVersion: apiVersion, kind: kind), minor: minor)
    }

    @Test("a version is served, then deprecated, then removed")
    func life() {
        let replacement = GroupVersionKind(apiVersion: "batch/v1", kind: "CronJob")
        #expect(status("batch/v1beta1", "CronJob", 20) == .served)
        #expect(
            status("batch/v1beta1", "CronJob", 21) == .deprecated(since: 21, removedIn: 25, replacement: replacement))
        #expect(status("batch/v1beta1", "CronJob", 25) == .removed(in: 25, replacement: replacement))
        #expect(status("batch/v1", "CronJob", 20) == .notYetServed(since: 21))
        #expect(status("batch/v1", "CronJob", 36) == .served)
        #expect(status("batch/v1beta1", "CronJob", 25).isServed == false)
    }

    @Test(
        "what the migration guide lists as removed is removed, with its replacement",
        arguments: [
            ("extensions/v1beta1", "NetworkPolicy", 16, "networking.k8s.io/v1"),
            ("extensions/v1beta1", "DaemonSet", 16, "apps/v1"), ("apps/v1beta2", "DaemonSet", 16, "apps/v1"),
            ("extensions/v1beta1", "Deployment", 16, "apps/v1"), ("apps/v1beta1", "Deployment", 16, "apps/v1"),
            ("apps/v1beta2", "Deployment", 16, "apps/v1"), ("apps/v1beta1", "StatefulSet", 16, "apps/v1"),
            ("apps/v1beta2", "ReplicaSet", 16, "apps/v1"), ("extensions/v1beta1", "ReplicaSet", 16, "apps/v1"),
            ("extensions/v1beta1", "PodSecurityPolicy", 16, "policy/v1beta1"),
            (
                "admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration", 22,
                "admissionregistration.k8s.io/v1"
            ),
            ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", 22, "apiextensions.k8s.io/v1"),
            ("apiregistration.k8s.io/v1beta1", "APIService", 22, "apiregistration.k8s.io/v1"),
            ("authentication.k8s.io/v1beta1", "TokenReview", 22, "authentication.k8s.io/v1"),
            ("authorization.k8s.io/v1beta1", "SubjectAccessReview", 22, "authorization.k8s.io/v1"),
            ("certificates.k8s.io/v1beta1", "CertificateSigningRequest", 22, "certificates.k8s.io/v1"),
            ("coordination.k8s.io/v1beta1", "Lease", 22, "coordination.k8s.io/v1"),
            ("extensions/v1beta1", "Ingress", 22, "networking.k8s.io/v1"),
            ("networking.k8s.io/v1beta1", "Ingress", 22, "networking.k8s.io/v1"),
            ("networking.k8s.io/v1beta1", "IngressClass", 22, "networking.k8s.io/v1"),
            ("rbac.authorization.k8s.io/v1beta1", "ClusterRole", 22, "rbac.authorization.k8s.io/v1"),
            ("scheduling.k8s.io/v1beta1", "PriorityClass", 22, "scheduling.k8s.io/v1"),
            ("storage.k8s.io/v1beta1", "CSIDriver", 22, "storage.k8s.io/v1"),
            ("storage.k8s.io/v1beta1", "StorageClass", 22, "storage.k8s.io/v1"),
            ("discovery.k8s.io/v1beta1", "EndpointSlice", 25, "discovery.k8s.io/v1"),
            ("events.k8s.io/v1beta1", "Event", 25, "events.k8s.io/v1"),
            ("autoscaling/v2beta1", "HorizontalPodAutoscaler", 25, "autoscaling/v2"),
            ("policy/v1beta1", "PodDisruptionBudget", 25, "policy/v1"),
            ("node.k8s.io/v1beta1", "RuntimeClass", 25, "node.k8s.io/v1"),
            ("autoscaling/v2beta2", "HorizontalPodAutoscaler", 26, "autoscaling/v2"),
            ("storage.k8s.io/v1beta1", "CSIStorageCapacity", 27, "storage.k8s.io/v1"),
            ("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema", 29, "flowcontrol.apiserver.k8s.io/v1beta3"),
            ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", 32, "flowcontrol.apiserver.k8s.io/v1"),
        ])
    func guide(apiVersion: String, kind: String, removed: Int, replacement: String) {
        let new = GroupVersionKind(apiVersion: replacement, kind: kind)
        #expect(status(apiVersion, kind, removed) == .removed(in: removed, replacement: new))
        #expect(status(apiVersion, kind, removed - 1).isServed == true)
    }

    @Test("a replacement that is gone as well leads to the one behind it")
    func chain() {
        let flows = GroupVersionKind(apiVersion: "flowcontrol.apiserver.k8s.io/v1", kind: "FlowSchema")
        #expect(
            status("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema", 36) == .removed(in: 26, replacement: flows))
        #expect(status("policy/v1beta1", "PodSecurityPolicy", 36) == .removed(in: 25, replacement: nil))
        #expect(status("extensions/v1beta1", "PodSecurityPolicy", 36) == .removed(in: 16, replacement: nil))
    }

    @Test("another kind may take the place; a kind may be deprecated for good and stay")
    func others() {
        let slices = GroupVersionKind(apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice")
        #expect(status("v1", "Endpoints", 36) == .deprecated(since: 33, removedIn: nil, replacement: slices))
        #expect(status("v1", "Endpoints", 32) == .served)
        #expect(status("v1", "Pod", 16) == .served)
        #expect(status("shop.example/v1", "Meal", 30) == .unknown)
        #expect(status("v1", "Deployment", 30) == .unknown && APIVersionStatus.unknown.isServed == nil)
    }

    @Test("an upgrade names what it takes away")
    func upgrade() {
        let gone = APIVersions.removals(after: 24, through: 26)
        #expect(gone.contains { $0.kind.description == "batch/v1beta1 CronJob" && $0.removedIn == 25 })
        #expect(gone.contains { $0.kind.description == "autoscaling/v2beta2 HorizontalPodAutoscaler" })
        #expect(!gone.contains { $0.kind.description == "policy/v1 PodDisruptionBudget" })
        #expect(gone.map(\.removedIn) == gone.map(\.removedIn).sorted())
    }

    @Test("every kind of the table that is served today is a built-in kind of the schema")
    func agreement() {
        let minor = APIVersions.newestMinor
        for (kind, _) in APIVersions.removals(after: minor, through: 99)
        where APIVersions.status(of: kind, minor: minor).isServed == true {
            #expect(Schema.kubernetes.knows(kind), "\(kind)")
        }
        for (kind, removed) in APIVersions.removals(after: 0, through: minor) {
            #expect(!Schema.kubernetes.knows(kind), "\(kind) is removed in \(removed) and in the schema")
        }
    }
}
