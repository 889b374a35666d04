import GitOpsManifest
import GitOpsSchema

/// Asks policies about requests, with memory of its own: one for each thread.
struct PolicyWorker {
    private let set: PolicySet
    private let simulation: AdmissionSimulation
    private let params: ParamCatalog
    private let exceptions: PolicyExceptions
    private let evaluator: ExpressionEvaluator
    /// Documents of one kind stand together: what their kind tells is looked up once.
    private var known: [GroupVersionKind: (served: ServedResource, candidates: [Int])] = [:]

    init(_ set: PolicySet, _ simulation: AdmissionSimulation, _ params: ParamCatalog, _ exceptions: PolicyExceptions) {
        self.set = set
        self.simulation = simulation
        self.params = params
        self.exceptions = exceptions
        evaluator = ExpressionEvaluator(set.program)
    }

    /// Keeps what every expression says, for explanations.
    func keepExpressions() { evaluator.trace = [] }

    mutating func ledger(of step: AdmissionSimulation.Step) -> DocumentLedger {
        let (served, candidates) = lookUp(step.kind)
        let outline = simulation.outline(of: step, served: served)
        let isExempt = ExemptResources.contains(served.resource)
        var requests = PreparedRequest(outline) { [simulation] in simulation.completed($0) }
        return DocumentLedger(
            step: step, namespace: outline.namespace, assumptions: outline.assumptions,
            entries: isExempt ? [] : candidates.map { entry(of: $0, &requests) }, policyCount: set.policies.count,
            isExempt: isExempt)
    }

    /// The entries of a request whose objects are as the server has them.
    mutating func entries(for request: AdmissionRequest) -> [LedgerEntry] {
        if ExemptResources.contains(request.resource) { return [] }
        var requests = PreparedRequest(request) { $0 }
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
                compiled: compiled, resource: resource, kind: kind, conversion: conversion)
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
        let resource: GroupVersionResource
        let kind: GroupVersionKind
        let conversion: ServedResource.Conversion?
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
        if let missing = missing(matched, requests.outline) { return .unknown(missing) }
        return .evaluated(chosen.map { evaluation(matched, $0, &requests) })
    }

    /// What the expressions read and nobody has told.
    private func missing(_ matched: MatchedPolicy, _ request: AdmissionRequest) -> String? {
        if matched.conversion == .unknown {
            return "the policy names \(matched.resource), to which the server would convert the object; "
                + "write the object in that version, or name \(request.resource) in the policy"
        }
        let inputs = matched.compiled.expressions.inputs
        if inputs.contains(.user), request.user == nil {
            return "the policy reads request.userInfo, and nobody told who applies the manifests; give a user"
        }
        if inputs.contains(.authorizer), simulation.options.access == nil || request.user == nil {
            return
                "the policy asks the authorizer, and nobody told who applies the manifests and which roles there are; "
                + "give a user and the roles of the cluster"
        }
        return nil
    }

    private func evaluation(
        _ matched: MatchedPolicy, _ param: ParamCatalog.Param?, _ requests: inout PreparedRequest
    ) -> LedgerEntry.Evaluation {
        let request = requests.converted(matched.kind, matched.conversion)
        var bindings = ExpressionBindings()
        bindings.object = request.object
        bindings.oldObject = request.oldObject
        bindings.params = param?.object
        let inputs = matched.compiled.expressions.inputs
        if inputs.contains(.request) {
            bindings.request = requests.variable(matched.kind, matched.resource)
            if matched.conversion != nil, !matched.compiled.policy.matchConditions.isEmpty {
                bindings.conditionRequest = requests.variable(matched.kind, request.resource)
            }
        }
        // A namespace is in no namespace when it is judged itself.
        if inputs.contains(.namespace), request.resource.resource != "namespaces" || !request.resource.group.isEmpty {
            bindings.namespaceObject = requests.namespace(simulation)
        }
        if inputs.contains(.authorizer), let access = simulation.options.access {
            bindings.authorizer = request.authorizer(access).map { ($0, request.authorizationResource) }
        }
        let outcome = PolicyEvaluation(
            compiled: matched.compiled, bindings: bindings, evaluator: evaluator
        ).run()
        let expressions = keptExpressions(matched.compiled.policy, requests.outline)
        switch outcome {
        case .notMet(let condition):
            return LedgerEntry.Evaluation(
                param: param?.manifest, unmetCondition: condition, decisions: [], annotations: [],
                expressions: expressions)
        case .decided(var decisions, let annotations):
            let judged = request.object ?? request.oldObject
            for index in decisions.indices where decisions[index].evaluation != .admitted {
                // Places are those of the object: parameters and the old object have files of their own.
                decisions[index].decisive.removeAll { $0.storage !== judged?.storage }
                decisions[index] = exempted(decisions[index], matched.compiled.policy, requests.outline)
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

/// A request and what is made of it when somebody needs it.
struct PreparedRequest {
    let outline: AdmissionRequest
    private let complete: (AdmissionRequest) -> AdmissionRequest
    private var completed: AdmissionRequest?
    private var conversions: [GroupVersionKind: AdmissionRequest] = [:]
    private var variables: [(kind: GroupVersionKind, resource: GroupVersionResource, node: Node?)] = []
    private var namespace: Node??

    init(_ outline: AdmissionRequest, _ complete: @escaping (AdmissionRequest) -> AdmissionRequest) {
        self.outline = outline
        self.complete = complete
    }

    /// The namespace the request is in; `nil` for objects of the cluster.
    mutating func namespace(_ simulation: AdmissionSimulation) -> Node? {
        if let namespace { return namespace }
        let found = outline.namespace.isEmpty ? nil : simulation.namespaces.namespace(outline.namespace)
        namespace = .some(found)
        return found
    }

    /// The request with objects of the kind that a policy matched.
    mutating func converted(
        _ kind: GroupVersionKind, _ conversion: ServedResource.Conversion?
    ) -> AdmissionRequest {
        let request = completed ?? complete(outline)
        completed = request
        guard conversion != nil else { return request }
        if let known = conversions[kind] { return known }
        var converted = request
        converted.object = request.object.map { $0.settingVersion(kind.apiVersion) ?? $0 }
        converted.oldObject = request.oldObject.map { $0.settingVersion(kind.apiVersion) ?? $0 }
        conversions[kind] = converted
        return converted
    }

    /// The variable `request`.
    mutating func variable(_ kind: GroupVersionKind, _ resource: GroupVersionResource) -> Node? {
        if let known = variables.first(where: { $0.kind == kind && $0.resource == resource }) { return known.node }
        let node = outline.expressionDocument(kind: kind, resource: resource)?.root
        variables.append((kind, resource, node))
        return node
    }
}
