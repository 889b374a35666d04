import GitOpsSchema

/// The fields that a write does not reach: the status through the resource itself, most else through its status.
///
/// Source: `GetResetFields` of the strategies in kubernetes `pkg/registry/*/*/strategy.go`, apiextensions-apiserver
/// `pkg/registry/customresource`, kube-aggregator `pkg/registry/apiservice`.
enum ResetFields {
    static func paths(_ kind: GroupVersionKind, custom: CustomKind?, subresource: String) -> [[String]] {
        if let custom, !custom.hasStatusSubresource { return [] }
        switch (subresource, kind.group, kind.kind) {
        case ("", "certificates.k8s.io", "CertificateSigningRequest"): return [["status"], ["spec"]]
        case ("", "certificates.k8s.io", "PodCertificateRequest"): return []
        case ("", _, _): return [["status"]]
        case ("approval", "certificates.k8s.io", _): return [["spec"], ["status", "certificate"]]
        case ("finalize", "", "Namespace"): return [["status"]]
        case ("status", "certificates.k8s.io", "CertificateSigningRequest"):
            return [["spec"], ["status", "conditions"]]
        case ("status", "apps", "Deployment"): return [["spec"], ["metadata", "labels"]]
        case ("status", "", "Pod"):
            return [["spec"], ["metadata", "deletionTimestamp"], ["metadata", "ownerReferences"]]
        case ("status", let group, let name):
            return custom != nil || resetsMetadata(group, name) ? [["spec"], ["metadata"]] : [["spec"]]
        default: return []
        }
    }

    /// Values that stay those of the live object, although a configuration may own the fields.
    ///
    /// Source: apiserver `pkg/registry/rest/update.go`, `BeforeUpdate`; annotations that are fields of the stored type:
    /// kubernetes `pkg/apis/apps/v1/conversion.go`, `pkg/apis/autoscaling/v1/conversion.go`.
    static func keptPaths(_ kind: GroupVersionKind) -> [[String]] {
        var paths = [["metadata", "creationTimestamp"], ["metadata", "generation"]]
        switch (kind.group, kind.version, kind.kind) {
        case ("apps", _, "DaemonSet"): paths.append(["metadata", "annotations", TemplateGeneration.annotation])
        case ("autoscaling", "v1", "HorizontalPodAutoscaler"):
            paths.append(["metadata", "annotations", "autoscaling.alpha.kubernetes.io/conditions"])
            paths.append(["metadata", "annotations", "autoscaling.alpha.kubernetes.io/current-metrics"])
        default: break
        }
        return paths
    }

    private static func resetsMetadata(_ group: String, _ kind: String) -> Bool {
        switch group {
        case "admissionregistration.k8s.io", "apiregistration.k8s.io", "flowcontrol.apiserver.k8s.io",
            "internal.apiserver.k8s.io", "resource.k8s.io", "scheduling.k8s.io", "storagemigration.k8s.io":
            true
        case "networking.k8s.io": kind == "ServiceCIDR"
        case "storage.k8s.io": kind == "VolumeAttachment"
        default: false
        }
    }
}
