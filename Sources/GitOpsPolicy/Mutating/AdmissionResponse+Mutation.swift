import GitOpsManifest

extension AdmissionResponse {
    /// The refusal that follows from what mutating policies did; `nil` when they let the request pass.
    ///
    /// What is unknown is refused unless the policy's failures are ignored: a policy that cannot be asked fails.
    ///
    /// Source: `Dispatch` in `k8s.io/apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go`.
    init?(refusedBy mutation: DocumentMutation, _ set: MutatingPolicySet) {
        var refusals = MutationRefusals(set: set)
        for entry in mutation.entries { refusals.add(entry) }
        // An error of the server ends the request at once; what is wrong with policies is told before what they say.
        if let text = refusals.internalError {
            self.init(isAllowed: false, status: Status(code: 500, reason: "InternalError", message: text))
            return
        }
        let all = refusals.configuration + refusals.evaluation
        guard let first = all.first else { return nil }
        self.init(
            isAllowed: false,
            status: Status(
                code: 403, reason: refusals.configuration.isEmpty ? "Invalid" : "Forbidden", message: first, causes: all
            ))
    }
}

/// Collects what refuses a request.
private struct MutationRefusals {
    let set: MutatingPolicySet
    private(set) var internalError: String?
    private(set) var configuration: [String] = []
    private(set) var evaluation: [String] = []

    init(set: MutatingPolicySet) { self.set = set }

    mutating func add(_ entry: LedgerEntry) {
        let position = entry.policy
        let policy = set.policies[position]
        let isIgnored = policy.failurePolicy == .ignore
        switch entry.outcome {
        case .unmatched, .unbound: break
        case .unknown(let issues):
            let reason = issues.first.map { "\($0)" } ?? "it could not be read"
            if !isIgnored {
                configuration.append(
                    "policy \(policy.name.goQuoted) denied request: failed to configure policy: \(reason)")
            }
        case .matched(let bindings):
            for entry in bindings {
                let name = set.bindings[position][entry.binding].name
                add(entry.outcome, "policy '\(policy.name)' with binding '\(name)' denied request: ", isIgnored)
            }
        }
    }

    private mutating func add(_ outcome: LedgerEntry.BindingOutcome, _ prefix: String, _ isIgnored: Bool) {
        switch outcome {
        case .unmatched, .withoutParams: break
        case .misconfigured(let decision): if !isIgnored { configuration.append(prefix + decision.message) }
        case .unknown(let reason):
            if !isIgnored { configuration.append("\(prefix)failed to configure binding: \(reason)") }
        case .evaluated(let list):
            for decision in list.flatMap(\.decisions) where decision.denies {
                if decision.isUnconditional {
                    internalError = internalError ?? decision.message
                } else {
                    evaluation.append(prefix + decision.message)
                }
            }
        }
    }
}
