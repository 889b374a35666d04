import GitOpsManifest

extension AdmissionResponse {
    /// The refusal that follows from what mutating policies did; `nil` when they let the request pass.
    ///
    /// What is unknown is refused unless the policy's failures are ignored: a policy that cannot be asked fails.
    ///
    /// Source: `Dispatch` in `k8s.io/apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go`.
    init?(refusedBy mutation: DocumentMutation, _ set: MutatingPolicySet, request: AdmissionRequest) {
        var refusals = MutationRefusals(set: set)
        for entry in mutation.entries { refusals.add(entry) }
        // An error of the server ends the request at once; what is wrong with policies is told before what they say.
        if let end = refusals.end {
            let code = MutationFailure.Refusal(rawValue: end.reason)?.code ?? 500
            self.init(isAllowed: false, status: Status(code: code, reason: end.reason, message: end.message))
            return
        }
        let all = refusals.configuration + refusals.evaluation
        guard let first = all.first else { return nil }
        self.init(
            isAllowed: false,
            status: Status(
                code: 403, reason: refusals.configuration.isEmpty ? "Invalid" : "Forbidden", message: first,
                causes: all,
                object: RefusedObject(
                    group: request.resource.group, resource: request.resource.resource, name: request.subjectName)))
    }
}

/// Collects what refuses a request.
private struct MutationRefusals {
    let set: MutatingPolicySet
    /// The first that ends the request whatever the policies say.
    private(set) var end: PolicyDecision?
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
            if !isIgnored { add(issues, policy, set.bindings[position]) }
        case .undecided(let reason):
            if isIgnored { break }
            configuration.append(
                "policy \(policy.name.goQuoted) denied request: failed to configure policy: \(reason)")
        case .matched(let bindings):
            for entry in bindings {
                let name = set.bindings[position][entry.binding].name
                add(entry.outcome, "policy '\(policy.name)' with binding '\(name)' denied request: ", isIgnored)
            }
        }
    }

    /// The server asks policies with expressions that do not compile, each of which is an error, if something binds
    /// them.
    private mutating func add(
        _ issues: [PolicyIssue], _ policy: MutatingAdmissionPolicy, _ bindings: [MutatingAdmissionPolicyBinding]
    ) {
        let messages = issues.compactMap(\.serverMessage)
        guard messages.count == issues.count, !issues.isEmpty else {
            let reason = issues.first.map { "\($0)" } ?? "it could not be read"
            configuration.append(
                "policy \(policy.name.goQuoted) denied request: failed to configure policy: \(reason)")
            return
        }
        for binding in bindings {
            let prefix = "policy '\(policy.name)' with binding '\(binding.name)' denied request: "
            evaluation += messages.enumerated().filter { !messages[..<$0.offset].contains($0.element) }
                .map { prefix + $0.element }
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
                    end = end ?? decision
                } else {
                    evaluation.append(prefix + decision.message)
                }
            }
        }
    }
}
