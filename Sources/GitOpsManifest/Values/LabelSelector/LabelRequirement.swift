/// One test of one label.
///
/// Source: `labels.Requirement` in `k8s.io/apimachinery/pkg/labels/selector.go`.
public struct LabelRequirement: Hashable, Sendable {
    /// What is asked of the label's value. Lists of values are sorted, hold nothing twice and are not empty.
    public enum Test: Hashable, Sendable {
        /// The label is present with this value.
        case equals(String)
        /// The label is absent, or has another value.
        case notEquals(String)
        /// The label is present with one of these values.
        case isIn([String])
        /// The label is absent, or has none of these values.
        case isNotIn([String])
        /// The label is present.
        case exists
        /// The label is absent.
        case doesNotExist
        /// The label is present with a larger whole number.
        case greaterThan(Int64)
        /// The label is present with a smaller whole number.
        case lessThan(Int64)
    }

    /// The label's key.
    public let key: String

    /// What is asked of its value.
    public let test: Test

    /// Makes a requirement; the values of a list are put in order.
    ///
    /// - Throws: ``LabelError`` when the key or a value breaks the rules, or a list is empty.
    public init(_ key: String, _ test: Test) throws(LabelError) {
        try LabelSyntax.validate(key: key)
        self.key = key
        switch test {
        case .equals(let value), .notEquals(let value):
            try LabelSyntax.validate(value: value)
            self.test = test
        case .isIn(let values):
            self.test = .isIn(try Self.ordered(values, key: key))
        case .isNotIn(let values):
            self.test = .isNotIn(try Self.ordered(values, key: key))
        case .exists, .doesNotExist, .greaterThan, .lessThan:
            self.test = test
        }
    }

    private static func ordered(_ values: [String], key: String) throws(LabelError) -> [String] {
        guard !values.isEmpty else { throw .missingValues(key: key) }
        for value in values { try LabelSyntax.validate(value: value) }
        return Set(values).sorted()
    }

    /// Whether a label with this value, or an absent label for `nil`, passes.
    ///
    /// Complexity: O(n) in the listed values.
    public func matches(value: String?) -> Bool {
        switch test {
        case .equals(let wanted): return Self.isListed(value, [wanted])
        case .notEquals(let unwanted): return !Self.isListed(value, [unwanted])
        case .isIn(let wanted): return Self.isListed(value, wanted)
        case .isNotIn(let unwanted): return !Self.isListed(value, unwanted)
        case .exists: return value != nil
        case .doesNotExist: return value == nil
        case .greaterThan(let bound): return value.flatMap { Int64(goDecimal: $0) }.map { $0 > bound } ?? false
        case .lessThan(let bound): return value.flatMap { Int64(goDecimal: $0) }.map { $0 < bound } ?? false
        }
    }
}

extension LabelRequirement {
    /// By bytes: to Unicode, the sign for Kelvin is the letter K.
    private static func isListed(_ value: String?, _ listed: [String]) -> Bool {
        guard let value else { return false }
        return listed.contains { $0.hasSameBytes(as: value) }
    }
}

extension LabelRequirement: CustomStringConvertible {
    /// The spelling of `labels.Requirement.String`: `a=b`, `e in (f,g)`, `!h`.
    public var description: String {
        switch test {
        case .equals(let value): return "\(key)=\(value)"
        case .notEquals(let value): return "\(key)!=\(value)"
        case .isIn(let values): return "\(key) in (\(values.joined(separator: ",")))"
        case .isNotIn(let values): return "\(key) notin (\(values.joined(separator: ",")))"
        case .exists: return key
        case .doesNotExist: return "!\(key)"
        case .greaterThan(let bound): return "\(key)>\(bound)"
        case .lessThan(let bound): return "\(key)<\(bound)"
        }
    }
}
