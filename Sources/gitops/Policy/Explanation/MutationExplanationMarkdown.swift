import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// What became of one document and some mutating policies, for a comment. Every text of the input is escaped.
struct MutationExplanationMarkdown {
    let explanation: MutationExplanation

    var lines: [String] {
        var lines: [String] = []
        for index in explanation.chosen {
            guard let entry = explanation.entry(of: index) else { continue }
            let policy = explanation.set.policies[index]
            let place = PolicyExplanation.place(policy.manifest)
            lines += ["", "#### Mutating \(code(policy.name))", ""]
            lines += ["\(code("\(place)")), reinvocationPolicy \(policy.reinvocationPolicy.rawValue)"]
            lines += self.lines(entry, policy)
        }
        return lines
    }

    private func code(_ text: String) -> String { MarkdownText.code(text) }

    private func paragraph(_ word: String, _ reason: String = "") -> [String] {
        ["", "**\(word)**" + (reason.isEmpty ? "" : ": \(MarkdownText.escaped(reason))")]
    }

    private func lines(_ entry: LedgerEntry, _ policy: MutatingAdmissionPolicy) -> [String] {
        switch entry.outcome {
        case .unmatched(let miss): return paragraph("not matched", "\(miss)")
        case .unbound: return paragraph("matched", "nothing binds the policy: the server does not ask it")
        case .undecided(let reason): return paragraph("unknown", reason)
        case .unknown(let issues):
            return paragraph("unknown", "the policy cannot be evaluated") + [""]
                + issues.map { "- \(MarkdownText.escaped("\($0)"))" }
        case .matched(let bindings):
            return paragraph("matched")
                + bindings.flatMap { lines($0.outcome, explanation.set.bindings[entry.policy][$0.binding], policy) }
        }
    }

    private func lines(
        _ outcome: LedgerEntry.BindingOutcome, _ binding: MutatingAdmissionPolicyBinding,
        _ policy: MutatingAdmissionPolicy
    ) -> [String] {
        let place = PolicyExplanation.place(binding.manifest)
        let title = ["", "Binding \(code(binding.name)) \(code("\(place)"))"]
        switch outcome {
        case .unmatched(let miss): return title + paragraph("not matched", "\(miss)")
        case .withoutParams:
            return title + paragraph("changes nothing", "there are no parameters, which the binding allows")
        case .misconfigured(let decision): return title + ["", "- \(MarkdownText.escaped(explanation.text(decision)))"]
        case .unknown(let reason): return title + paragraph("unknown", reason)
        case .evaluated(let evaluations): return title + evaluations.flatMap { lines($0, policy) }
        }
    }

    private func lines(_ evaluation: LedgerEntry.Evaluation, _ policy: MutatingAdmissionPolicy) -> [String] {
        var lines: [String] = []
        if let param = evaluation.param {
            lines += ["", "Parameters \(code("\(param.id)")) \(code("\(PolicyExplanation.place(param))"))"]
        }
        if evaluation.isReinvocation { lines += ["", "Asked once more, because the object has changed"] }
        let conditions = explanation.conditions(evaluation, of: policy).map { condition in
            row(condition.expression, condition.name, condition.value.map { "\($0)" } ?? "", [])
        }
        let mutations = explanation.mutations(evaluation, of: policy).map { mutation in
            row(mutation.expression, mutation.patchType.rawValue, mutation.result ?? "", mutation.fields)
        }
        lines += ["", "| field | name or type | expression | result | changes |", "|---|---|---|---|---|"]
        lines += conditions + mutations + [""]
        if let condition = evaluation.unmetCondition {
            lines.append("- changes nothing: the match condition \(code(condition)) is false")
        }
        return lines + explanation.failures(evaluation).map { "- \(MarkdownText.escaped($0))" }
    }

    private func row(_ expression: PolicyExpression, _ name: String, _ result: String, _ fields: [String]) -> String {
        let text = expression.text.split(whereSeparator: \.isNewline).map { code(String($0)) }.joined(separator: "<br>")
        let places = fields.map(code).joined(separator: "<br>")
        return
            "| \(code("\(expression.path)")) | \(code(name)) | \(text) | \(MarkdownText.escaped(result)) | \(places) |"
    }
}
