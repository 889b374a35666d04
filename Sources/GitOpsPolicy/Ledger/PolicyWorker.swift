import GitOpsManifest
import GitOpsSchema

/// Asks policies about requests, with memory of its own: one for each thread.
struct PolicyWorker {
    let set: PolicySet
    let simulation: AdmissionSimulation
    let params: ParamCatalog
    let exceptions: PolicyExceptions
    let evaluator: ExpressionEvaluator
    private let mutations: MutationWorker?
    private let complete: (AdmissionRequest) -> AdmissionRequest
    // Nearly all pairs end so: they share one entry instead of taking memory each. Threads do not share it.
    private let passed: LedgerEntry.BindingOutcome
    private let passedOnce: LedgerEntry.Outcome
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
        complete = { simulation.completed($0) }
        passed = .evaluated([LedgerEntry.Evaluation(nil)])
        passedOnce = .matched([LedgerEntry.BindingEntry(binding: 0, outcome: passed)])
    }

    /// Keeps what every expression says, for explanations.
    func keepExpressions() { evaluator.trace = [] }

    mutating func ledger(of step: AdmissionSimulation.Step) -> DocumentLedger {
        let (served, candidates) = lookUp(step.kind)
        let outline = simulation.outline(of: step, served: served)
        let isExempt = ExemptResources.contains(served.resource)
        let mutation = mutations?.mutation(of: PreparedRequest(outline, for: .mutating, complete))
        var requests = PreparedRequest(outline, complete)
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
    func mutation(of request: AdmissionRequest) -> DocumentMutation? {
        mutations?.mutation(of: PreparedRequest(sent: request))
    }

    /// The entries of a request whose objects are as the server has them.
    mutating func entries(for request: AdmissionRequest, after mutation: DocumentMutation?) -> [LedgerEntry] {
        if ExemptResources.contains(request.resource) { return [] }
        var requests = PreparedRequest(sent: request)
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
        /// Nobody knows.
        case undecided(MatchedPolicy, MatchDoubt)
        case unusable
    }

    private func commonMatch(of index: Int, _ request: AdmissionRequest) -> Match? {
        guard let constraints = set.usableConstraints(of: index) else { return .unusable }
        return constraints.isAboutForms
            ? match(of: index, constraints.match(request, namespaceLabel: { _ in nil }, catalog: simulation.catalog))
            : nil
    }

    private func match(of index: Int, _ requests: inout PreparedRequest) -> Match {
        guard let constraints = set.usableConstraints(of: index) else { return .unusable }
        return match(of: index, requests.match(constraints, simulation))
    }

    private func match(of index: Int, _ outcome: MatchOutcome) -> Match {
        switch outcome {
        case .unmatched(let miss): return .unmatched(miss)
        case .matched(let resource, let kind, let conversion):
            return matched(index, resource, kind, conversion).map { .matched($0) } ?? .unusable
        case .undecided(let resource, let kind, let conversion, let doubt):
            return matched(index, resource, kind, conversion).map { .undecided($0, doubt) } ?? .unusable
        }
    }

    private func matched(
        _ index: Int, _ resource: GroupVersionResource, _ kind: GroupVersionKind,
        _ conversion: ServedResource.Conversion?
    ) -> MatchedPolicy? {
        guard let compiled = set.compiled[index] else { return nil }
        let request = MatchedRequest(resource: resource, kind: kind, conversion: conversion)
        return MatchedPolicy(compiled, request, set.compiledBindings[index])
    }

    private func outcome(of index: Int, _ match: Match, _ requests: inout PreparedRequest) -> LedgerEntry.Outcome {
        switch match {
        case .unmatched(let miss): return .unmatched(miss)
        case .unusable: return .unknown(set.obstacles[index])
        case .matched(let matched): return outcome(of: matched, &requests)
        case .undecided(let matched, let doubt):
            // What it would let pass it lets pass in any case.
            let outcome = outcome(of: matched, &requests)
            return outcome.isHarmless ? outcome : .undecided(doubt.reason(requests.outline, of: "policy"))
        }
    }

    private func outcome(of matched: MatchedPolicy, _ requests: inout PreparedRequest) -> LedgerEntry.Outcome {
        if let rule = matched.rule, passes(rule, &requests) { return passedOnce }
        let bindings = matched.bindings
        switch bindings.count {
        case 0: return .unbound
        case 1:
            guard let outcome = outcome(of: bindings[0], matched, &requests) else { return passedOnce }
            return .matched([LedgerEntry.BindingEntry(binding: 0, outcome: outcome)])
        default:
            var entries: [LedgerEntry.BindingEntry] = []
            entries.reserveCapacity(bindings.count)
            for position in bindings.indices {
                let outcome = outcome(of: bindings[position], matched, &requests) ?? passed
                entries.append(LedgerEntry.BindingEntry(binding: position, outcome: outcome))
            }
            return .matched(entries)
        }
    }

    /// Whether the objects of a request satisfy a plain rule. They are bound once for all of these.
    private func passes(_ rule: PlainRule, _ requests: inout PreparedRequest) -> Bool {
        if evaluator.trace != nil { return false }
        if requests.plainBinding != evaluator.bindingCount {
            evaluator.bind(requests.plainObjects)
            requests.plainBinding = evaluator.bindingCount
        }
        return evaluator.satisfies(rule)
    }
}
