/// A choice of objects by their labels: all requirements must hold.
///
/// An empty selector chooses everything. A selector that is *absent* where `metav1.LabelSelector` is optional chooses
/// nothing: call `matches` on the optional value, which knows.
///
/// Source: `LabelSelectorAsSelector` in `k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go`, and
/// `k8s.io/apimachinery/pkg/labels/selector.go`.
public struct LabelSelector: Hashable, Sendable {
    /// The requirements, ordered by key.
    public let requirements: [LabelRequirement]

    /// Makes a selector of requirements, which it puts in order.
    public init(_ requirements: [LabelRequirement] = []) {
        let numbered = requirements.enumerated().sorted { left, right in
            (left.element.key, left.offset) < (right.element.key, right.offset)
        }
        self.requirements = numbered.map(\.element)
    }

    /// The selector without requirements.
    public static let everything = LabelSelector()

    /// Whether the selector has no requirements and so chooses everything.
    public var isEmpty: Bool { requirements.isEmpty }

    /// Whether an object is chosen whose labels the closure looks up, `nil` standing for an absent label.
    ///
    /// Complexity: one look-up for each requirement at most.
    public func matches(_ label: (_ key: String) -> String?) -> Bool {
        requirements.allSatisfy { $0.matches(value: label($0.key)) }
    }

    /// Whether an object with these labels is chosen.
    public func matches(_ labels: [String: String]) -> Bool {
        matches { labels[$0] }
    }

    /// The one value that a chosen object's label must have, `nil` when the selector does not tell.
    ///
    /// Source: `RequiresExactMatch` in `selector.go`.
    package func requiredValue(of key: String) -> String? {
        switch requirements.first(where: { $0.key == key })?.test {
        case .equals(let value): return value
        case .isIn(let values) where values.count == 1: return values[0]
        default: return nil
        }
    }
}

extension Optional where Wrapped == LabelSelector {
    /// Whether an object is chosen: an absent selector chooses nothing.
    public func matches(_ label: (_ key: String) -> String?) -> Bool {
        self?.matches(label) ?? false
    }

    /// Whether an object with these labels is chosen: an absent selector chooses nothing.
    public func matches(_ labels: [String: String]) -> Bool {
        self?.matches(labels) ?? false
    }
}
