import GitOpsManifest
import GitOpsPolicy

/// Pod Security over the input of a check.
struct PodSecurityRun {
    /// `nil` when nobody asks for Pod Security: neither a label of a Namespace nor the command line.
    let reviews: [PodSecurityReview]?

    init(_ input: PolicyInput, assumed: PodSecurityStandard?, arguments: PolicyArguments) {
        let sets = [input.head, input.base].compactMap { $0 }
        guard assumed != nil || sets.contains(where: Self.hasLabels) else {
            reviews = nil
            return
        }
        let assumedPolicy = assumed.map { PodSecurityPolicy(enforce: $0, audit: $0, warn: $0) }
        let admission = PodSecurityAdmission(
            configuration: PodSecurityConfiguration(defaults: assumedPolicy ?? PodSecurityPolicy()),
            evaluator: PodSecurityEvaluator(serverVersion: arguments.kubernetesVersion))
        reviews = admission.review(
            input.head, over: input.base, assumedPolicy: assumedPolicy,
            defaultNamespace: arguments.defaultNamespace, username: arguments.user ?? "")
    }

    private static func hasLabels(_ set: ManifestSet) -> Bool {
        set.manifests(ofKind: "Namespace", group: "").contains { manifest in
            manifest.root["metadata"]?["labels"]?.members.contains {
                $0.key.hasPrefix("pod-security.kubernetes.io/")
            } ?? false
        }
    }
}
