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
    /// Documents of one kind stand together: what their kind tells is looked up once.
    private var known: [GroupVersionKind: (served: ServedResource, candidates: [Int])] = [:]

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
            entries: isExempt ? [] : candidates.map { entry(of: $0, &requests) }, policyCount: set.policies.count,
            isExempt: isExempt, mutation: mutation)
    }

    /// What mutating policies do to a request whose objects are as the server has them; `nil` when there are none.
    func mutation(of request: AdmissionRequest) -> DocumentMutation? { mutations?.mutation(of: request) { $0 } }

    /// The entries of a request whose objects are as the server has them.
    mutating func entries(for request: AdmissionRequest, after mutation: DocumentMutation?) -> [LedgerEntry] {
        if ExemptResources.contains(request.resource) { return [] }
        var requests = PreparedRequest(request) { $0 }
        requests.change(by: mutation)
        return set.index.candidates(for: request.served).map { entry(of: $0, &requests) }
    }

    private mutating func lookUp(_ kind: GroupVersionKind) -> (served: ServedResource, candidates: [Int]) {
        if let found = known[kind] { return found }
        let served = simulation.catalog.resource(of: kind)
        let found = (served: served, candidates: set.index.candidates(for: served))
        known[kind] = found
        return found
    }

    // MARK: Policies

    private func entry(of policy: Int, _ requests: inout PreparedRequest) -> LedgerEntry {
        LedgerEntry(policy: policy, outcome: outcome(of: policy, &requests))
    }

    private func outcome(of index: Int, _ requests: inout PreparedRequest) -> LedgerEntry.Outcome {
        guard let constraints = set.policies[index].matchConstraints else { return .unknown(set.obstacles[index]) }
        let namespace = constraints.namespaceSelector.isEmpty ? nil : requests.namespace(simulation)
        switch constraints.match(requests.outline, namespaceLabel: { namespace?.label($0) }) {
        case .unmatched(let miss): return .unmatched(miss)
        case .matched(let resource, let kind, let conversion):
            guard let compiled = set.compiled[index] else { return .unknown(set.obstacles[index]) }
            let count = set.bindings[index].count
            if count == 0 { return .unbound }
            let matched = MatchedPolicy(
                compiled: compiled,
                request: MatchedRequest(resource: resource, kind: kind, conversion: conversion))
            var entries: [LedgerEntry.BindingEntry] = []
            entries.reserveCapacity(count)
            for position in 0..<count {
                entries.append(
                    LedgerEntry.BindingEntry(
                        binding: position, outcome: outcome(of: set.bindings[index][position], matched, &requests)))
            }
            return .matched(entries)
        }
    }

    private struct MatchedPolicy {
        let compiled: CompiledPolicy
        let request: MatchedRequest
    }

    // MARK: Bindings

    private func outcome(
        of binding: ValidatingAdmissionPolicyBinding, _ matched: MatchedPolicy, _ requests: inout PreparedRequest
    ) -> LedgerEntry.BindingOutcome {
        if let issue = binding.issues.first(where: { $0.kind == .error }) {
            return .unknown("the binding would be refused: \(issue)")
        }
        if let choice = binding.matchResources {
            let namespace = choice.namespaceSelector.isEmpty ? nil : requests.namespace(simulation)
            if case .unmatched(let miss) = choice.match(requests.outline, namespaceLabel: { namespace?.label($0) }) {
                return .unmatched(miss)
            }
        }
        let selection = params.select(
            matched.compiled.policy.paramKind, binding.paramRef, namespace: requests.outline.namespace)
        let chosen: [ParamCatalog.Param?]
        switch selection {
        case .none: chosen = [nil]
        case .params(let list): chosen = list
        case .nothing: return .withoutParams
        case .misconfigured(let message):
            var decision = PolicyDecision.failure(
                "failed to configure binding: \(message)", matched.compiled.policy.failurePolicy)
            // A binding that cannot be used refuses, whatever its actions are.
            decision.isUnconditional = true
            return .misconfigured(exempted(decision, matched.compiled.policy, requests.outline))
        case .unknown(let reason): return .unknown(reason)
        }
        let inputs = matched.compiled.expressions.inputs
        if let missing = matched.request.missing(inputs, requests.outline, simulation) { return .unknown(missing) }
        return .evaluated(chosen.map { evaluation(matched, $0, &requests) })
    }

    private func evaluation(
        _ matched: MatchedPolicy, _ param: ParamCatalog.Param?, _ requests: inout PreparedRequest
    ) -> LedgerEntry.Evaluation {
        let policy = matched.compiled.policy
        let bindings = matched.request.bindings(
            matched.compiled.expressions.inputs, conditions: !policy.matchConditions.isEmpty, param: param?.object,
            &requests, simulation)
        let outcome = PolicyEvaluation(
            compiled: matched.compiled, bindings: bindings, evaluator: evaluator
        ).run()
        let expressions = keptExpressions(policy, requests.outline)
        switch outcome {
        case .notMet(let condition):
            return LedgerEntry.Evaluation(
                param: param?.manifest, unmetCondition: condition, decisions: [], annotations: [],
                expressions: expressions)
        case .decided(var decisions, let annotations):
            let judged = bindings.object ?? bindings.oldObject
            for index in decisions.indices where decisions[index].evaluation != .admitted {
                // Places are those of the object: parameters and the old object have files of their own.
                decisions[index].decisive.removeAll { $0.storage !== judged?.storage }
                decisions[index] = exempted(decisions[index], policy, requests.outline)
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
