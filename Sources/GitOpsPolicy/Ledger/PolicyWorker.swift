import GitOpsManifest
import GitOpsSchema

/// Asks policies about requests, with memory of its own: one for each thread.
struct PolicyWorker {
    private let set: PolicySet
    private let simulation: AdmissionSimulation
    private let params: ParamCatalog
    private let exceptions: PolicyExceptions
    private let evaluator: ExpressionEvaluator
    private let mutations: MutationWorker?
    /// What kinds tell is looked up once.
    private var known: [GroupVersionKind: (served: ServedResource, candidates: [Int])] = [:]
    /// Matches that follow from these and not from the single object, by candidate.
    private var matches: [RequestForm: [Match?]] = [:]

    init(_ set: PolicySet, _ simulation: AdmissionSimulation, _ params: ParamCatalog, _ exceptions: PolicyExceptions) {
        self.set = set
        self.simulation = simulation
        self.params = params
        self.exceptions = exceptions
        evaluator = ExpressionEvaluator(set.program)
        mutations = set.mutating.policies.isEmpty ? nil : MutationWorker(set.mutating, simulation, params)
    }

    /// Keeps what every expression says, for explanations.
    func keepExpressions() { evaluator.trace = [] }

    mutating func ledger(of step: AdmissionSimulation.Step) -> DocumentLedger {
        let (served, candidates) = lookUp(step.kind)
        let outline = simulation.outline(of: step, served: served)
        let isExempt = ExemptResources.contains(served.resource)
        let mutation = mutations?.mutation(of: outline) { [simulation] in simulation.completed($0) }
        var requests = PreparedRequest(outline) { [simulation] in simulation.completed($0) }
        requests.change(by: mutation)
        return DocumentLedger(
            step: step, namespace: outline.namespace, assumptions: outline.assumptions,
            entries: isExempt ? [] : entries(step.kind, candidates, &requests), policyCount: set.policies.count,
            isExempt: isExempt, mutation: mutation)
    }

    private mutating func entries(
        _ kind: GroupVersionKind, _ candidates: [Int], _ requests: inout PreparedRequest
    ) -> [LedgerEntry] {
        let form = RequestForm(
            kind: kind, operation: requests.outline.operation, isNamespaced: !requests.outline.namespace.isEmpty)
        let common = matches[form] ?? candidates.map { commonMatch(of: $0, requests.outline) }
        matches[form] = common
        var entries: [LedgerEntry] = []
        entries.reserveCapacity(candidates.count)
        for (position, policy) in candidates.enumerated() {
            let match = common[position] ?? match(of: policy, &requests)
            entries.append(LedgerEntry(policy: policy, outcome: outcome(of: policy, match, &requests)))
        }
        return entries
    }

    /// What mutating policies do to a request whose objects are as the server has them; `nil` when there are none.
    func mutation(of request: AdmissionRequest) -> DocumentMutation? { mutations?.mutation(of: request) { $0 } }

    /// The entries of a request whose objects are as the server has them.
    mutating func entries(for request: AdmissionRequest, after mutation: DocumentMutation?) -> [LedgerEntry] {
        if ExemptResources.contains(request.resource) { return [] }
        var requests = PreparedRequest(request) { $0 }
        requests.change(by: mutation)
        return set.index.candidates(for: request.served).map { policy in
            let match = match(of: policy, &requests)
            return LedgerEntry(policy: policy, outcome: outcome(of: policy, match, &requests))
        }
    }

    private mutating func lookUp(_ kind: GroupVersionKind) -> (served: ServedResource, candidates: [Int]) {
        if let found = known[kind] { return found }
        let served = simulation.catalog.resource(of: kind)
        let found = (served: served, candidates: set.index.candidates(for: served))
        known[kind] = found
        return found
    }

    // MARK: Policies

    /// What requests have in common whose objects differ only in what selectors and names choose.
    private struct RequestForm: Hashable {
        let kind: GroupVersionKind
        let operation: AdmissionOperation
        let isNamespaced: Bool
    }

    private enum Match {
        case unmatched(MatchMiss)
        case matched(MatchedPolicy)
        case unusable
    }

    /// One reference, because it is handed on for every pair of a document and a policy.
    private final class MatchedPolicy {
        let compiled: CompiledPolicy
        let request: MatchedRequest
        /// Something may be missing that the expressions read.
        let mayMiss: Bool

        init(_ compiled: CompiledPolicy, _ request: MatchedRequest) {
            self.compiled = compiled
            self.request = request
            mayMiss =
                request.conversion == .unknown
                || !compiled.expressions.inputs.isDisjoint(with: [.user, .authorizer])
        }
    }

    private func commonMatch(of index: Int, _ request: AdmissionRequest) -> Match? {
        guard let constraints = set.policies[index].matchConstraints else { return .unusable }
        return constraints.isAboutForms
            ? match(of: index, constraints.match(request, namespaceLabel: { _ in nil })) : nil
    }

    private func match(of index: Int, _ requests: inout PreparedRequest) -> Match {
        guard let constraints = set.policies[index].matchConstraints else { return .unusable }
        return match(of: index, requests.match(constraints, simulation))
    }

