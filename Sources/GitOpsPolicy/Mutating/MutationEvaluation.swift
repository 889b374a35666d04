import GitOpsCEL
import GitOpsDiff
import GitOpsManifest
import GitOpsSchema

/// Evaluates a mutating policy with one parameter, and changes the object, as the API server does.
///
/// Source: `dispatchInvocations` in `k8s.io/apiserver/pkg/admission/plugin/policy/mutating/dispatcher.go`.
struct MutationEvaluation {
    let policy: MutatingAdmissionPolicy
    let expressions: CompiledExpressions
    let matched: MatchedRequest
    let evaluator: ExpressionEvaluator
    let limits: MutationLimits
    /// The request by which the server sets fields that expressions read; `nil` where they read none, or where they are
    /// set.
    let setting: AdmissionRequest?

    enum Outcome {
        /// A match condition is false.
        case notMet(condition: String)
        /// A match condition has no value.
        case conditionsFailed(PolicyDecision)
        /// The mutations that came about, and those that did not.
        case done([AppliedMutation], [PolicyDecision])
        /// Nobody knows what the server would do: why, and what to do.
        case unknown(String)
    }

    /// Every mutation sees what the ones before it made of the object, and goes on when one of them failed.
    func run(_ inputs: ExpressionBindings, _ object: inout MutatedObject) -> Outcome {
        if let outcome = conditions(inputs) { return outcome }
        var applied: [AppliedMutation] = []
        var decisions: [PolicyDecision] = []
        var bindings = inputs
        for (index, mutation) in policy.mutations.enumerated() {
            bindings.object = object.judged(as: matched, setting: setting)
            do throws(MutationFailure) {
                let result = try apply(mutation, index, bindings, &object)
                applied.append(AppliedMutation(mutation: index, result: result))
            } catch {
                if let obstacle = evaluator.takeObstacle() { return .unknown(obstacle) }
                if error.isOwnLimit {
                    return .unknown("a mutation was not made, which the server may make: \(error.message)")
                }
                decisions.append(failure(error, index, decisive: evaluator.decisive(.mutation(index))))
            }
        }
        return .done(applied, decisions)
    }

    /// What follows from the match conditions alone; `nil` when they are met.
    func conditions(_ inputs: ExpressionBindings) -> Outcome? {
        let conditions = MatchConditionEvaluation(
            conditions: policy.matchConditions, failurePolicy: policy.failurePolicy, expressions: expressions,
            bindings: inputs, evaluator: evaluator)
        let outcome = conditions.run()
        if let obstacle = evaluator.takeObstacle() { return .unknown(obstacle) }
        switch outcome {
        case .met: return nil
        case .notMet(let name): return .notMet(condition: name)
        case .failed(let decision): return .conditionsFailed(decision)
        }
    }

    private func failure(_ error: MutationFailure, _ index: Int, decisive: [Node]) -> PolicyDecision {
        var decision = PolicyDecision.failure(
            error.message, policy.failurePolicy, validation: index, decisive: decisive)
        decision.reason = "Invalid"
        if let refusal = error.refusal {
            decision.denies = true
            decision.isUnconditional = true
            decision.reason = refusal.rawValue
        }
        return decision
    }

    private func apply(
        _ mutation: MutatingAdmissionPolicy.Mutation, _ index: Int, _ bindings: ExpressionBindings,
        _ object: inout MutatedObject
    ) throws(MutationFailure) -> AppliedMutation.Result {
        let value: Result<CELValue, MutationFailure>
        do throws(ExpressionEvaluator.OutOfBudget) {
            // Each mutation has a budget of its own.
            evaluator.begin(expressions, bindings, budget: PolicyEvaluation.Budget.policy)
            value = try evaluator.evaluateMutation(index)
        } catch {
            throw MutationFailure(PolicyEvaluation.Budget.outOfBudget)
        }
        let result: CELValue
        switch value {
        case .success(let found): result = found
        case .failure(let error):
            throw MutationFailure(PolicyEvaluation.error(mutation.expression, error.message))
        }
        let seen = object.seen(as: matched.kind, matched.conversion)
        let after: Node
        switch mutation.patchType {
        case .applyConfiguration:
            after = try object.applying(try ObjectLiteral.configuration(result, kind: matched.kind), to: seen)
        case .jsonPatch:
            let patch = try PatchLiteral.patch(result, limit: limits.patchOperations)
            var budget = limits.patchBudget(steps: object.remainingSteps)
            defer { object.remainingSteps = budget.steps }
            do throws(PatchError) {
                after = try patch.apply(to: seen, dialect: .kubernetes, budget: &budget).root
            } catch {
                // A test that does not hold ends the patch without an error.
                if error.problem == .testFailed, let operation = error.operation {
                    return .testFailed(operation: operation)
                }
                if error.problem.isOwnLimit { throw MutationFailure(ownLimit: "JSON Patch: \(error)") }
                throw MutationFailure("JSON Patch: \(error)")
            }
        }
        guard let change = try object.take(after, of: seen, from: mutation.patchType) else { return .unchanged }
        return .changed(change)
    }
}
