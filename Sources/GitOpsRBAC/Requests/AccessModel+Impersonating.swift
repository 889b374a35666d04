import GitOpsManifest

extension AccessModel {
    /// Whether somebody may do something as another one.
    ///
    /// The modes are tried in the API server's order; constrained impersonation needs both `impersonate:MODE` on whom
    /// and `impersonate-on:MODE:VERB` on what. Either way the one who is impersonated must be allowed the action as
    /// well.
    ///
    /// - Parameters:
    ///   - wanted: who is to be impersonated.
    ///   - review: who asks, and for which action.
    ///   - node: the node that the token of the asking service account is bound to, where it is.
    ///   - allowsConstrained: whether the server has constrained impersonation, which Kubernetes 1.36 has by default.
    public func impersonation(
        of wanted: Impersonation, by review: SubjectAccessReview, node: String? = nil, allowsConstrained: Bool = true
    ) -> ImpersonationDecision {
        let requestor = Subject.user(review.user)
        var refusals: [ImpersonationDecision.Refusal] = []
        for mode in Impersonation.Mode.allCases where allowsConstrained || mode == .legacy {
            let checks = ImpersonationChecks(mode: mode, wanted: wanted)
            guard checks.applies(requestor: requestor, node: node) else { continue }
            switch decide(checks.all(review.attributes), mode, review) {
            case .failure(let refusal): refusals.append(refusal)
            case .success(let grants):
                let impersonated = SubjectAccessReview(
                    user: wanted.user, groups: checks.groups, attributes: review.attributes)
                return ImpersonationDecision(
                    mode: mode, grants: grants, impersonated: impersonated, decision: decision(on: impersonated),
                    refusals: refusals)
            }
        }
        return ImpersonationDecision(mode: nil, grants: [], impersonated: nil, decision: nil, refusals: refusals)
    }

    private enum Outcome {
        case success([Grant])
        case failure(ImpersonationDecision.Refusal)
    }

    private func decide(
        _ checks: [ImpersonationChecks.Check], _ mode: Impersonation.Mode, _ review: SubjectAccessReview
    ) -> Outcome {
        func ask(_ attributes: SubjectAccessReview.Attributes) -> AccessDecision {
            decision(on: SubjectAccessReview(user: review.user, groups: review.groups, attributes: attributes))
        }
        func refusal(_ attributes: SubjectAccessReview.Attributes, _ rule: String? = nil) -> Outcome {
            .failure(.init(mode: mode, denied: attributes, rule: rule))
        }
        var grants: [Grant] = []
        for check in checks {
            switch check {
            case .never(let attributes, let rule): return refusal(.resource(attributes), rule)
            case .needed(let attributes):
                let decision = ask(attributes)
                guard decision.isAllowed else { return refusal(attributes) }
                if let grant = decision.grant { grants.append(grant) }
            case .oneOrAll(let one, let all):
                let decision = ask(.resource(one))
                if decision.isAllowed {
                    if let grant = decision.grant { grants.append(grant) }
                    continue
                }
                for attributes in all {
                    let decision = ask(.resource(attributes))
                    guard decision.isAllowed else { return refusal(.resource(attributes)) }
                    if let grant = decision.grant { grants.append(grant) }
                }
            }
        }
        return .success(grants)
    }
}
