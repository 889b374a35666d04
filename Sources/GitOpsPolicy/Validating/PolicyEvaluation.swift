import GitOpsManifest

/// Evaluates a policy over one request and one parameter, as the API server does.
///
/// Source: `Validate` in `k8s.io/apiserver/pkg/admission/plugin/policy/validating/validator.go`.
struct PolicyEvaluation {
    /// What a policy says.
    enum Outcome {
        /// A match condition is false.
        case notMet(condition: String)
        case decided([PolicyDecision], [AuditAnnotationValue])
    }

    /// Limits of cost. Source: `k8s.io/apiserver/pkg/apis/cel/config.go`.
    enum Budget {
        static let policy: Int64 = 10_000_000
        static let matchConditions: Int64 = 2_500_000
        static let call: Int64 = 1_000_000
        static let outOfBudget =
            "validation failed due to running out of cost budget, no further validation rules will be run"
    }

    let compiled: CompiledPolicy
    let bindings: ExpressionBindings
    let evaluator: ExpressionEvaluator

    private var policy: ValidatingAdmissionPolicy { _read { yield compiled.policy } }
    private var expressions: CompiledExpressions { compiled.expressions }

    func run() -> Outcome {
        let conditions = MatchConditionEvaluation(
            conditions: policy.matchConditions, failurePolicy: policy.failurePolicy, expressions: expressions,
            bindings: bindings, evaluator: evaluator)
        switch conditions.run() {
        case .met: break
        case .notMet(let name): return .notMet(condition: name)
        case .failed(let decision): return .decided([decision], [])
        }
        var decisions: [PolicyDecision]
        do throws(ExpressionEvaluator.OutOfBudget) {
            decisions = try validations()
        } catch {
            return .decided([.failure(Budget.outOfBudget, policy.failurePolicy)], [])
        }
        setMessages(&decisions)
        do throws(ExpressionEvaluator.OutOfBudget) {
            let (annotations, errors) = try auditAnnotations()
            return .decided(decisions + errors, annotations)
        } catch {
            return .decided([.failure(Budget.outOfBudget, policy.failurePolicy)], [])
        }
    }

    // MARK: Validations

    /// Decisions of the validations that are not true.
    private func validations() throws(ExpressionEvaluator.OutOfBudget) -> [PolicyDecision] {
        evaluator.begin(expressions, bindings, budget: Budget.policy)
        var decisions: [PolicyDecision] = []
        for index in policy.validations.indices {
            let result = try evaluator.evaluate(.validation(index))
            if let missing = evaluator.takeMissing() {
                decisions.append(.unknown(missing, validation: index))
                continue
            }
            switch result {
            case .boolean(true): break
            case .failed(let message):
                decisions.append(
                    .failure(
                        Self.error(policy.validations[index].expression, message), policy.failurePolicy,
                        validation: index,
                        decisive: evaluator.decisive(.validation(index))))
            case .boolean, .string, .null, .other:
                decisions.append(
                    PolicyDecision(
                        .denied, validation: index, denies: true,
                        reason: policy.validations[index].reason ?? "Invalid",
                        decisive: evaluator.decisive(.validation(index))))
            }
        }
        return decisions
    }

    /// The server evaluates all message expressions, also those that nobody reads. That shows only when they use up the
    /// budget, so it is done only where they could.
    private func setMessages(_ decisions: inout [PolicyDecision]) {
        let expressionCount = policy.validations.count { $0.messageExpression != nil }
        var remaining = evaluator.remainingBudget
        let mayRunOut = Int64(expressionCount + policy.variables.count) * Budget.call > remaining
        let failing = decisions.contains { $0.evaluation == .denied }
        guard failing || (mayRunOut && expressionCount > 0) else { return }
        if expressionCount > 0 { evaluator.begin(expressions, bindings, budget: remaining) }
        var texts: [Int: String] = [:]
        let denied = Set(decisions.compactMap { $0.evaluation == .denied ? $0.validation : nil })
        for (index, validation) in policy.validations.enumerated() where validation.messageExpression != nil {
            guard mayRunOut || denied.contains(index) else { continue }
            do throws(ExpressionEvaluator.OutOfBudget) {
                if case .string(let text) = try evaluator.evaluate(.message(index)) { texts[index] = text }
                remaining = evaluator.remainingBudget
            } catch {
                return failAll(&decisions)
            }
        }
        for index in decisions.indices where decisions[index].evaluation == .denied {
            guard let validation = decisions[index].validation else { continue }
            decisions[index].message = Self.message(policy.validations[validation], evaluated: texts[validation])
        }
    }

