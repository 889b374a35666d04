import GitOpsManifest

/// Which old value belongs to a value, for rules that only warn when nothing changed.
///
/// Source: `ratchetingOptions` of apiextensions-apiserver `pkg/apiserver/schema/cel/validation.go`, apiserver
/// `pkg/cel/common/equality.go`.
struct RuleCorrelation {
    struct Pair {
        let new: Node
        let old: Node
    }

    /// The value and its old value; `nil` where none belongs to it.
    var current: Pair?
    /// The nearest value around it that has an old value.
    var parent: Pair?

    /// The value, or what is around it, is the same as before.
    var isUnchanged: Bool { (current ?? parent).map { $0.new == $0.old } ?? false }

    /// For the schemas of `allOf`, which are no part of the tree of values.
    var ofAlternative: RuleCorrelation { RuleCorrelation(current: nil, parent: parent) }

    func member(_ name: String, _ value: Node) -> RuleCorrelation {
        guard let current else { return self }
        // Both versions of an object have the same kind, whatever was written.
        if parent == nil, name == "apiVersion" || name == "kind" { return RuleCorrelation() }
        return RuleCorrelation(current: current.old[name].map { Pair(new: value, old: $0) }, parent: current)
    }

    func item(_ value: Node, old: Node?) -> RuleCorrelation {
        guard let current else { return self }
        return RuleCorrelation(current: old.map { Pair(new: value, old: $0) }, parent: current)
    }
}
