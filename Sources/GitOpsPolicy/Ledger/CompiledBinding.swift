import GitOpsSchema

/// Where a binding applies and with which parameters, for policies of all kinds: one reference, so that threads do not
/// count those inside.
final class CompiledBinding: Sendable {
    /// Why the server would refuse it.
    let obstacle: String?
    let choosesResources: Bool
    let matchResources: MatchResources?
    let paramRef: ValidatingAdmissionPolicyBinding.ParamRef?

    convenience init(_ binding: ValidatingAdmissionPolicyBinding) {
        self.init(binding.issues, binding.matchResources, binding.paramRef)
    }

    convenience init(_ binding: MutatingAdmissionPolicyBinding) {
        self.init(binding.issues, binding.matchResources, binding.paramRef)
    }

    private init(
        _ issues: [PolicyIssue], _ matchResources: MatchResources?,
        _ paramRef: ValidatingAdmissionPolicyBinding.ParamRef?
    ) {
        obstacle = issues.first { $0.kind == .error }.map { "the binding would be refused: \($0)" }
        choosesResources = matchResources != nil
        self.matchResources = matchResources
        self.paramRef = paramRef
    }

    /// What a policy is evaluated with.
    enum Params {
        /// Once; `params` is null.
        case none
        /// Once with each.
        case each([ParamCatalog.Param])
        /// It is not evaluated.
        case ended(LedgerEntry.BindingOutcome)
    }

    /// Whether the binding is about a request.
    func reach(_ requests: inout PreparedRequest, _ simulation: AdmissionSimulation) -> Reach {
        guard obstacle == nil, choosesResources, let matchResources else { return .included }
        switch requests.match(matchResources, simulation) {
        case .unmatched(let miss): return .unmatched(miss)
        case .matched: return .included
        case .undecided(_, _, _, let doubt): return .undecided(doubt.reason(requests.outline, of: "binding"))
        }
    }

    /// What can be said of that.
    enum Reach {
        case included
        case unmatched(MatchMiss)
        /// Nobody knows: what is missing, and what to do.
        case undecided(String)
    }

    /// The parameters for a request that the binding is about.
    ///
    /// - Parameters:
    ///   - kind: the kind of the policy's parameters.
    ///   - failurePolicy: what follows when the binding cannot be used.
    ///   - request: the request.
    ///   - catalog: all parameters.
    func params(
        of kind: GroupVersionKind?, failurePolicy: ValidatingAdmissionPolicy.FailurePolicy,
        for request: AdmissionRequest, in catalog: ParamCatalog
    ) -> Params {
        if let obstacle { return .ended(.unknown(obstacle)) }
        switch catalog.select(kind, paramRef, namespace: request.namespace) {
        case .none: return .none
        case .params(let list): return .each(list)
        case .nothing: return .ended(.withoutParams)
        case .misconfigured(let message):
            return .ended(.misconfigured(.failure("failed to configure binding: \(message)", failurePolicy)))
        case .unserved(let message):
            var decision = PolicyDecision.failure("failed to configure policy: \(message)", failurePolicy)
            decision.isAboutPolicy = true
            return .ended(.misconfigured(decision))
        case .unknown(let reason): return .ended(.unknown(reason))
        }
    }
}
