import GitOpsManifest
import GitOpsSchema
import Testing

@testable import GitOpsDiff

@Suite("Risk table")
struct RiskTableTests {
    @Test("the fields of every rule are fields of its kind")
    func fields() throws {
        var checked = 0
        for (key, rules) in RiskRules.byKind {
            let parts = key.split(separator: ".", maxSplits: 1)
            let group = parts.count == 2 ? String(parts[1]) : ""
            let version = key == "HorizontalPodAutoscaler.autoscaling" ? "v2" : "v1"
            let kind = GroupVersionKind(group: group, version: version, kind: String(parts[0]))
            if group == "extensions" { continue }
            let root = try #require(Schema.kubernetes.resource(kind)?.type, "\(kind)")
            for rule in rules {
                var type: TypeRef? = root
                for step in rule.field.steps {
                    switch (step, type?.kind) {
                    case (.field(let name), .object): type = type?.field(named: name)?.type
                    case (.field, .map): type = type?.value
                    case (.item, .list): type = type?.element
                    // Schemas of custom resources, and what former versions had.
                    case (.field, .untyped): break
                    default: type = nil
                    }
                }
                let isFormer = ["validation", "preserveUnknownFields", "backend"].contains {
                    rule.field.steps.contains(.field($0))
                }
                #expect(type != nil || isFormer, "\(key): \(rule.field.path)")
                #expect(!rule.reason.hasSuffix(".") && !rule.source.isEmpty)
                checked += 1
            }
        }
        #expect(checked > 400)
    }

    @Test("at least the twenty kinds people use most have rules or deletions of their own")
    func kinds() {
        #expect(Set(RiskRules.byKind.keys).union(RiskRules.removals.keys).count >= 25)
    }

    @Test(
        "what validation refuses is a fact of the schema",
        arguments: [
            ("apps/v1", "Deployment", "spec.selector.matchLabels.app", "ValidateDeploymentUpdate"),
            ("apps/v1", "StatefulSet", "spec.volumeClaimTemplates[0].spec.resources", "ValidateStatefulSetUpdate"),
            ("apps/v1", "StatefulSet", "spec.podManagementPolicy", "ValidateStatefulSetUpdate"),
            ("apps/v1", "StatefulSet", "spec.template.spec.hostname", nil),
            ("batch/v1", "Job", "spec.template.spec.containers[0].image", "validatePodTemplateUpdate"),
            ("batch/v1", "Job", "spec.backoffLimit", nil), ("v1", "Pod", "spec.containers[name=a].image", nil),
            ("v1", "Pod", "spec.containers[name=a].env", "ValidatePodUpdate"),
            ("v1", "PersistentVolumeClaim", "spec.accessModes", "ValidatePersistentVolumeClaimUpdate"),
            ("v1", "PersistentVolumeClaim", "spec.resources.requests.storage", nil),
            ("v1", "PersistentVolume", "spec.csi.volumeHandle", "ValidatePersistentVolumeUpdate"),
            ("rbac.authorization.k8s.io/v1", "RoleBinding", "roleRef.name", "ValidateRoleBindingUpdate"),
            ("storage.k8s.io/v1", "StorageClass", "parameters.type", "ValidateStorageClassUpdate"),
            ("node.k8s.io/v1", "RuntimeClass", "handler", "ValidateRuntimeClassUpdate"),
            ("scheduling.k8s.io/v1", "PriorityClass", "value", "ValidatePriorityClassUpdate"),
            ("scheduling.k8s.io/v1", "PriorityClass", "description", nil),
            ("resource.k8s.io/v1", "ResourceSlice", "spec.pool.name", "validateResourceSliceSpec"),
            ("discovery.k8s.io/v1", "EndpointSlice", "addressType", "ValidateEndpointSliceUpdate"),
            ("v1", "Service", "spec.clusterIP", "validateUpgradeDowngradeClusterIPs"),
            ("v1", "ConfigMap", "data.a", nil),
            ("v1", "ConfigMap", "metadata.name", "ValidateObjectMetaAccessorUpdate"),
            ("apps/v1", "Deployment", "spec.template.metadata.name", nil),
        ] as [(String, String, String, String?)])
    func refused(apiVersion: String, kind: String, path: String, function: String?) throws {
        let text =
            "{apiVersion: \(apiVersion), kind: \(kind), metadata: {name: x}, spec: {template: {metadata: {name: y}}}}"
        let root = try Document(yaml: text).root
        let type = try #require(Schema.kubernetes.resource(of: root)?.type)
        #expect(try UpdateRules.refusal(of: FieldPath(parsing: path), in: type, before: root) == function)
    }
}
