public import GitOpsManifest
import GitOpsReport

/// What became of a document and a policy.
public struct LedgerEntry: Sendable {
    /// The policy, by its place in the set.
    public let policy: Int
    /// What became of it.
    public let outcome: Outcome

    /// What can become of a document and a policy.
    public enum Outcome: Sendable {
        /// The policy is not about the document.
        case unmatched(MatchMiss)
        /// The policy does not load or compile and may be about the document.
        case unknown([PolicyIssue])
        /// Whether the policy is about the document is not known, and it would not let it pass; what is missing, and
        /// what to do.
        case undecided(String)
        /// The policy is about the document, and nothing binds it, so that the server does not ask it.
        case unbound
        /// The policy is about the document: each of its bindings, in their order.
        case matched([BindingEntry])
    }

    /// What became of a binding of a policy that is about the document.
    public struct BindingEntry: Sendable {
        /// The binding, by its place among those of the policy.
        public let binding: Int
        /// What became of it.
        public let outcome: BindingOutcome
    }

    /// What can become of a binding.
    public enum BindingOutcome: Sendable {
        /// The binding is not about the document.
        case unmatched(MatchMiss)
        /// It has no parameters, which it allows.
        case withoutParams
        /// It cannot be used; what the server says, and what it decides.
        indirect case misconfigured(PolicyDecision)
        /// Something is missing to evaluate it; what, and what to do.
        case unknown(String)
        /// It was evaluated, once for each parameter. Beside what refuses the object for certain there may be decisions
        /// that are unknown. Parameters with which there is nothing to tell share an evaluation,
        /// unless an explanation was asked for: a ledger is as large as what it tells.
        case evaluated([Evaluation])
    }

    /// What a policy said with one parameter, or with several in the same way.
    public struct Evaluation: Sendable {
        /// The parameter, the first one of several; `nil` for none.
        public let param: Manifest?
        /// The number of evaluations it stands for.
        public internal(set) var count = 1
        /// The match condition that is false, so that nothing was evaluated.
        public let unmetCondition: String?
        /// What the policy said: an entry for each validation that is not true, and for each error.
        public internal(set) var decisions: [PolicyDecision]
        /// Texts for the audit log; of several evaluations all that differ.
        public internal(set) var annotations: [AuditAnnotationValue]
        /// What a mutating policy did, in order; those that failed are decisions.
        public internal(set) var mutations: [AppliedMutation] = []
        /// A mutating policy was asked once more, because the object had changed.
        public internal(set) var isReinvocation = false
        /// The expressions that were evaluated, in their order; empty unless an explanation was asked for.
        public internal(set) var expressions: [EvaluatedExpression] = []
    }
}

extension LedgerEntry.Outcome {
    /// Whether the document passes as if the policy were not about it.
    var isHarmless: Bool {
        switch self {
        case .unmatched, .unbound: true
        case .unknown, .undecided: false
        case .matched(let bindings): bindings.allSatisfy(\.outcome.isHarmless)
        }
    }
}

extension LedgerEntry.BindingOutcome {
    /// Whether the document passes as if the binding were not about it.
    var isHarmless: Bool {
        switch self {
        case .unmatched, .withoutParams: true
        case .misconfigured, .unknown: false
        case .evaluated(let list):
            list.allSatisfy {
                $0.annotations.isEmpty && $0.mutations.isEmpty
                    && $0.decisions.allSatisfy { $0.evaluation != .unknown && !$0.denies || $0.exception != nil }
            }
        }
    }
}

extension LedgerEntry.Evaluation {
    init(
        _ param: Manifest?, unmetCondition: String? = nil, decisions: [PolicyDecision] = [],
        annotations: [AuditAnnotationValue] = [], expressions: [EvaluatedExpression] = []
    ) {
        self.param = param
        self.unmetCondition = unmetCondition
        self.decisions = decisions
        self.annotations = annotations
        self.expressions = expressions
    }

    /// The verdict of a decision under the actions of a binding.
    ///
    /// An error that is ignored is skipped: the server lets the object pass without having judged it.
    static func verdict(_ decision: PolicyDecision, _ actions: [PolicyAction]) -> Verdict {
        if decision.exception != nil { return .skip }
        switch decision.evaluation {
        case .admitted: return .pass
        case .unknown: return .unknown
        case .failed: return decision.denies ? .error : .skip
        case .denied:
            if actions.contains(.deny) || decision.isUnconditional { return .fail }
            if actions.contains(.warn) { return .warn }
            return .audit
        }
    }

    /// The heaviest verdict of all decisions; `skip` when a match condition is false or there is nothing to decide.
    func verdict(_ actions: [PolicyAction]) -> Verdict {
        if unmetCondition != nil { return .skip }
        return decisions.map { Self.verdict($0, actions) }.max() ?? .pass
    }
}
