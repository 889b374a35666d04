import GitOpsManifest

/// Whether a request meets the conditions of a policy.
///
/// Source: `Match` in `k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions/matcher.go`: a false condition
/// wins over errors of others, and a used up budget over both.
struct MatchConditionEvaluation {
    enum Outcome {
        case met
        case notMet(String)
        case failed(PolicyDecision)
    }

    let conditions: [ValidatingAdmissionPolicy.MatchCondition]
    let failurePolicy: ValidatingAdmissionPolicy.FailurePolicy
    let expressions: CompiledExpressions
    let bindings: ExpressionBindings
    let evaluator: ExpressionEvaluator

    private typealias Budget = PolicyEvaluation.Budget

    func run() -> Outcome {
        if conditions.isEmpty { return .met }
        var inputs = bindings
        inputs.namespaceObject = nil
        inputs.unlistedNamespace = nil
        inputs.request = bindings.conditionRequest ?? bindings.request
        evaluator.begin(expressions, inputs, budget: Budget.matchConditions)
        let mayRunOut = Int64(conditions.count) * Budget.call > Budget.matchConditions
        var errors: [String] = []
        var failing: (expression: PolicyExpression, decisive: [Node])?
        var notMet: String?
        for (index, condition) in conditions.enumerated() {
            do throws(ExpressionEvaluator.OutOfBudget) {
                switch try evaluator.evaluate(.matchCondition(index)) {
                case .boolean(false):
                    if !mayRunOut { return self.notMet(condition.name) }
                    notMet = notMet ?? condition.name
                case .failed(let message):
                    errors.append(PolicyEvaluation.error(condition.expression, message))
                    failing = failing ?? (condition.expression, evaluator.decisive(.matchCondition(index)))
                case .boolean, .string, .null, .other: break
                }
            } catch {
                return .failed(.failure(Budget.outOfBudget, failurePolicy))
            }
        }
        if let notMet { return self.notMet(notMet) }
        var distinct: [String] = []
        for error in errors where !distinct.contains(error) { distinct.append(error) }
        guard let first = distinct.first else { return .met }
        var decision = PolicyDecision.failure(
            distinct.count == 1 ? first : "[\(distinct.joined(separator: ", "))]", failurePolicy,
            decisive: failing?.decisive ?? [])
        decision.expression = failing?.expression
        return .failed(decision)
    }

    /// What kept other conditions from being evaluated does not matter then.
    private func notMet(_ condition: String) -> Outcome {
        _ = evaluator.takeObstacle()
        return .notMet(condition)
    }
}
