import GitOpsSchema

/// Where a binding applies and with which parameters, for policies of all kinds: one reference, so that threads do not count
/// those inside.
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

    /// The parameters for a request.
    ///
    /// - Parameters:
    ///   - kind: the kind of the policy's parameters.
    ///   - failurePolicy: what follows when the binding cannot be used.
    ///   - requests: the request.
    ///   - catalog: all parameters.
    ///   - simulation: where namespaces are looked up.
    func params(
        of kind: GroupVersionKind?, failurePolicy: ValidatingAdmissionPolicy.FailurePolicy,
        for requests: inout PreparedRequest, in catalog: ParamCatalog, _ simulation: AdmissionSimulation
    ) -> Params {
        if let obstacle { return .ended(.unknown(obstacle)) }
        if choosesResources, let matchResources,
            case .unmatched(let miss) = requests.match(matchResources, simulation)
        {
            return .ended(.unmatched(miss))
        }
        switch catalog.select(kind, paramRef, namespace: requests.outline.namespace) {
        case .none: return .none
        case .params(let list): return .each(list)
        case .nothing: return .ended(.withoutParams)
        case .misconfigured(let message):
            return .ended(.misconfigured(.failure("failed to configure binding: \(message)", failurePolicy)))
        case .unknown(let reason): return .ended(.unknown(reason))
        }
    }
}
