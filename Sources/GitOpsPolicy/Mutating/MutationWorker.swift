import GitOpsManifest
import GitOpsSchema

/// Asks mutating policies about requests, with memory of its own: one for each thread.
final class MutationWorker {
    let set: MutatingPolicySet
    private let simulation: AdmissionSimulation
    private let params: ParamCatalog
    private let evaluator: ExpressionEvaluator

    init(_ set: MutatingPolicySet, _ simulation: AdmissionSimulation, _ params: ParamCatalog) {
        self.set = set
        self.simulation = simulation
        self.params = params
        evaluator = ExpressionEvaluator(set.program)
    }

    /// What becomes of a request whose object is as it is written.
    func mutation(of prepared: PreparedRequest) -> DocumentMutation {
        var requests = prepared
        let outline = requests.outline
        let count = set.policies.count
        if ExemptResources.contains(outline.resource) {
            return DocumentMutation(original: outline.object, policyCount: count, miss: .exemptResource)
        }
        guard outline.operation != .delete, let original = outline.object else {
            return DocumentMutation(
                original: outline.object, policyCount: count, miss: .resourceRules(.operation))
        }
        let candidates = set.index.candidates(for: outline.served)
        // What no policy names is not completed.
        if candidates.isEmpty {
            return DocumentMutation(original: original, policyCount: count, miss: .groupAndResource)
        }
        var run = MutationRun(
            object: MutatedObject(
                of: outline, written: original, stored: requests.whole().object ?? original, simulation: simulation))
        var entries = candidates.map { LedgerEntry(policy: $0, outcome: outcome(of: $0, requests, &run)) }
        if run.isReinvoking {
            // The object is matched anew, and then asked about once more: never again, however much changes.
            run.beginReinvocation()
            requests.change(to: run.object.stored, written: run.object.written)
            for index in entries.indices { reinvoke(&entries[index], requests, &run) }
        }
        run.object.finish()
        return DocumentMutation(entries: entries, policyCount: count, original: original, object: run.object)
    }

    // MARK: Policies

    /// Matching sees the object as it came, whatever policies before made of it.
    private func outcome(
        of index: Int, _ original: PreparedRequest, _ run: inout MutationRun
    ) -> LedgerEntry.Outcome {
        var requests = original
        let obstacles = set.obstacles[index]
        guard let constraints = PolicySet.usable(set.policies[index].matchConstraints, obstacles) else {
            return .unknown(obstacles)
        }
        switch requests.match(constraints, simulation) {
        case .unmatched(let miss): return .unmatched(miss)
        case .undecided(_, _, _, let doubt):
            return set.bindings[index].isEmpty
                ? .unbound : .undecided(doubt.reason(requests.outline, of: "policy"))
        case .matched(let resource, let kind, let conversion):
            guard let expressions = set.compiled[index] else { return .unknown(set.obstacles[index]) }
            if set.bindings[index].isEmpty { return .unbound }
            let evaluation = MutationEvaluation(
                policy: set.policies[index], expressions: expressions,
                matched: MatchedRequest(resource: resource, kind: kind, conversion: conversion), evaluator: evaluator,
                limits: simulation.options.mutationLimits,
                setting: expressions.inputs.of(kind).readsSystemFields && requests.isSimulated ? requests.outline : nil)
            var entries: [LedgerEntry.BindingEntry] = []
            for position in set.bindings[index].indices {
                let place = MutationRun.Place(policy: index, binding: position)
                entries.append(
                    LedgerEntry.BindingEntry(
                        binding: position, outcome: outcome(at: place, evaluation, &requests, &run)))
            }
            return .matched(entries)
        }
    }

    /// Asks the policy of an entry once more, where it is to be, and adds what it did.
    private func reinvoke(_ entry: inout LedgerEntry, _ original: PreparedRequest, _ run: inout MutationRun) {
        guard case .matched(let before) = entry.outcome,
            case .matched(let now) = outcome(of: entry.policy, original, &run)
        else { return }
        let merged = before.map { old -> LedgerEntry.BindingEntry in
            guard case .evaluated(let first) = old.outcome,
                let outcome = now.first(where: { $0.binding == old.binding })?.outcome
            else { return old }
            switch outcome {
            case .evaluated(let second):
                return LedgerEntry.BindingEntry(binding: old.binding, outcome: .evaluated(first + second))
            case .unknown: return LedgerEntry.BindingEntry(binding: old.binding, outcome: outcome)
            case .unmatched, .withoutParams, .misconfigured: return old
            }
        }
        entry = LedgerEntry(policy: entry.policy, outcome: .matched(merged))
    }