    /// Messages have used up the budget: validations without an error of their own have this one, true or not.
    private func failAll(_ decisions: inout [PolicyDecision]) {
        let before = decisions
        decisions = policy.validations.indices.map { index in
            let own = before.first { $0.validation == index }
            if let own, own.evaluation == .failed || own.evaluation == .unknown { return own }
            return .failure(
                "failed messageExpression: \(Budget.outOfBudget)", policy.failurePolicy, validation: index,
                decisive: own?.decisive ?? [])
        }
    }

    /// Longer texts of message expressions are not used, in bytes.
    static let messageLimit = 5 * 1024

    /// What a false validation says: its message expression, else its message, else the expression.
    static func message(_ validation: ValidatingAdmissionPolicy.Validation, evaluated: String?) -> String {
        if let text = evaluated?.trimmingWhitespace(), !text.isEmpty, text.utf8.count <= messageLimit,
            !text.utf8.contains(UInt8(ascii: "\n"))
        {
            return text
        }
        let message = validation.message.trimmingWhitespace()
        return message.isEmpty ? "failed expression: \(validation.expression.text.trimmingWhitespace())" : message
    }

    static func error(_ expression: PolicyExpression, _ message: String) -> String {
        "expression '\(expression.text)' resulted in error: \(message)"
    }

    // MARK: Audit annotations

    /// Longer values are cut. Source: `maxAuditAnnotationValueLength` in `validating/dispatcher.go`.
    private static let annotationLimit = 10 * 1024

    private func auditAnnotations() throws(ExpressionEvaluator.OutOfBudget) -> (
        [AuditAnnotationValue], [PolicyDecision]
    ) {
        if policy.auditAnnotations.isEmpty { return ([], []) }
        evaluator.begin(expressions, bindings, budget: Budget.policy)
        var values: [AuditAnnotationValue] = []
        var errors: [PolicyDecision] = []
        for (index, annotation) in policy.auditAnnotations.enumerated() {
            let result = try evaluator.evaluate(.auditAnnotation(index))
            if let missing = evaluator.takeMissing() {
                var decision = PolicyDecision.unknown(missing)
                decision.expression = annotation.valueExpression
                errors.append(decision)
                continue
            }
            switch result {
            case .string(let text):
                let value = text.trimmingWhitespace()
                if value.isEmpty { continue }
                values.append(
                    AuditAnnotationValue(
                        key: annotation.key,
                        value: String(decoding: value.utf8.prefix(Self.annotationLimit), as: UTF8.self)))
            case .null: break
            case .failed(let message):
                var error = PolicyDecision.failure(
                    Self.error(annotation.valueExpression, message), policy.failurePolicy,
                    decisive: evaluator.decisive(.auditAnnotation(index)))
                error.isUnconditional = true
                error.expression = annotation.valueExpression
                errors.append(error)
            case .boolean(_): errors.append(unsupported(annotation, "bool"))
            case .other(let type): errors.append(unsupported(annotation, type))
            }
        }
        return (values, errors)
    }

    private func unsupported(
        _ annotation: ValidatingAdmissionPolicy.AuditAnnotation, _ type: String
    ) -> PolicyDecision {
        var error = PolicyDecision(
            .failed, denies: true,
            message:
                "valueExpression '\(annotation.valueExpression.text)' resulted in unsupported return type: \(type). "
                + "Return type must be either string or null.")
        error.isUnconditional = true
        error.expression = annotation.valueExpression
        return error
    }
}
