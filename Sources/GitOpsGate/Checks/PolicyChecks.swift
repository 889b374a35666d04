import GitOpsManifest
import GitOpsPolicy
import GitOpsReport
import GitOpsSchema

/// Admission policies and Pod Security over both states.
///
/// The head is judged by the policies of the base, with their parameters, so that a change cannot loosen what it is judged by;
/// and by its own, where they differ, because the cluster will have them. The base is judged by those of the base.
struct PolicyChecks {
    private(set) var baseFindings: [Finding] = []
    private(set) var headFindings: [Finding] = []
    private(set) var ledger = GateLedger()

    private let configuration: GateConfiguration
    private let threads: Int

    init(
        _ input: GateInput, _ shared: SharedManifests?, _ configuration: GateConfiguration, now: Timestamp, threads: Int
    ) {
        self.configuration = configuration
        self.threads = threads
        let exceptions = PolicyExceptions(
            input.exceptions, now: now, expiringWithinDays: configuration.policies.expiringWithinDays)
        var judged: PolicyCheck?
        var judgedBase: PolicyCheck?
        if configuration.policies.isEnabled || configuration.controls.isEnabled {
            let rules = PolicySet(Self.policies(input, configuration), options: options)
            let check = rules.check(simulation(input.head, input.base), exceptions: exceptions)
            judged = check
            let others = Self.unaskedPolicies(input, configuration)
            headFindings = check.findings(besidePolicies: others)
            ledger.policies = check.sums
            ledger.mutatingPolicies = check.mutatingSums
            ledger.count("policies", subjects: check.documents.count, headFindings)
            headFindings += DuplicateCheck(check.duplicates, configuration).findings
            if let base = input.base {
                let kinds = Self.context(of: rules)
                let former = rules.check(
                    simulation(base, base), exceptions: exceptions,
                    reusing: { position in
                        guard let kinds else { return nil }
                        return shared?.place(of: position, whileAlike: kinds).map { check.documents[$0] }
                    })
                judgedBase = former
                baseFindings = former.findings(besidePolicies: others)
                ledger.basePolicies = former.sums
                ledger.baseMutatingPolicies = former.mutatingSums
                ledger.count("policies", subjects: former.documents.count, baseFindings)
                baseFindings += DuplicateCheck(former.duplicates, configuration).findings
            }
        } else {
            headFindings = duplicates(input.head)
            baseFindings = input.base.map(duplicates) ?? []
        }
        checkHeadPolicies(input, exceptions)
        if configuration.podSecurity.isEnabled { checkPodSecurity(input, shared, judged, judgedBase) }
    }

    private var options: PolicySetOptions { PolicySetOptions(kubernetes: configuration.kubernetesVersion) }

    private func simulation(_ head: ManifestSet, _ base: ManifestSet?) -> AdmissionSimulation {
        AdmissionSimulation(
            head: head, base: base,
            options: AdmissionOptions(
                kubernetes: configuration.kubernetesVersion, defaultNamespace: configuration.defaultNamespace,
                threads: threads))
    }

    /// What a state has more than once, where no policy is asked about it.
    private func duplicates(_ state: ManifestSet) -> [Finding] {
        DuplicateCheck(simulation(state, nil).duplicates, configuration).findings
    }

    // MARK: Policies

    private static func policies(_ input: GateInput, _ configuration: GateConfiguration) -> ManifestSet {
        var set = ManifestSet()
        if configuration.controls.isEnabled {
            let controls = configuration.controls
            set =
                ControlSet(
                    minimumSeverity: controls.minimumSeverity, disabled: Set(controls.disabled),
                    allowedRegistries: controls.allowedRegistries
                ).manifests
        }
        guard configuration.policies.isEnabled else { return set }
        if configuration.policies.usesManifests {
            set = set.appending((input.base ?? input.head).policies(withParametersOf: input.policies))
        }
        return set.appending(input.policies)
    }

    /// The names of policies that exceptions may have although they judge nothing here: those that the change brings, or that are
    /// switched off; `nil` when it is not known which these are.
    private static func unaskedPolicies(_ input: GateInput, _ configuration: GateConfiguration) -> [String]? {
        guard configuration.policies.isEnabled else { return nil }
        return (input.head.policies + (input.base?.policies ?? [])).map(\.id.name)
    }

