import GitOpsDiff
import GitOpsManifest
import GitOpsPolicy

/// What became of one document and some mutating policies, in the words that all outputs share.
struct MutationExplanation {
    let set: MutatingPolicySet
    let ledger: DocumentLedger
    /// The policies that are shown, by their places in the set.
    let chosen: [Int]

    /// What became of a policy; `nil` when there is none at all.
    func entry(of policy: Int) -> LedgerEntry? { ledger.mutation?.entry(of: policy) }

    /// A match condition, with its value where that follows from what was done.
    struct Condition {
        let name: String
        let expression: PolicyExpression
        let value: Bool?
    }

    /// A mutation, and what it did.
    struct Mutation {
        let patchType: MutatingAdmissionPolicy.PatchType
        let expression: PolicyExpression
        /// `changes 2 fields`; `nil` when it was not evaluated.
        let result: String?
        /// The fields it changes, as pointers; none where they may be made from a Secret.
        let fields: [String]
    }

    func conditions(_ evaluation: LedgerEntry.Evaluation, of policy: MutatingAdmissionPolicy) -> [Condition] {
        // Without a value they end the evaluation, which is then about none of the mutations.
        let areMet =
            evaluation.unmetCondition == nil && evaluation.decisions.allSatisfy { $0.validation != nil }
        return policy.matchConditions.map { condition in
            let isUnmet = evaluation.unmetCondition?.hasSameBytes(as: condition.name) == true
            return Condition(
                name: condition.name, expression: condition.expression, value: isUnmet ? false : areMet ? true : nil)
        }
    }

    func mutations(_ evaluation: LedgerEntry.Evaluation, of policy: MutatingAdmissionPolicy) -> [Mutation] {
        policy.mutations.enumerated().map { index, mutation in
            let applied = evaluation.mutations.first { $0.mutation == index }?.result
            let failure = evaluation.decisions.first { $0.validation == index }
            return Mutation(
                patchType: mutation.patchType, expression: mutation.expression,
                result: applied.map(text) ?? failure.map(text), fields: applied.map(fields) ?? [])
        }
    }

    /// What is wrong besides single mutations.
    func failures(_ evaluation: LedgerEntry.Evaluation) -> [String] {
        evaluation.decisions.filter { $0.validation == nil }.map(text)
    }

    func text(_ decision: PolicyDecision) -> String {
        let word = decision.denies ? "error" : "error, which failurePolicy ignores"
        return "\(word): \(ledger.mutationReadsSecret ? PolicyExplanation.mask : decision.message)"
    }

    private func text(_ result: AppliedMutation.Result) -> String {
        switch result {
        case .changed(let patch):
            patch.operations.count == 1 ? "changes 1 field" : "changes \(patch.operations.count) fields"
        case .unchanged: "changes nothing"
        case .testFailed(let operation): "changes nothing: its test, operation \(operation), does not hold"
        }
    }

    private func fields(_ result: AppliedMutation.Result) -> [String] {
        guard case .changed(let patch) = result, !ledger.mutationReadsSecret else { return [] }
        return patch.operations.map { operation in
            switch operation {
            case .add(let path, _), .remove(let path), .replace(let path, _), .test(let path, _), .move(_, let path),
                .copy(_, let path):
                "\(path)"
            }
        }
    }

    // MARK: Verdict

    /// Whether the server would refuse the document because of one of the policies, or nobody knows.
    var isBad: Bool {
        chosen.contains { policy in
            switch entry(of: policy)?.outcome {
            case nil, .unmatched, .unbound: false
            case .unknown, .undecided: true
            case .matched(let bindings): bindings.contains { isBad($0.outcome) }
            }
        }
    }

    private func isBad(_ outcome: LedgerEntry.BindingOutcome) -> Bool {
        switch outcome {
        case .unmatched, .withoutParams: false
        case .unknown: true
        case .misconfigured(let decision): decision.denies
        case .evaluated(let evaluations): evaluations.contains { $0.decisions.contains(where: \.denies) }
        }
    }
}
