import GitOpsManifest
import GitOpsPolicy

/// Pod Security over the input of a check.
struct PodSecurityRun {
    /// `nil` when nobody asks for Pod Security: neither a label of a Namespace nor the command line.
    let reviews: [PodSecurityReview]?

    init(_ input: PolicyInput, after check: PolicyCheck, assumed: PodSecurityStandard?, arguments: PolicyArguments) {
        let written = [input.head, input.base].compactMap { $0 }.flatMap(\.manifests).filter(Self.isNamespace)
        let mutated = check.documents.filter { Self.isNamespace($0.step.manifest) }.compactMap(
            \.mutation?.mutated?.root)
        guard assumed != nil || (written.map(\.root) + mutated).contains(where: Self.hasLabels) else {
            reviews = nil
            return
        }
        let assumedPolicy = assumed.map { PodSecurityPolicy(enforce: $0, audit: $0, warn: $0) }
        let admission = PodSecurityAdmission(
            configuration: PodSecurityConfiguration(defaults: assumedPolicy ?? PodSecurityPolicy()),
            evaluator: PodSecurityEvaluator(serverVersion: arguments.kubernetesVersion))
        reviews = admission.review(
            input.head, over: input.base, after: check, assumedPolicy: assumedPolicy,
            defaultNamespace: arguments.defaultNamespace, username: arguments.user ?? "")
    }

    private static func isNamespace(_ manifest: Manifest) -> Bool {
        manifest.id.kind == "Namespace" && manifest.id.group.isEmpty
    }

    private static func hasLabels(_ namespace: Node) -> Bool {
        namespace["metadata"]?["labels"]?.members.contains { $0.key.hasPrefix("pod-security.kubernetes.io/") } ?? false
    }
}
