public import GitOpsManifest

/// Which differences between the desired and the live state are ignored.
///
/// ```swift
/// let rules = try DriftRules(SourceText(text, name: ".gitops-drift.yaml"))
/// let verdict = rules.apply(to: ThreeWayDiff(mode: .twoWay).compare(desired: desired, live: live))
/// ```
///
/// Rules only ever hide differences. Whether an object counts as in sync does not depend on the values of ignored fields,
/// and one more rule never adds a difference.
public struct DriftRules: Sendable, Hashable {
    /// The rules, in order.
    public var rules: [DriftRule]
    /// What importers found and could not turn into rules: nothing is hidden for it.
    public var unsupported: [UnsupportedRule]

    /// The given rules.
    public init(_ rules: [DriftRule] = [], unsupported: [UnsupportedRule] = []) {
        self.rules = rules
        self.unsupported = unsupported
    }

    /// These rules followed by others.
    public func appending(_ other: DriftRules) -> DriftRules {
        DriftRules(rules + other.rules, unsupported: unsupported + other.unsupported)
    }

    /// Splits what a comparison found into what counts and what a rule hides.
    ///
    /// - Parameters:
    ///   - result: what a comparison found.
    ///   - id: what identifies the object, when not its own `apiVersion`, `kind` and `metadata`.
    /// - Complexity: O(rules) when no rule chooses the object, else O(size of both states) for each that does.
    public func apply(to result: ComparisonResult, of id: ResourceID? = nil) -> FilteredComparison {
        guard let compared = result.compared else { return FilteredComparison(kept: result.changes, hidden: []) }
        let id = id ?? ResourceID(of: compared.live)
        let chosen = rules.indices.filter {
            rules[$0].objects.matches(id, desired: compared.desired, live: compared.live)
        }
        guard !chosen.isEmpty else { return FilteredComparison(kept: result.changes, hidden: []) }
        var masked = MaskedResult(result, compared, rules: chosen.map { ($0, rules[$0].fields) })
        let split = masked.split()
        return FilteredComparison(
            kept: split.kept, hidden: split.hidden.map { HiddenChange(change: $0, rules: $1.map { rules[$0] }) })
    }
}

/// What a comparison found, without what rules hide.
public struct FilteredComparison: Sendable {
    /// The changes that count.
    public let kept: [Change]
    /// The changes that rules hide.
    public let hidden: [HiddenChange]

    /// Whether re-applying would change nothing but what rules hide.
    public var isInSync: Bool { kept.isEmpty }
}

/// A change that is ignored.
public struct HiddenChange: Sendable {
    /// The change.
    public let change: Change
    /// The rules that hide it, in order: each alone, or all of them together where the change is of a value as a whole.
    public let rules: [DriftRule]
}

/// Something that ignores differences elsewhere and cannot be imported: nothing is hidden for it.
public struct UnsupportedRule: Sendable, Hashable, CustomStringConvertible {
    /// What was written.
    public let text: String
    /// Why it is no rule here, and what to do.
    public let reason: String
    /// Where it stands.
    public let origin: DriftRule.Origin

    /// An entry from its parts.
    public init(text: String, reason: String, origin: DriftRule.Origin) {
        self.text = text
        self.reason = reason
        self.origin = origin
    }

    /// The place, what was written and why it is no rule.
    public var description: String { "\(origin): \"\(text)\" is not imported: \(reason)" }
}

extension ResourceID {
    /// What an object says it is.
    init(of object: Node) {
        self.init(
            group: ResourceID.group(ofAPIVersion: object["apiVersion"]?.string ?? ""),
            kind: object["kind"]?.string ?? "", namespace: object["metadata"]?["namespace"]?.string,
            name: object["metadata"]?["name"]?.string ?? "")
    }
}
