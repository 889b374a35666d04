import GitOpsManifest
import GitOpsSchema

extension PolicyWorker {
    /// `nil` where the policy passes without parameters and there is nothing else to tell.
    func outcome(
        of bound: CompiledBinding, _ matched: MatchedPolicy, _ requests: inout PreparedRequest
    ) -> LedgerEntry.BindingOutcome? {
        // The server does not come to the bindings then.
        if params.unserved(matched.compiled.policy.paramKind) != nil { return evaluated(bound, matched, &requests) }
        switch bound.reach(&requests, simulation) {
        case .unmatched(let miss): return .unmatched(miss)
        case .included: return evaluated(bound, matched, &requests)
        case .undecided(let reason):
            let outcome = evaluated(bound, matched, &requests)
            return outcome?.isHarmless == false ? .unknown(reason) : outcome
        }
    }

    private func evaluated(
        _ bound: CompiledBinding, _ matched: MatchedPolicy, _ requests: inout PreparedRequest
    ) -> LedgerEntry.BindingOutcome? {
        // Never the policy as a whole: its copy counts references for every pair.
        let compiled = matched.compiled
        let chosen: [ParamCatalog.Param]
        switch bound.params(
            of: compiled.policy.paramKind, failurePolicy: compiled.policy.failurePolicy, for: requests.outline,
            in: params)
        {
        case .ended(.misconfigured(var decision)):
            // A binding that cannot be used refuses, whatever its actions are.
            decision.isUnconditional = true
            return .misconfigured(exempted(decision, compiled.policy, requests.outline))
        case .ended(let outcome): return outcome
        case .none: chosen = []
        case .each(let list): chosen = list
        }
        if matched.request.conversion == .unknown, let missing = matched.request.missing(requests.outline) {
            return .unknown(missing)
        }
        if chosen.isEmpty {
            return evaluation(matched, nil, &requests).map { Self.outcome([$0]) }
        }
        var tally = EvaluationTally()
        for param in chosen {
            if let told = evaluation(matched, param, &requests) {
                tally.add(told)
            } else if !tally.addPassing() {
                tally.add(LedgerEntry.Evaluation(param.manifest))
            }
        }
        return Self.outcome(tally.evaluations)
    }

    /// What is certain is told beside what nobody knows; where nothing is certain but what passes, the whole is
    /// unknown.
    private static func outcome(_ evaluations: [LedgerEntry.Evaluation]) -> LedgerEntry.BindingOutcome {
        let decisions = evaluations.lazy.flatMap(\.decisions)
        guard let unknown = decisions.first(where: { $0.evaluation == .unknown }),
            !decisions.contains(where: { $0.denies && $0.exception == nil })
        else { return .evaluated(evaluations) }
        return .unknown(unknown.message)
    }

    /// One evaluation; `nil` where the policy passes and there is nothing else to tell.
    private func evaluation(
        _ matched: MatchedPolicy, _ param: ParamCatalog.Param?, _ requests: inout PreparedRequest
    ) -> LedgerEntry.Evaluation? {
        let told = judged(matched, param, &requests)
        guard let obstacle = evaluator.takeObstacle() else { return told }
        return LedgerEntry.Evaluation(
            param?.manifest, decisions: [.unknown(obstacle)], expressions: told?.expressions ?? [])
    }

    private func judged(
        _ matched: MatchedPolicy, _ param: ParamCatalog.Param?, _ requests: inout PreparedRequest
    ) -> LedgerEntry.Evaluation? {
        let bindings = matched.request.bindings(
            matched.compiled.expressions.inputs, conditions: !matched.compiled.policy.matchConditions.isEmpty,
            param: param?.object, &requests, simulation)
        let judgement = PolicyEvaluation(compiled: matched.compiled, bindings: bindings, evaluator: evaluator)
        let outcome = judgement.run()
        if evaluator.trace == nil, case .decided(let decisions, let annotations) = outcome,
            decisions.isEmpty, annotations.isEmpty
        {
            return nil
        }
        let judged = judgement.bindings.object ?? judgement.bindings.oldObject
        return evaluation(outcome, matched.compiled.policy, param, judged: judged, requests.outline)
    }

    private func evaluation(
        _ outcome: PolicyEvaluation.Outcome, _ policy: ValidatingAdmissionPolicy, _ param: ParamCatalog.Param?,
        judged: Node?, _ request: AdmissionRequest
    ) -> LedgerEntry.Evaluation {
        let expressions = keptExpressions(policy, request)
        switch outcome {
        case .notMet(let condition):
            return LedgerEntry.Evaluation(param?.manifest, unmetCondition: condition, expressions: expressions)
        case .decided(var decisions, let annotations):
            for index in decisions.indices where [.denied, .failed].contains(decisions[index].evaluation) {
                // Places are those of the object: parameters and the old object have files of their own.
                decisions[index].decisive.removeAll { $0.storage !== judged?.storage }
                decisions[index] = exempted(decisions[index], policy, request)
            }
            return LedgerEntry.Evaluation(
                param?.manifest, decisions: decisions, annotations: annotations, expressions: expressions)
        }
    }

    /// What was kept since the last evaluation.
    private func keptExpressions(
        _ policy: ValidatingAdmissionPolicy, _ request: AdmissionRequest
    ) -> [EvaluatedExpression] {
        guard let trace = evaluator.trace else { return [] }
        evaluator.trace = []
        return trace.map { EvaluatedExpression($0, of: policy, source: request.source) }
    }

    private func exempted(
        _ decision: PolicyDecision, _ policy: ValidatingAdmissionPolicy, _ request: AdmissionRequest
    ) -> PolicyDecision {
        var decision = decision
        decision.exception = exceptions.exception(
            policy: policy.name, rule: decision.validation.map { "validations[\($0)]" }, request: request)
        return decision
    }
}
