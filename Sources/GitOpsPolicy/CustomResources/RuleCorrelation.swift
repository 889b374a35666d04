import GitOpsManifest

/// Which old value belongs to a value, for rules that only warn when nothing changed.
///
/// Source: `ratchetingOptions` of apiextensions-apiserver `pkg/apiserver/schema/cel/validation.go`, apiserver
/// `pkg/cel/common/equality.go`.
struct RuleCorrelation {
    struct Pair {
        let new: Node
        let old: Node
        let schema: Node
    }

    /// The value and its old value; `nil` where none belongs to it.
    var current: Pair?
    /// The nearest value around it that has an old value.
    var parent: Pair?

    /// The value, or what is around it, is the same as before.
    var isUnchanged: Bool { (current ?? parent).map { Self.isSame($0.new, $0.old, $0.schema) } ?? false }

    /// For the schemas of `allOf`, which are no part of the tree of values.
    var ofAlternative: RuleCorrelation { RuleCorrelation(current: nil, parent: parent) }

    func member(_ name: String, _ value: Node, _ schema: Node) -> RuleCorrelation {
        guard let current else { return self }
        // Both versions of an object have the same kind, whatever was written.
        if parent == nil, name == "apiVersion" || name == "kind" { return RuleCorrelation() }
        return RuleCorrelation(
            current: current.old[name].map { Pair(new: value, old: $0, schema: schema) }, parent: current)
    }

    func item(_ value: Node, old: Node?, _ schema: Node) -> RuleCorrelation {
        guard let current else { return self }
        return RuleCorrelation(current: old.map { Pair(new: value, old: $0, schema: schema) }, parent: current)
    }

    // MARK: Equality

    /// Whether two values are the same as far as the schema tells which of their parts belong together.
    ///
    /// Items of lists that are maps may change places. A member that the schema does not declare belongs to no other,
    /// so that an object that has one is never the same; the root is such an object, for the sake of its metadata.
    private static func isSame(_ new: Node, _ old: Node, _ schema: Node) -> Bool {
        switch (new.kind, old.kind) {
        case (.object, .object):
            guard new.count == old.count else { return false }
            return new.members.allSatisfy { name, value in
                guard let before = old[name], let inner = Self.schema(ofMember: name, in: schema) else { return false }
                return isSame(value, before, inner)
            }
        case (.array, .array):
            guard new.count == old.count else { return false }
            guard case .map(let keys) = RuleSchema.listType(of: schema) else { return new == old }
            let items = KeyedItems(of: old, keys: keys)
            return new.elements.allSatisfy { item in
                guard let before = items.item(like: item), let inner = schema["items"] else { return false }
                return isSame(item, before, inner)
            }
        default: return new == old
        }
    }

    private static func schema(ofMember name: String, in schema: Node) -> Node? {
        if let property = schema["properties"]?[name] { return property }
        guard let entries = schema["additionalProperties"], entries.kind == .object else { return nil }
        return entries
    }
}
