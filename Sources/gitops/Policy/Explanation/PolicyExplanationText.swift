import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// What became of one document and some policies, for people.
struct PolicyExplanationText {
    let explanation: PolicyExplanation

    private var policies: PolicySet { explanation.policies }
    private var ledger: DocumentLedger { explanation.ledger }

    var lines: [String] {
        let manifest = ledger.step.manifest
        var lines = ["\(ledger.step.operation.rawValue) \(manifest.id)  \(PolicyExplanation.place(manifest))"]
        lines += ledger.assumptions.map { "  assumed: \($0)" }
        lines += MutationExplanationText(explanation: explanation.mutations).lines
        for index in explanation.chosen {
            let policy = policies.policies[index]
            let place = SourcePlace(policy.manifest.root, origin: policy.manifest.origin)
            lines += ["", "policy \(policy.name)  \(place)"]
            lines += self.lines(ledger.entry(of: index)).map { "  \($0)" }
        }
        return lines
    }

    private func lines(_ entry: LedgerEntry) -> [String] {
        switch entry.outcome {
        case .unmatched(let miss): return ["not matched: \(miss)"]
        case .unbound: return ["matched, and nothing binds the policy: the server does not ask it"]
        case .undecided(let reason): return ["unknown: \(reason)"]
        case .unknown(let issues):
            return ["unknown: the policy cannot be evaluated"] + issues.map { "  \($0)" }
        case .matched(let entries):
            return ["matched"]
                + entries.flatMap { lines($0, policies.bindings[entry.policy][$0.binding]) }
        }
    }

    private func lines(
        _ entry: LedgerEntry.BindingEntry, _ binding: ValidatingAdmissionPolicyBinding
    ) -> [String] {
        let place = SourcePlace(binding.manifest.root, origin: binding.manifest.origin)
        let actions = binding.actions.map(\.rawValue).joined(separator: ", ")
        let title = "binding \(binding.name) (\(actions))  \(place)"
        switch entry.outcome {
        case .unmatched(let miss): return [title, "  not matched: \(miss)"]
        case .withoutParams: return [title, "  there are no parameters, which the binding allows"]
        case .misconfigured(let decision): return [title, "  " + explanation.text(decision)]
        case .unknown(let reason): return [title, "  unknown: \(reason)"]
        case .evaluated(let evaluations): return [title] + evaluations.flatMap { lines($0).map { "  \($0)" } }
        }
    }

    private func lines(_ evaluation: LedgerEntry.Evaluation) -> [String] {
        var lines: [String] = []
        if let param = evaluation.param {
            lines.append("params: \(param.id)  \(SourcePlace(param.root, origin: param.origin))")
        }
        for expression in evaluation.expressions {
            lines.append("\(expression.path): \(explanation.shown(expression.value))  cost \(expression.cost)")
            lines += expression.text.split(whereSeparator: \.isNewline).map { "    \($0)" }
            lines += expression.decisive.map { "    looks at \($0)" }
        }
        if let condition = evaluation.unmetCondition {
            lines.append("passes: the match condition \(condition) is false")
        } else if evaluation.decisions.isEmpty {
            lines.append("passes")
        }
        lines += evaluation.decisions.map(explanation.text)
        lines += evaluation.annotations.map { "audit annotation \($0.key): \(explanation.shown($0.value))" }
        return lines
    }
}
