import GitOpsManifest
import GitOpsSchema

/// A kind of objects that limit what others may be or do.
struct Guardrail: Sendable {
    /// What the deletion of an object does.
    let removal: RiskRules.Removal
    /// Where what is said of changes comes from.
    let source: String
    /// Rules beside those of the kind in ``RiskRules/byKind``.
    var rules: [RiskRule] = []
    /// An object exempts others: it loosens by being there.
    var isExemption = false

    init(
        _ removal: String, _ source: String, _ rules: [RiskRule] = [], risk: ChangeRisk = .guardrailLoosened,
        isExemption: Bool = false
    ) {
        self.removal = RiskRules.Removal(risk, removal, source)
        (self.source, self.rules, self.isExemption) = (source, rules, isExemption)
    }
}

/// What guards a cluster: adding a kind is a line.
enum Guardrails {
    /// By kind and group, as in ``RiskRules/byKind``; `*.group` stands for every kind of a group.
    private static let byKind: [String: Guardrail] = {
        let unchecked = "requests are no longer checked by it"
        let unlimited = "traffic is no longer limited by it"
        let unselected = "Pods that no other policy selects may be reached from everywhere"
        let unmade = "objects no longer get what it adds or enforces"
        let admission = "admissionregistration.k8s.io"
        return [
            "ValidatingAdmissionPolicy.\(admission)": Guardrail(unchecked, RiskSource.admissionPolicy),
            "ValidatingAdmissionPolicyBinding.\(admission)": Guardrail(
                "requests are no longer checked by its policy", RiskSource.admissionPolicy),
            "MutatingAdmissionPolicy.\(admission)": Guardrail(unmade, RiskSource.mutatingPolicy),
            "MutatingAdmissionPolicyBinding.\(admission)": Guardrail(unmade, RiskSource.mutatingPolicy),
            "ValidatingWebhookConfiguration.\(admission)": Guardrail(unchecked, RiskSource.webhooks),
            "MutatingWebhookConfiguration.\(admission)": Guardrail(unmade, RiskSource.webhooks),

            "NetworkPolicy.networking.k8s.io": Guardrail(unselected, RiskSource.networkPolicy),
            "NetworkPolicy.extensions": Guardrail(unselected, RiskSource.networkPolicy),
            "*.policy.networking.k8s.io": Guardrail(unlimited, RiskSource.adminNetworkPolicy),
            "CiliumNetworkPolicy.cilium.io": Guardrail(unlimited, RiskSource.cilium),
            "CiliumClusterwideNetworkPolicy.cilium.io": Guardrail(unlimited, RiskSource.cilium),
            "NetworkPolicy.projectcalico.org": Guardrail(unlimited, RiskSource.calico),
            "GlobalNetworkPolicy.projectcalico.org": Guardrail(unlimited, RiskSource.calico),
            "NetworkPolicy.crd.projectcalico.org": Guardrail(unlimited, RiskSource.calico),
            "GlobalNetworkPolicy.crd.projectcalico.org": Guardrail(unlimited, RiskSource.calico),
            "AuthorizationPolicy.security.istio.io": Guardrail(unlimited, RiskSource.istio),
            "PeerAuthentication.security.istio.io": Guardrail(unlimited, RiskSource.istio),

            "ResourceQuota": Guardrail("the namespace may use any amount", RiskSource.quota),
            "LimitRange": Guardrail("containers no longer get default requests and limits", RiskSource.limits),

            "ClusterPolicy.kyverno.io": Guardrail(unchecked, RiskSource.kyverno, RiskRules.kyvernoPolicies),
            "Policy.kyverno.io": Guardrail(unchecked, RiskSource.kyverno, RiskRules.kyvernoPolicies),
            "PolicyException.kyverno.io": exemption, "PolicyException.policies.kyverno.io": exemption,
            "*.policies.kyverno.io": Guardrail(
                unchecked, RiskSource.kyverno, RiskRules.kyvernoExpressionPolicies),

            "ConstraintTemplate.templates.gatekeeper.sh": Guardrail(unchecked, RiskSource.gatekeeper),
            "*.constraints.gatekeeper.sh": Guardrail(
                unchecked, RiskSource.gatekeeper, RiskRules.gatekeeperConstraints),
            "*.mutations.gatekeeper.sh": Guardrail(unmade, RiskSource.gatekeeper),
            "Config.config.gatekeeper.sh": Guardrail(
                "what is exempt from Gatekeeper changes", RiskSource.gatekeeperExemption,
                RiskRules.gatekeeperExemptions, risk: .guardrail),
            "ClusterImagePolicy.policy.sigstore.dev": Guardrail(
                "images are no longer verified by it", RiskSource.sigstorePolicy),

            // Without its project an Application is not applied at all.
            "AppProject.argoproj.io": Guardrail(
                "its Applications are no longer applied", RiskSource.argoProject, RiskRules.projects, risk: .guardrail),
        ]
    }()

    private static let exemption = Guardrail(
        "objects are no longer exempt", RiskSource.kyvernoExceptions, risk: .inPlace, isExemption: true)

    /// The parameters of admission policies, whatever their kind.
    static let parameters = Guardrail(
        "policies no longer have it as their parameters", RiskSource.admissionPolicy, risk: .guardrail)

    static func of(_ kind: GroupVersionKind) -> Guardrail? {
        byKind[RiskRules.key(kind: kind.kind, group: kind.group)] ?? byKind["*.\(kind.group)"]
    }

    /// Where the fields are that say what an object guards; the status, and what is known of the object, are none.
    static func isContent(_ path: FieldPath) -> Bool {
        guard case .field(let section)? = path.steps.first else { return true }
        return !["metadata", "status", "apiVersion", "kind"].contains(section)
    }
}
