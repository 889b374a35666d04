import GitOpsManifest
import GitOpsReport

/// What became of one document and all policies.
///
/// Policies that the index rules out (none of their rules names the document's group and resource) have no entry of
/// their own; ``entry(of:)`` answers for them all the same, so that every policy is accounted for.
public struct DocumentLedger: Sendable {
    /// What happens to the document.
    public let step: AdmissionSimulation.Step
    /// The namespace the object is in; of a Namespace its own name, of other objects of the cluster empty.
    public let namespace: String
    /// What had to be assumed about it.
    public let assumptions: [AdmissionAssumption]
    /// The policies that could be about it, in their order.
    public internal(set) var entries: [LedgerEntry]
    /// The number of all policies.
    public let policyCount: Int
    /// No policy is asked about documents of this kind.
    let isExempt: Bool
    /// What mutating policies did to it before the others saw it; `nil` when the set has none.
    public let mutation: DocumentMutation?

    /// What became of a policy. Complexity: O(log entries).
    public func entry(of policy: Int) -> LedgerEntry {
        entries.entry(of: policy, otherwise: isExempt ? .exemptResource : .groupAndResource)
    }
}

extension [LedgerEntry] {
    /// The entry of a policy; one that was ruled out has none and misses for the given reason.
    func entry(of policy: Int, otherwise miss: MatchMiss) -> LedgerEntry {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].policy < policy { low = middle + 1 } else { high = middle }
        }
        if low < count, self[low].policy == policy { return self[low] }
        return LedgerEntry(policy: policy, outcome: .unmatched(miss))
    }
}

/// Sums over documents and policies. Every pair is counted once, and so is every binding of a matched pair.
public struct LedgerSums: Sendable, Hashable {
    /// Documents.
    public var documents = 0
    /// Policies.
    public var policies = 0
    /// Pairs of which the policy is not about the document.
    public var unmatched = 0
    /// Pairs of which the policy is unusable, or perhaps not about the document.
    public var unknown = 0
    /// Pairs of which nothing binds the policy.
    public var unbound = 0
    /// Pairs of which the policy is about the document.
    public var matched = 0
    /// Bindings of matched pairs.
    public var bindings = 0
    /// Bindings that are not about the document.
    public var bindingsUnmatched = 0
    /// Bindings without parameters, which they allow.
    public var bindingsWithoutParams = 0
    /// Bindings that cannot be used.
    public var bindingsMisconfigured = 0
    /// Bindings for which something is missing.
    public var bindingsUnknown = 0
    /// Bindings that were evaluated.
    public var bindingsEvaluated = 0
    /// Evaluations: one for each parameter of each evaluated binding.
    public var evaluations = 0

    /// Nothing yet.
    public init() {}

    /// Whether all pairs and all bindings of matched pairs are accounted for.
    public var isExact: Bool {
        documents * policies == unmatched + unknown + unbound + matched
            && bindings
                == bindingsUnmatched + bindingsWithoutParams + bindingsMisconfigured + bindingsUnknown
                + bindingsEvaluated
    }

    mutating func add(_ entries: [LedgerEntry], policyCount: Int) {
        documents += 1
        policies = policyCount
        unmatched += policyCount - entries.count
        for entry in entries {
            switch entry.outcome {
            case .unmatched: unmatched += 1
            case .unknown, .undecided: unknown += 1
            case .unbound: unbound += 1
            case .matched(let list):
                matched += 1
                bindings += list.count
                for binding in list { add(binding.outcome) }
            }
        }
    }

    private mutating func add(_ outcome: LedgerEntry.BindingOutcome) {
        switch outcome {
        case .unmatched: bindingsUnmatched += 1
        case .withoutParams: bindingsWithoutParams += 1
        case .misconfigured: bindingsMisconfigured += 1
        case .unknown: bindingsUnknown += 1
        case .evaluated(let list):
            bindingsEvaluated += 1
            evaluations += list.reduce(0) { $0 + $1.count }
        }
    }
}

extension LedgerSums: CustomStringConvertible {
    /// `12 documents × 3 policies: 30 not matched, 4 matched, 1 without a binding, 1 unknown`
    public var description: String {
        "\(documents) documents × \(policies) policies: \(unmatched) not matched, \(matched) matched, "
            + "\(unbound) without a binding, \(unknown) unknown"
    }
}
