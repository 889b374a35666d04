import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// What became of one document and some policies.
struct PolicyExplanation {
    let policies: PolicySet
    let ledger: DocumentLedger
    /// The validating policies that are shown, by their places in the set.
    let chosen: [Int]
    /// What mutating policies did before.
    let mutations: MutationExplanation

    /// The place of an object.
    static func place(_ manifest: Manifest) -> SourcePlace { SourcePlace(manifest.root, origin: manifest.origin) }

    // MARK: Secrets

    static let mask = "(masked: made from a Secret)"

    /// Whether expressions see a Secret: the object, a parameter, or what a mutating policy made of one.
    var isSecret: Bool {
        let params = ledger.entries.flatMap { entry -> [ResourceID] in
            guard case .matched(let entries) = entry.outcome else { return [] }
            return entries.flatMap { entry -> [ResourceID] in
                guard case .evaluated(let evaluations) = entry.outcome else { return [] }
                return evaluations.compactMap(\.param?.id)
            }
        }
        return ledger.mutationReadsSecret || params.contains(where: \.isSecret)
    }

    /// A text that a policy made of the object and its parameters.
    func shown(_ text: String) -> String { isSecret ? Self.mask : text }

    /// What a value is in one line; texts are made from what is in the object.
    func shown(_ value: EvaluatedExpression.Value) -> String {
        switch value {
        case .text, .failed: shown("\(value)")
        case .boolean, .null, .unsupported: "\(value)"
        }
    }

    /// What a decision amounts to: `passes`, `broken`, `error`, `unknown`.
    func word(_ decision: PolicyDecision) -> String {
        switch decision.evaluation {
        case .admitted: "passes"
        case .denied: "broken"
        case .unknown: "unknown"
        case .failed: decision.denies ? "error" : "error, which failurePolicy ignores"
        }
    }

    func text(_ decision: PolicyDecision) -> String {
        let exception = decision.exception.map { " (excepted by \($0.name) until \($0.expires))" } ?? ""
        return "\(word(decision))\(exception): \(shown(decision.message))"
    }

    // MARK: Verdict

    /// Whether the server would refuse the document, or nobody knows.
    var isBad: Bool { mutations.isBad || chosen.contains { isBad(ledger.entry(of: $0)) } }

    private func isBad(_ entry: LedgerEntry) -> Bool {
        switch entry.outcome {
        case .unmatched, .unbound: false
        case .unknown, .undecided: true
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
                decision.evaluation == .unknown
                    || decision.exception == nil && decision.denies
                        && (decision.evaluation == .failed || decision.isUnconditional || actions.contains(.deny))
            }
        }
    }
}
