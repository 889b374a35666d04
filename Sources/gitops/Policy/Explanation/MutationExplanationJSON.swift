import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// What became of one document and some mutating policies, for programs.
struct MutationExplanationJSON {
    let explanation: MutationExplanation

    private typealias Members = [(String, JSONValue)]

    /// An object for each policy.
    var value: JSONValue { .list(explanation.chosen.compactMap(policy)) }

    private func policy(_ index: Int) -> JSONValue? {
        guard let entry = explanation.entry(of: index) else { return nil }
        let policy = explanation.set.policies[index]
        let members: Members =
            [
                ("name", .text(policy.name)), ("reinvocationPolicy", .text(policy.reinvocationPolicy.rawValue)),
            ] + PolicyExplanationJSON.place(PolicyExplanation.place(policy.manifest))
        switch entry.outcome {
        case .unmatched(let miss): return .object(members + outcome("notMatched", "\(miss)"))
        case .unbound: return .object(members + outcome("unbound", "nothing binds the policy"))
        case .undecided(let reason): return .object(members + outcome("unknown", reason))
        case .unknown(let issues):
            return .object(
                members + outcome("unknown", "the policy cannot be evaluated")
                    + [("issues", .texts(issues.map { "\($0)" }))])
        case .matched(let entries):
            let bindings = entries.map { binding($0.outcome, explanation.set.bindings[index][$0.binding], policy) }
            return .object(members + outcome("matched", nil) + [("bindings", .list(bindings))])
        }
    }

    private func binding(
        _ result: LedgerEntry.BindingOutcome, _ binding: MutatingAdmissionPolicyBinding,
        _ policy: MutatingAdmissionPolicy
    ) -> JSONValue {
        let members: Members =
            [("name", .text(binding.name))] + PolicyExplanationJSON.place(PolicyExplanation.place(binding.manifest))
        switch result {
        case .unmatched(let miss): return .object(members + outcome("notMatched", "\(miss)"))
        case .withoutParams: return .object(members + outcome("withoutParams", nil))
        case .misconfigured(let decision):
            return .object(members + outcome("misconfigured", explanation.text(decision)))
        case .unknown(let reason): return .object(members + outcome("unknown", reason))
        case .evaluated(let evaluations):
            let list = evaluations.map { evaluation($0, policy) }
            return .object(members + outcome("evaluated", nil) + [("evaluations", .list(list))])
        }
    }

    private func outcome(_ word: String, _ reason: String?) -> Members {
        [("outcome", .text(word))] + (reason.map { [("reason", .text($0))] } ?? [])
    }

    private func evaluation(_ evaluation: LedgerEntry.Evaluation, _ policy: MutatingAdmissionPolicy) -> JSONValue {
        var members: Members = [("isReinvocation", .flag(evaluation.isReinvocation))]
        if let param = evaluation.param { members.append(("param", .object(PolicyExplanationJSON.members(param)))) }
        let conditions = explanation.conditions(evaluation, of: policy).map { condition in
            JSONValue.object(
                [("name", .text(condition.name))] + expression(condition.expression)
                    + [("value", condition.value.map(JSONValue.flag) ?? .null)])
        }
        let mutations = explanation.mutations(evaluation, of: policy).map { mutation in
            JSONValue.object(
                [("patchType", .text(mutation.patchType.rawValue))] + expression(mutation.expression)
                    + [("result", mutation.result.map(JSONValue.text) ?? .null), ("changes", .texts(mutation.fields))])
        }
        members += [("matchConditions", .list(conditions)), ("mutations", .list(mutations))]
        if let condition = evaluation.unmetCondition { members.append(("unmetCondition", .text(condition))) }
        let failures = explanation.failures(evaluation)
        return .object(members + (failures.isEmpty ? [] : [("errors", .texts(failures))]))
    }

    private func expression(_ expression: PolicyExpression) -> Members {
        [("path", .text("\(expression.path)")), ("expression", .text(expression.text))]
    }
}
