package import GitOpsManifest

/// What of a set of manifests models, analyses and reviews depend on.
package enum AccessInputs {
    /// Whether two sets say the same about who may do what and who can become what, so that whatever is found in the
    /// one is found in the other. `false` when that is not certain. Complexity: O(manifests), and the values of those
    /// that differ.
    ///
    /// Paths count, because findings name folders; lines do not.
    package static func areSame(_ one: ManifestSet, _ other: ManifestSet) -> Bool {
        let (old, new) = (one.manifests.filter(isRead), other.manifests.filter(isRead))
        return old.count == new.count && zip(old, new).allSatisfy(isSame) && namespaces(one) == namespaces(other)
    }

    private static func isSame(_ old: Manifest, _ new: Manifest) -> Bool {
        guard old.id == new.id, old.origin.path.hasSameBytes(as: new.origin.path) else { return false }
        return old.root == new.root || isSameWorkload(old, new)
    }

    /// Of most workloads the accounts and the ways out of their pods are read, and nothing else.
    private static func isSameWorkload(_ old: Manifest, _ new: Manifest) -> Bool {
        guard !isController(old), !isController(new), let old = PodTemplate(old), let new = PodTemplate(new) else {
            return false
        }
        return old.account.hasSameBytes(as: new.account) && old.token == new.token
            && (old.privileged == nil) == (new.privileged == nil)
    }

    /// Whether a workload may be one of Flux or Argo CD, whose arguments say with whose rights it works.
    private static func isController(_ manifest: Manifest) -> Bool {
        let label = manifest.root["metadata"]?["labels"]?["app.kubernetes.io/name"]?.string ?? ""
        return [manifest.id.name, label].contains { $0.contains("controller") || $0.contains("argocd") }
    }

    /// Whether more than the namespace of an object matters. Kinds that nobody knows are taken to matter.
    private static func isRead(_ manifest: Manifest) -> Bool {
        switch (manifest.id.group, manifest.id.kind) {
        case ("", "ConfigMap"):
            manifest.id.name.contains("argocd") || manifest.id.name == "aws-auth"
                || manifest.root["data"]?["allow-snippet-annotations"] != nil
        case ("", "Service"), ("", "Endpoints"), ("", "LimitRange"), ("", "ResourceQuota"), ("", "PersistentVolume"),
            ("", "PersistentVolumeClaim"), ("autoscaling", _), ("networking.k8s.io", _),
            ("policy", "PodDisruptionBudget"), ("storage.k8s.io", _):
            false
        default: true
        }
    }

    /// Reviews ask whether anything lives in a namespace.
    private static func namespaces(_ set: ManifestSet) -> Set<ExactText> {
        Set(set.manifests.compactMap { $0.id.namespace.map(ExactText.init) })
    }
}
