import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// What became of one document and some policies, for people.
struct PolicyExplanationText {
    let policies: PolicySet
    let ledger: DocumentLedger

    /// Whether expressions see a Secret: the object or a parameter.
    private var isSecret: Bool {
        let params = ledger.entries.flatMap { entry -> [ResourceID] in
            guard case .matched(let entries) = entry.outcome else { return [] }
            return entries.flatMap { entry -> [ResourceID] in
                guard case .evaluated(let evaluations) = entry.outcome else { return [] }
                return evaluations.compactMap(\.param?.id)
            }
        }
        return ([ledger.step.manifest.id] + params).contains { $0.kind == "Secret" && $0.group.isEmpty }
    }

    func lines(_ chosen: [Int]) -> [String] {
        let manifest = ledger.step.manifest
        let place = SourcePlace(manifest.root, origin: manifest.origin)
        var lines = ["\(ledger.step.operation.rawValue) \(manifest.id)  \(place)"]
        lines += ledger.assumptions.map { "  assumed: \($0)" }
        for index in chosen {
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
        case .misconfigured(let decision): return [title, "  " + text(decision)]
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
            lines.append("\(expression.path): \(value(expression.value))  cost \(expression.cost)")
            lines += expression.text.split(whereSeparator: \.isNewline).map { "    \($0)" }
            lines += expression.decisive.map { "    looks at \($0)" }
        }
        if let condition = evaluation.unmetCondition {
            lines.append("passes: the match condition \(condition) is false")
        } else if evaluation.decisions.isEmpty {
            lines.append("passes")
        }
        lines += evaluation.decisions.map(text)
        lines += evaluation.annotations.map { "audit annotation \($0.key): \(isSecret ? masked : $0.value)" }
        return lines
    }

    private let masked = "(masked: made from a Secret)"

    /// Texts are made from what is in the object.
    private func value(_ value: EvaluatedExpression.Value) -> String {
        switch value {
        case .text, .failed: isSecret ? masked : "\(value)"
        case .boolean, .null, .unsupported: "\(value)"
        }
    }

    private func text(_ decision: PolicyDecision) -> String {
        let what =
            switch decision.evaluation {
            case .admitted: "passes"
            case .denied: "broken"
            case .failed: decision.denies ? "error" : "error, which failurePolicy ignores"
            }
        let exception = decision.exception.map { " (excepted by \($0.name) until \($0.expires))" } ?? ""
        return "\(what)\(exception): \(isSecret ? masked : decision.message)"
    }

    // MARK: Verdict

    /// Whether the server would refuse the document, or nobody knows.
    func isBad(_ entry: LedgerEntry) -> Bool {
        switch entry.outcome {
        case .unmatched, .unbound: false
        case .unknown: true
        case .matched(let entries):
            entries.contains { isBad($0, policies.bindings[entry.policy][$0.binding].actions) }
        }
    }

    private func isBad(_ entry: LedgerEntry.BindingEntry, _ actions: [PolicyAction]) -> Bool {
        switch entry.outcome {
        case .unmatched, .withoutParams: false
        case .unknown: true
        case .misconfigured(let decision): decision.denies && decision.exception == nil
        case .evaluated(let evaluations):
            evaluations.flatMap(\.decisions).contains { decision in
                decision.exception == nil && decision.denies
                    && (decision.evaluation == .failed || decision.isUnconditional || actions.contains(.deny))
            }
        }
    }
}
