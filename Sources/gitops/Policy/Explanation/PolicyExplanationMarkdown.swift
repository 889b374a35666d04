import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// What became of one document and some policies, for a comment. Every text of the input is escaped.
struct PolicyExplanationMarkdown {
    let explanation: PolicyExplanation

    var text: String {
        let ledger = explanation.ledger
        let manifest = ledger.step.manifest
        var lines = [
            "### \(ledger.step.operation.rawValue) \(code("\(manifest.id)"))", "",
            code("\(PolicyExplanation.place(manifest))"),
        ]
        for assumption in ledger.assumptions { lines.append("- assumed: \(MarkdownText.escaped("\(assumption)"))") }
        lines += MutationExplanationMarkdown(explanation: explanation.mutations).lines
        for index in explanation.chosen {
            let policy = explanation.policies.policies[index]
            lines += ["", "#### \(code(policy.name))", "", code("\(PolicyExplanation.place(policy.manifest))")]
            lines += self.lines(index)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func code(_ text: String) -> String { MarkdownText.code(text) }

    private func paragraph(_ word: String, _ reason: String = "") -> [String] {
        ["", "**\(word)**" + (reason.isEmpty ? "" : ": \(MarkdownText.escaped(reason))")]
    }

    // MARK: Policies and bindings

    private func lines(_ index: Int) -> [String] {
        switch explanation.ledger.entry(of: index).outcome {
        case .unmatched(let miss): return paragraph("not matched", "\(miss)")
        case .unbound: return paragraph("matched", "nothing binds the policy: the server does not ask it")
        case .undecided(let reason): return paragraph("unknown", reason)
        case .unknown(let issues):
            return paragraph("unknown", "the policy cannot be evaluated") + [""]
                + issues.map { "- \(MarkdownText.escaped("\($0)"))" }
        case .matched(let entries):
            return paragraph("matched")
                + entries.flatMap { lines($0, explanation.policies.bindings[index][$0.binding]) }
        }
    }

    private func lines(
        _ entry: LedgerEntry.BindingEntry, _ binding: ValidatingAdmissionPolicyBinding
    ) -> [String] {
        let actions = binding.actions.map(\.rawValue).joined(separator: ", ")
        let place = PolicyExplanation.place(binding.manifest)
        let title = ["", "Binding \(code(binding.name)) (\(MarkdownText.escaped(actions))) \(code("\(place)"))"]
        switch entry.outcome {
        case .unmatched(let miss): return title + paragraph("not matched", "\(miss)")
        case .withoutParams: return title + paragraph("passes", "there are no parameters, which the binding allows")
        case .misconfigured(let decision): return title + ["", "- \(self.decision(decision))"]
        case .unknown(let reason): return title + paragraph("unknown", reason)
        case .evaluated(let evaluations): return title + evaluations.flatMap(lines)
        }
    }

    // MARK: Evaluations

    private func lines(_ evaluation: LedgerEntry.Evaluation) -> [String] {
        var lines: [String] = []
        if let param = evaluation.param {
            lines += ["", "Parameters \(code("\(param.id)")) \(code("\(PolicyExplanation.place(param))"))"]
        }
        if !evaluation.expressions.isEmpty {
            lines += ["", "| field | expression | value | cost | looks at |", "|---|---|---|---|---|"]
            lines += evaluation.expressions.map(row)
        }
        lines.append("")
        if let condition = evaluation.unmetCondition {
            lines.append("- passes: the match condition \(code(condition)) is false")
        } else if evaluation.decisions.isEmpty {
            lines.append("- passes")
        }
        lines += evaluation.decisions.map { "- \(decision($0))" }
        lines += evaluation.annotations.map {
            "- audit annotation \(code($0.key)): \(MarkdownText.escaped(explanation.shown($0.value)))"
        }
        return lines
    }

    private func row(_ expression: EvaluatedExpression) -> String {
        // A row is one line; blanks at line breaks mean nothing outside of literals.
        let text = expression.text.split(whereSeparator: \.isNewline).map { code(String($0)) }.joined(separator: "<br>")
        let places = expression.decisive.map { code("\($0)") }.joined(separator: "<br>")
        let value = MarkdownText.escaped(explanation.shown(expression.value))
        return "| \(code("\(expression.path)")) | \(text) | \(value) | \(expression.cost) | \(places) |"
    }

    private func decision(_ decision: PolicyDecision) -> String {
        MarkdownText.escaped(explanation.text(decision))
    }
}
