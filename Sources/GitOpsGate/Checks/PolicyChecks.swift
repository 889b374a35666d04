import GitOpsManifest
import GitOpsPolicy
import GitOpsReport
import GitOpsSchema

/// Admission policies and Pod Security over both states.
struct PolicyChecks {
    let configuration: GateConfiguration
    let policies: PolicySet
    let exceptions: PolicyExceptions
    let threads: Int

    /// What came of a state.
    struct Outcome {
        var findings: [Finding] = []
        var check: PolicyCheck?
        var reviews: [PodSecurityReview] = []
    }

    private var options: AdmissionOptions {
        AdmissionOptions(
            kubernetes: configuration.kubernetesVersion, defaultNamespace: configuration.defaultNamespace)
    }

    /// What policies say of a state: each of its objects is an update of `base`, or new. Definitions are those of the state.
    func outcome(_ set: ManifestSet, over base: ManifestSet?) -> Outcome {
        var outcome = Outcome()
        if configuration.policies.isOn || configuration.controls.isOn {
            let simulation = AdmissionSimulation(head: set, base: base, options: options)
            let check = policies.check(simulation, exceptions: exceptions, threads: threads)
            outcome.findings += check.findings
            outcome.check = check
        }
        if configuration.podSecurity.isOn {
            outcome.reviews = reviews(set, over: base)
            outcome.findings += outcome.reviews.flatMap(\.findings)
        }
        return outcome
    }

    private func reviews(_ set: ManifestSet, over base: ManifestSet?) -> [PodSecurityReview] {
        let standard = configuration.podSecurity.standard
        let sets = [set, base].compactMap { $0 }
        guard standard != nil || sets.contains(where: \.hasPodSecurityLabels) else { return [] }
        let assumed = standard.map { PodSecurityPolicy(enforce: $0, audit: $0, warn: $0) }
        let admission = PodSecurityAdmission(
            configuration: PodSecurityConfiguration(defaults: assumed ?? PodSecurityPolicy()),
            evaluator: PodSecurityEvaluator(serverVersion: configuration.kubernetesVersion))
        return admission.review(
            set, over: base, assumedPolicy: assumed, defaultNamespace: configuration.defaultNamespace)
    }
}

extension ManifestSet {
    /// Whether a Namespace asks for Pod Security.
    fileprivate var hasPodSecurityLabels: Bool {
        manifests(ofKind: "Namespace", group: "").contains { manifest in
            manifest.root["metadata"]?["labels"]?.members.contains {
                $0.key.hasPrefix("pod-security.kubernetes.io/")
            } ?? false
        }
    }
}
