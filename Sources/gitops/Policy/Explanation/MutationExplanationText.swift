import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// What became of one document and some mutating policies, for people.
struct MutationExplanationText {
    let explanation: MutationExplanation

    var lines: [String] {
        var lines: [String] = []
        for index in explanation.chosen {
            guard let entry = explanation.entry(of: index) else { continue }
            let policy = explanation.set.policies[index]
            lines += ["", "mutating policy \(policy.name)  \(PolicyExplanation.place(policy.manifest))"]
            lines.append("  reinvocationPolicy \(policy.reinvocationPolicy.rawValue)")
            lines += self.lines(entry, policy).map { "  \($0)" }
        }
        return lines
    }

    private func lines(_ entry: LedgerEntry, _ policy: MutatingAdmissionPolicy) -> [String] {
        switch entry.outcome {
        case .unmatched(let miss): return ["not matched: \(miss)"]
        case .unbound: return ["matched, and nothing binds the policy: the server does not ask it"]
        case .undecided(let reason): return ["unknown: \(reason)"]
        case .unknown(let issues):
            return ["unknown: the policy cannot be evaluated"] + issues.map { "  \($0)" }
        case .matched(let bindings):
            return ["matched"]
                + bindings.flatMap { lines($0.outcome, explanation.set.bindings[entry.policy][$0.binding], policy) }
        }
    }

    private func lines(
        _ outcome: LedgerEntry.BindingOutcome, _ binding: MutatingAdmissionPolicyBinding,
        _ policy: MutatingAdmissionPolicy
    ) -> [String] {
        let title = "binding \(binding.name)  \(PolicyExplanation.place(binding.manifest))"
        switch outcome {
        case .unmatched(let miss): return [title, "  not matched: \(miss)"]
        case .withoutParams: return [title, "  there are no parameters, which the binding allows"]
        case .misconfigured(let decision): return [title, "  " + explanation.text(decision)]
        case .unknown(let reason): return [title, "  unknown: \(reason)"]
        case .evaluated(let evaluations):
            return [title] + evaluations.flatMap { lines($0, policy).map { "  \($0)" } }
        }
    }

    private func lines(_ evaluation: LedgerEntry.Evaluation, _ policy: MutatingAdmissionPolicy) -> [String] {
        var lines: [String] = []
        if evaluation.isReinvocation { lines.append("asked once more, because the object has changed") }
        if let param = evaluation.param { lines.append("params: \(param.id)  \(PolicyExplanation.place(param))") }
        for condition in explanation.conditions(evaluation, of: policy) {
            let value = condition.value.map { ": \($0)" } ?? ""
            lines.append("\(condition.expression.path) (\(condition.name))\(value)")
            lines += text(condition.expression)
        }
        if let condition = evaluation.unmetCondition {
            return lines + ["changes nothing: the match condition \(condition) is false"]
        }
        for mutation in explanation.mutations(evaluation, of: policy) {
            let result = mutation.result.map { ": \($0)" } ?? ""
            lines.append("\(mutation.expression.path) (\(mutation.patchType.rawValue))\(result)")
            lines += text(mutation.expression) + mutation.fields.map { "    at \($0)" }
        }
        return lines + explanation.failures(evaluation)
    }

    private func text(_ expression: PolicyExpression) -> [String] {
        expression.text.split(whereSeparator: \.isNewline).map { "    \($0)" }
    }
}
