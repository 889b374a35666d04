import AccessInput
import BenchmarkInput
import GitOpsRBAC

extension AllocationReport {
    /// Allocations of decisions on requests of subjects with five groups, those that are allowed and those that are
    /// denied apart; whether there are none. Requests and subjects are prepared before, as for many questions.
    static func reportDecisions() -> Bool {
        var isFree = report("generated", .generated(ManifestInput.isSmoke ? .small : .large))
        if let own = AccessInput.own() { isFree = report("own", own) && isFree }
        return isFree
    }

    private static func report(_ name: String, _ input: AccessInput) -> Bool {
        let model = AccessModel(input.manifests, options: AccessModelOptions(bootstrap: .none))
        let prepared = input.reviews.map { review in
            (
                action: model.prepare(review.attributes),
                subject: model.prepare(user: review.user, groups: fiveGroups(review.groups))
            )
        }
        // A first round tells the two kinds apart.
        let allowed = prepared.filter { model.isAllowed($0.action, by: $0.subject) }
        let denied = prepared.filter { !model.isAllowed($0.action, by: $0.subject) }
        var isFree = true
        for (answer, asked) in [("allowed", allowed), ("denied", denied)] {
            var count = 0
            let taken = allocations {
                for (action, subject) in asked where model.isAllowed(action, by: subject) { count += 1 }
            }
            line("access.\(name).\(answer).\(asked.count)-decisions", Double(taken), "allocations", digits: 0)
            isFree = isFree && taken == 0 && !asked.isEmpty && count == (answer == "allowed" ? asked.count : 0)
        }
        return isFree
    }

    /// The groups of a request, filled up to five by some that bindings may name as well.
    private static func fiveGroups(_ groups: [String]) -> [String] {
        groups + (0..<max(0, 5 - groups.count)).map { "group\($0)" }
    }
}
