public import GitOpsManifest

/// What rules hide over many objects.
public struct RulesPreview: Sendable {
    /// What each rule hides, in the order of the rules.
    public let entries: [Entry]
    /// What is left of the objects that differ, in their order.
    public let kept: [(id: ResourceID, changes: [Change])]

    /// What one rule hides.
    public struct Entry: Sendable {
        /// The rule.
        public let rule: DriftRule
        /// The changes it takes part in hiding, in the order of the objects.
        public let hidden: [(id: ResourceID, change: Change)]
    }

    /// Rules that hide nothing: perhaps outdated, perhaps misspelled.
    public var rulesHidingNothing: [DriftRule] { entries.filter(\.hidden.isEmpty).map(\.rule) }
}

extension DriftRules {
    /// What each rule hides in the comparisons of many objects: the very split that `apply` makes.
    ///
    /// Complexity: that of `apply` for each object.
    public func preview(_ objects: some Sequence<(id: ResourceID, result: ComparisonResult)>) -> RulesPreview {
        var hidden = [[(id: ResourceID, change: Change)]](repeating: [], count: rules.count)
        var kept: [(id: ResourceID, changes: [Change])] = []
        for (id, result) in objects {
            let filtered = apply(to: result, of: id)
            if !filtered.kept.isEmpty { kept.append((id, filtered.kept)) }
            for entry in filtered.hidden {
                for (index, rule) in rules.enumerated() where entry.rules.contains(rule) {
                    hidden[index].append((id, entry.change))
                }
            }
        }
        return RulesPreview(
            entries: zip(rules, hidden).map { RulesPreview.Entry(rule: $0, hidden: $1) }, kept: kept)
    }
}
