import GitOpsPolicy
import GitOpsReport

/// The sums of a check, in which everything is accounted for.
struct PolicyLedgerText {
    let sums: LedgerSums
    let reviews: [PodSecurityReview]?

    var lines: [String] {
        var lines = [
            "\(sums)",
            "\(sums.bindings) bindings: \(sums.bindingsEvaluated) evaluated, \(sums.bindingsUnmatched) not matched, "
                + "\(sums.bindingsWithoutParams) without parameters, \(sums.bindingsMisconfigured) unusable, "
                + "\(sums.bindingsUnknown) unknown",
        ]
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