    // MARK: Bindings

    private func outcome(
        at place: MutationRun.Place, _ evaluation: MutationEvaluation, _ requests: inout PreparedRequest,
        _ run: inout MutationRun
    ) -> LedgerEntry.BindingOutcome {
        let policy = evaluation.policy
        let bound = set.compiledBindings[place.policy][place.binding]
        // The server does not come to the bindings of a policy whose kind of parameters it does not serve.
        if params.unserved(policy.paramKind) == nil {
            switch bound.reach(&requests, simulation) {
            case .included: break
            case .unmatched(let miss): return .unmatched(miss)
            case .undecided(let reason): return .unknown(reason)
            }
        }
        let chosen: [ParamCatalog.Param?]
        switch bound.params(
            of: policy.paramKind, failurePolicy: policy.failurePolicy, for: requests.outline, in: params)
        {
        case .none: chosen = [nil]
        case .each(let list): chosen = list
        case .ended(let outcome): return outcome
        }
        if let missing = missing(evaluation, requests.outline) { return .unknown(missing) }
        var before = run
        var evaluations: [LedgerEntry.Evaluation] = []
        for param in chosen {
            do throws(UnknownMutation) {
                if let asked = try ask(place, evaluation, param, &requests, &run) { evaluations.append(asked) }
            } catch {
                // A binding of which a part is not known changes nothing; what it has worked counts all the same.
                before.object.remainingSteps = run.object.remainingSteps
                run = before
                return .unknown(error.reason)
            }
        }
        return .evaluated(evaluations)
    }

    /// Nobody knows what the server would make of an object.
    private struct UnknownMutation: Error {
        let reason: String
    }

    private func missing(_ evaluation: MutationEvaluation, _ request: AdmissionRequest) -> String? {
        let matched = evaluation.matched
        if let missing = matched.missing(request) { return missing }
        let merges = evaluation.policy.mutations.contains { $0.patchType == .applyConfiguration }
        guard merges, simulation.schema.resource(matched.kind) == nil else { return nil }
        return
            "no definition of \(matched.kind) is in the set, and without one nobody knows how fields are merged; add "
            + "its CustomResourceDefinition"
    }

    /// What a policy does with one parameter; `nil` when it is not asked once more.
    private func ask(
        _ place: MutationRun.Place, _ evaluation: MutationEvaluation, _ param: ParamCatalog.Param?,
        _ requests: inout PreparedRequest, _ run: inout MutationRun
    ) throws(UnknownMutation) -> LedgerEntry.Evaluation? {
        let policy = evaluation.policy
        let key = MutationRun.Invocation(place: place, param: param?.manifest.id)
        var inputs = evaluation.matched.bindings(
            evaluation.expressions.inputs, conditions: !policy.matchConditions.isEmpty, param: param?.object, &requests,
            simulation)
        inputs.object = run.object.judged(as: evaluation.matched, setting: evaluation.setting)
        let isAsked = run.asks(key)
        let outcome = isAsked ? evaluation.run(inputs, &run.object) : evaluation.conditions(inputs)
        var result = LedgerEntry.Evaluation(
            param: param?.manifest, unmetCondition: nil, decisions: [], annotations: [])
        switch outcome {
        case nil: return nil
        case .unknown(let reason): throw UnknownMutation(reason: reason)
        case .notMet(let condition):
            guard isAsked else { return nil }
            result = LedgerEntry.Evaluation(
                param: param?.manifest, unmetCondition: condition, decisions: [], annotations: [])
        case .conditionsFailed(let decision): result.decisions = [decision]
        case .done(let mutations, let decisions):
            result.mutations = mutations
            result.decisions = decisions
            run.note(key, mutations, policy.reinvocationPolicy)
        }
        for index in result.decisions.indices {
            // Places are those of the object as it came: what policies made of it stands in no file.
            result.decisions[index].decisive.removeAll { $0.storage !== inputs.object?.storage }
        }
        result.isReinvocation = run.isSecondPass
        return result
    }
}