    private func match(of index: Int, _ outcome: MatchOutcome) -> Match {
        switch outcome {
        case .unmatched(let miss): return .unmatched(miss)
        case .matched(let resource, let kind, let conversion):
            guard let compiled = set.compiled[index] else { return .unusable }
            let request = MatchedRequest(resource: resource, kind: kind, conversion: conversion)
            return .matched(MatchedPolicy(compiled, request))
        }
    }

    private func outcome(of index: Int, _ match: Match, _ requests: inout PreparedRequest) -> LedgerEntry.Outcome {
        switch match {
        case .unmatched(let miss): return .unmatched(miss)
        case .unusable: return .unknown(set.obstacles[index])
        case .matched(let matched):
            let bindings = set.compiledBindings[index]
            switch bindings.count {
            case 0: return .unbound
            case 1:
                guard let outcome = outcome(of: bindings[0], matched, &requests) else { return Self.passedOnce }
                return .matched([LedgerEntry.BindingEntry(binding: 0, outcome: outcome)])
            default:
                var entries: [LedgerEntry.BindingEntry] = []
                entries.reserveCapacity(bindings.count)
                for position in bindings.indices {
                    let outcome = outcome(of: bindings[position], matched, &requests) ?? Self.passed
                    entries.append(LedgerEntry.BindingEntry(binding: position, outcome: outcome))
                }
                return .matched(entries)
            }
        }
    }

    // Nearly all pairs end so: they share one entry instead of taking memory each.
    private static let passing = [
        LedgerEntry.Evaluation(param: nil, unmetCondition: nil, decisions: [], annotations: [])
    ]
    private static let passed = LedgerEntry.BindingOutcome.evaluated(passing)
    private static let passedOnce = LedgerEntry.Outcome.matched([
        LedgerEntry.BindingEntry(binding: 0, outcome: passed)
    ])

    // MARK: Bindings

    /// `nil` where the policy passes without parameters and there is nothing else to tell.
    private func outcome(
        of bound: CompiledBinding, _ matched: MatchedPolicy, _ requests: inout PreparedRequest
    ) -> LedgerEntry.BindingOutcome? {
        let policy = matched.compiled.policy
        switch bound.params(
            of: policy.paramKind, failurePolicy: policy.failurePolicy, for: &requests, in: params, simulation)
        {
        case .ended(.misconfigured(var decision)):
            // A binding that cannot be used refuses, whatever its actions are.
            decision.isUnconditional = true
            return .misconfigured(exempted(decision, policy, requests.outline))
        case .ended(let outcome): return outcome
        case .none:
            if matched.mayMiss, let missing = missing(matched, requests.outline) { return .unknown(missing) }
            return evaluation(matched, nil, &requests).map { .evaluated($0) }
        case .each(let list):
            if let missing = missing(matched, requests.outline) { return .unknown(missing) }
            return .evaluated(list.flatMap { evaluation(matched, $0, &requests) ?? Self.passing })
        }
    }

    private func missing(_ matched: MatchedPolicy, _ request: AdmissionRequest) -> String? {
        matched.request.missing(matched.compiled.expressions.inputs, request, simulation)
    }

    /// One evaluation; `nil` where the policy passes without parameters and there is nothing else to tell.
    private func evaluation(
        _ matched: MatchedPolicy, _ param: ParamCatalog.Param?, _ requests: inout PreparedRequest
    ) -> [LedgerEntry.Evaluation]? {
        let bindings = matched.request.bindings(
            matched.compiled.expressions.inputs, conditions: !matched.compiled.policy.matchConditions.isEmpty,
            param: param?.object, &requests, simulation)
        let judgement = PolicyEvaluation(compiled: matched.compiled, bindings: bindings, evaluator: evaluator)
        let outcome = judgement.run()
        if param == nil, evaluator.trace == nil, case .decided(let decisions, let annotations) = outcome,
            decisions.isEmpty, annotations.isEmpty
        {
            return nil
        }
        let judged = judgement.bindings.object ?? judgement.bindings.oldObject
        return [evaluation(outcome, matched.compiled.policy, param, judged: judged, requests.outline)]
    }

    private func evaluation(
        _ outcome: PolicyEvaluation.Outcome, _ policy: ValidatingAdmissionPolicy, _ param: ParamCatalog.Param?,
        judged: Node?, _ request: AdmissionRequest
    ) -> LedgerEntry.Evaluation {
        let expressions = keptExpressions(policy, request)
        switch outcome {
        case .notMet(let condition):
            return LedgerEntry.Evaluation(
                param: param?.manifest, unmetCondition: condition, decisions: [], annotations: [],
                expressions: expressions)
        case .decided(var decisions, let annotations):
            for index in decisions.indices where decisions[index].evaluation != .admitted {
                // Places are those of the object: parameters and the old object have files of their own.
                decisions[index].decisive.removeAll { $0.storage !== judged?.storage }
                decisions[index] = exempted(decisions[index], policy, request)
            }
            return LedgerEntry.Evaluation(
                param: param?.manifest, unmetCondition: nil, decisions: decisions, annotations: annotations,
                expressions: expressions)
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
