import GitOpsPolicy
import GitOpsReport

/// The sums of a check, in which everything is accounted for.
struct PolicyLedgerText {
    private let sums: LedgerSums
    private let mutatingSums: LedgerSums
    private let mutatedCount: Int
    private let reviews: [PodSecurityReview]?
    private let unevaluated: [UnevaluatedPolicy]
    private let unreadableCount: Int

    init(_ check: PolicyCheck, reviews: [PodSecurityReview]?, unreadable: Int) {
        sums = check.sums
        mutatingSums = check.mutatingSums
        mutatedCount = check.documents.count { $0.mutation?.mutated != nil }
        self.reviews = reviews
        unevaluated = check.policies.unevaluated
        unreadableCount = unreadable
    }

    var lines: [String] {
        var lines: [String] = []
        if mutatingSums.policies > 0 {
            lines.append("mutating: \(mutatingSums); \(mutatedCount) documents changed")
        }
        // Nobody asks what validating policies say when there are only mutating ones.
        if sums.policies > 0 || mutatingSums.policies == 0 {
            lines += [
                "\(sums)",
                "\(sums.bindings) bindings: \(sums.bindingsEvaluated) evaluated, \(sums.bindingsUnmatched) not matched, "
                    + "\(sums.bindingsWithoutParams) without parameters, \(sums.bindingsMisconfigured) unusable, "
                    + "\(sums.bindingsUnknown) unknown",
            ]
        }
        for engine in UnevaluatedPolicy.Engine.allCases {
            let count = unevaluated.count { $0.engine == engine }
            if count > 0 {
                let noun = engine == .webhook ? "configurations" : "policies"
                lines.append("\(engine.rawValue): \(count) \(noun), not evaluated, so unknown for all documents")
            }
        }
        if unreadableCount > 0 {
            lines.append("\(unreadableCount) documents or files that could not be read are not among these")
        }
        if let reviews {
            let parts = Verdict.allCases.sorted(by: >).compactMap { verdict in
                let count = reviews.count { $0.verdict == verdict }
                return count == 0 ? nil : ", \(count) \(verdict.rawValue)"
            }
            lines.append("Pod Security: \(reviews.count) documents" + parts.joined())
        }
        return lines
    }
}
