import GitOpsManifest

/// What may happen to a field. Values are compared as text: `true`, `0`, `Local`.
enum RiskTest: Sendable {
    /// It is another value, or there, or gone.
    case changed
    /// It gets a value, or another one.
    case appears
    /// It was not there and is.
    case added
    /// It was there and is not.
    case removed
    /// It gets one of these values.
    case becomes([String])
    /// It had one of these values and has none of them any more.
    case leaves([String])
    /// It is further behind in the list than it was; absent is the first.
    case rises([String])
    /// It is further ahead in the list than it was; absent is the first.
    case falls([String])
    /// The number or quantity is smaller than it was.
    case shrinks
    /// The number or quantity is larger than it was.
    case grows
    /// The list or map has members it had not.
    case gains
    /// The list or map lacks members it had.
    case loses
    /// The list allows more than it did: one without members allows everything.
    case opens
    /// The selector chooses less than it did, as far as its requirements tell.
    case selectsLess
    /// The selector chooses more than it did.
    case selectsMore
    /// Anything else, said by a function of the value before and after and of the whole object.
    case that(@Sendable (Node?, Node?, RiskStates) -> Bool)

    /// Whether an object that is new can be so.
    var holdsForNewObjects: Bool {
        switch self {
        case .appears, .added, .becomes, .rises, .gains, .that: true
        case .changed, .removed, .leaves, .falls, .shrinks, .grows, .loses, .opens, .selectsLess, .selectsMore: false
        }
    }

    /// Whether the object that holds the field must still be there: what is gone altogether is not loosened.
    var needsHolder: Bool {
        switch self {
        case .removed, .leaves, .falls, .loses, .opens, .selectsLess, .selectsMore, .rises, .shrinks: true
        case .changed, .appears, .added, .becomes, .grows, .gains, .that: false
        }
    }

    func holds(_ old: Node?, _ new: Node?, _ states: RiskStates) -> Bool {
        let old = old.flatMap { $0.isNull ? nil : $0 }
        let new = new.flatMap { $0.isNull ? nil : $0 }
        switch self {
        case .changed: return old != new
        case .appears: return new != nil && old != new
        case .added: return old == nil && new != nil
        case .removed: return old != nil && new == nil
        case .becomes(let values): return Self.isOne(new, of: values) && !Self.isOne(old, of: values)
        case .leaves(let values): return Self.isOne(old, of: values) && !Self.isOne(new, of: values)
        case .rises(let order): return Self.rank(old, order) < Self.rank(new, order)
        case .falls(let order): return Self.rank(old, order) > Self.rank(new, order)
        case .shrinks: return Self.compare(old, new).map { $0 > 0 } ?? false
        case .grows: return Self.compare(old, new).map { $0 < 0 } ?? false
        case .gains: return !Self.entries(new).isSubset(of: Self.entries(old))
        case .loses: return !Self.entries(old).isSubset(of: Self.entries(new))
        case .opens:
            let (before, after) = (Self.entries(old), Self.entries(new))
            return !before.isEmpty && (after.isEmpty || !after.isSubset(of: before))
        case .selectsLess:
            return !LabelRequirements.of(new).isSubset(of: LabelRequirements.of(old))
        case .selectsMore:
            return !LabelRequirements.of(old).isSubset(of: LabelRequirements.of(new))
        case .that(let test): return test(old, new, states)
        }
    }

    private static func isOne(_ node: Node?, of values: [String]) -> Bool {
        FieldPath.Scalar.spelled(node).map(values.contains) ?? false
    }

    private static func rank(_ node: Node?, _ order: [String]) -> Int {
        FieldPath.Scalar.spelled(node).flatMap(order.firstIndex(of:)) ?? 0
    }

    /// Below zero when the first is smaller; `nil` when one is no quantity.
    private static func compare(_ old: Node?, _ new: Node?) -> Int? {
        guard let first = quantity(old), let second = quantity(new) else { return nil }
        return first < second ? -1 : first > second ? 1 : 0
    }

    private static func quantity(_ node: Node?) -> Quantity? {
        (node?.string ?? node?.numberSpelling).flatMap { Quantity($0) }
    }

    /// A member of a list, or an entry of a map, with its name.
    private struct Entry: Hashable {
        let name: String
        let value: Node
    }

    private static func entries(_ node: Node?) -> Set<Entry> {
        guard let node else { return [] }
        return node.kind == .object
            ? Set(node.members.map { Entry(name: $0.key, value: $0.value) })
            : Set(node.elements.map { Entry(name: "", value: $0) })
    }
}

/// The requirements of a label selector, or of a map of labels.
enum LabelRequirements: Hashable {
    case label(String, Node)
    case expression(Node)

    static func of(_ selector: Node?) -> Set<LabelRequirements> {
        guard let selector, selector.kind == .object else { return [] }
        if selector["matchLabels"] == nil, selector["matchExpressions"] == nil {
            return Set(selector.members.map { .label($0.key, $0.value) })
        }
        let labels = selector["matchLabels"]?.members.map { LabelRequirements.label($0.key, $0.value) } ?? []
        let expressions = selector["matchExpressions"]?.elements.map { LabelRequirements.expression($0) } ?? []
        return Set(labels + expressions)
    }
}