    /// The policies of the head alone, when the change alters them or their parameters.
    private mutating func checkHeadPolicies(_ input: GateInput, _ exceptions: PolicyExceptions) {
        guard configuration.policies.isEnabled, configuration.policies.usesManifests, let base = input.base
        else { return }
        let policies = input.head.policies(withParametersOf: ManifestSet())
        guard !policies.hasSameObjects(as: base.policies(withParametersOf: ManifestSet())) else { return }
        let check = PolicySet(policies, options: options)
            .check(simulation(input.head, base), exceptions: exceptions)
        ledger.headPolicies = check.sums
        let known = Set(headFindings.map(\.fingerprint))
        // Exceptions are for the policies of the base as well, and told there.
        let findings = check.findings.filter {
            !known.contains($0.fingerprint) && !$0.rule.id.hasPrefix("policy-exception-")
        }
        headFindings += findings
        ledger.count("policies", subjects: 0, findings)
    }

    /// The kinds whose objects have a say in what policies say of others; `nil` when any could.
    private static func context(of policies: PolicySet) -> Set<SharedManifests.Kind>? {
        guard policies.mutating.policies.isEmpty else { return nil }
        let parameters = policies.policies.compactMap(\.paramKind).map { SharedManifests.Kind($0.group, $0.kind) }
        return Set(parameters).union([.definition, .namespace])
    }

    // MARK: Pod Security

    private mutating func checkPodSecurity(
        _ input: GateInput, _ states: SharedManifests?, _ check: PolicyCheck?, _ baseCheck: PolicyCheck?
    ) {
        let standard = configuration.podSecurity.standard
        let sets = [input.head, input.base].compactMap { $0 }
        guard standard != nil || sets.contains(where: \.hasPodSecurityLabels) else { return }
        let reviews = reviews(input.head, input.base, check) { _ in false }
        let findings = reviews.map(\.findings)
        headFindings += findings.flatMap { $0 }
        ledger.count("pod-security", subjects: reviews.count, findings.flatMap { $0 })
        guard let base = input.base else { return }
        let isMutated = check?.policies.mutating.policies.isEmpty == false
        func place(_ position: Int) -> Int? { states?.place(of: position, whileAlike: [.namespace]) }
        let alike =
            isMutated ? [] : Set(base.manifests.indices.filter { place($0) != nil }.map { base.manifests[$0].id })
        let shared = zip(reviews, findings).filter { alike.contains($0.0.manifest.id) }
        let others = self.reviews(base, base, baseCheck) { alike.contains($0.id) }
        let former = shared.flatMap { $0.1 } + others.flatMap(\.findings)
        ledger.count("pod-security", subjects: shared.count + others.count, former)
        baseFindings += former
    }

    private func reviews(
        _ set: ManifestSet, _ base: ManifestSet?, _ check: PolicyCheck?, leavingOut isLeftOut: (Manifest) -> Bool
    ) -> [PodSecurityReview] {
        let assumed = configuration.podSecurity.standard.map { PodSecurityPolicy(enforce: $0, audit: $0, warn: $0) }
        let admission = PodSecurityAdmission(
            configuration: PodSecurityConfiguration(defaults: assumed ?? PodSecurityPolicy()),
            evaluator: PodSecurityEvaluator(serverVersion: configuration.kubernetesVersion))
        return admission.review(
            set, over: base, after: check, assumedPolicy: assumed, defaultNamespace: configuration.defaultNamespace,
            leavingOut: isLeftOut)
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

    /// Policies and bindings. Webhooks are asked by the API server alone, and most add-ons bring some: like policies of
    /// other engines they are unknown only where somebody names them as policies.
    var policies: [Manifest] {
        manifests.filter {
            $0.id.group.hasSameBytes(as: "admissionregistration.k8s.io")
                && !$0.id.kind.hasSuffix("WebhookConfiguration")
        }
    }

    /// Policies, bindings, and what may be parameters of them or of others.
    fileprivate func policies(withParametersOf others: ManifestSet) -> ManifestSet {
        let kinds = Set(
            (policies + others.policies).compactMap { policy -> SharedManifests.Kind? in
                guard let kind = policy.root["spec"]?["paramKind"], let name = kind["kind"]?.string else { return nil }
                return SharedManifests.Kind(ResourceID.group(ofAPIVersion: kind["apiVersion"]?.string ?? ""), name)
            })
        guard !kinds.isEmpty else { return ManifestSet(policies) }
        return ManifestSet(policies + manifests.filter { kinds.contains(.init($0.id.group, $0.id.kind)) })
    }

    /// Whether two sets have the same objects in the same order.
    fileprivate func hasSameObjects(as other: ManifestSet) -> Bool {
        manifests.elementsEqual(other.manifests) { $0.id == $1.id && $0.root == $1.root }
    }
}
